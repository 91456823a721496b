/** Signing in with e-mail or phone and password, and again when the week is over: the platform has no working refresh. */

import type { AccountIdentity, Call, Caller, Json, Secrets, Session, SignedIn } from '../../core/connector.ts';
import { idOf, numberOf, objectOf, textOf } from '../../core/json.ts';
import { isTrouble, PlatformFailure } from '../../core/platform-failure.ts';
import { cleanLine } from '../../core/text.ts';
import { THRESHOLDS, type ThresholdKind } from '../../core/thresholds.ts';
import { parseJson } from './digits.ts';
import { field, unwrapped } from './payload.ts';
import {
  HOSTS,
  PLATFORM,
  type Region,
  regionFromWord,
  regionOf,
  regionOfSecrets,
  requireMember,
  unexpected,
  wrongRegion,
} from './platform.ts';
import { ask, browserHeaders, dataOf, isRefusal, signedCall } from './request.ts';
import { INTERVAL_INFO_PATH, LIST_PATH, LOGIN_PATH, USER_INFO_PATH } from './routes.ts';

const WEEK_S = 604_800;
/** Renewed so long before the end, or half-way through when it lasts less than twice that. */
const EARLY_S = 300;

const PROBE = { pageNo: 1, pageSize: 1, reqType: 0, sort: 1 };

const UNOFFICIAL =
  'This is unofficial access with your own account: iGPSPORT offers no public API, so it may change without notice.';

interface Credentials {
  readonly username: string;
  readonly password: string;
  readonly region: Region;
}

interface Token {
  readonly access_token: string;
  readonly issued_at: number;
  readonly expires_at: number;
}

/** Throws PlatformFailure `wrong_credentials` also for an account of the other region: the platform does not tell. */
export async function signIn(caller: Caller, answers: Readonly<Record<string, string>>): Promise<SignedIn> {
  const username = answers.username?.trim() ?? '';
  const password = answers.password ?? '';
  if (username === '' || password === '') throw new PlatformFailure(PLATFORM, { kind: 'wrong_credentials' });
  const credentials = { username, password, region: regionOfAnswers(answers.region, username) };
  const token = await logIn(caller, credentials);
  const signing = await signingOf(caller, credentials.region, token.access_token);
  const member = await memberOf(caller, { ...credentials, ...token, signing }, true);
  if (member.id === null) throw unexpected('a login without a member id');
  const own = [threshold(answers.ftp, 'ftp_w'), threshold(answers.lthr, 'lthr_bpm')];
  return {
    secrets: {
      ...credentials,
      ...token,
      signing,
      member_id: member.id,
      ...Object.fromEntries(own.flatMap((one) => (one !== null && one.value !== null ? [[one.kind, one.value]] : []))),
    },
    identity: {
      ...identityOf(member.id, credentials.region, member.info),
      notes: [UNOFFICIAL, ...own.flatMap((one) => one?.note ?? [])],
    },
  };
}

/** Throws PlatformFailure `wrong_region` when the login leads to another member than before. */
export async function renew(caller: Caller, secrets: Secrets): Promise<Secrets> {
  const credentials = {
    username: String(secrets.username ?? ''),
    password: String(secrets.password ?? ''),
    region: regionOfSecrets(secrets),
  };
  const token = await logIn(caller, credentials);
  const signing = await signingOf(caller, credentials.region, token.access_token);
  const member = await memberOf(caller, { ...credentials, ...token, signing }, false);
  if (member.sure && member.id !== null && member.id !== String(secrets.member_id)) throw wrongRegion();
  return { ...secrets, ...token, signing };
}

/** Unix seconds at which to log in again beforehand. */
export function expires_s({ issued_at, expires_at }: Secrets): number | null {
  if (typeof expires_at !== 'number') return null;
  const lasts_s = typeof issued_at === 'number' ? expires_at - issued_at : WEEK_S;
  return expires_at - Math.min(EARLY_S, lasts_s / 2);
}

/** Lists one activity, which every valid token may, and asks for the name, which not every one may. */
export async function check(session: Session): Promise<AccountIdentity> {
  const { account } = session;
  await ask(session, LIST_PATH, PROBE);
  const info = await softly(ask(session, USER_INFO_PATH));
  const member = objectOf(info);
  requireMember(session, idOf(field(member, 'memberId')));
  const found = identityOf(account.external_id, regionOf(session), info);
  return { ...found, name: found.name ?? account.name, notes: [UNOFFICIAL] };
}

async function logIn(caller: Caller, { username, password, region }: Credentials): Promise<Token> {
  const answer = await caller.call({
    method: 'POST',
    url: `${HOSTS[region].api}${LOGIN_PATH}`,
    headers: browserHeaders(region, caller.time_zone),
    body: { json: { appId: 'igpsport-web', username, password } },
    signed: false,
    counts: 'none',
  });
  const data = dataOf(answer);
  const access_token = textOf(field(data, 'access_token', 'accessToken'));
  if (access_token === null) throw unexpected('a login without a token');
  const issued_at = Math.floor(caller.now());
  return { access_token, issued_at, expires_at: issued_at + lifetimeOf(data, access_token) };
}

