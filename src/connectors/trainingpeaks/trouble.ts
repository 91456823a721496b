/** What an answer of TrainingPeaks means when it is not what was asked for: each failure has several shapes there. */

import type { Answer, Call, Trouble } from '../../core/connector.ts';
import { at, textOf } from '../../core/json.ts';
import { TOKEN_PATH } from './calls.ts';

/** Paths that only a paid plan opens; a 403 elsewhere means somebody else's data. */
const PAID = /\/(rawfiledata|filedata|detaildata|details|fordevice)(\/|$)|\/personalrecord\/|\/workout-analysis\//;
const PAID_WORDS = /premium|upgrade|subscri|trial|paid/i;
const LOGIN_WORDS = /log ?in|sign ?in|password|tpauth/i;

export function troubleOf(answer: Answer, call: Call): Trouble | null {
  const path = new URL(call.url).pathname;
  const trouble = ofStatus(answer, path) ?? ofBody(answer, call);
  if (path !== TOKEN_PATH) return trouble;
  if (trouble?.kind === 'rate_limited' || trouble?.kind === 'server') return trouble;
  // The cookie is refused with 401, with 403, with `success: false`, with no token, or by a redirect to a login page.
  const refused = trouble !== null || textOf(at(answer.json, 'token', 'access_token')) === null;
  return refused || at(answer.json, 'success') === false ? { kind: 'login_expired' } : null;
}

function ofStatus({ status, headers, text, json, bytes }: Answer, path: string): Trouble | null {
  if (status >= 200 && status < 300) return null;
  if (status >= 300 && status < 400) {
    return LOGIN_WORDS.test(headers.location ?? '')
      ? { kind: 'login_expired' }
      : { kind: 'unexpected', detail: `redirect ${status}` };
  }
  const said = `${text} ${typeof json === 'string' ? json : JSON.stringify(json ?? '').slice(0, 2000)} ${head(bytes)}`;
  switch (status) {
    case 400:
      // A workout that was deleted or never was is a bad request there, not a 404.
      return /invalid workout ?id/i.test(said) ? { kind: 'not_found' } : { kind: 'bad_request', detail: 'status 400' };
    case 401:
      return { kind: 'login_expired' };
    case 402:
      return { kind: 'plan', detail: 'Premium' };
    case 403:
      return PAID.test(path) || PAID_WORDS.test(said) ? { kind: 'plan', detail: 'Premium' } : { kind: 'forbidden' };
    case 404:
    case 410:
      return { kind: 'not_found' };
    case 429:
      return { kind: 'rate_limited' };
    case 408:
      return { kind: 'server' };
    default:
      return status >= 500 ? { kind: 'server' } : { kind: 'bad_request', detail: `status ${status}` };
  }
}

function ofBody(answer: Answer, call: Call): Trouble | null {
  const begin = (call.accept === 'bytes' ? head(answer.bytes) : answer.text).trimStart().slice(0, 4000);
  if (/^<(!doctype html|html|head|body)\b/i.test(begin)) {
    const login = LOGIN_WORDS.test(begin);
    return login ? { kind: 'login_expired' } : { kind: 'unexpected', detail: 'a web page instead of data' };
  }
  if (call.accept === 'bytes' || begin === '' || answer.json !== null) return null;
  // JSON that breaks off was cut on the way: worth another try.
  return /^[[{]/.test(begin) ? { kind: 'server' } : { kind: 'unexpected', detail: 'text instead of data' };
}

function head(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes.subarray(0, 2000));
}
