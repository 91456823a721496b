/** Answers of Intervals.icu: names of fields are checked against its published types, values are trusted in nothing. */

import type { Json } from '../../core/connector.ts';
import { isObject, listOf, objectOf } from '../../core/json.ts';

/** The fields of `T` by name, with whatever came in them. */
export type Unread<T> = { readonly [K in keyof T]?: Json };

/** The fields of an object; none when it is not one. */
export function fieldsOf<T>(value: unknown): Unread<T> {
  const fields: { readonly [key: string]: Json } = objectOf(value);
  return fields as Unread<T>;
}

/** The objects of a list; what is not one is left out. */
export function objectsOf(value: unknown): readonly { readonly [key: string]: Json }[] {
  return listOf(value).filter(isObject);
}

// Secrets, ways to reach somebody, and what the platform draws pictures with.
const LEFT_OUT = /e-?mail|password|secret|token|api_?key|phone|skyline_chart_bytes|profile_medium|_user_id$/i;
/** Other people: who shared a folder or a custom item, who coaches. */
const OTHER_PEOPLE = new Set(['owner', 'from_athlete', 'athlete_name', 'coach_ticks', 'icu_coach_name']);
/** Signed links that change with every answer. */
const LINKS = new Set(['url', 'attachment_url']);
const MAX_DEPTH = 24;

/**
 * A payload as it is kept: as it came, without secrets, addresses and other people, and without fields that are null,
 * which the platform writes or leaves out as it likes. `also` names further fields of the outermost object.
 */
export function keptPayload(raw: Json, also: readonly string[] = []): Json {
  if (!isObject(raw)) return kept(raw, 0);
  return kept(Object.fromEntries(Object.entries(raw).filter(([key]) => !also.includes(key))), 0);
}

function kept(value: Json, depth: number): Json {
  if (depth > MAX_DEPTH) return null;
  if (Array.isArray(value)) return listOf(value).map((entry) => kept(entry, depth + 1));
  if (!isObject(value)) return value;
  const result: Record<string, Json> = {};
  for (const [key, inner] of Object.entries(value)) {
    if (inner === null || LEFT_OUT.test(key) || OTHER_PEOPLE.has(key) || LINKS.has(key)) continue;
    // Defined, not assigned: `__proto__` is a key like any other in JSON.
    const field = { value: kept(inner, depth + 1), enumerable: true, writable: true, configurable: true };
    Object.defineProperty(result, key, field);
  }
  return result;
}
