/** Laps add up to the activity, also where the counter goes on without records, leaps, or is written now and then. */

import { expect, test } from 'vitest';
import { buildGrid } from '../core/grid.ts';
import type { Lap } from '../core/recording.ts';
import { analyseActivity } from './analyse.ts';
import type { ActivityFacts } from './metric.ts';

const START_S = 1000;

function lap(from_s: number, to_s: number): Lap {
  const times = { start_s: START_S + from_s, end_s: START_S + to_s };
  return { ...times, trigger: 'manual', name: null, intensity: null, values: {} };
}

function distances(
  time: readonly number[],
  metres: readonly number[],
  laps: readonly Lap[],
  more: Partial<ActivityFacts> = {},
) {
  const time_s = Float64Array.from(time, (t) => START_S + t);
  const channels = { distance_m: Float64Array.from(metres), speed_mps: time_s.map(() => 3) };
  const analysis = analyseActivity({
    grid: buildGrid({ time_s, channels, extra: [] }),
    sport: 'run',
    family: 'run',
    indoor: false,
    thresholds: {},
    athlete: { sex: null, height_m: null },
    laps,
    lengths: [],
    pauses: [],
    device_values: {},
    rpe: null,
    ...more,
  });
  return { laps: analysis.laps.map((l) => l.values.distance_m), total: analysis.values.get('distance_m')?.value };
}

const seconds = Array.from({ length: 601 }, (_, i) => i);

test('a dropout and a leap belong to the lap they happen in', () => {
  const kept = seconds.filter((t) => t < 100 || t > 160);
  const metres = kept.map((t) => 3 * t + (t >= 400 ? 500 : 0));
  const found = distances(kept, metres, [lap(0, 300), lap(300, 601)]);
  expect(found.total).toBe(2300);
  expect(found.laps).toEqual([expect.closeTo(897), expect.closeTo(1403)]);
});

test('a leg that goes on counting from the one before starts at 0', () => {
  const found = distances(
    seconds,
    seconds.map((t) => 5000 + 3 * t),
    [lap(0, 200), lap(200, 601)],
  );
  expect(found.total).toBe(1800);
  expect(found.laps).toEqual([expect.closeTo(597), expect.closeTo(1203)]);
});

test('between two values of the counter a lap ends on the line', () => {
  const metres = seconds.map((t) => (t % 30 === 0 ? 3 * t : Number.NaN));
  const found = distances(seconds, metres, [lap(0, 316), lap(316, 601)]);
  expect(found.laps).toEqual([expect.closeTo(945), expect.closeTo(855)]);
});

test('pool laps count lengths, records or not', () => {
  const length = (start_s: number) => ({
    start_s: START_S + start_s,
    duration_s: 30,
    active: true,
    strokes: 15,
    stroke: null,
  });
  const found = distances([0, 5], [0, 0], [lap(0, 60), lap(60, 90), lap(90, 120)], {
    sport: 'pool_swim',
    family: 'swim',
    lengths: [length(0), length(30), length(90.4)],
    device_values: { pool_length_m: 25 },
  });
  expect(found.laps).toEqual([50, 0, 25]);
  expect(found.total).toBe(75);
});
