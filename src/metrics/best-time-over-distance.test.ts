/** Best times: the shortest window over a distance, wherever it starts. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildGrid } from '../core/grid.ts';
import { bestTime, type Track, trackOfLengths, trackOfSteps } from './best-time-over-distance.ts';

/** Time at which a track first reaches a distance. */
function timeAt({ time_s, distance_m }: Track, metres: number): number {
  let j = 0;
  while (distance_m[j]! < metres) j++;
  if (j === 0) return time_s[0]!;
  const share = (metres - distance_m[j - 1]!) / (distance_m[j]! - distance_m[j - 1]!);
  return time_s[j - 1]! + share * (time_s[j]! - time_s[j - 1]!);
}

test('no start on a fine grid gives a shorter time', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(0, 1, 2, 3.5, 5), { minLength: 5, maxLength: 60 }),
      fc.integer({ min: 1, max: 60 }),
      (speeds, metres) => {
        const time_s = Float64Array.from({ length: speeds.length + 1 }, (_, i) => i);
        const distance_m = new Float64Array(speeds.length + 1);
        for (const [i, v] of speeds.entries()) distance_m[i + 1] = distance_m[i]! + v;
        const track = { time_s, distance_m };
        const best = bestTime(track, metres);
        const total = distance_m.at(-1)!;
        if (total < metres) {
          expect(best).toBeNull();
          return;
        }
        let shortest = Number.POSITIVE_INFINITY;
        for (let start = 0; start <= speeds.length; start += 0.125) {
          const i = Math.min(speeds.length - 1, Math.floor(start));
          const from = distance_m[i]! + (start - i) * speeds[i]!;
          if (from + metres > total + 1e-9) break;
          shortest = Math.min(shortest, timeAt(track, Math.min(total, from + metres)) - start);
        }
        expect(best!.seconds).toBeLessThanOrEqual(shortest + 1e-6);
        // It is a real window: the distance is covered between its ends.
        const i = Math.min(speeds.length - 1, Math.floor(best!.start_s));
        const from = distance_m[i]! + (best!.start_s - i) * speeds[i]!;
        expect(timeAt(track, Math.min(total, from + metres - 1e-9)) - best!.start_s).toBeLessThanOrEqual(
          best!.seconds + 1e-6,
        );
      },
    ),
  );
});

test('a stop costs its time', () => {
  const time_s = Float64Array.from([...Array(50).keys(), ...Array.from({ length: 50 }, (_, i) => 150 + i)]);
  const grid = buildGrid({ time_s, channels: { speed_mps: new Float64Array(100).fill(4) }, extra: [] });
  const track = trackOfSteps(grid, grid.channels.speed_mps!);
  expect(bestTime(track, 200)?.seconds).toBeCloseTo(50);
  expect(bestTime(track, 300)?.seconds).toBeCloseTo(175);
  expect(bestTime(track, 401)).toBeNull();
});

test('pool lengths: rests at the wall count as time', () => {
  const length = (start_s: number, active: boolean) => ({ start_s, duration_s: 25, active, strokes: 10, stroke: null });
  const track = trackOfLengths(
    [length(1000, true), length(1025, true), length(1050, false), length(1075, true)],
    25,
    1000,
  );
  expect(bestTime(track, 50)?.seconds).toBeCloseTo(50);
  expect(bestTime(track, 75)?.seconds).toBeCloseTo(100);
});
