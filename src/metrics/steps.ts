/** Metres covered in each recorded second, from distance or speed: the ground of curves, bests, grade and climbs. */

import type { Grid } from '../core/grid.ts';
import type { Length } from '../core/recording.ts';

/** How much faster than its own speed channel a counter may run before it is not believed. */
const TIMES_SPEED = 2;
const SLACK_M = 5;

/**
 * Metres per cell: the increase of cumulative distance since the second before, never negative. Between two values of the
 * counter that lie further apart its increase is shared among the cells between, by speed where that is known. The first
 * cell of a stretch takes its own speed, for the way made during a break belongs to no second; so does a leap of the counter
 * to more than twice the way its speed allows since the last increase. Without distance it is speed × 1 s. Cells without
 * either are 0. null when the grid has neither channel.
 */
export function stepsPerCell(grid: Grid): Float64Array | null {
  const distance = grid.channels.distance_m;
  const speed = grid.channels.speed_mps;
  if (!distance && !speed) return null;
  const step = new Float64Array(grid.recorded_s);
  const bySpeed = (i: number): number => {
    const v = speed === undefined ? Number.NaN : speed[i]!;
    return Number.isNaN(v) ? 0 : Math.max(0, v);
  };
  if (!distance) {
    for (let i = 0; i < step.length; i++) step[i] = bySpeed(i);
    return step;
  }
  for (const { index, length } of grid.stretches) {
    const end = index + length;
    let last = -1;
    let allowed = SLACK_M;
    for (let i = index; i < end; i++) {
      const here = distance[i]!;
      if (Number.isNaN(here) || last < 0) {
        step[i] = bySpeed(i);
        if (!Number.isNaN(here)) {
          last = i;
          allowed += TIMES_SPEED * step[i]!;
        }
        continue;
      }
      const rise = Math.max(0, here - distance[last]!);
      if (i === last + 1) {
        const way = bySpeed(i);
        allowed += TIMES_SPEED * way;
        step[i] = speed !== undefined && rise > allowed ? way : rise;
      } else allowed += share(step, speed, last + 1, i, rise, allowed);
      if (rise > 0) allowed = SLACK_M;
      last = i;
    }
  }
  return step;
}

/**
 * Spreads a rise of the counter over the cells [from, to], whose own distance is known at `to` alone: by speed, a missing
 * speed counting as the fastest around. Returns what the speeds add to the way that is allowed.
 */
function share(
  step: Float64Array,
  speed: Float64Array | undefined,
  from: number,
  to: number,
  rise: number,
  allowed: number,
): number {
  let fastest = Number.NaN;
  if (speed) for (let i = from - 1; i <= to; i++) if (!(speed[i]! <= fastest) && speed[i]! >= 0) fastest = speed[i]!;
  const way = (i: number): number => {
    const v = speed === undefined ? Number.NaN : speed[i]!;
    return v >= 0 ? v : fastest;
  };
  let sum = 0;
  for (let i = from; i <= to; i++) sum += way(i);
  const believed = !(rise > allowed + TIMES_SPEED * sum);
  for (let i = from; i <= to; i++) {
    if (!believed) step[i] = way(i);
    else step[i] = sum > 0 ? (rise * way(i)) / sum : rise / (to - from + 1);
  }
  return sum > 0 ? TIMES_SPEED * sum : 0;
}

/** Metres per cell of a pool swim: each active length is swum evenly. Parts of a second go to the cells they lie in. */
export function stepsOfLengths(grid: Grid, lengths: readonly Length[], pool_length_m: number): Float64Array {
  const step = new Float64Array(grid.recorded_s);
  for (const { start_s, duration_s, active } of lengths) {
    if (!active || !(duration_s > 0)) continue;
    for (const { at_s, index, length } of grid.stretches) {
      const from = Math.max(0, Math.floor(start_s - grid.start_s) - at_s);
      const to = Math.min(length, Math.ceil(start_s + duration_s - grid.start_s) - at_s);
      for (let i = from; i < to; i++) {
        const second = grid.start_s + at_s + i;
        const share = Math.min(start_s + duration_s, second + 1) - Math.max(start_s, second);
        step[index + i] = step[index + i]! + (share * pool_length_m) / duration_s;
      }
    }
  }
  return step;
}

/** Running sum of metres at the start of each cell. */
export function travelled(step_m: Float64Array): Float64Array {
  const out = new Float64Array(step_m.length);
  let sum = 0;
  for (let i = 0; i < out.length; i++) {
    out[i] = sum;
    sum += step_m[i]!;
  }
  return out;
}
