/** The golden cases as a test, and the runner itself: generators to the last bit, tolerances, what counts as a failure. */

import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expandGenerators, series } from '../bench/generators.ts';
import { CASE_ADAPTERS, type CaseAdapter, evaluateGolden, reportLines } from '../bench/golden.ts';

const SHARED = '../shared/golden/metrics.json';

describe.skipIf(!existsSync(SHARED))('the shared golden file', () => {
  test('every case passes', () => {
    const report = evaluateGolden(JSON.parse(readFileSync(SHARED, 'utf8')), CASE_ADAPTERS);
    expect(report.mismatches).toEqual([]);
    expect(report.passed).toBeGreaterThan(100);
  });
});

describe('our own cases', () => {
  const tol = { rel: 1e-9, abs: 1e-9 };
  const cases = [
    {
      id: 'cp.from_exact_work',
      metric: 'critical_power_fit',
      inputs: { efforts: [120, 300, 1000].map((t) => ({ duration_s: t, power_w: 300 + 15_000 / t })) },
      expected: { work_time: { cp: 300, w_prime: 15_000 }, hyperbolic_time: { cp: 300, w_prime: 15_000 } },
      tol: { rel: 1e-7 },
    },
    {
      id: 'wbal.empty_and_refill',
      metric: 'w_prime_balance',
      inputs: {
        power: {
          gen: 'concat',
          parts: [
            { gen: 'const', n: 100, value: 350 },
            { gen: 'const', n: 100, value: 0 },
          ],
        },
        cp: 250,
        w_prime: 10_000,
      },
      // 100 s at 100 W above empties it; then the deficit decays with τ = W′/CP = 40 s.
      expected: {
        differential_min: 0,
        differential_at: { '49': 5000 },
        differential_end: 10_000 * (1 - Math.exp(-2.5)),
        time_of_min_s: 99,
        below_25_pct_s: 24 + 1 + 11,
      },
    },
    {
      id: 'pmc.step_closed_form',
      metric: 'pmc',
      inputs: { daily_load: { gen: 'const', n: 84, value: 50 }, ctl0: 0, atl0: 0 },
      expected: { exp: { ramp7: 50 * (Math.exp(-77 / 42) - Math.exp(-2)) } },
    },
    {
      id: 'pmc_value.seeded_rest',
      metric: 'pmc_value',
      inputs: { daily_load: { gen: 'const', n: 42, value: 0 }, ctl0: 80, atl0: 80 },
      expected: { ctl_exp: 80 * Math.exp(-1), atl_exp: 80 * Math.exp(-6), ctl_tp: 80 * (41 / 42) ** 42 },
    },
    {
      id: 'workout.hour_at_ftp',
      metric: 'workout_estimate',
      inputs: { steps: [{ repeat: 6, steps: [{ duration_s: 600, pct: 100 }] }], ftp: 280 },
      expected: { duration_s: 3600, average_power: 280, np: 280, intensity_factor: 1, tss: 100, work_kj: 1008 },
    },
    {
      id: 'rmssd.alternating',
      metric: 'rmssd',
      inputs: { rr_ms: { gen: 'square', lo: 900, hi: 920, half: 1, n: 50 } },
      expected: { rmssd: 20, mean_rr: 910 },
    },
    {
      id: 'monotony.scale',
      metric: 'monotony_strain',
      inputs: { week: [0, 0, 0, 0, 0, 0, 70] },
      // Mean 10, sample variance (6·100 + 3600)/6 = 700.
      expected: {
        monotony: 10 / Math.sqrt(700),
        strain: 700 / Math.sqrt(700),
        monotony_population_sd: 10 / Math.sqrt(600),
      },
    },
    {
      id: 'power.constant',
      metric: 'power_summary',
      inputs: { power: { gen: 'const', n: 3600, value: 210 }, ftp: 300, cp: 300 },
      expected: { np: 210, intensity_factor: 0.7, tss: 49, work_kj: 756 },
    },
  ].map((c) => ({ kind: 'closed-form', tol, ...c }));

  test.each(cases)('$id', (golden) => {
    expect(reportLines(evaluateGolden({ format: 1, cases: [golden] }, CASE_ADAPTERS)).slice(0, -2)).toEqual([]);
  });
});

