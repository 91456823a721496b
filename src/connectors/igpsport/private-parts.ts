/** Takes out of payloads what must not be kept: addresses, phone numbers, keys, links that open files, other people. */

import type { Json } from '../../core/connector.ts';
import { idOf, isObject, textOf } from '../../core/json.ts';
import { field } from './payload.ts';

const PRIVATE_KEY =
  /mail|phone|mobile|passw|token|secret|wechat|weixin|openid|unionid|idcard|^qq|^account$|^username$|^loginname$/i;
/** Whoever knows such a link can read the file, without any login. */
const LINK_KEY = /^fit|oss(?:path|url|name|id|key)|download|signed/i;
const STORAGE_LINK = /^https?:\/\/[^/]*(?:aliyuncs|oss-|amazonaws)/i;
const ADDRESS = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const PHONE = /^\+?[\d\s-]{7,}$/;
const NAME_KEY = /^(?:nick_?name|member_?name|real_?name|user_?name|avatar|head_?img|portrait)/i;
const MAX_DEPTH = 12;

/** The payload without what is private or opens a file. */
export function withoutPrivate(value: Json, depth = 0): Json {
  return cleaned(value, (key, inner) => isPrivate(key, inner), depth);
}

/**
 * The payload without names, pictures and ids of members other than the athlete; their times and ranks stay.
 * @param own_id the athlete's member id
 */
export function withoutOthers(value: Json, own_id: string): Json {
  return withoutNames(withoutPrivate(value), own_id, false, 0);
}

function withoutNames(value: Json, own_id: string, inside_own: boolean, depth: number): Json {
  if (depth > MAX_DEPTH) return null;
  if (Array.isArray(value)) return value.map((one) => withoutNames(one as Json, own_id, inside_own, depth + 1));
  if (!isObject(value)) return value;
  const member_id = idOf(field(value, 'memberId', 'userId'));
  const own = member_id === null ? inside_own : member_id === own_id;
  const kept = Object.entries(value).filter(
    ([key]) => own || !(NAME_KEY.test(key) || /^(?:str)?(?:member|user)id$/i.test(key)),
  );
  return Object.fromEntries(kept.map(([key, inner]) => [key, withoutNames(inner, own_id, own, depth + 1)]));
}

function cleaned(value: Json, drop: (key: string, value: Json) => boolean, depth: number): Json {
  if (depth > MAX_DEPTH) return null;
  if (Array.isArray(value)) return value.map((one) => cleaned(one as Json, drop, depth + 1));
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([key, inner]) => !drop(key, inner));
  return Object.fromEntries(kept.map(([key, inner]) => [key, cleaned(inner, drop, depth + 1)]));
}

function isPrivate(key: string, value: Json): boolean {
  if (PRIVATE_KEY.test(key)) return true;
  const text = textOf(value);
  if (text === null) return false;
  return (
    LINK_KEY.test(key) ||
    STORAGE_LINK.test(text) ||
    ADDRESS.test(text) ||
    // Who signs up with a phone number is called by it until they choose a name.
    (NAME_KEY.test(key) && PHONE.test(text))
  );
}
