import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { workloadRatios } from './acwr.ts';
import { monotony } from './monotony.ts';
import {
  dailyLoads,
  dateOfRow,
  formBand,
  type Kernel,
  loadForFitness,
  loadForForm,
  loadGain,
  projectedLoad,
  rampFlags,
  trainingLoad,
} from './training-load.ts';

const load = fc.double({ min: 0, max: 400, noNaN: true });
const series = fc.array(load, { minLength: 1, maxLength: 200 });
const kernel = fc.constantFrom<Kernel>('exp', 'tp');

describe('training load', () => {
  test('equals the closed form Σ k·q^(d−s)·L_s', () => {
    fc.assert(
      fc.property(series, kernel, (loads, k) => {
        const gain = loadGain(42, k);
        const d = loads.length - 1;
        const closed = loads.reduce((sum, l, s) => sum + gain * (1 - gain) ** (d - s) * l, 0);
        expect(trainingLoad(loads, { kernel: k }).at(-1)!.ctl).toBeCloseTo(closed, 8);
      }),
    );
  });

  test('is linear in the loads', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(load, load), { minLength: 1, maxLength: 120 }), kernel, (pairs, k) => {
        const a = trainingLoad(
          pairs.map(([x]) => x),
          { kernel: k },
        );
        const b = trainingLoad(
          pairs.map(([, y]) => y),
          { kernel: k },
        );
        const both = trainingLoad(
          pairs.map(([x, y]) => 2 * x + y),
          { kernel: k },
        );
        both.forEach((row, d) => {
          expect(row.ctl).toBeCloseTo(2 * a[d]!.ctl + b[d]!.ctl, 8);
          expect(row.form_end_of_day).toBeCloseTo(2 * a[d]!.form_end_of_day + b[d]!.form_end_of_day, 8);
        });
      }),
    );
  });

  test('stays between the lowest and highest load, and the two forms are one day apart', () => {
    fc.assert(
      fc.property(series, kernel, (loads, k) => {
        const rows = trainingLoad(loads, { kernel: k });
        rows.forEach((row, d) => {
          expect(row.ctl).toBeGreaterThanOrEqual(0);
          expect(row.ctl).toBeLessThanOrEqual(Math.max(...loads) + 1e-9);
          if (d > 0) expect(row.tsb_start_of_day).toBe(rows[d - 1]!.form_end_of_day);
        });
      }),
    );
  });

  test('the published numbers', () => {
    const month = trainingLoad(new Array<number>(42).fill(100));
    expect(month.at(-1)!.ctl).toBeCloseTo(100 * (1 - Math.exp(-1)), 9);
    expect(trainingLoad(new Array<number>(42).fill(100), { kernel: 'tp' }).at(-1)!.ctl).toBeCloseTo(63.6544047828, 9);
    expect(trainingLoad([100, 0])[1]!.tsb_start_of_day).toBeCloseTo(-10.9594, 3);
    const rest = trainingLoad(new Array<number>(7).fill(0), { kernel: 'tp', seed: { ctl: 60, atl: 75 } }).at(-1)!;
    expect(rest.ctl).toBeCloseTo(50.69, 2);
    expect(rest.atl).toBeCloseTo(25.49, 2);
    expect(rest.tsb_start_of_day).toBeCloseTo(22.18, 2);
  });

  test('marks warming up from zero only, and gives no ramp before there is a week', () => {
    const rows = trainingLoad(new Array<number>(50).fill(80));
    expect(rows.map((r) => r.ctl_warming_up).lastIndexOf(true)).toBe(41);
    expect(rows.map((r) => r.atl_warming_up).lastIndexOf(true)).toBe(6);
    expect(rows[5]!.ramp7).toBeNull();
    expect(rows[6]!.ramp7).toBe(rows[6]!.ctl);
    expect(trainingLoad([80], { seed: { ctl: 50, atl: 50 } })[0]!.ctl_warming_up).toBe(false);
    expect(trainingLoad([0], { seed: { ctl: 0.5, atl: 0 } })[0]!.form_pct).toBeNull();
  });

  test('a value given for a date replaces the state at the end of that day; τ changes carry the state over', () => {
    const rows = trainingLoad(new Array<number>(20).fill(50), {
      changes: [
        { day: 9, ctl: 70, atl: 40 },
        { day: 12, tau_ctl_days: 20 },
      ],
    });
    expect(rows[9]).toMatchObject({ ctl: 70, atl: 40, ctl_warming_up: false });
    expect(rows[8]!.ctl_warming_up).toBe(true);
    expect(rows[11]!.ctl).toBeCloseTo(50 + 20 * Math.exp(-2 / 42), 9);
    expect(rows[12]!.ctl).toBeCloseTo(50 + 20 * Math.exp(-2 / 42 - 1 / 20), 9);
  });

  test('the load asked for reaches the form and the fitness asked for', () => {
    fc.assert(
      fc.property(load, load, fc.double({ min: -60, max: 40, noNaN: true }), kernel, (ctl, atl, form, k) => {
        const found = loadForForm({ ctl, atl }, form, { kernel: k });
        const reached = trainingLoad([found.value!], { kernel: k, seed: { ctl, atl } })[0]!;
        expect(reached.form_end_of_day).toBeCloseTo(form, 7);
        expect('warnings' in found).toBe(found.value! < 0);
      }),
    );
    fc.assert(
      fc.property(load, load, fc.integer({ min: 1, max: 120 }), kernel, (ctl, target, days, k) => {
        const found = loadForFitness(ctl, target, days, { kernel: k }).value!;
        const rows = trainingLoad(new Array<number>(days).fill(found), { kernel: k, seed: { ctl, atl: 0 } });
        expect(rows.at(-1)!.ctl).toBeCloseTo(target, 6);
      }),
    );
    expect(loadForFitness(50, 60, 0).value).toBeNull();
  });

  test('days are summed by date, and a projection takes what was done today or else what is planned', () => {
    const loads = dailyLoads(
      [
        { local_date: '2026-02-27', load: 40 },
        { local_date: '2026-03-01', load: 60 },
        { local_date: '2026-03-01', load: 15 },
        { local_date: '2026-04-01', load: 99 },
      ],
      '2026-02-27',
      '2026-03-02',
    );
    expect(Array.from(loads)).toEqual([40, 0, 75, 0]);
    expect(dateOfRow('2026-02-27', 2)).toBe('2026-03-01');
    expect(dailyLoads([], '2026-03-02', '2026-03-01')).toHaveLength(0);
    expect(projectedLoad(-1, 0, 90)).toBe(0);
    expect(projectedLoad(0, 0, 90)).toBe(90);
    expect(projectedLoad(0, 50, 90)).toBe(50);
    expect(projectedLoad(3, 0, 90)).toBe(90);
  });

  test('flags a fast ramp and a jump in load, and names the bands', () => {
    const jump = trainingLoad([...new Array<number>(7).fill(50), ...new Array<number>(7).fill(120)]);
    expect(rampFlags(jump)).toEqual(['fast_ramp', 'load_jump']);
    expect(rampFlags(trainingLoad(new Array<number>(60).fill(50)))).toEqual([]);
    expect([21, 20, 5, 0, -10, -11, -30, -31].map(formBand)).toEqual([
      'transition',
      'fresh',
      'fresh',
      'grey',
      'grey',
      'optimal',
      'optimal',
      'high_risk',
    ]);
  });

  test('whatever comes in, numbers come out', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(load, fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, -5)), { maxLength: 60 }),
        (loads) => {
          for (const row of trainingLoad(loads)) expect(Number.isNaN(row.ctl)).toBe(false);
        },
      ),
    );
  });
});

