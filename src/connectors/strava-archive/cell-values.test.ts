/** Numbers and dates as Strava's export and spreadsheets write them. */

import { describe, expect, it } from 'vitest';
import { digitOrderOf, isYes, numberOf, utcOf } from './cell-values.ts';

const at = (iso: string) => Date.parse(iso) / 1000;

describe('utcOf', () => {
  it.each([
    ['Oct 7, 2020, 2:43:11 PM', '2020-10-07T14:43:11Z'],
    ['Oct 7, 2020, 12:00:05 AM', '2020-10-07T00:00:05Z'],
    ['Oct 7, 2020, 12:43:11\u202fPM', '2020-10-07T12:43:11Z'],
    ['May 29, 2022, 3:53:35\u00a0PM', '2022-05-29T15:53:35Z'],
    ['20 Sep 2026, 14:12:12', '2026-09-20T14:12:12Z'],
    ['21.07.2026, 15:09:27', '2026-07-21T15:09:27Z'],
    ['1. Okt. 2020, 07:05:09', '2020-10-01T07:05:09Z'],
    ['3. März 2021 07:05:09', '2021-03-03T07:05:09Z'],
    ['27 juil. 2026 à 14:23:15', '2026-07-27T14:23:15Z'],
    ['1 août 2026, 04:23:15', '2026-08-01T04:23:15Z'],
    ['9 févr. 2026 14:23:15', '2026-02-09T14:23:15Z'],
    ['6 mrt. 2024 14:23:15', '2024-03-06T14:23:15Z'],
    ['12 mei 2024 14:23:15', '2024-05-12T14:23:15Z'],
    ['7 ene 2021, 23:59:59', '2021-01-07T23:59:59Z'],
    ['7 de oct. de 2020, 2:43:11 p. m.', '2020-10-07T14:43:11Z'],
    ['2018-11-27 19:11:32', '2018-11-27T19:11:32Z'],
    ['2018-11-27T19:11:32Z', '2018-11-27T19:11:32Z'],
    ['27/11/2018 19:11', '2018-11-27T19:11:00Z'],
  ])('reads %s', (text, iso) => {
    expect(utcOf(text, 'day_first')).toBe(at(iso));
  });

  it.each(['', 'yesterday', '32.07.2026, 15:09:27', '31.02.2026', 'Oct 7', '7 foo 2020 14:00', '2020-13-01', '99:99'])(
    'gives nothing for %j',
    (text) => {
      expect(utcOf(text, 'day_first')).toBeNull();
    },
  );

  it('decides the order of digits from the column', () => {
    expect(digitOrderOf(['10/7/2020 2:43:11 PM'])).toBe('month_first');
    expect(digitOrderOf(['1/2/2020 10:00', '13/2/2020 10:00'])).toBe('day_first');
    expect(digitOrderOf(['1/2/2020 10:00', '1/13/2020 10:00'])).toBe('month_first');
    expect(digitOrderOf(['1/10/2020 10:00', '2/3/2020 10:00', '3/1/2020 10:00'])).toBe('month_first');
    expect(digitOrderOf(['10/1/2020 10:00', '3/2/2020 10:00', '1/3/2020 10:00'])).toBe('day_first');
    expect(utcOf('10/7/2020 14:43', 'month_first')).toBe(at('2020-10-07T14:43:00Z'));
  });
});

describe('numberOf', () => {
  it.each([
    ['3322.949951171875', false, 3322.949951171875],
    ['8939761.0', false, 8939761],
    ['1,073', false, 1073],
    ['1,073', true, 1.073],
    ['3322,95', false, 3322.95],
    ['3322,95', true, 3322.95],
    ['1.234,5', true, 1234.5],
    ['1,234.5', false, 1234.5],
    ['1\u202f234,5', true, 1234.5],
    ['-86.0', false, -86],
    ['1.5E+3', false, 1500],
    ['', false, null],
    ['NaN', false, null],
    ['--', false, null],
    ['12 km', false, null],
    ['1e999', false, null],
  ])('reads %j (comma decimal %s)', (text, comma, value) => {
    expect(numberOf(text, comma)).toBe(value);
  });

  it('reads yes in several spellings', () => {
    expect(['true', 'TRUE', 'WAHR', 'vrai', '1', '1.0', '1,0'].every(isYes)).toBe(true);
    expect(['false', 'FALSCH', '0', '0.0', '', 'no'].some(isYes)).toBe(false);
  });
});