/** From the answer, else from the token's own times; never by this machine's clock, which may be wrong. */
function lifetimeOf(data: Json, access_token: string): number {
  const stated = numberOf(field(data, 'expires_in', 'expiresIn'));
  if (stated !== null && stated > 0) return stated;
  const claims = claimsOf(access_token);
  const end = numberOf(claims.exp);
  const begin = numberOf(claims.iat) ?? numberOf(claims.nbf);
  return end !== null && begin !== null && end > begin ? end - begin : WEEK_S;
}

interface Member {
  readonly id: string | null;
  /** False when the id is only the token's subject, which need not be the member. */
  readonly sure: boolean;
  readonly info: Json;
}

/** `needed` where the list, which every valid token may read, is given to signed calls only; only China knows signatures. */
async function signingOf(caller: Caller, region: Region, access_token: string): Promise<'needed' | 'off'> {
  if (region !== 'cn') return 'off';
  const call = tokenCall(caller, region, access_token, LIST_PATH, PROBE);
  try {
    await caller.call(call);
    return 'off';
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
  return signedCall(caller, LIST_PATH, call).then(
    () => 'needed',
    () => 'off',
  );
}

/** A call with a token that is not stored yet. */
function tokenCall(
  caller: Caller,
  region: Region,
  access_token: string,
  path: string,
  query: Call['query'] = {},
): Call {
  return {
    url: `${HOSTS[region].api}${path}`,
    query,
    headers: { ...browserHeaders(region, caller.time_zone), authorization: `Bearer ${access_token}` },
    signed: false,
  };
}

/** Who a token belongs to: its own claim, else what the platform says of it. */
async function memberOf(
  caller: Caller,
  { region, access_token, signing }: { region: Region; access_token: string; signing: 'needed' | 'off' },
  with_info: boolean,
): Promise<Member> {
  const claims = claimsOf(access_token);
  const claimed = idOf(field(claims, 'memberid', 'memberId', 'MemberID'));
  const asToken = async (path: string): Promise<Json> => {
    const call = tokenCall(caller, region, access_token, path);
    return dataOf(await (signing === 'needed' ? signedCall(caller, path, call) : caller.call(call)));
  };
  const info = claimed === null || with_info ? await softly(asToken(USER_INFO_PATH)) : null;
  const told = claimed ?? idOf(field(info, 'memberId', 'strMemberId'));
  if (told !== null) return { id: told, sure: true, info };
  const intervals = unwrapped(await softly(asToken(INTERVAL_INFO_PATH)), 'data', 'intervalInfo');
  const listed = idOf(field(intervals.member, 'memberId'));
  return { id: listed ?? idOf(claims.sub), sure: listed !== null, info };
}

/** The claims of a token, not verified: it is the platform that checks it. */
function claimsOf(token: string) {
  const [, payload = ''] = token.split('.');
  return objectOf(parseJson(Buffer.from(payload, 'base64url').toString('utf8')));
}

/** Null where the platform refuses or does not know the route; other troubles go on. */
async function softly(data: Promise<Json>): Promise<Json> {
  try {
    return await data;
  } catch (error) {
    if (isTrouble(error, 'forbidden', 'login_expired', 'not_found', 'bad_request', 'unexpected', 'server')) return null;
    throw error;
  }
}

function identityOf(external_id: string, region: Region, info: Json): AccountIdentity {
  const name = cleanLine(field(info, 'nickName'), 80);
  const is_address = name !== null && (name.includes('@') || /\d{7,}/.test(name));
  return {
    external_id,
    name: is_address ? null : name,
    region,
    time_zone: zoneOf(region, info),
    scopes: [],
    others: [],
    notes: [],
  };
}

/** The platform tells an offset, not a zone; only in China, with one zone and no summer time, is that the same. */
export function zoneOf(region: Region, info: Json): string | null {
  return region === 'cn' && numberOf(field(info, 'timeZone')) === 28_800 ? 'Asia/Shanghai' : null;
}

/** Without an answer, a Chinese mobile number decides. */
function regionOfAnswers(answer: string | undefined, username: string): Region {
  return (
    regionFromWord(answer ?? '') ?? (/^(?:\+?86)?1[3-9]\d{9}$/.test(username.replace(/[\s-]/g, '')) ? 'cn' : 'intl')
  );
}

function threshold(answer: string | undefined, kind: ThresholdKind & ('ftp_w' | 'lthr_bpm')) {
  if (!answer?.trim()) return null;
  const { title, unit, min, max } = THRESHOLDS[kind];
  const value = numberOf(answer);
  if (value !== null && value >= min && value <= max) return { kind, value, note: null };
  return { kind, value: null, note: `The ${title} given is not between ${min} and ${max} ${unit} and is not used.` };
}
