/** Where Strava's API lives, and the readers every part of the connector needs for its answers. */

import type { Answer, Json } from '../../core/connector.ts';
import { isObject, type JsonObject } from '../../core/json.ts';
import { PlatformFailure } from '../../core/platform-failure.ts';

export const NAME = { id: 'strava', label: 'Strava' } as const;

export const API = 'https://www.strava.com/api/v3';
export const OAUTH = 'https://www.strava.com/oauth';

/**
 * The entries of a list, null for an empty answer. One entry without a list around it counts as a list of one.
 * @throws PlatformFailure `unexpected` when the answer is neither
 */
export function entriesOf(answer: Answer, what: string): readonly Json[] | null {
  if (answer.json === null) return null;
  if (Array.isArray(answer.json)) return answer.json as readonly Json[];
  if (isObject(answer.json) && answer.json.id !== undefined) return [answer.json];
  throw unexpected(`no list of ${what}`);
}

/** @throws PlatformFailure `unexpected` when the answer is no object */
export function entryOf(answer: Answer, what: string): JsonObject {
  if (isObject(answer.json)) return answer.json;
  throw unexpected(`no ${what}`);
}

export function unexpected(detail: string): PlatformFailure {
  return new PlatformFailure(NAME, { kind: 'unexpected', detail });
}

/** True when a server hands out page after page with next to nothing on it: it does not know pages at all. */
export function bringsCrumbs(pages: number, entries: number): boolean {
  return pages >= 10 && entries < pages * 5;
}
