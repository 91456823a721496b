/** Curves: equal to brute force whatever the series, breaks and holes; fast enough on the longest files. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildGrid, type Grid } from '../core/grid.ts';
import { longestDuration, meanMaximal, storedDurations, TABLE_DURATIONS_S } from './mean-maximal.ts';

/** A grid of one channel from parts with breaks of `gap` seconds between them. */
function gridOf(parts: readonly (readonly number[])[], gap: number): { grid: Grid; values: Float64Array } {
  const time: number[] = [];
  const values: number[] = [];
  let at = 1000;
  for (const part of parts) {
    for (const value of part) {
      time.push(at++);
      values.push(value);
    }
    at += gap;
  }
  const samples = { time_s: Float64Array.from(time), channels: { power_w: Float64Array.from(values) }, extra: [] };
  const grid = buildGrid(samples);
  return { grid, values: grid.channels.power_w ?? new Float64Array(0) };
}

/** The same by the definition: every window of every duration on the elapsed axis, NaN where nothing was recorded. */
function bruteForce(grid: Grid, values: Float64Array, holes: 'zero' | 'invalid', durations: readonly number[]) {
  const axis = new Array<number>(grid.elapsed_s).fill(Number.NaN);
  for (const s of grid.stretches) for (let i = 0; i < s.length; i++) axis[s.at_s + i] = values[s.index + i]!;
  return durations.map((d) => {
    let best = Number.NaN;
    let start = -1;
    for (let i = 0; i + d <= axis.length; i++) {
      let sum = 0;
      for (let j = i; j < i + d; j++) sum += holes === 'zero' && Number.isNaN(axis[j]) ? 0 : axis[j]!;
      if (!Number.isNaN(sum) && (start < 0 || sum > best)) {
        best = sum;
        start = i;
      }
    }
    return { value: start < 0 ? Number.NaN : best / d, start };
  });
}

const power = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 6 }).map((n) => n * 100) },
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 1500 }) },
  { weight: 1, arbitrary: fc.constant(Number.NaN) },
);
const part = fc.array(power, { minLength: 1, maxLength: 160 }).filter((values) => values.some((v) => !Number.isNaN(v)));

describe('mean-maximal curves', () => {
  for (const holes of ['zero', 'invalid'] as const) {
    test(`equal brute force with ${holes} holes, value and earliest start`, () => {
      fc.assert(
        fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), fc.integer({ min: 30, max: 90 }), (parts, gap) => {
          const { grid, values } = gridOf(parts, gap);
          const durations = Array.from({ length: grid.elapsed_s }, (_, i) => i + 1);
          const curve = meanMaximal(grid, values, holes, durations);
          const expected = bruteForce(grid, values, holes, durations);
          for (const [k, { value, start }] of expected.entries()) {
            expect(curve.start_s[k]).toBe(start);
            if (start >= 0) expect(curve.value[k]).toBeCloseTo(value, 6);
            else expect(curve.value[k]).toBeNaN();
          }
        }),
        { numRuns: 150 },
      );
    });
  }

  test('breaks longer than the longest window change neither value nor start', () => {
    fc.assert(
      fc.property(
        fc.array(part, { minLength: 2, maxLength: 4 }),
        fc.integer({ min: 30, max: 400 }),
        fc.uniqueArray(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 12 }),
        (parts, gap, some) => {
          const { grid, values } = gridOf(parts, gap);
          const durations = some.sort((a, b) => a - b);
          const curve = meanMaximal(grid, values, 'zero', durations);
          for (const [k, { value, start }] of bruteForce(grid, values, 'zero', durations).entries()) {
            expect(curve.start_s[k]).toBe(start);
            if (start >= 0) expect(curve.value[k]).toBeCloseTo(value, 6);
            else expect(curve.value[k]).toBeNaN();
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  test('agree with brute force on the stored durations of a long uneven series', () => {
    let seed = 5;
    const random = () => {
      seed = (1664525 * seed + 1013904223) >>> 0;
      return seed / 2 ** 32;
    };
    const values = Array.from({ length: 4000 }, (_, i) =>
      random() < 0.2 ? 0 : Math.round(200 + 80 * Math.sin(i / 300) + 60 * random()),
    );
    const { grid, values: series } = gridOf([values.slice(0, 1500), values.slice(1500)], 40);
    const durations = storedDurations(longestDuration(grid));
    const sums = [0];
    const axis = [...values.slice(0, 1500), ...new Array<number>(40).fill(0), ...values.slice(1500)];
    for (const v of axis) sums.push(sums.at(-1)! + v);
    const curve = meanMaximal(grid, series, 'zero', durations);
    durations.forEach((d, k) => {
      let best = -1;
      let start = -1;
      for (let i = 0; i + d <= axis.length; i++) {
        if (sums[i + d]! - sums[i]! > best) {
          best = sums[i + d]! - sums[i]!;
          start = i;
        }
      }
      expect([curve.value[k], curve.start_s[k]]).toEqual([best / d, start]);
    });
  });

  test('an effort is never glued together across a stop', () => {
    const hundred = new Array<number>(100).fill(300);
    const { grid, values } = gridOf([hundred, hundred], 50);
    expect([...meanMaximal(grid, values, 'zero', [100, 150, 200, 250]).value]).toEqual([300, 200, 225, 240]);
    expect([...meanMaximal(grid, values, 'invalid', [100, 150]).value]).toEqual([300, Number.NaN]);
  });

  test('a break of weeks costs neither time nor durations', () => {
    const { grid, values } = gridOf([new Array<number>(600).fill(250), new Array<number>(600).fill(200)], 27 * 86_400);
    const from = performance.now();
    const curve = meanMaximal(grid, values, 'zero');
    expect(performance.now() - from).toBeLessThan(1000);
    expect(curve.duration_s.at(-1)).toBe(86_400);
    expect(curve.value[curve.duration_s.indexOf(600)]).toBe(250);
  });

  test('empty and one-second series', () => {
    const one = gridOf([[250]], 0);
    expect([...meanMaximal(one.grid, one.values, 'zero').value]).toEqual([250]);
    expect(
      meanMaximal(buildGrid({ time_s: new Float64Array(0), channels: {}, extra: [] }), new Float64Array(0), 'zero')
        .value,
    ).toHaveLength(0);
  });

  test('stored durations hold those of tables and the full length', () => {
    const durations = storedDurations(20_017);
    for (const d of TABLE_DURATIONS_S) expect(durations).toContain(d);
    expect(durations.at(-1)).toBe(20_017);
    expect(durations.every((d, i) => i === 0 || d > durations[i - 1]!)).toBe(true);
    expect(storedDurations(0)).toEqual([]);
    expect(storedDurations(62)).toEqual([...Array.from({ length: 60 }, (_, i) => i + 1), 62]);
  });
});
