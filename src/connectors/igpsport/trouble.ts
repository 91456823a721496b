/** What iGPSPORT's answers mean: it says much with status 200 and a code inside, and little about why. */

import type { Answer, Call, Trouble } from '../../core/connector.ts';
import { isObject, numberOf, textOf } from '../../core/json.ts';
import { field } from './payload.ts';
import { LOGIN_PATH, USER_INFO_PATH } from './routes.ts';

/** Null when the answer is what was asked for. */
export function trouble(answer: Answer, call: Call): Trouble | null {
  if (call.accept === 'bytes') return storageTrouble(answer.status);
  const path = new URL(call.url).pathname;
  if (path === LOGIN_PATH) return loginTrouble(answer);
  // China refuses this one even to valid tokens: no sign that the login has ended.
  const refused: Trouble = path === USER_INFO_PATH ? { kind: 'forbidden' } : { kind: 'login_expired' };
  const by_status = statusTrouble(answer.status, refused);
  if (by_status !== null) return by_status;
  const code = codeOf(answer);
  if (code === null) return noEnvelope(answer);
  if (isSuccess(code)) return null;
  const message = textOf(field(answer.json, 'message')) ?? '';
  if (code >= 400 && code < 600) return statusTrouble(code, refused);
  if (/token|登录/i.test(message)) return { kind: 'login_expired' };
  return { kind: 'bad_request', detail: `code ${code}` };
}

function loginTrouble(answer: Answer): Trouble | null {
  const { status } = answer;
  if (status === 400 || status === 401) return { kind: 'wrong_credentials' };
  const by_status = statusTrouble(status, { kind: 'forbidden' });
  if (by_status !== null) return by_status;
  const code = codeOf(answer);
  if (code === null) return noEnvelope(answer);
  if (code === 429 || (code >= 500 && code < 600)) return statusTrouble(code, { kind: 'forbidden' });
  // 1002 is a wrong password or an account of the other region; the platform does not tell which.
  if (!isSuccess(code)) return { kind: 'wrong_credentials' };
  return textOf(field(field(answer.json, 'data'), 'access_token', 'accessToken')) === null
    ? { kind: 'wrong_credentials' }
    : null;
}

function statusTrouble(status: number, refused: Trouble): Trouble | null {
  if (status >= 200 && status < 300) return null;
  if (status === 401) return { kind: 'login_expired' };
  if (status === 403) return refused;
  if (status === 404 || status === 410) return { kind: 'not_found' };
  if (status === 429) return { kind: 'rate_limited' };
  if (status >= 500 || status === 408) return { kind: 'server' };
  if (status < 400) return { kind: 'unexpected', detail: `a redirect (${status})` };
  return { kind: 'bad_request', detail: `status ${status}` };
}

/** Object storage: no login of ours is involved, and a refusal means that the link does not lead to a file (any more). */
function storageTrouble(status: number): Trouble | null {
  if (status === 401 || status === 403) return { kind: 'not_found' };
  return statusTrouble(status, { kind: 'not_found' });
}

function codeOf({ json }: Answer): number | null {
  return isObject(json) ? numberOf(field(json, 'code')) : null;
}

function isSuccess(code: number): boolean {
  return code === 0 || code === 200;
}

function noEnvelope({ json, text }: Answer): Trouble {
  const what = text !== '' ? 'no JSON' : json === null ? 'an empty answer' : 'an answer without a code';
  return { kind: 'unexpected', detail: what };
}
