/** What Strava's answers mean. Scope and login failures are both 401 and told apart by the field they name. */

import type { Answer, Call, Trouble } from '../../core/connector.ts';
import { isObject, listOf, objectOf, textOf } from '../../core/json.ts';
import { OAUTH } from './address.ts';

interface Fault {
  readonly resource: string;
  readonly field: string;
  readonly code: string;
}

const PERMISSION = '_permission';

export function troubleOf(answer: Answer, call: Call): Trouble | null {
  const { status } = answer;
  const oauth = call.url.startsWith(OAUTH) || call.url.includes('/oauth/');
  if (status >= 200 && status < 300) return oauth ? null : shapeTrouble(answer, call);
  const faults = faultsOf(answer);
  if (status === 429 || saysRateLimit(answer)) return { kind: 'rate_limited' };
  if (oauth && (status === 400 || status === 401)) return signInTrouble(faults);
  const permission = faults.find(({ field }) => field.endsWith(PERMISSION))?.field.slice(0, -PERMISSION.length);
  switch (status) {
    case 401:
      return permission === undefined ? { kind: 'login_expired' } : missingScope(permission);
    case 402:
      return { kind: 'plan', detail: 'it is part of the Strava subscription' };
    case 403:
      if (permission !== undefined) return missingScope(permission);
      return faults.some(isInactiveApp)
        ? { kind: 'plan', detail: 'the API app is switched off: it needs an active Strava subscription' }
        : { kind: 'forbidden' };
    case 404:
    case 410:
      return { kind: 'not_found' };
    case 408:
    case 425:
      return { kind: 'server' };
    default:
      if (status >= 500) return { kind: 'server' };
      if (status >= 400) return { kind: 'bad_request', detail: detailOf(status, faults) };
      return { kind: 'unexpected', detail: `status ${status}` };
  }
}

/** A web page where data should be. An empty answer is left to whoever asked. */
function shapeTrouble({ json, text }: Answer, call: Call): Trouble | null {
  const is_page = (call.accept ?? 'json') === 'json' && json === null && text.trim() !== '';
  return is_page ? { kind: 'unexpected', detail: 'a page of text instead of data' } : null;
}

function signInTrouble(faults: readonly Fault[]): Trouble {
  const about = (pattern: RegExp) => faults.some(({ resource, field }) => pattern.test(`${resource} ${field}`));
  // A code or refresh token that is used up: the same app can sign in again.
  if (about(/RefreshToken|refresh_token|RequestToken|AuthorizationCode| code$/)) return { kind: 'login_expired' };
  if (about(/Application|client_id|client_secret/) || faults.length === 0) return { kind: 'wrong_credentials' };
  if (about(/access_token/)) return { kind: 'login_expired' };
  return { kind: 'bad_request', detail: detailOf(400, faults) };
}

function missingScope(scope: string): Trouble {
  return { kind: 'missing_scope', scope: /^[a-z_:]{1,40}$/.test(scope) ? scope : 'activity:read' };
}

function isInactiveApp({ resource, field, code }: Fault): boolean {
  return resource === 'Application' && (/^status$/i.test(field) || /^inactive$/i.test(code));
}

/** Old answers say it with 403; `errors` is text in some and a list in others. */
function saysRateLimit({ json, status }: Answer): boolean {
  if (status !== 403) return false;
  const { errors, message } = objectOf(json);
  const faults = faultsOf({ json });
  return (
    [errors, message].some((text) => typeof text === 'string' && /rate limit/i.test(text)) ||
    faults.some(({ field, code }) => /rate limit/i.test(field) || (/rate/i.test(field) && /exceeded/i.test(code)))
  );
}

function faultsOf({ json }: Pick<Answer, 'json'>): Fault[] {
  return listOf(objectOf(json).errors)
    .filter(isObject)
    .map(({ resource, field, code }) => ({
      resource: textOf(resource) ?? '',
      field: textOf(field) ?? '',
      code: textOf(code) ?? '',
    }));
}

/** Names of fields and codes only; never text that somebody may have written. */
function detailOf(status: number, faults: readonly Fault[]): string {
  const [first] = faults;
  const words = first ? [first.resource, first.field, first.code] : [];
  const plain = words.filter((word) => /^[\w: -]{1,40}$/.test(word));
  return [`status ${status}`, ...plain].join(' ');
}
