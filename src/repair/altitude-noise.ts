/** Altitude: jumps no one climbs or falls, steps when a barometer is set, and the jitter of GPS altitude. */

import type { Grid, Stretch } from '../core/grid.ts';
import type { Recording } from '../core/recording.ts';
import { type Family, familyOf } from '../core/sport.ts';
import { changeOf, replaceRun } from './cell-runs.ts';
import type { GridRepair, RepairChange } from './repair.ts';

/** Longest excursion that is taken for an error when altitude comes back from it. */
const EXCURSION_S = 30;
/** A step in one second that stays and is more than this is an altimeter being set; less may be the altimeter catching up. */
const SET_M = 20;
/** Deviation from the median of five that counts as jitter, and the share of jittering cells from which it is smoothed. */
const JITTER_M = 1;
const JITTER_SHARE = 0.02;

/** Fastest believable change of altitude, m/s: skiers and fliers lose height faster than anyone climbs. */
function fastestVertical(family: Family): number {
  return family === 'ski' || family === 'other' ? 20 : 5;
}

export const ALTITUDE_NOISE: GridRepair = {
  id: 'altitude-noise',
  title: 'altitude noise',
  version: 1,
  stage: 'grid',
  definition:
    'Altitude that changes by more than 5 m in a second (ski and other sports 20 m) and comes back within 30 s is replaced by a straight line; up to 30 s before or after such a change at the start or end of a stretch are cleared. A change of more than 20 m in a second that stays is an altimeter being set: what lies before in the same stretch is shifted to meet it. When more than 2 % of the cells differ by 1 m or more from the median of five, as GPS altitude does, the whole channel is replaced by that median.',
  source: 'median filter; limits by convention',
  repair(grid: Grid, { sport }: Recording) {
    const family = familyOf(sport);
    const altitude = grid.channels.altitude_m;
    if (!altitude) return [];
    const changes: RepairChange[] = [];
    const limit = fastestVertical(family);
    for (const stretch of grid.stretches) repairJumps(grid, altitude, stretch, limit, changes);
    const smooth = altitude.slice();
    for (const { index, length } of grid.stretches) medianOfFive(altitude, smooth, index, index + length);
    if (countJitter(altitude, smooth) > JITTER_SHARE * altitude.length) {
      altitude.set(smooth);
      const all = { from: 0, to: altitude.length };
      changes.push(changeOf(grid, 'altitude-noise', 'altitude_m', all, 'smoothed', 'median of 5 s'));
    }
    return changes;
  },
};

function repairJumps(
  grid: Grid,
  altitude: Float64Array,
  stretch: Stretch,
  limit: number,
  changes: RepairChange[],
): void {
  const end = stretch.index + stretch.length;
  let believed = stretch.index;
  for (;;) {
    const i = nextJump(altitude, believed, end, limit);
    if (i === end) return;
    const here = altitude[i]!;
    let last = i - 1;
    while (Number.isNaN(altitude[last])) last--;
    const back = comesBack(altitude, last, i, end, limit);
    if (back > 0) {
      const run = { from: last + 1, to: back };
      const action = replaceRun(altitude, grid.stretches, run);
      changes.push(changeOf(grid, 'altitude-noise', 'altitude_m', run, action, 'jump'));
      believed = back;
      continue;
    }
    const step = here - altitude[last]!;
    const before = { from: stretch.index, to: last + 1 };
    const after = { from: last + 1, to: end };
    const short = end - i <= EXCURSION_S ? after : last + 1 - stretch.index <= EXCURSION_S ? before : null;
    if (short !== null) {
      const action = replaceRun(altitude, grid.stretches, short);
      changes.push(changeOf(grid, 'altitude-noise', 'altitude_m', short, action, 'jump at an end'));
      if (short === after) return;
    } else if (Math.abs(step) > Math.max(SET_M, limit) * (i - last)) {
      for (let k = before.from; k < before.to; k++) altitude[k] = altitude[k]! + step;
      changes.push(changeOf(grid, 'altitude-noise', 'altitude_m', before, 'shifted', `by ${step.toFixed(1)} m`));
    }
    believed = i;
  }
}

/** First cell after `from` that is no believable step from the one with a value before it; `end` when all are. */
function nextJump(altitude: Float64Array, from: number, end: number, limit: number): number {
  let last = -1;
  for (let i = from; i < end; i++) {
    const here = altitude[i]!;
    if (Number.isNaN(here)) continue;
    if (last >= 0 && !(Math.abs(here - altitude[last]!) <= limit * (i - last))) return i;
    last = i;
  }
  return end;
}

/** First cell after `jump` that is believable from `last`, within 30 s; −1 when altitude stays away. */
function comesBack(altitude: Float64Array, last: number, jump: number, end: number, limit: number): number {
  const until = Math.min(end, jump + EXCURSION_S);
  for (let i = jump + 1; i < until; i++) {
    if (Math.abs(altitude[i]! - altitude[last]!) <= limit * Math.min(i - last, 3)) return i;
  }
  return -1;
}

function countJitter(altitude: Float64Array, smooth: Float64Array): number {
  let count = 0;
  for (let i = 0; i < altitude.length; i++) if (Math.abs(altitude[i]! - smooth[i]!) >= JITTER_M) count++;
  return count;
}

/** Median of the five cells around each of [from, end); the two at either end and cells beside a hole stay as they are. */
function medianOfFive(altitude: Float64Array, smooth: Float64Array, from: number, end: number): void {
  for (let i = from + 2; i < end - 2; i++) {
    const median = medianOf(altitude[i - 2]!, altitude[i - 1]!, altitude[i]!, altitude[i + 1]!, altitude[i + 2]!);
    if (!Number.isNaN(median)) smooth[i] = median;
  }
}

function medianOf(a: number, b: number, c: number, d: number, e: number): number {
  // The larger of the two smaller and the smaller of the two larger of four numbers enclose the median with the fifth.
  const low = Math.max(Math.min(a, b), Math.min(d, e));
  const high = Math.min(Math.max(a, b), Math.max(d, e));
  return Math.max(Math.min(low, high), Math.min(Math.max(low, high), c));
}
