/** Reads payloads through their variants: camelCase and PascalCase names, lists under several keys, dates with dots. */

import type { Json } from '../../core/connector.ts';
import { isObject, type JsonObject, numberOf, objectOf, textOf } from '../../core/json.ts';
import { isDate, localDate, utcOffset } from '../../core/time.ts';

/** The first value that is there under one of the names, also with a capital first letter. */
export function field(value: unknown, ...names: readonly string[]): Json {
  if (!isObject(value)) return null;
  for (const name of names) {
    const found = value[name] ?? value[name[0]!.toUpperCase() + name.slice(1)];
    if (found !== undefined && found !== null) return found;
  }
  return null;
}

const LIST_NAMES = ['rows', 'list', 'items', 'records', 'item'];
const MAX_WRAPS = 3;

/** The entries of a listing, whatever it calls them; null when it holds no list. */
export function rowsOf(data: Json, depth = 0): readonly Json[] | null {
  if (Array.isArray(data)) return data as readonly Json[];
  for (const name of LIST_NAMES) {
    const rows = field(data, name);
    if (Array.isArray(rows)) return rows as readonly Json[];
  }
  const inner = field(data, 'data');
  return inner === null || depth === MAX_WRAPS ? null : rowsOf(inner, depth + 1);
}

/** An object that some answers wrap once more under one of `names`. */
export function unwrapped(data: Json, ...names: readonly string[]): JsonObject {
  let here = objectOf(data);
  for (let depth = 0; depth < MAX_WRAPS; depth++) {
    const inner = names.map((name) => here[name]).find(isObject);
    if (!inner) break;
    here = inner;
  }
  return here;
}

/**
 * The calendar day of `2026.06.02`, `2026-06-02 08:15:04`, `2026/6/2`, or of an epoch in seconds or milliseconds; null when
 * there is none. Written days are the athlete's own and are taken as they stand.
 */
export function dayOf(value: unknown, time_zone: string): string | null {
  const match = /^\s*(\d{4})[.\-/](\d{1,2})[.\-/](\d{1,2})(?!\d)/.exec(textOf(value) ?? '');
  if (match) {
    const day = `${match[1]}-${match[2]!.padStart(2, '0')}-${match[3]!.padStart(2, '0')}`;
    return isDate(day) ? day : null;
  }
  const number = numberOf(value);
  if (number === null || number < 1e8 || number > 1e14) return null;
  const unix_s = number > 1e11 ? number / 1000 : number;
  return localDate(unix_s, utcOffset(time_zone, unix_s));
}
