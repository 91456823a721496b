/** What the answers of Intervals.icu mean when they are not what was asked for. The status decides: the texts vary. */

import type { Answer, Call, Trouble } from '../../core/connector.ts';
import { objectOf, textOf } from '../../core/json.ts';

export function troubleOf(answer: Answer, call: Call): Trouble | null {
  const { status } = answer;
  if (status >= 200 && status < 300) return shapeTrouble(answer, call);
  switch (status) {
    case 401:
      return { kind: 'login_expired' };
    case 402:
      return { kind: 'plan', detail: 'it is part of a paid plan' };
    case 403:
      return refusal(answer, call);
    case 404:
    case 410:
      return { kind: 'not_found' };
    case 408:
    case 425:
      return { kind: 'server' };
    case 429:
      return { kind: 'rate_limited' };
    default:
      if (status >= 500) return { kind: 'server' };
      if (status >= 400) return { kind: 'bad_request', detail: `status ${status}` };
      return { kind: 'unexpected', detail: `status ${status}` };
  }
}

/** A page of text where data should be. Several of its answers have no body at all, which is no trouble here. */
function shapeTrouble({ json, text }: Answer, call: Call): Trouble | null {
  if ((call.accept ?? 'json') !== 'json' || json !== null || text.trim() === '') return null;
  return { kind: 'unexpected', detail: 'a page of text instead of data' };
}

function refusal({ json, text }: Answer, call: Call): Trouble {
  // The service in front of the platform refuses programs it does not like with a page of its own.
  if (/^\s*<(?:!doctype|html)/i.test(text))
    return { kind: 'unexpected', detail: 'the call was turned away by a web page' };
  const said = textOf(objectOf(json).error) ?? '';
  return /scope/i.test(said) ? { kind: 'missing_scope', scope: scopeOf(call.url) } : { kind: 'forbidden' };
}

const SCOPES: readonly (readonly [part: RegExp, scope: string])[] = [
  [/\/wellness/, 'WELLNESS:READ'],
  [/\/(?:events|training-plan|fitness-model-events)/, 'CALENDAR:READ'],
  [/\/(?:folders|workouts)/, 'LIBRARY:READ'],
  [/\/(?:messages|chats)/, 'CHATS:READ'],
  [/\/(?:activity\/|activities|routes|\w+-curves)/, 'ACTIVITY:READ'],
];

/** The permission a path needs. */
export function scopeOf(url: string): string {
  return SCOPES.find(([part]) => part.test(url))?.[1] ?? 'SETTINGS:READ';
}
