import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { predictPerformance } from './impulse-response.ts';
import { fitImpulseResponse } from './impulse-response-fit.ts';

/** A season with easy and hard weeks and rest days, the same in every run. */
const LOADS = Array.from({ length: 200 }, (_, d) =>
  d % 7 === 0 ? 0 : 40 + ((d * 7919) % 83) + (Math.floor(d / 21) % 2) * 45,
);

describe('impulse response', () => {
  test('today’s load acts from tomorrow', () => {
    const p = predictPerformance([100, 0, 0], { p0: 500, k1: 1, k2: 2, tau1_days: 42, tau2_days: 7 });
    expect(p[0]).toBe(500);
    expect(p[1]).toBeCloseTo(500 + 100 * Math.exp(-1 / 42) - 200 * Math.exp(-1 / 7), 9);
  });

  test('noise-free tests give the parameters back to 0.1 %', () => {
    fc.assert(
      fc.property(
        fc.record({
          p0: fc.double({ min: 100, max: 600, noNaN: true }),
          k1: fc.double({ min: 0.3, max: 2, noNaN: true }),
          k2: fc.double({ min: 0.6, max: 4, noNaN: true }),
          tau1_days: fc.double({ min: 30, max: 60, noNaN: true }),
          tau2_days: fc.double({ min: 5, max: 15, noNaN: true }),
        }),
        (exact) => {
          const curve = predictPerformance(LOADS, exact);
          const tests = Array.from({ length: 20 }, (_, i) => ({ day: 5 + i * 10, value: curve[5 + i * 10]! }));
          const found = fitImpulseResponse(LOADS, tests).value!;
          for (const key of ['p0', 'k1', 'k2', 'tau1_days', 'tau2_days'] as const) {
            expect(Math.abs(found[key] / exact[key] - 1)).toBeLessThan(1e-3);
          }
        },
      ),
      { numRuns: 10 },
    );
  });

  test('noise gives an error estimate and says that parameters trade off', () => {
    const exact = { p0: 300, k1: 0.1, k2: 0.2, tau1_days: 42, tau2_days: 9 };
    const curve = predictPerformance(LOADS, exact);
    const tests = Array.from({ length: 12 }, (_, i) => ({
      day: 10 + i * 15,
      value: curve[10 + i * 15]! + (((i * 7) % 5) - 2) * 4,
    }));
    const answer = fitImpulseResponse(LOADS, tests);
    const found = answer.value!;
    expect(found.rmse).toBeGreaterThan(0);
    expect(found.leave_one_out_rmse).toBeGreaterThan(found.rmse);
    expect(found.k1).toBeGreaterThanOrEqual(0);
    expect('warnings' in answer && answer.warnings).toContain('parameters_trade_off');
  });

  test('needs eight tests over sixty days', () => {
    const tests = Array.from({ length: 8 }, (_, i) => ({ day: 100 + i * 7, value: 300 + i }));
    expect(fitImpulseResponse(LOADS, tests)).toEqual({ value: null, reason: 'insufficient_data' });
    expect(fitImpulseResponse(LOADS, tests.slice(0, 7)).value).toBeNull();
  });

  test('no training at all is fitted by a constant, without NaN', () => {
    const tests = Array.from({ length: 10 }, (_, i) => ({ day: i * 10, value: 300 + (i % 3) }));
    const answer = fitImpulseResponse(new Float64Array(100), tests);
    expect(answer.value).toMatchObject({ k1: 0, k2: 0, correlation: null });
    expect(answer.value!.p0).toBeCloseTo(300.9, 9);
  });
});
