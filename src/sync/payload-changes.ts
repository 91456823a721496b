/** What differs between two payloads of one thing: the news in a platform's answer, without its noise. */

import type { Json } from '../core/connector.ts';
import { isObject } from '../core/json.ts';
import { cleanLine } from '../core/text.ts';

export interface FieldChange {
  /** Dotted path. */
  readonly field: string;
  /** As text, cleaned and cut; null when it was not there. */
  readonly before: string | null;
  readonly after: string | null;
}

const MOST = 30;
const MAX_CHARS = 120;

/** Fields that changed, in order of their names, at most 30. Null and absent are the same. `noise` are dotted paths left out with all below them. */
export function payloadChanges(before: Json, after: Json, noise: readonly string[]): FieldChange[] {
  const found: FieldChange[] = [];
  compare('', before, after, new Set(noise), found);
  return found;
}

function compare(path: string, before: Json, after: Json, noise: ReadonlySet<string>, found: FieldChange[]): void {
  if (found.length >= MOST || noise.has(path)) return;
  if (isObject(before) && isObject(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    for (const key of keys) {
      compare(path === '' ? key : `${path}.${key}`, before[key] ?? null, after[key] ?? null, noise, found);
    }
    return;
  }
  if (JSON.stringify(before) === JSON.stringify(after)) return;
  // 82 and 82.0000001 are the same figure, computed twice.
  if (typeof before === 'number' && typeof after === 'number' && Math.abs(before - after) <= 1e-6 * Math.abs(before))
    return;
  found.push({ field: path === '' ? 'everything' : path, before: shown(before), after: shown(after) });
}

function shown(value: Json): string | null {
  if (value === null) return null;
  return cleanLine(typeof value === 'string' ? value : JSON.stringify(value), MAX_CHARS);
}