describe('monotony and workload ratios', () => {
  test('Foster’s week', () => {
    const found = monotony([0, 60, 80, 50, 90, 120, 40]).value!;
    expect(found.monotony).toBeCloseTo(1.62814138308, 9);
    expect(found.strain).toBeCloseTo(716.382208556, 6);
    expect(found.monotony_population_sd).toBeCloseTo(1.75859368735, 9);
  });

  test('seven equal days have no monotony, whatever their rounding', () => {
    fc.assert(
      fc.property(load, (l) => {
        expect(monotony(new Array<number>(7).fill(l))).toEqual({ value: null, reason: 'zero_denominator' });
      }),
    );
    expect(monotony([1, 2, 3]).value).toBeNull();
  });

  test('ratios do not depend on the scale of load and need 28 days', () => {
    const loads = Array.from({ length: 40 }, (_, i) => (i * 37) % 110);
    const one = workloadRatios(loads).value!;
    const ten = workloadRatios(loads.map((l) => 10 * l)).value!;
    expect(ten.ewma).toBeCloseTo(one.ewma, 12);
    expect(ten.rolling_uncoupled!).toBeCloseTo(one.rolling_uncoupled!, 12);
    expect(workloadRatios(loads.slice(0, 27)).value).toBeNull();
    expect(workloadRatios(new Array<number>(28).fill(0))).toEqual({ value: null, reason: 'zero_denominator' });
    const fresh = workloadRatios([...new Array<number>(21).fill(0), ...new Array<number>(7).fill(50)]).value!;
    expect(fresh.rolling_coupled).toBe(4);
    expect(fresh.rolling_uncoupled).toBeNull();
  });
});
