/** Shortest time over a distance: the running, riding, swimming and rowing bests. */

import type { Grid } from '../core/grid.ts';
import type { Length } from '../core/recording.ts';
import type { Family } from '../core/sport.ts';

const ON_FOOT: readonly number[] = [
  400, 800, 1000, 1609.344, 3000, 5000, 10_000, 15_000, 21_097.5, 30_000, 42_195, 50_000, 100_000,
];
const DISTANCES_M: Record<Family, readonly number[]> = {
  run: ON_FOOT,
  walk: ON_FOOT,
  ride: [1000, 5000, 10_000, 20_000, 30_000, 40_000, 50_000, 80_000, 100_000, 160_934.4, 200_000],
  swim: [50, 100, 200, 400, 800, 1000, 1500, 1900, 3800, 5000],
  row: [500, 1000, 2000, 5000, 6000, 10_000, 21_097.5, 42_195],
  ski: [1000, 5000, 10_000, 15_000, 20_000, 30_000, 50_000],
  strength: [],
  other: [],
};

/** Distances at which bests are kept, metres. */
export function recordDistances(family: Family): readonly number[] {
  return DISTANCES_M[family];
}

/** Cumulative distance at points in time, straight between them; both ascending. */
export interface Track {
  /** Seconds after the grid's start. */
  readonly time_s: Float64Array;
  readonly distance_m: Float64Array;
}

export interface BestTime {
  readonly distance_m: number;
  readonly seconds: number;
  /** Seconds after the grid's start, with fractions. */
  readonly start_s: number;
}

/** The track of metres per recorded cell; breaks cost time and bring no distance. */
export function trackOfSteps(grid: Grid, step_m: Float64Array): Track {
  const time = new Float64Array(grid.recorded_s + grid.stretches.length);
  const distance = new Float64Array(time.length);
  let k = 0;
  let metres = 0;
  for (const { at_s, index, length } of grid.stretches) {
    time[k] = at_s;
    distance[k++] = metres;
    for (let i = 0; i < length; i++) {
      metres += step_m[index + i]!;
      time[k] = at_s + i + 1;
      distance[k++] = metres;
    }
  }
  return { time_s: time, distance_m: distance };
}

/** The track of pool lengths: distance grows over active lengths only. */
export function trackOfLengths(lengths: readonly Length[], pool_length_m: number, grid_start_s: number): Track {
  const time: number[] = [];
  const distance: number[] = [];
  let metres = 0;
  for (const { start_s, duration_s, active } of lengths) {
    if (!active) continue;
    const from = Math.max(start_s - grid_start_s, time.at(-1) ?? Number.NEGATIVE_INFINITY);
    time.push(from, from + duration_s);
    distance.push(metres, metres + pool_length_m);
    metres += pool_length_m;
  }
  return { time_s: Float64Array.from(time), distance_m: Float64Array.from(distance) };
}

/** The shortest time over `distance_m`, earliest on ties; null when the track is shorter. */
export function bestTime(track: Track, distance_m: number): BestTime | null {
  const { time_s: t, distance_m: x } = track;
  const n = t.length;
  if (n < 2 || !(distance_m > 0) || x[n - 1]! - x[0]! < distance_m) return null;
  // Time and distance are straight between points, so the best window starts or ends at one of them. In each case the
  // other end is the latest start, or the earliest end, that covers the distance.
  const best = { distance_m, seconds: Number.POSITIVE_INFINITY, start_s: 0 };
  fromEachPoint(t, x, best);
  untilEachPoint(t, x, best);
  return best;
}

interface Best {
  readonly distance_m: number;
  seconds: number;
  start_s: number;
}

/** A window that is longer by this between two points cannot win by where between points it lies. */
const MARGIN_S = 1e-6;

function fromEachPoint(t: Float64Array, x: Float64Array, best: Best): void {
  const n = t.length;
  let { seconds } = best;
  for (let i = 0, j = 0; i < n; i++) {
    const goal = x[i]! + best.distance_m;
    while (j < n && x[j]! < goal) j++;
    if (j === n) return;
    if (t[j - 1]! - t[i]! > seconds + MARGIN_S) continue;
    const took = t[j]! - ((x[j]! - goal) / (x[j]! - x[j - 1]!)) * (t[j]! - t[j - 1]!) - t[i]!;
    if (took < seconds - 1e-9) {
      seconds = took;
      best.seconds = took;
      best.start_s = t[i]!;
    }
  }
}

function untilEachPoint(t: Float64Array, x: Float64Array, best: Best): void {
  const n = t.length;
  let { seconds } = best;
  for (let j = 0, i = 0; j < n; j++) {
    const goal = x[j]! - best.distance_m;
    if (goal < x[0]!) continue;
    while (i + 1 < n && x[i + 1]! <= goal) i++;
    if (i + 1 < n && t[j]! - t[i + 1]! > seconds + MARGIN_S) continue;
    const next = i + 1 < n ? x[i + 1]! - x[i]! : 0;
    const from = next > 0 ? t[i]! + ((goal - x[i]!) / next) * (t[i + 1]! - t[i]!) : t[i]!;
    if (t[j]! - from < seconds - 1e-9) {
      seconds = t[j]! - from;
      best.seconds = seconds;
      best.start_s = from;
    }
  }
}
