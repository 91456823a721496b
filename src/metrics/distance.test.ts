/** Which reading of the distance counter counts: legs that go on counting, counters that leap, recordings of their own. */

import { expect, test } from 'vitest';
import { buildGrid } from '../core/grid.ts';
import type { DeviceValues } from '../core/recording.ts';
import { computeMetric, createActivityInput } from './activity-input.ts';
import { DISTANCE_M } from './distance.ts';

function distance(metres: readonly number[], device_values: DeviceValues = {}, speed = Number.NaN): number | null {
  const time_s = Float64Array.from(metres, (_, i) => i);
  const channels = { distance_m: Float64Array.from(metres), speed_mps: time_s.map(() => speed) };
  const grid = buildGrid({ time_s, channels, extra: [] });
  const facts = {
    sport: 'run',
    family: 'run',
    indoor: false,
    thresholds: {},
    laps: [],
    lengths: [],
    pauses: [],
  } as const;
  const athlete = { sex: null, height_m: null };
  const input = createActivityInput({ ...facts, grid, athlete, device_values, rpe: null }, new Map());
  return computeMetric(DISTANCE_M, input).value;
}

const from = (start: number) => Array.from({ length: 201 }, (_, i) => start + 3 * i);

test('a recording of its own starts near 0, a leg goes on counting', () => {
  expect(distance(from(12))).toBe(612);
  expect(distance(from(5000))).toBe(600);
});

test('what the device states tells a leg that began after a few metres', () => {
  expect(distance(from(40), { distance_m: 600 })).toBe(600);
  expect(distance(from(40), { distance_m: 640 })).toBe(640);
});

test('a stated total near the usual reading changes nothing', () => {
  expect(distance(from(0), { distance_m: 604 })).toBe(600);
});

test('a counter that leaps is not believed when the device states less', () => {
  const leap = [...from(0), 1200];
  expect(distance(leap, { distance_m: 605 }, 3)).toBe(606);
  expect(distance(leap, {}, 3)).toBe(1200);
});
