/** The login: the web app's cookie is exchanged for a token of an hour, again and again; nothing else mints tokens. */

import type { AccountIdentity, Caller, Json, Secrets, Session, SignedIn } from '../../core/connector.ts';
import { at, boolOf, idOf, isObject, type JsonObject, listOf, numberOf, objectOf, textOf } from '../../core/json.ts';
import { isTrouble, PlatformFailure } from '../../core/platform-failure.ts';
import { cleanLine } from '../../core/text.ts';
import { isTimeZone } from '../../core/time.ts';
import { PLATFORM, read, rowsOf, TOKEN_PATH } from './calls.ts';
import { COOKIE_NAME, cookieOf } from './cookie.ts';
import { instantOf } from './dates.ts';

const HOUR_S = 3600;
/** Browsers were seen to keep the cookie for 30 days. */
const COOKIE_OLD_DAYS = 21;

export async function signIn(
  caller: Caller,
  _way: string,
  answers: Readonly<Record<string, string>>,
): Promise<SignedIn> {
  const secrets = await exchange(caller, cookieOf(answers.cookie ?? ''), caller.now());
  const bearer = authorize(secrets);
  const user_call = read('/users/v3/user');
  const user = await caller.call({ ...user_call, signed: false, headers: { ...user_call.headers, ...bearer } });
  const identity = identityOf(user.json, caller.now());
  if (identity.others.length > 0 || !isCoach(user.json)) return { secrets, identity };
  return { secrets, identity: { ...identity, others: await rosterOf(caller, identity.external_id, bearer) } };
}

/** The cookie is kept whatever happens: a refusal may pass, and it is the only thing that brings a token. */
export async function renew(caller: Caller, secrets: Secrets): Promise<Secrets> {
  const cookie = String(secrets.cookie ?? '');
  if (cookie === '') throw new PlatformFailure(PLATFORM, { kind: 'not_signed_in' });
  return exchange(caller, cookie, Number(secrets.first_seen ?? caller.now()));
}

export function expiresAt(secrets: Secrets): number | null {
  const expires_at = numberOf(secrets.expires_at);
  return expires_at === null ? null : expires_at - 300;
}

export function authorize(secrets: Secrets): Readonly<Record<string, string>> {
  return { authorization: `Bearer ${secrets.access_token ?? ''}` };
}

/** Who the login is; for an athlete of a coach's roster, that athlete. */
export async function check(session: Session): Promise<AccountIdentity> {
  const { json } = await session.call(read('/users/v3/user'));
  const identity = identityOf(json, session.now());
  const first_seen = numberOf(session.secrets.first_seen);
  const days = first_seen === null ? 0 : Math.floor((session.now() - first_seen) / 86_400);
  const notes =
    days < COOKIE_OLD_DAYS
      ? identity.notes
      : [...identity.notes, `the cookie is ${days} days old and may end soon; renew it by logging in again`];
  const wanted = session.account.external_id;
  const other = identity.others.find(({ external_id }) => external_id === wanted);
  return other ? { ...identity, ...other, notes } : { ...identity, notes };
}

async function exchange(caller: Caller, cookie: string, first_seen: number): Promise<Secrets> {
  const answer = await caller.call({
    ...read(TOKEN_PATH),
    headers: { accept: 'application/json', cookie: `${COOKIE_NAME}=${cookie}` },
    signed: false,
    counts: 'none',
  });
  const token = objectOf(at(answer.json, 'token'));
  const access_token = textOf(token.access_token);
  if (access_token === null) throw new PlatformFailure(PLATFORM, { kind: 'login_expired' });
  // Seconds to live come first: they hold on a machine whose clock is wrong.
  const lives_s = numberOf(token.expires_in);
  const expires_at = lives_s === null ? instantOf(token.expires, 'UTC') : caller.now() + lives_s;
  const fresh = newCookieOf(answer.headers['set-cookie']);
  return {
    cookie: fresh ?? cookie,
    access_token,
    expires_at: expires_at ?? caller.now() + HOUR_S,
    first_seen: fresh === null || fresh === cookie ? first_seen : caller.now(),
  };
}

