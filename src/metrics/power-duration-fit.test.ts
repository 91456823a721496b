import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { leastSquares } from './levenberg-marquardt.ts';
import { nelderMead } from './nelder-mead.ts';
import {
  modelPower,
  morton3p,
  ompd,
  type PowerDurationParameters,
  peronnetThibault,
  wardSmith,
} from './power-duration.ts';
import { fitPowerDuration, logSpaced } from './power-duration-fit.ts';

const rider = fc.record({
  cp_w: fc.double({ min: 120, max: 420, noNaN: true }),
  w_prime_j: fc.double({ min: 6000, max: 40_000, noNaN: true }),
  above: fc.double({ min: 300, max: 1400, noNaN: true }),
  a_w: fc.double({ min: 5, max: 80, noNaN: true }),
});
const SHORT = [1, 5, 15, 30, 60, 120, 300, 600, 1200];
const LONG = [...SHORT, 1800, 2700, 3600, 7200, 14_400];

describe('power–duration models', () => {
  test('approach Pmax at once and CP in the end', () => {
    const p = { cp_w: 260, w_prime_j: 20_000, p_max_w: 1100, a_w: 38 };
    for (const model of [morton3p, wardSmith, ompd]) expect(model(0, p)).toBeCloseTo(1100, 9);
    expect(morton3p(1e9, p)).toBeCloseTo(260, 3);
    expect(wardSmith(1e9, p)).toBeCloseTo(260, 3);
    expect(ompd(3600, p)).toBeCloseTo(239.215962694, 6);
    expect(ompd(1800, p)).toBeCloseTo(wardSmith(1800, p), 12);
  });

  test('Péronnet & Thibault agrees with numerical integration of its own definition', () => {
    const p = { map: 25, bmr: 1.2, a: 1600, e: -1.5 };
    for (const t of [30, 200, 420, 3000]) {
      const beyond = t > 420 ? Math.log(t / 420) : 0;
      const s = p.a * (1 - 0.233 * beyond);
      const b = p.map - p.bmr + p.e * beyond;
      let integral = 0;
      const n = 20_000;
      for (let i = 0; i < n; i++) integral += (p.bmr + b * (1 - Math.exp((-(i + 0.5) * t) / n / 30))) / n;
      expect(peronnetThibault(t, p)).toBeCloseTo((s / t) * (1 - Math.exp(-t / 20)) + integral, 4);
    }
  });

  test('noise-free bests give the parameters back to 0.1 %', () => {
    fc.assert(
      fc.property(rider, fc.constantFrom('morton_3p', 'ward_smith', 'ompd' as const), ({ above, ...r }, model) => {
        const exact: PowerDurationParameters = {
          cp_w: r.cp_w,
          w_prime_j: r.w_prime_j,
          p_max_w: r.cp_w + above,
          ...(model === 'ompd' ? { a_w: r.a_w } : {}),
        };
        const efforts = (model === 'ompd' ? LONG : SHORT)
          .map((t) => ({ duration_s: t, power_w: modelPower(model, t, exact) }))
          .filter((e) => e.power_w > 0);
        const found = fitPowerDuration(efforts, model).value!.parameters;
        for (const key of Object.keys(exact) as (keyof PowerDurationParameters)[]) {
          expect(Math.abs(found[key]! / exact[key]! - 1)).toBeLessThan(1e-3);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('the envelope drops what was not maximal', () => {
    const exact = { cp_w: 270, w_prime_j: 19_000, p_max_w: 1150 };
    const efforts = SHORT.map((t) => ({
      duration_s: t,
      power_w: morton3p(t, exact) * (t === 30 || t === 600 ? 0.8 : 1),
    }));
    const plain = fitPowerDuration(efforts, 'morton_3p').value!;
    const envelope = fitPowerDuration(efforts, 'morton_3p', { envelope: true }).value!;
    expect(envelope.dropped.map((e) => e.duration_s)).toEqual([30, 600]);
    expect(envelope.parameters.cp_w).toBeCloseTo(270, 1);
    expect(plain.parameters.cp_w).toBeLessThan(269);
  });

  test('arbitrary efforts give a finite answer or a reason', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ duration_s: fc.double(), power_w: fc.double() }), { maxLength: 8 }),
        fc.boolean(),
        (efforts, envelope) => {
          const answer = fitPowerDuration(efforts, 'ompd', { envelope });
          if (answer.value === null) return;
          for (const value of Object.values(answer.value.parameters)) expect(Number.isFinite(value)).toBe(true);
        },
      ),
      { numRuns: 40 },
    );
  });

  test('log spacing keeps every second of the start and thins the rest', () => {
    const curve = Array.from({ length: 1200 }, (_, i) => ({ duration_s: i + 1, power_w: 1000 - i / 2 }));
    const picked = logSpaced(curve).map((e) => e.duration_s);
    expect(picked.slice(0, 4)).toEqual([1, 2, 3, 4]);
    expect(picked.length).toBeLessThan(35);
    expect(picked.filter((t) => t > 100).length).toBeLessThan(14);
  });

  test('too few efforts are refused, a missing sprint is named', () => {
    expect(fitPowerDuration([{ duration_s: 60, power_w: 400 }], 'morton_3p').value).toBeNull();
    const answer = fitPowerDuration(
      [60, 180, 400, 1200].map((t) => ({ duration_s: t, power_w: 250 + 18_000 / (t + 20) })),
      'morton_3p',
    );
    expect('warnings' in answer && answer.warnings).toContain('no_sprint');
  });
});

describe('the optimisers underneath', () => {
  test('Levenberg–Marquardt walks down the Rosenbrock valley and stops at bounds', () => {
    const residuals = ([x, y]: readonly number[]) => [10 * (y! - x! * x!), 1 - x!];
    const free = leastSquares({ start: [-1.2, 1], lower: [-5, -5], upper: [5, 5], residuals })!;
    expect(free.parameters[0]).toBeCloseTo(1, 8);
    expect(free.parameters[1]).toBeCloseTo(1, 8);
    const held = leastSquares({ start: [-1.2, 1], lower: [-5, -5], upper: [0.5, 5], residuals })!;
    expect(held.parameters[0]).toBe(0.5);
    expect(held.parameters[1]).toBeCloseTo(0.25, 6);
    expect(held.at_bound).toEqual([true, false]);
  });

  test('the simplex finds a minimum and stays inside where the target is finite', () => {
    const found = nelderMead(([x, y]) => (x! > 3 ? Number.NaN : (x! - 2) ** 2 + (y! + 1) ** 4), [0, 0], [1, 1], 1000);
    expect(found.parameters[0]).toBeCloseTo(2, 4);
    expect(found.parameters[1]).toBeCloseTo(-1, 1);
  });
});
