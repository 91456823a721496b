import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Athlete } from '../core/athlete.ts';
import { FAMILIES } from '../core/sport.ts';
import { type Threshold, thresholdsInForce } from '../core/thresholds.ts';
import { addDays } from '../core/time.ts';
import { fingerprint, inForce, settingsBetween } from './settings.ts';

const athlete: Athlete = {
  id: 1,
  name: 'A',
  sex: null,
  birth_date: null,
  height_m: null,
  time_zone: 'UTC',
  units: 'metric',
};
const date = fc.nat(700).map((day) => addDays('2025-01-01', day));
const threshold: fc.Arbitrary<Threshold> = fc.record({
  kind: fc.constantFrom('ftp_w' as const, 'weight_kg' as const, 'max_hr_bpm' as const),
  family: fc.constantFrom('ride' as const, 'run' as const, null),
  value: fc.integer({ min: 50, max: 400 }),
  valid_from: date,
  origin: fc.constantFrom('athlete' as const, 'platform' as const, 'file' as const),
});
/** As the database gives them: by date, one of a kind a day. */
const thresholds = fc
  .uniqueArray(threshold, {
    maxLength: 60,
    selector: (t) => `${t.kind}/${t.family}/${t.origin}/${t.valid_from}`,
  })
  .map((all) => all.sort((a, b) => (a.valid_from < b.valid_from ? -1 : 1)));

describe('settings', () => {
  it('in force are those of the definition, found faster', () => {
    fc.assert(
      fc.property(thresholds, date, fc.constantFrom(...FAMILIES), (all, day, family) => {
        expect(inForce({ athlete, thresholds: all }, family, day)).toEqual(thresholdsInForce(all, family, day));
      }),
    );
  });

  it('narrowed to some days say the same about every one of them', () => {
    fc.assert(
      fc.property(thresholds, date, fc.nat(10), fc.constantFrom(...FAMILIES), (all, first, days, family) => {
        const settings = { athlete, thresholds: all };
        const narrow = settingsBetween(settings, first, addDays(first, days));
        for (let day = 0; day <= days; day++) {
          const activity = { family, local_date: addDays(first, day), repairs_off: '[]', rpe: null };
          expect(fingerprint(narrow, activity, 'v')).toBe(fingerprint(settings, activity, 'v'));
        }
      }),
    );
  });

  it('of ten years stay cheap', () => {
    const many: Threshold[] = Array.from({ length: 12_000 }, (_, i) => ({
      kind: 'ftp_w',
      family: 'ride',
      value: 200 + (i % 9),
      valid_from: addDays('2016-01-01', Math.floor(i / 4)),
      origin: 'file',
    }));
    const settings = { athlete, thresholds: many };
    expect(settingsBetween(settings, '2020-06-01', '2020-06-03').thresholds.length).toBeLessThan(20);
    const began = performance.now();
    for (let i = 0; i < 3000; i++) inForce(settings, 'ride', addDays('2016-01-01', i));
    expect(performance.now() - began).toBeLessThan(2000);
  });
});