/** A cookie the platform replaces the old one with; one that is being cleared is no replacement. */
function newCookieOf(header: string | undefined): string | null {
  const value = new RegExp(`(?:^|[,;\\s])${COOKIE_NAME}=([^;,\\s"]{16,})`).exec(header ?? '')?.[1];
  return value ?? null;
}

/** The user, wrapped or not. */
function userOf(json: Json): JsonObject {
  const whole = objectOf(Array.isArray(json) ? json[0] : json);
  return isObject(whole.user) ? whole.user : whole;
}

/** @param now_s for what has run out */
export function identityOf(json: Json, now_s: number): AccountIdentity {
  const user = userOf(json);
  const external_id = idOf(user.personId) ?? idOf(user.userId);
  if (external_id === null) {
    throw new PlatformFailure(PLATFORM, { kind: 'unexpected', detail: 'the user has no id' });
  }
  const roster = listOf(user.athletes).length > 0 ? listOf(user.athletes) : listOf(at(json, 'athletes'));
  const zone = textOf(user.timeZone);
  return {
    external_id,
    name: nameOf(user),
    region: null,
    time_zone: zone !== null && isTimeZone(zone) ? zone : null,
    scopes: [],
    others: athletesOf(roster, external_id),
    notes: notesOf(json, user, roster, external_id, now_s),
  };
}

function athletesOf(roster: readonly Json[], own_id: string): { external_id: string; name: string | null }[] {
  const found = new Map<string, { external_id: string; name: string | null }>();
  for (const entry of roster.map(objectOf)) {
    const external_id = idOf(entry.athleteId) ?? idOf(entry.personId) ?? idOf(entry.userId);
    if (external_id !== null && external_id !== own_id) found.set(external_id, { external_id, name: nameOf(entry) });
  }
  return [...found.values()];
}

function nameOf(person: JsonObject): string | null {
  const parts = [cleanLine(person.firstName), cleanLine(person.lastName)].filter((part) => part !== null);
  const name = cleanLine(person.fullName) ?? cleanLine(parts.join(' ')) ?? cleanLine(person.userName);
  return name?.includes('@') ? null : name;
}

function notesOf(json: Json, user: JsonObject, roster: readonly Json[], own_id: string, now_s: number): string[] {
  const own = objectOf(roster.find((entry) => idOf(at(entry, 'athleteId')) === own_id));
  const notes: string[] = [];
  const until_s = instantOf(own.expireOn, 'UTC');
  const trial = (numberOf(own.premiumTrialDaysRemaining) ?? 0) > 0;
  const premium =
    trial ||
    boolOf(at(user, 'settings', 'account', 'isPremium')) === true ||
    (until_s !== null && until_s > now_s) ||
    [1, 4].includes(numberOf(user.userType) ?? 0);
  if (trial) notes.push('Premium trial');
  else if (premium) notes.push('Premium');
  else notes.push('free plan (Basic): device files, power, heart rate and TSS may not be handed out');
  if (isCoach(json)) notes.push('coach');
  if (at(user, 'settings', 'account', 'isCoached') === true) notes.push('coached');
  return notes;
}

function isCoach(json: Json): boolean {
  return boolOf(at(json, 'accountStatus', 'isCoach')) === true;
}

/** A coach whose user record names no athletes has them listed elsewhere. */
async function rosterOf(caller: Caller, own_id: string, bearer: Readonly<Record<string, string>>) {
  const call = read(`/coaches/v1/coaches/${encodeURIComponent(own_id)}/athletes`);
  try {
    const { json } = await caller.call({ ...call, signed: false, headers: { ...call.headers, ...bearer } });
    return athletesOf(rowsOf(json, 'athleteId'), own_id);
  } catch (error) {
    if (isTrouble(error, 'not_found', 'forbidden', 'plan', 'bad_request', 'unexpected')) return [];
    throw error;
  }
}