describe('the runner', () => {
  const echo: Record<string, CaseAdapter> = { echo: (inputs, options) => ({ ...inputs, ...options }) };
  const run = (golden: object) => evaluateGolden({ format: 1, cases: [{ id: 'x', metric: 'echo', ...golden }] }, echo);

  test('a number passes within the larger of absolute and relative tolerance, exactly without one', () => {
    const one = (expected: number, actual: number, tol?: object) =>
      run({ inputs: { v: actual }, expected: { v: expected }, ...(tol ? { tol } : {}) }).failed === 0;
    expect(one(100, 101, { abs: 1 })).toBe(true);
    expect(one(100, 101.01, { abs: 1, rel: 0.001 })).toBe(false);
    expect(one(-1000, -1001, { abs: 0.1, rel: 0.001 })).toBe(true);
    expect(one(100, 100 + 1e-9)).toBe(false);
    expect(one(100, Number.NaN, { abs: 1e9 })).toBe(false);
    expect(one(100, Number.POSITIVE_INFINITY, { rel: 1 })).toBe(false);
  });

  test('objects may be subsets, lists may not; null, text and booleans match exactly', () => {
    expect(run({ inputs: { a: { b: 1, c: 2 } }, expected: { a: { b: 1 } } }).failed).toBe(0);
    expect(run({ inputs: { a: [1, 2, 3] }, expected: { a: [1, 2] } }).mismatches[0]!.path).toBe('a.length');
    expect(run({ inputs: { a: [1, { b: null }] }, expected: { a: [1, { b: null }] } }).failed).toBe(0);
    expect(run({ inputs: {}, expected: { a: null } }).mismatches[0]!.actual).toBe('missing');
    expect(run({ inputs: { a: 0 }, expected: { a: null } }).failed).toBe(1);
    expect(run({ inputs: { a: null }, expected: { a: 0 } }).failed).toBe(1);
    expect(run({ inputs: { a: 'A' }, expected: { a: 'a' } }).failed).toBe(1);
    expect(run({ inputs: { s: [5, 6, 7] }, expected: { s: { '0': 5, '2': 7 } } }).failed).toBe(0);
  });

  test('inherited names are missing values, not results', () => {
    expect(run({ inputs: {}, expected: { constructor: null } }).failed).toBe(1);
    expect(run({ metric: 'toString', inputs: {}, expected: {} }).failed).toBe(1);
  });

  test('options reach the adapter, generators inside inputs are expanded', () => {
    const found = run({
      inputs: { deep: [{ s: { gen: 'range', start: 2, step: 0.5, n: 3 } }] },
      options: { startup: 'expand' },
      expected: { startup: 'expand', deep: [{ s: [2, 2.5, 3] }] },
    });
    expect(found.mismatches).toEqual([]);
  });

  test('an unknown metric, a throwing adapter and a bad generator each fail one case and stop nothing', () => {
    const report = evaluateGolden(
      {
        format: 1,
        cases: [
          { id: 'a', metric: 'nonsense', kind: 'reference', expected: {} },
          { id: 'b', metric: 'echo', kind: 'reference', inputs: { v: { gen: 'noise', n: 3 } }, expected: {} },
          { id: 'c', metric: 'bang', kind: 'published', expected: {} },
          { id: 'd', metric: 'echo', kind: 'published', inputs: { v: 1 }, expected: { v: 1 } },
        ],
      },
      {
        ...echo,
        bang: () => {
          throw new Error('boom');
        },
      },
    );
    const lines = reportLines(report);
    expect(lines).toContain('FAIL a (reference) metric: expected a metric id, actual unknown metric nonsense');
    expect(lines.some((l) => l.includes('unknown generator noise'))).toBe(true);
    expect(lines.some((l) => l.includes('threw boom'))).toBe(true);
    expect(lines).toContain('reference: 0 passed, 2 failed');
    expect(lines).toContain('published: 1 passed, 1 failed');
    expect(lines.at(-1)).toBe('1 passed, 3 failed');
  });

  test('a failure prints id, path, expected, actual, difference and tolerance', () => {
    const [line] = reportLines(
      run({ kind: 'reference', inputs: { a: [1.5] }, expected: { a: [1] }, tol: { abs: 0.25 } }),
    );
    expect(line).toBe('FAIL x (reference) a[0]: expected 1, actual 1.5, difference 0.5, tolerance 0.25');
  });

  test('a file of another form is refused', () => {
    expect(() => evaluateGolden({ format: 2, cases: [] }, echo)).toThrow('format');
    expect(() => evaluateGolden({ format: 1 }, echo)).toThrow('cases');
    expect(() => evaluateGolden([], echo)).toThrow();
  });
});

