/** One call of the API: the headers every call needs, the envelope around every answer, and a signature where one is asked for. */

import type { Answer, Call, Caller, Json, Session } from '../../core/connector.ts';
import { isTrouble } from '../../core/platform-failure.ts';
import { field } from './payload.ts';
import { HOSTS, type Region, regionOf } from './platform.ts';
import { USER_INFO_PATH } from './routes.ts';
import { signatureHeaders } from './sign.ts';

/** Without a browser's headers the firewall in front of the API refuses. */
const USER_AGENT =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Paceline';

/** @param time_zone IANA zone of the athlete */
export function browserHeaders(region: Region, time_zone: string): Record<string, string> {
  const { web, app_version } = HOSTS[region];
  return {
    accept: 'application/json, text/plain, */*',
    origin: web,
    referer: `${web}/`,
    'user-agent': USER_AGENT,
    timezone: time_zone,
    'qiwu-app-version': app_version,
  };
}

/** Asks the API as this account with GET and gives the `data` of the answer. Throws PlatformFailure. */
export async function ask(
  session: Session,
  path: string,
  query: Readonly<Record<string, string | number>> = {},
): Promise<Json> {
  const region = regionOf(session);
  const call: Call = {
    url: `${HOSTS[region].api}${path}`,
    query,
    headers: browserHeaders(region, session.time_zone),
  };
  const answer = region === 'cn' ? await askInChina(session, path, call) : await session.call(call);
  return dataOf(answer);
}

export function dataOf(answer: Answer): Json {
  return field(answer.json, 'data');
}

/** What signing did for a route: some answer only signed calls, some refuse whatever is done. */
type Signing = 'needed' | 'useless';

/** By account, then by route. Kept while the process lives; asking anew costs one refused call. */
const learned = new Map<string, Map<string, Signing>>();

/** Unsigned first, unless signing in found that it takes a signature; where that stays refused with a fresh login, once more signed. */
async function askInChina(session: Session, path: string, call: Call): Promise<Answer> {
  const always = session.secrets.signing === 'needed';
  // Refused to some whatever they do: no reason to try it in every way.
  if (path === USER_INFO_PATH) return always ? signedCall(session, path, call) : session.call(call);
  const routes = learned.get(session.account.external_id) ?? new Map<string, Signing>();
  learned.set(session.account.external_id, routes);
  const route = path.replace(/\/[^/]*\d[^/]*$/, '/{id}');
  const known = routes.get(route);
  // Where one route wants a signature the next one will: trying unsigned first would cost a login each time.
  const likely = known === undefined && (always || [...routes.values()].includes('needed'));
  if (known === 'needed' || likely) {
    const answer = await signedCall(session, path, call).catch(giveUpRefusals);
    if (answer !== null) {
      routes.set(route, 'needed');
      return answer;
    }
    routes.delete(route);
  }
  try {
    const answer = await session.call(call);
    routes.delete(route);
    return answer;
  } catch (error) {
    if (known === 'useless' || likely || !isRefusal(error)) throw error;
    const answer = await signedCall(session, path, call).catch(giveUpRefusals);
    if (answer === null && !isTrouble(error, 'server')) routes.set(route, 'useless');
    if (answer === null) throw error;
    routes.set(route, 'needed');
    return answer;
  }
}

const SIGNED_TRIES = 2;

/** Each try has a nonce of its own: one sent twice is refused, so the engine must not repeat it. */
export async function signedCall(caller: Caller, path: string, call: Call): Promise<Answer> {
  const pairs = Object.entries(call.query ?? {}).map(
    ([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(String(value))}`,
  );
  const target = pairs.length === 0 ? path : `${path}?${pairs.join('&')}`;
  for (let tries = 1; ; tries++) {
    const signature = signatureHeaders('GET', target, '', caller.now());
    try {
      return await caller.call({ ...call, headers: { ...call.headers, ...signature }, repeatable: false });
    } catch (error) {
      if (tries === SIGNED_TRIES || !isTrouble(error, 'server')) throw error;
    }
  }
}

/** True for what a missing signature may look like. */
export function isRefusal(error: unknown): boolean {
  return isTrouble(error, 'login_expired', 'forbidden', 'server');
}

function giveUpRefusals(error: unknown): null {
  if (isRefusal(error)) return null;
  throw error;
}
