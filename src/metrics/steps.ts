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
  const { distance_m: distance, speed_mps: speed } = grid.channels;
  if (!distance && !speed) return null;
  const step = new Float64Array(grid.recorded_s);
  // The way each cell makes by its own speed.
  if (speed) for (let i = 0; i < step.length; i++) step[i] = speed[i]! > 0 ? speed[i]! : 0;
  if (distance) for (const { index, length } of grid.stretches) byCounter(step, distance, speed, index, index + length);
  return step;
}

/** Puts the increase of the counter in place of the speeds `step` holds, for the cells [from, end) of one stretch. */
function byCounter(
  step: Float64Array,
  distance: Float64Array,
  speed: Float64Array | undefined,
  from: number,
  end: number,
): void {
  let last = -1;
  let allowed = SLACK_M;
  for (let i = from; i < end; i++) {
    const here = distance[i]!;
    if (Number.isNaN(here)) continue;
    if (last < 0) {
      last = i;
      allowed += TIMES_SPEED * step[i]!;
      continue;
    }
    const rise = Math.max(0, here - distance[last]!);
    if (i === last + 1) {
      allowed += TIMES_SPEED * step[i]!;
      if (speed === undefined || !(rise > allowed)) step[i] = rise;
    } else allowed += share(step, speed, last + 1, i, rise, allowed);
    if (rise > 0) allowed = SLACK_M;
    last = i;
  }
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
  let sum = 0;
  for (let i = from; i <= to; i++) {
    const own = speed === undefined ? Number.NaN : speed[i]!;
    step[i] = own >= 0 ? own : fastest;
    sum += step[i]!;
  }
  if (!(rise > allowed + TIMES_SPEED * sum)) {
    for (let i = from; i <= to; i++) step[i] = sum > 0 ? (rise * step[i]!) / sum : rise / (to - from + 1);
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
