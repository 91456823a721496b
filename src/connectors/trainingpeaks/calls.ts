/** How TrainingPeaks is asked: its two hosts, the calls that read, and lists in every wrapping it uses. */

import type { Call, Json } from '../../core/connector.ts';
import { isObject, listOf } from '../../core/json.ts';
import { PlatformFailure } from '../../core/platform-failure.ts';

export const PLATFORM = { id: 'trainingpeaks', label: 'TrainingPeaks' } as const;

/** Users, workouts, metrics, calendar, libraries. */
const MAIN = 'https://tpapi.trainingpeaks.com';
/** Strength builder and analysis. */
const SIDE = 'https://api.peakswaresb.com';
const WEB_APP = 'https://app.trainingpeaks.com';

export const TOKEN_PATH = '/users/v3/token';

const JSON_HEADERS = { accept: 'application/json' };

export function read(path: string, query?: Call['query']): Call {
  return { url: `${MAIN}${path}`, headers: JSON_HEADERS, ...(query && { query }) };
}

/** A POST that changes nothing, so it may be sent again. */
export function readByPost(path: string, json: unknown): Call {
  return { method: 'POST', url: `${MAIN}${path}`, headers: JSON_HEADERS, body: { json }, repeatable: true };
}

/** The side host is only ever called by the web app, and expects to see where the call comes from. */
export function readAside(path: string): Call {
  return { url: `${SIDE}${path}`, headers: { ...JSON_HEADERS, origin: WEB_APP, referer: `${WEB_APP}/` } };
}

export function readFile(path: string): Call {
  return { url: `${MAIN}${path}`, headers: { accept: '*/*' }, accept: 'bytes' };
}

const WRAPPINGS = ['data', 'metrics', 'items', 'results', 'value'];

/**
 * The records of a list: bare, wrapped as `{data: [...]}` or under any one name, a single record in place of a list of one,
 * or nothing for null and an empty body. `id_keys` tell a record from a wrapping. Throws when it is none of these.
 */
export function rowsOf(json: Json, ...id_keys: readonly string[]): readonly Json[] {
  if (json === null || json === '') return [];
  if (Array.isArray(json)) return listOf(json);
  if (isObject(json)) {
    if (id_keys.some((key) => Object.hasOwn(json, key))) return [json];
    for (const key of WRAPPINGS) if (Object.hasOwn(json, key)) return rowsOf(json[key] ?? null, ...id_keys);
    // A list of errors is not an empty list of records.
    const lists = Object.entries(json).filter(([key, value]) => Array.isArray(value) && !/error|message/i.test(key));
    if (lists.length === 1) return listOf(lists[0]![1]);
    if (Object.keys(json).length === 0) return [];
  }
  throw new PlatformFailure(PLATFORM, { kind: 'unexpected', detail: 'a list was expected' });
}
