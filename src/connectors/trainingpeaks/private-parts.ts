/** Takes out of a payload what must not be kept: addresses, keys that open something, and other people's names. */

import type { Json } from '../../core/connector.ts';
import { isObject } from '../../core/json.ts';

/** Keys are compared in lower case. */
const DROPPED = new Set([
  'icalendarkeys',
  'sharedworkoutinformationkey',
  'sharedworkoutinformationexpirekey',
  'username',
  'firstname',
  'lastname',
  'fullname',
  'athletename',
  'coachname',
  'coachedby',
  'commentername',
  'commenterpersonid',
  'commenterphotourl',
  'createdbyname',
  'ownername',
  'ownerid',
  'ownerphotourl',
  'personphotourl',
  'profilephotourl',
  // Whether the athlete has looked at a comment: not worth a change.
  'isread',
  'isfirstunread',
]);
const DROPPED_PART = /e-?mail|phone|password|token|cookie|secret|apikey|streetaddress|address[12]?$|zipcode|postalcode/;

/** Deeper than any payload; what is below is dropped. */
const MAX_DEPTH = 40;

/** A copy without them; `also` names further keys of the outermost object. */
export function withoutPrivateParts(json: Json, also: readonly string[] = []): Json {
  return copy(json, new Set(also), 0);
}

function copy(json: Json, also: ReadonlySet<string>, depth: number): Json {
  if (typeof json !== 'object' || json === null) return json;
  if (depth >= MAX_DEPTH) return null;
  if (!isObject(json)) return (json as readonly Json[]).map((value) => copy(value, NONE, depth + 1));
  const kept: [string, Json][] = [];
  for (const [key, value] of Object.entries(json)) {
    const low = key.toLowerCase();
    if (also.has(key) || DROPPED.has(low) || DROPPED_PART.test(low)) continue;
    kept.push([key, copy(value, NONE, depth + 1)]);
  }
  return Object.fromEntries(kept);
}

const NONE: ReadonlySet<string> = new Set();
