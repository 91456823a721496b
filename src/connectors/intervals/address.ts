/** Where things are at Intervals.icu, and how its lists are asked for. */

import type { Json, Session } from '../../core/connector.ts';
import { idOf } from '../../core/json.ts';
import { isTrouble, PlatformFailure } from '../../core/platform-failure.ts';
import { scopeOf } from './trouble.ts';

export const PLATFORM = { id: 'intervals', label: 'Intervals.icu' } as const;

const API = 'https://intervals.icu/api/v1';

/** The shortcut for whoever the key or token belongs to. */
export const OWNER = '0';

export function apiUrl(...path: readonly string[]): string {
  // Several ids in one step are joined with commas, which stay as they are.
  return [API, ...path.map((step) => encodeURIComponent(step).replaceAll('%2C', ','))].join('/');
}

/** The athlete's id in paths: a coach's login reads several athletes, each as an account of its own. */
export function athleteOf({ secrets, account }: Pick<Session, 'secrets' | 'account'>): string {
  const asked = idOf(secrets.athlete_id) ?? OWNER;
  const own = idOf(secrets.own_id);
  return own !== null && account.external_id !== '' && account.external_id !== own ? account.external_id : asked;
}

type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/** One list of the athlete. */
export function askAthlete(session: Session, part: string, query: Query = {}): Promise<readonly Json[]> {
  return askList(session, ['athlete', athleteOf(session), part], query);
}

/**
 * A list. Some paths have a suffix that may be empty; a server that wants one is asked again with `.json`.
 * Throws PlatformFailure, also when the answer is no list.
 */
export async function askList(session: Session, path: readonly string[], query: Query = {}): Promise<readonly Json[]> {
  const json = await ask(session, path, query);
  if (!Array.isArray(json)) throw new PlatformFailure(PLATFORM, { kind: 'unexpected', detail: 'no list' });
  return json as readonly Json[];
}

/** Whatever JSON is there. */
export async function ask(session: Session, path: readonly string[], query: Query = {}): Promise<Json> {
  const url = apiUrl(...path);
  try {
    return (await session.call({ url, query })).json;
  } catch (error) {
    // A token is refused in the same words whether the athlete or the permission is the wrong one; it has only one athlete.
    if (isTrouble(error, 'forbidden') && session.secrets.access_token !== undefined) {
      throw new PlatformFailure(PLATFORM, { kind: 'missing_scope', scope: scopeOf(url) }, null, { cause: error });
    }
    const last = path.at(-1) ?? '';
    if (!isTrouble(error, 'not_found') || !WITH_SUFFIX.has(last)) throw error;
    return (await session.call({ url: apiUrl(...path.slice(0, -1), `${last}.json`), query })).json;
  }
}

const WITH_SUFFIX = new Set([
  'wellness',
  'events',
  'gear',
  'streams',
  'power-curves',
  'hr-curves',
  'pace-curves',
  'power-curve',
  'hr-curve',
]);
