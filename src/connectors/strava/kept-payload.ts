/** Payloads as they are kept: as they came, without other people's data, tokens, and tracks that come a second time at full length. */

import type { Json } from '../../core/connector.ts';
import { isObject, type JsonObject } from '../../core/json.ts';

/** Far deeper than any payload of Strava. */
const MAX_DEPTH = 24;

const LEFT_OUT = new Set([
  // The full track is in the streams; `summary_polyline` stays.
  'polyline',
  'embed_token',
  'access_token',
  'refresh_token',
  'email',
  'phone',
  'phone_number',
  // Map pictures whose links carry a token.
  'map_urls',
  // Other people: record holders, those who gave kudos, mentions.
  'xoms',
  'local_legend',
  'highlighted_kudosers',
  'leaderboard',
  'mentions_metadata',
  'firstname',
  'lastname',
  'username',
  'profile',
  'profile_medium',
  'profile_original',
]);

/** People inside a payload are reduced to their id. */
const PEOPLE = new Set(['athlete', 'owner', 'creator', 'user', 'author']);

/** Without what must not be kept; `also` names further keys of the outermost object. */
export function keptPayload(raw: Json, also: readonly string[] = []): Json {
  if (!isObject(raw)) return kept(raw, 0);
  const rest: JsonObject = Object.fromEntries(Object.entries(raw).filter(([key]) => !also.includes(key)));
  return kept(rest, 0);
}

function kept(value: Json, depth: number): Json {
  if (depth > MAX_DEPTH) return null;
  if (Array.isArray(value)) return (value as readonly Json[]).map((entry) => kept(entry, depth + 1));
  if (!isObject(value)) return value;
  const result: Record<string, Json> = {};
  for (const [key, inner] of Object.entries(value)) {
    if (LEFT_OUT.has(key)) continue;
    // Defined, not assigned: `__proto__` is a key like any other in JSON.
    const value_kept = PEOPLE.has(key) && isObject(inner) ? idAlone(inner) : kept(inner, depth + 1);
    Object.defineProperty(result, key, { value: value_kept, enumerable: true, writable: true, configurable: true });
  }
  return result;
}

function idAlone({ id }: JsonObject): JsonObject {
  return id === undefined ? {} : { id };
}