describe('generators', () => {
  test('the linear congruential generator equals whole-number arithmetic bit for bit', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 ** 32 - 1 }),
        fc.integer({ min: -1000, max: 1000 }),
        fc.integer({ min: 0, max: 100_000 }),
        (seed, lo, width) => {
          let x = BigInt(seed);
          const exact = Array.from({ length: 50 }, () => {
            x = (1664525n * x + 1013904223n) % 4294967296n;
            return lo + Number((x * BigInt(width + 1)) / 4294967296n);
          });
          expect(series({ gen: 'lcg', seed, lo, hi: lo + width, n: 50 })).toEqual(exact);
        },
      ),
    );
    expect(series({ gen: 'lcg', seed: 1, lo: 50, hi: 450, n: 3 })).toEqual([144, 198, 252]);
  });

  test('each kind by hand', () => {
    expect(series({ gen: 'const', n: 2, value: null })).toEqual([null, null]);
    expect(series({ gen: 'ramp', n: 5, from: 0, to: 1 })).toEqual([0, 0.25, 0.5, 0.75, 1]);
    expect(series({ gen: 'ramp', n: 1, from: 7, to: 9 })).toEqual([7]);
    expect(series({ gen: 'square', lo: 1, hi: 2, half: 2, n: 5 })).toEqual([1, 1, 2, 2, 1]);
    expect(series({ gen: 'sine', mean: 10, amp: 2, period: 4, n: 2 })).toEqual([10, 12]);
    expect(series({ gen: 'round', of: [0.5, -0.5, 1.4, null] })).toEqual([1, 0, 1, null]);
    expect(series({ gen: 'clip', lo: 1, hi: 3, of: [0, 2, 9] })).toEqual([1, 2, 3]);
    expect(series({ gen: 'cumsum', of: [1, 2], init: 10, scale: 0.5 })).toEqual([10.5, 11.5]);
    expect(
      series({
        gen: 'where',
        of: [1, 2, 3, 4],
        set: [
          [1, 3, 0],
          [3, 9, null],
        ],
      }),
    ).toEqual([1, 0, 0, null]);
    expect(series({ gen: 'add', parts: [[1, 2, null], { gen: 'range', n: 3 }, 10] })).toEqual([11, 13, null]);
    expect(
      series({ gen: 'repeat', times: 2, of: { gen: 'concat', parts: [[1], { gen: 'const', n: 1, value: 2 }] } }),
    ).toEqual([1, 2, 1, 2]);
  });

  test('nonsense is named, nothing grows without bound', () => {
    expect(() => series({ gen: 'const', n: -1, value: 1 })).toThrow('n is -1');
    expect(() => series({ gen: 'const', n: 1e12, value: 1 })).toThrow();
    expect(() => series({ gen: 'repeat', of: [1, 2], times: 1e12 })).toThrow();
    expect(() =>
      series({
        gen: 'add',
        parts: [
          [1, 2],
          [1, 2, 3],
        ],
      }),
    ).toThrow('lengths differ');
    expect(() => series({ gen: 'ramp', n: 3, from: 1 })).toThrow('to is missing');
    let deep: unknown = [1];
    for (let i = 0; i < 1000; i++) deep = { gen: 'round', of: deep };
    expect(() => expandGenerators({ v: deep })).toThrow('deeply');
  });
});
