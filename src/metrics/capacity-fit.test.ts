import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CAPACITY_METHODS, fitCapacity, undominated } from './capacity-fit.ts';
import { fitCriticalPower, timeToExhaustion } from './critical-power.ts';
import { criticalSwimSpeed, fitCriticalSpeed } from './critical-speed.ts';

const durations = fc
  .uniqueArray(fc.integer({ min: 60, max: 2400 }), { minLength: 2, maxLength: 8 })
  .filter((list) => Math.max(...list) >= 2 * Math.min(...list));

describe('two-parameter capacity', () => {
  test('all three methods recover exact parameters, whatever the unit', () => {
    fc.assert(
      fc.property(
        durations,
        fc.double({ min: 0.5, max: 450, noNaN: true }),
        fc.double({ min: 5, max: 600, noNaN: true }),
        (list, sustainable, seconds) => {
          // The reserve as seconds at the sustainable rate covers runners (m/s) and riders (W) alike.
          const reserve = sustainable * seconds;
          const points = list.map((t) => ({ duration_s: t, rate: sustainable + reserve / t }));
          for (const method of CAPACITY_METHODS) {
            const fit = fitCapacity(points, method)!;
            expect(Math.abs(fit.sustainable / sustainable - 1)).toBeLessThan(1e-6);
            expect(Math.abs(fit.reserve / reserve - 1)).toBeLessThan(1e-6);
          }
        },
      ),
    );
  });

  test('never returns anything that is not finite and physical', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ duration_s: fc.double(), rate: fc.double() }), { maxLength: 8 }),
        fc.constantFrom(...CAPACITY_METHODS),
        (points, method) => {
          const fit = fitCapacity(undominated(points), method);
          if (!fit) return;
          expect(fit.sustainable).toBeGreaterThan(0);
          expect(fit.reserve).toBeGreaterThan(0);
          for (const value of Object.values(fit)) expect(value === null || Number.isFinite(value)).toBe(true);
        },
      ),
    );
  });

  test('standard errors of the line are those of ordinary least squares', () => {
    const fit = fitCriticalPower([
      { duration_s: 180, power_w: 380 },
      { duration_s: 360, power_w: 322 },
      { duration_s: 720, power_w: 287 },
      { duration_s: 1200, power_w: 268 },
    ]).value!;
    expect(fit.cp_w).toBeCloseTo(247.76889, 4);
    // By hand: s² = Σ residual² / 2, SE(CP) = s / √Σ(t − mean)².
    const work = fit.efforts.map((e) => e.power_w * e.duration_s - fit.w_prime_j - fit.cp_w * e.duration_s);
    const s2 = work.reduce((sum, r) => sum + r * r, 0) / 2;
    const sxx = [180, 360, 720, 1200].reduce((sum, t) => sum + (t - 615) ** 2, 0);
    expect(fit.cp_se_w!).toBeCloseTo(Math.sqrt(s2 / sxx), 9);
    expect(fit.w_prime_se_j!).toBeCloseTo(Math.sqrt(s2 * (1 / 4 + 615 ** 2 / sxx)), 6);
  });

  test('leaves out efforts that a longer one beats, and says so', () => {
    const exact = [180, 300, 720].map((t) => ({ duration_s: t, power_w: 250 + 20_000 / t }));
    const answer = fitCriticalPower([...exact, { duration_s: 400, power_w: 240 }]);
    expect(answer.value!.cp_w).toBeCloseTo(250, 6);
    expect('warnings' in answer && answer.warnings).toContain('submaximal_efforts_left_out');
  });

  test('refuses one effort, a narrow range and falling work', () => {
    const reason = 'insufficient_data';
    expect(fitCriticalPower([{ duration_s: 300, power_w: 300 }])).toEqual({ value: null, reason });
    expect(
      fitCriticalPower([
        { duration_s: 300, power_w: 300 },
        { duration_s: 500, power_w: 280 },
      ]),
    ).toEqual({ value: null, reason });
    expect(
      fitCriticalPower([
        { duration_s: 200, power_w: 500 },
        { duration_s: 900, power_w: 100 },
      ]),
    ).toEqual({ value: null, reason });
  });

  test('time to exhaustion inverts the model and has no answer at or below CP', () => {
    expect(timeToExhaustion(300, 250, 20_000).value).toBe(400);
    expect(timeToExhaustion(250, 250, 20_000)).toEqual({ value: null, reason: 'zero_denominator' });
    expect(timeToExhaustion(300, 0, 20_000)).toEqual({ value: null, reason: 'cp_not_set' });
  });

  test('critical speed and critical swim speed', () => {
    const fit = fitCriticalSpeed([
      { distance_m: 1200, duration_s: 240 },
      { distance_m: 2400, duration_s: 510 },
      { distance_m: 3600, duration_s: 780 },
    ]).value!;
    expect(fit.critical_speed_mps).toBeCloseTo(40 / 9, 12);
    expect(fit.d_prime_m).toBeCloseTo(400 / 3, 9);
    const trials = [
      { distance_m: 400, duration_s: 360 },
      { distance_m: 200, duration_s: 170 },
    ] as const;
    expect(criticalSwimSpeed(...trials).value).toBeCloseTo(200 / 190, 12);
    expect(criticalSwimSpeed(trials[0], trials[0]).value).toBeNull();
  });
});
