/** Metres per second: leaps of a counter, lumps, resets of a stretch, pool lengths. */

import { expect, test } from 'vitest';
import { buildGrid } from '../core/grid.ts';
import { stepsOfLengths, stepsPerCell, travelled } from './steps.ts';

const seconds = (n: number): Float64Array => Float64Array.from({ length: n }, (_, i) => 1000 + i);

test('a leap of the counter is not distance made in a second; a counter that moves in lumps is', () => {
  const speed_mps = new Float64Array(60).fill(3);
  const leap = Float64Array.from({ length: 60 }, (_, i) => i * 3 + (i >= 30 ? 600 : 0));
  const lumps = Float64Array.from({ length: 60 }, (_, i) => Math.floor(i / 10) * 30);
  for (const distance_m of [leap, lumps]) {
    const step = stepsPerCell(buildGrid({ time_s: seconds(60), channels: { distance_m, speed_mps }, extra: [] }))!;
    const total = travelled(step).at(-1)! + step.at(-1)!;
    expect(total).toBeGreaterThan(145);
    expect(total).toBeLessThan(185);
  }
});

test('a counter that is written now and then decides over the speed in between', () => {
  const none = () => new Float64Array(61).fill(Number.NaN);
  const distance_m = none();
  for (let i = 0; i <= 60; i += 15) distance_m[i] = 2 * i;
  // The speed is a little too high, and for one sensor written as seldom as the distance.
  const every_second = new Float64Array(61).fill(2.4);
  const seldom = none();
  for (let i = 0; i <= 60; i += 15) seldom[i] = 2.4;
  for (const speed_mps of [every_second, seldom]) {
    // Heart rate comes every second, so that longest gap to fill is 10 s.
    const channels = { distance_m, speed_mps, heart_rate_bpm: new Float64Array(61).fill(120) };
    const step = stepsPerCell(buildGrid({ time_s: seconds(61), channels, extra: [] }))!;
    expect(step.subarray(1).reduce((a, b) => a + b)).toBeCloseTo(120);
    expect(Math.max(...step.subarray(1))).toBeCloseTo(2);
  }
});

test('the way across a break belongs to no second', () => {
  const time_s = Float64Array.from([0, 1, 2, 100, 101, 102]);
  const distance_m = Float64Array.from([0, 5, 10, 500, 505, 510]);
  expect([...stepsPerCell(buildGrid({ time_s, channels: { distance_m }, extra: [] }))!]).toEqual([0, 5, 5, 0, 5, 5]);
});

test('neither distance nor speed: nothing', () => {
  const grid = buildGrid({ time_s: seconds(3), channels: { power_w: new Float64Array(3) }, extra: [] });
  expect(stepsPerCell(grid)).toBeNull();
});

test('pool lengths fill their seconds, fractions included', () => {
  const grid = buildGrid({
    time_s: seconds(60),
    channels: { heart_rate_bpm: new Float64Array(60).fill(120) },
    extra: [],
  });
  const length = { duration_s: 20.5, active: true, strokes: 10, stroke: null };
  const step = stepsOfLengths(
    grid,
    [
      { ...length, start_s: 1000 },
      { ...length, start_s: 1030.5 },
    ],
    25,
  );
  expect(step.reduce((a, b) => a + b)).toBeCloseTo(50);
  expect(step[25]).toBe(0);
});
