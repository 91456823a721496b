/** Signing in to Intervals.icu: a personal key, or the access token of an app. Both are tried with a real call. */

import type {
  AccountIdentity,
  Call,
  Caller,
  Json,
  LoginWay,
  Secrets,
  Session,
  SignedIn,
} from '../../core/connector.ts';
import { idOf, isObject, objectOf, textOf } from '../../core/json.ts';
import { isTrouble, PlatformFailure } from '../../core/platform-failure.ts';
import { cleanLine } from '../../core/text.ts';
import { apiUrl, athleteOf, OWNER, PLATFORM } from './address.ts';
import type { AthleteProfile, WithSportSettings } from './api-types.ts';
import { zoneOf } from './athlete.ts';
import { fieldsOf, objectsOf } from './payload.ts';

const SETTINGS_PAGE = 'https://intervals.icu/settings';
const ATHLETE_ID = /^[A-Za-z0-9_-]{1,40}$/;
const MAX_OTHERS = 500;

/** What a personal key may read, with a small question each: a token has some of them and does not say which. */
const SCOPES: readonly (readonly [scope: string, question: (today: string) => Question])[] = [
  ['ACTIVITY:READ', (today) => ({ part: 'activities', query: { oldest: today, limit: 1 } })],
  ['WELLNESS:READ', (today) => ({ part: 'wellness', query: { oldest: today, newest: today } })],
  ['CALENDAR:READ', (today) => ({ part: 'events', query: { oldest: today, newest: today } })],
  ['LIBRARY:READ', () => ({ part: 'folders', query: {} })],
  ['SETTINGS:READ', () => ({ part: 'sport-settings', query: {} })],
];

interface Question {
  readonly part: string;
  readonly query: NonNullable<Call['query']>;
}

export const WAYS: readonly LoginWay[] = [
  {
    id: 'key',
    title: 'API key',
    steps: [
      'Open intervals.icu/settings and scroll down to "Developer settings".',
      'Click "(view)" beside "API Key" and copy the key.',
      'Only coaches: to read an athlete you coach, add the id shown in the address of that athlete (such as i123456).',
    ],
    page: SETTINGS_PAGE,
    fields: [
      { id: 'api_key', label: 'API key', secret: true, env: ['INTERVALS_ICU_API_KEY', 'API_KEY'] },
      {
        id: 'athlete_id',
        label: 'Athlete id (leave empty for your own data)',
        secret: false,
        env: ['INTERVALS_ICU_ATHLETE_ID', 'ATHLETE_ID'],
        optional: true,
      },
    ],
  },
  {
    id: 'token',
    title: 'Access token of an app',
    steps: [
      'Use this only if an app registered at Intervals.icu has given you an access token; otherwise the API key is simpler.',
      'Paste the token. It needs the permission to read activities, wellness, calendar, library and settings.',
    ],
    page: SETTINGS_PAGE,
    fields: [{ id: 'access_token', label: 'Access token', secret: true, env: ['INTERVALS_ICU_ACCESS_TOKEN'] }],
  },
];

/** The user name is this word for everybody; a key sent as a bearer token is refused. */
export function authorization(secrets: Secrets): Readonly<Record<string, string>> {
  const token = textOf(secrets.access_token);
  if (token !== null) return { authorization: `Bearer ${token}` };
  const pair = Buffer.from(`API_KEY:${textOf(secrets.api_key) ?? ''}`, 'utf8').toString('base64');
  return { authorization: `Basic ${pair}` };
}

export async function signIn(
  caller: Caller,
  way: string,
  answers: Readonly<Record<string, string>>,
): Promise<SignedIn> {
  const given = (id: string) => (answers[id] ?? '').trim();
  const credential = way === 'token' ? 'access_token' : 'api_key';
  const athlete_id = way === 'token' ? OWNER : given('athlete_id') || OWNER;
  if (given(credential) === '' || /\s/.test(given(credential)))
    throw new PlatformFailure(PLATFORM, { kind: 'wrong_credentials' });
  if (!ATHLETE_ID.test(athlete_id)) {
    throw new PlatformFailure(PLATFORM, { kind: 'bad_request', detail: 'an athlete id looks like i123456' });
  }
  const credentials = { [credential]: given(credential) };
  const signed = { signed: false, headers: authorization(credentials) };
  const get = async (...path: string[]) => (await caller.call({ url: apiUrl(...path), ...signed })).json;
  const { who, asked } = await whoIs(get, athlete_id, way);
  const others = way === 'token' ? [] : await othersOf(get, who.external_id);
  const answers_to = (question: Question) =>
    caller.call({ url: apiUrl('athlete', asked, question.part), query: question.query, ...signed });
  const scopes = way === 'token' ? await scopesOf(answers_to, caller.today) : SCOPES.map(([scope]) => scope);
  const identity = { ...who, scopes, others };
  return { secrets: { ...credentials, athlete_id: asked, own_id: who.external_id }, identity };
}

