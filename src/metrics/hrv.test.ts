import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { beatStatistics, hrvBaseline, validBeats } from './hrv.ts';
import { READINESS_COMPONENTS, readiness, subjectiveScale } from './readiness.ts';
import { zAgainstBaseline } from './resting-heart-rate.ts';

describe('beat intervals', () => {
  test('the worked example', () => {
    const found = beatStatistics([800, 810, 790, 805, 795]).value!;
    expect(found.rmssd_ms).toBeCloseTo(Math.sqrt(825 / 4), 9);
    expect(found.sdnn_ms).toBeCloseTo(Math.sqrt(62.5), 9);
    expect(found.mean_rr_ms).toBe(800);
  });

  test('drops impossible beats and jumps, and differences across them', () => {
    expect(validBeats([800, 810, 250, 805, 795])).toEqual([true, true, false, true, true]);
    expect(validBeats([800, 810, 1100, 805, 795])).toEqual([true, true, false, true, true]);
    const answer = beatStatistics([800, 810, 2500, 805, 795]);
    expect(answer.value!.rmssd_ms).toBe(10);
    expect(answer).toMatchObject({ warnings: ['many_artefacts'] });
  });

  test('nothing usable is a reason, never NaN', () => {
    expect(beatStatistics([])).toEqual({ value: null, reason: 'no_rr_recorded' });
    expect(beatStatistics([800])).toEqual({ value: null, reason: 'insufficient_data' });
    expect(beatStatistics([800, 800, 800]).value).toMatchObject({ rmssd_ms: 0, ln_rmssd: null });
    fc.assert(
      fc.property(fc.array(fc.double()), (rr) => {
        const found = beatStatistics(rr).value;
        if (found) for (const value of Object.values(found)) expect(Number.isNaN(value)).toBe(false);
      }),
    );
  });

  test('a constant offset changes the mean only', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 900, max: 950 }), { minLength: 2, maxLength: 50 }), (rr) => {
        const a = beatStatistics(rr).value!;
        const b = beatStatistics(rr.map((v) => v + 20)).value!;
        expect(b.rmssd_ms).toBeCloseTo(a.rmssd_ms, 9);
        expect(b.sdnn_ms).toBeCloseTo(a.sdnn_ms, 9);
      }),
    );
  });
});

describe('baselines', () => {
  const steady = Array.from({ length: 60 }, (_, i) => 60 + (i % 5));

  test('a low week is below, a high one above, an ordinary one within', () => {
    const week = (ms: number) => hrvBaseline([...steady, ...new Array<number>(7).fill(ms)]).status.value;
    expect(week(50)).toBe('below');
    expect(week(62)).toBe('within');
    expect(week(75)).toBe('above');
  });

  test('gaps are allowed up to a point', () => {
    const gappy = hrvBaseline([...steady, null, null, 62, null, 61, 63, null]);
    expect(gappy.week.value?.values).toBe(3);
    expect(gappy.status.value).toBe('within');
    expect(hrvBaseline([...steady, null, null, 62, null, 61, null, null]).week.value).toBeNull();
    expect(hrvBaseline(steady.slice(0, 20)).baseline.value).toBeNull();
    expect(hrvBaseline([]).status.value).toBeNull();
    expect(hrvBaseline(new Array<number>(67).fill(60)).z).toEqual({ value: null, reason: 'zero_denominator' });
  });

  test('z of a day and of a week', () => {
    const found = zAgainstBaseline([...steady, 70]).value!;
    expect(found.values).toBe(60);
    expect(found.z).toBeCloseTo((70 - 62) / found.sd, 9);
    expect(zAgainstBaseline([...steady, 62, 62, null, 62, null, null, null], 7).value!.z).toBeCloseTo(0, 9);
    expect(zAgainstBaseline([...steady, null]).value).toBeNull();
    expect(zAgainstBaseline(new Array<number>(61).fill(50)).value!.z).toBeNull();
  });
});

describe('readiness', () => {
  test('lists what it rests on, needs two components, stays within 20 to 80', () => {
    expect(readiness({ hrv_z: 1 }).value).toBeNull();
    expect(readiness({ hrv_z: 1, resting_hr_z: -1 }).value).toEqual({
      score: 65,
      components: { hrv: 1, resting_hr: 1 },
    });
    expect(readiness({ form_end_of_day: -20, ctl: 40, sleep_z: 0 }).value).toEqual({
      score: 42.5,
      components: { form: -1, sleep: 0 },
    });
    const any = fc.option(fc.double(), { nil: null });
    fc.assert(
      fc.property(any, any, any, any, any, fc.array(fc.double()), (a, b, c, d, e, subjective) => {
        const found = readiness({
          hrv_z: a,
          resting_hr_z: b,
          sleep_z: c,
          form_end_of_day: d,
          ctl: e,
          subjective,
        }).value;
        if (!found) return;
        expect(found.score).toBeGreaterThanOrEqual(20);
        expect(found.score).toBeLessThanOrEqual(80);
        for (const id of Object.keys(found.components)) expect(READINESS_COMPONENTS).toContain(id);
      }),
    );
  });

  test('ratings on any scale', () => {
    expect(subjectiveScale(1, 4, 1)).toBe(2);
    expect(subjectiveScale(4, 4, 1)).toBe(-2);
    expect(subjectiveScale(5, 0, 10)).toBe(0);
    expect(subjectiveScale(5, 3, 3)).toBeNull();
  });
});
