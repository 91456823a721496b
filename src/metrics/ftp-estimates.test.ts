import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cpFromSingleEffort, ftpConfidence, ftpEstimates } from './ftp-estimates.ts';
import { lthrEstimates } from './lthr-estimates.ts';
import { morton3p } from './power-duration.ts';
import { profileRank, profileRow } from './power-profile.ts';
import { vo2maxEstimates } from './vo2max.ts';

describe('threshold estimates', () => {
  test('the plain factors', () => {
    const found = ftpEstimates({
      best_20min_w: 280,
      best_8min_w: 315,
      ramp_best_60s_w: 360,
      best_60min_w: 262,
      cp_w: 275,
    });
    expect(found.from_20min.value).toBe(266);
    expect(found.from_8min.value).toBe(283.5);
    expect(found.from_ramp.value).toBe(270);
    expect(found.from_60min.value).toBe(262);
    expect(found.from_cp.value).toBe(264);
    expect(found.from_single_effort).toEqual({ value: null, reason: 'insufficient_data' });
    expect(found.from_20min).toMatchObject({ warnings: ['no_hard_5min_before'] });
  });

  test('one effort gives back the CP it was made from', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 120, max: 420, noNaN: true }),
        fc.double({ min: 6000, max: 35_000, noNaN: true }),
        fc.double({ min: 400, max: 1400, noNaN: true }),
        fc.integer({ min: 180, max: 1800 }),
        (cp_w, w_prime_j, above, duration_s) => {
          const p_max_w = cp_w + above;
          const power_w = morton3p(duration_s, { cp_w, w_prime_j, p_max_w });
          const found = cpFromSingleEffort({ duration_s, power_w, w_prime_j, p_max_w }).value!;
          expect(Math.abs(found / cp_w - 1)).toBeLessThan(1e-9);
        },
      ),
    );
  });

  test('one effort needs a W′ or a weight, a sprint, and 3 to 30 minutes', () => {
    const effort = { duration_s: 600, power_w: 300, best_5s_w: 1000 };
    expect(cpFromSingleEffort(effort)).toEqual({ value: null, reason: 'weight_not_set' });
    expect(cpFromSingleEffort({ ...effort, weight_kg: 75 })).toMatchObject({
      warnings: ['w_prime_assumed_from_weight', 'p_max_taken_from_best_5s'],
    });
    expect(cpFromSingleEffort({ ...effort, weight_kg: 75, duration_s: 100 }).value).toBeNull();
    expect(cpFromSingleEffort({ duration_s: 600, power_w: 300, w_prime_j: 20_000 }).value).toBeNull();
  });

  test('confidence follows agreement and age', () => {
    const close = ftpEstimates({ best_20min_w: 280, best_60min_w: 262 });
    expect(ftpConfidence(close, 10)).toBe('high');
    expect(ftpConfidence(close, 60)).toBe('medium');
    expect(ftpConfidence(ftpEstimates({ best_20min_w: 280, best_60min_w: 200 }), 10)).toBe('low');
    expect(ftpConfidence(ftpEstimates({ best_20min_w: 280 }), 10)).toBe('low');
  });

  test('threshold heart rate and VO₂max', () => {
    const lthr = lthrEstimates({ best_20min_bpm: 170, max_hr_bpm: 190 });
    expect(lthr.from_30min_test.value).toBeNull();
    expect(lthr.from_20min.value).toBe(161.5);
    expect(lthr.from_max_hr.value).toBe(171);
    const vo2 = vo2maxEstimates({
      best_5min_w_per_kg: 4,
      max_hr_bpm: 190,
      resting_hr_bpm: 200,
      cooper_distance_m: 400,
    });
    expect(vo2.acsm_cycling.value).toBeCloseTo(50.2, 9);
    expect(vo2.hawley_noakes).toEqual({ value: null, reason: 'weight_not_set' });
    expect(vo2.uth).toEqual({ value: null, reason: 'inconsistent_heart_rate_settings' });
    expect(vo2.cooper.value).toBeNull();
  });
});

describe('power profile', () => {
  test('a value on a row ranks on that row, labels sit where the book prints them', () => {
    for (const [row, category] of [
      [4, 'World class'],
      [10, 'Exceptional'],
      [16, 'Excellent'],
      [22, 'Very good'],
    ] as const) {
      const rank = profileRank('female', '60s', profileRow('female', '60s', row)).value!;
      expect(rank.row).toBeCloseTo(row, 9);
      expect(rank.category).toBe(category);
      expect(rank.extrapolated).toBe(false);
    }
    expect(profileRank('male', 'ftp', 1).value).toMatchObject({ level: 0, category: 'Untrained', extrapolated: true });
    expect(profileRank('male', 'ftp', 9).value).toMatchObject({ level: 1, category: 'World class' });
    expect(profileRank('male', 'ftp', Number.NaN).value).toBeNull();
  });
});