async function scopesOf(ask: (question: Question) => Promise<unknown>, today: string): Promise<string[]> {
  const granted: string[] = [];
  for (const [scope, question] of SCOPES) {
    try {
      await ask(question(today));
    } catch (error) {
      if (isTrouble(error, 'forbidden', 'missing_scope')) continue;
      // A list that is not there says nothing about permissions.
      if (!isTrouble(error, 'not_found', 'bad_request', 'unexpected')) throw error;
    }
    granted.push(scope);
  }
  return granted;
}

export async function check(session: Session): Promise<AccountIdentity> {
  const get = async (...path: string[]) => (await session.call({ url: apiUrl(...path) })).json;
  const { scopes, others } = session.account;
  return { ...(await readAthlete(get, athleteOf(session))), scopes, others };
}

type Get = (...path: string[]) => Promise<Json>;
type Who = Omit<AccountIdentity, 'scopes' | 'others'>;

async function whoIs(
  get: Get,
  athlete_id: string,
  way: string,
): Promise<{ readonly who: Who; readonly asked: string }> {
  try {
    return { who: await readAthlete(get, athlete_id), asked: athlete_id };
  } catch (error) {
    // The i of an id is easily lost; accounts that began at Strava have none.
    if (/^[1-9]\d+$/.test(athlete_id) && isTrouble(error, 'forbidden', 'not_found')) {
      return whoIs(get, `i${athlete_id}`, way);
    }
    // A key sent as a token is refused like a permission that is missing.
    if (isTrouble(error, 'login_expired') || (way === 'token' && isTrouble(error, 'forbidden'))) {
      throw new PlatformFailure(PLATFORM, { kind: 'wrong_credentials' }, null, { cause: error });
    }
    throw error;
  }
}

/** The athlete, or the public part of the profile where the settings may not be read. */
async function readAthlete(get: Get, athlete_id: string): Promise<Who> {
  let json: Json;
  try {
    json = await get('athlete', athlete_id);
  } catch (error) {
    if (!isTrouble(error, 'forbidden', 'missing_scope')) throw error;
    json = fieldsOf<AthleteProfile>(await get('athlete', athlete_id, 'profile')).athlete ?? null;
  }
  const athlete = fieldsOf<WithSportSettings>(json);
  const external_id = idOf(athlete.id);
  if (!isObject(json) || external_id === null) {
    throw new PlatformFailure(PLATFORM, { kind: 'unexpected', detail: 'no athlete with an id' });
  }
  return { external_id, name: nameOf(json), region: null, time_zone: zoneOf(athlete.timezone), notes: [] };
}

/** Athletes the key may also read; that there are none is no reason to fail. */
async function othersOf(get: Get, own_id: string): Promise<AccountIdentity['others']> {
  let list: Json;
  try {
    list = await get('athletes');
  } catch (error) {
    if (error instanceof PlatformFailure) return [];
    throw error;
  }
  const others = new Map<string, string | null>();
  for (const athlete of objectsOf(list)) {
    const external_id = idOf(athlete.id);
    if (external_id !== null && external_id !== own_id && others.size < MAX_OTHERS)
      others.set(external_id, nameOf(athlete));
  }
  return [...others].map(([external_id, name]) => ({ external_id, name }));
}

function nameOf(athlete: Json): string | null {
  const { name, firstname, lastname } = objectOf(athlete);
  const full = cleanLine([textOf(firstname), textOf(lastname)].filter((part) => part !== null).join(' '), 100);
  return cleanLine(name, 100) ?? full;
}
