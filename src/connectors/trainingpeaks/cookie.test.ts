/** What people paste when they are asked for a cookie. */

import { describe, expect, it } from 'vitest';
import { Failure } from '../../core/failure.ts';
import { cookieOf } from './cookie.ts';

const VALUE = `V0014${'aB3-_x'.repeat(20)}==`;

describe('cookieOf', () => {
  it.each([
    VALUE,
    `  ${VALUE}\n`,
    `Production_tpAuth=${VALUE}`,
    `Production_tpAuth=${VALUE};`,
    `"${VALUE}"`,
    `'Production_tpAuth=${VALUE}'`,
    `Production_tpAuth="${VALUE}";`,
    `Production_tpAuth: ${VALUE}`,
    `Production_tpAuth\t${VALUE}`,
    `Cookie: _ga=GA1.2; Production_tpAuth=${VALUE}; theme=dark`,
    `cookie: a=b;\n Production_tpAuth=${VALUE.slice(0, 40)}\n${VALUE.slice(40)}; c=d`,
    `${VALUE.slice(0, 30)}\r\n${VALUE.slice(30)}`,
    `curl 'https://app.trainingpeaks.com' -H 'cookie: a=b; Production_tpAuth=${VALUE}'`,
    JSON.stringify([{ domain: '.trainingpeaks.com', name: 'Production_tpAuth', value: VALUE }]),
    JSON.stringify([{ value: VALUE, name: 'Production_tpAuth' }]),
  ])('finds the value in %s', (pasted) => {
    expect(cookieOf(pasted)).toBe(VALUE);
  });

  it.each([
    ['', 'cookie_missing'],
    [' "" ', 'cookie_missing'],
    [`${VALUE.slice(0, 40)}…`, 'cookie_shortened'],
    [`${VALUE.slice(0, 40)}...`, 'cookie_shortened'],
    ['_ga=GA1.2.3; theme=dark', 'cookie_wrong'],
    ['session=abcdef', 'cookie_wrong'],
    ['https://app.trainingpeaks.com/#calendar', 'cookie_wrong'],
    ['my secret password', 'cookie_wrong'],
    ['größe', 'cookie_unreadable'],
  ])('says what is wrong with %j', (pasted, code) => {
    try {
      cookieOf(pasted);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(Failure);
      expect(error).toMatchObject({ code });
      // Nothing of what was pasted is repeated.
      if (pasted.length > 4) expect((error as Failure).message).not.toContain(pasted.slice(0, 12));
    }
  });
});
