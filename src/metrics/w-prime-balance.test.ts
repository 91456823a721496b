import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { recoveredShare, type WPrimeModel, wPrimeBalance } from './w-prime-balance.ts';

const MODELS: readonly WPrimeModel[] = ['differential', 'integral', 'bartram', 'euler'];
const model = fc.constantFrom(...MODELS);
const power = fc.array(fc.integer({ min: 0, max: 900 }), { minLength: 1, maxLength: 400 });

const repeat = (watts: number, seconds: number) => new Array<number>(seconds).fill(watts);

describe('W′ balance', () => {
  test('never above W′, and a ride below CP stays full', () => {
    fc.assert(
      fc.property(power, model, (watts, m) => {
        const found = wPrimeBalance(watts, 250, 20_000, m).value!;
        for (const left of found.balance_j) expect(left).toBeLessThanOrEqual(20_000 + 1e-9);
        expect(found.min_j).toBeLessThanOrEqual(found.end_j + 1e-9);
        expect(found.max_depletion_j).toBe(20_000 - found.min_j);
        const easy = wPrimeBalance(
          watts.map((w) => Math.min(w, 250)),
          250,
          20_000,
          m,
        ).value!;
        expect(easy.min_j).toBeCloseTo(20_000, 6);
      }),
    );
  });

  test('harder is never better', () => {
    fc.assert(
      fc.property(power, fc.constantFrom<WPrimeModel>('differential', 'bartram'), (watts, m) => {
        const easier = wPrimeBalance(watts, 250, 20_000, m).value!;
        const harder = wPrimeBalance(
          watts.map((w) => w + 7),
          250,
          20_000,
          m,
        ).value!;
        expect(harder.min_j).toBeLessThanOrEqual(easier.min_j + 1e-9);
      }),
    );
  });

  test('breaks given as stretches equal the same ride with zeros written out', () => {
    fc.assert(
      fc.property(power, power, fc.integer({ min: 1, max: 2000 }), model, (before, after, gap_s, m) => {
        const dense = wPrimeBalance([...before, ...repeat(0, gap_s), ...after], 250, 20_000, m).value!;
        const sparse = wPrimeBalance([...before, ...after], 250, 20_000, m, [
          { at_s: 0, index: 0, length: before.length },
          { at_s: before.length + gap_s, index: before.length, length: after.length },
        ]).value!;
        expect(sparse.end_j).toBeCloseTo(dense.end_j, 5);
        expect(sparse.min_j).toBeCloseTo(dense.min_j, 5);
        expect(sparse.below_quarter_s).toBe(dense.below_quarter_s);
        expect(sparse.matches.map((x) => [x.start_s, x.end_s])).toEqual(dense.matches.map((x) => [x.start_s, x.end_s]));
        if (m === 'integral') expect(sparse.tau_s).toBeCloseTo(dense.tau_s!, 9);
      }),
    );
  });

  test('a missing value counts as 0 W; nothing recorded and no CP are reasons', () => {
    const holes = wPrimeBalance([400, Number.NaN, 400], 250, 20_000).value!;
    expect(Array.from(holes.balance_j)).toEqual(Array.from(wPrimeBalance([400, 0, 400], 250, 20_000).value!.balance_j));
    expect(wPrimeBalance([Number.NaN], 250, 20_000)).toEqual({ value: null, reason: 'no_power_recorded' });
    expect(wPrimeBalance([], 250, 20_000)).toEqual({ value: null, reason: 'no_power_recorded' });
    expect(wPrimeBalance([200], 0, 20_000)).toEqual({ value: null, reason: 'cp_not_set' });
  });

  test('the differential form empties when the model says so, the integral never does', () => {
    const watts = repeat(280, 3000);
    const differential = wPrimeBalance(watts, 250, 20_000).value!;
    expect(differential.balance_j.findIndex((left) => left <= 0) + 1).toBe(667);
    expect(wPrimeBalance(watts, 250, 20_000, 'integral').value!.min_j).toBeGreaterThan(9000);
  });

  test('warns when W′ is overdrawn by more than a tenth', () => {
    expect(wPrimeBalance(repeat(350, 221), 250, 20_000)).toMatchObject({ warnings: ['model_violation'] });
    expect(wPrimeBalance(repeat(350, 215), 250, 20_000)).not.toHaveProperty('warnings');
  });

  test('matches: efforts apart count apart, short dips do not split, small ones do not count', () => {
    const ride = [
      ...repeat(150, 300),
      ...repeat(350, 60), // 6 kJ
      ...repeat(150, 300),
      ...repeat(300, 30), // 1.5 kJ: no match
      ...repeat(150, 300),
      ...repeat(400, 40), // 6 kJ, a dip of 1 kJ, 6 kJ
      ...repeat(150, 10),
      ...repeat(400, 40),
    ];
    const { matches } = wPrimeBalance(ride, 250, 20_000).value!;
    expect(matches).toHaveLength(2);
    expect(matches[0]).toEqual({ start_s: 300, end_s: 360, net_j: 6000, average_w: 350 });
    expect(matches[1]).toMatchObject({ start_s: 990, end_s: 1080, net_j: 11_000 });
  });

  test('recovery approaches everything and starts from nothing', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('bartram', 'skiba2012', 'skiba2015' as const),
        fc.integer({ min: 0, max: 249 }),
        fc.double({ min: 0, max: 1e5, noNaN: true }),
        (m, watts, seconds) => {
          const share = recoveredShare(m, watts, seconds, 250, 20_000).value!;
          expect(share).toBeGreaterThanOrEqual(0);
          expect(share).toBeLessThanOrEqual(1);
        },
      ),
    );
    expect(recoveredShare('bartram', 300, 60, 250, 20_000).value).toBe(0);
  });
});
