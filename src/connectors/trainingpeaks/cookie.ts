/** The cookie as people paste it: alone, with its name, inside a whole Cookie header, in quotes, broken over lines. */

import { Failure } from '../../core/failure.ts';

export const COOKIE_NAME = 'Production_tpAuth';

const NEXT =
  'Log in at app.trainingpeaks.com, open the developer tools, and under Storage (Firefox) or Application (Chrome, Edge) > ' +
  `Cookies copy the whole value of ${COOKIE_NAME} (right click, copy value).`;

/** `name=value`, `name: value`, `name<tab>value`, and the value of a JSON export of cookies. */
const NAMED = new RegExp(`${COOKIE_NAME}["']?\\s*[=:\\t,]\\s*["']?([^;,"'\\s]+)`, 'i');
const EXPORTED = new RegExp(`"name"\\s*:\\s*"${COOKIE_NAME}"[^}]*?"value"\\s*:\\s*"([^"]+)"`, 'i');
const EXPORTED_VALUE_FIRST = new RegExp(`"value"\\s*:\\s*"([^"]+)"[^{}]*?"name"\\s*:\\s*"${COOKIE_NAME}"`, 'i');
/** A short name before the first equals sign; padding at the end of a value is no name. */
const OTHER_NAME = /^[a-z_][\w.-]{0,60}=[^=]/i;

/** The bare value. Throws a Failure that says what is wrong with what was pasted. */
export function cookieOf(pasted: string): string {
  const text = pasted.trim();
  if (text === '') throw new Failure('cookie_missing', 'No cookie was given.', NEXT);
  const exported = EXPORTED.exec(text) ?? EXPORTED_VALUE_FIRST.exec(text);
  // A value has no blanks: those inside come from lines broken while copying.
  const joined = text.replace(/\s*[\r\n]+\s*/g, '');
  const value = (exported ?? NAMED.exec(joined))?.[1] ?? bareValue(joined);
  if (/…|\u2026|\.\.\.$/.test(value)) {
    throw new Failure('cookie_shortened', 'The cookie was copied in the shortened form a list shows.', NEXT);
  }
  if (!/^[\x21-\x7e]+$/.test(value)) {
    throw new Failure('cookie_unreadable', 'What was pasted has characters that no cookie has.', NEXT);
  }
  return value;
}

function bareValue(joined: string): string {
  const value = joined
    .replace(/^cookie\s*:\s*/i, '')
    .replace(/^["'\s]+|["';\s]+$/g, '')
    .trim();
  if (value === '') throw new Failure('cookie_missing', 'No cookie was given.', NEXT);
  if (/^https?:/i.test(value)) {
    throw new Failure('cookie_wrong', 'What was pasted is a web address, not the cookie.', NEXT);
  }
  if (value.includes(';') || value.includes('"') || OTHER_NAME.test(value)) {
    throw new Failure('cookie_wrong', `What was pasted does not hold the cookie ${COOKIE_NAME}.`, NEXT);
  }
  if (/\s/.test(value)) {
    throw new Failure('cookie_wrong', 'What was pasted is text with blanks, not the value of a cookie.', NEXT);
  }
  return value;
}
