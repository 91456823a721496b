/**
 * Mean-maximal curves, exact: the best mean over every stored duration and where it happened.
 *
 * One duration is a search among window sums over prefix sums, begun with the window that won the previous duration. Most
 * windows are never looked at. Up to a minute or so, blocks of windows carry the most they can be: it grows by at most the
 * block's highest value per second of duration. Beyond that the search leaps: from a window that falls short, the next one
 * that can win comes no sooner than what enters, above the least that must leave, makes up for it; what lies behind is ruled out
 * likewise. Sums are whole numbers of 2⁻²⁰, so equal windows are really equal and the earliest wins.
 */

import type { Grid } from '../core/grid.ts';

export interface Curve {
  /** Whole seconds, ascending. */
  readonly duration_s: Int32Array;
  /** Best mean; NaN where no window is valid. */
  readonly value: Float64Array;
  /** First second of the winning window after the grid's start; −1 where there is none. */
  readonly start_s: Int32Array;
}

/** Durations shown in tables. */
export const TABLE_DURATIONS_S: readonly number[] = [
  1, 5, 10, 15, 30, 60, 120, 180, 300, 480, 600, 720, 900, 1200, 1800, 2700, 3600, 5400, 7200, 10_800, 14_400, 18_000,
];

/** Up to and including the first number: in steps of the second. */
const STEPS: readonly (readonly [number, number])[] = [
  [60, 1],
  [300, 5],
  [1200, 10],
  [3600, 30],
  [10_800, 60],
  [Number.POSITIVE_INFINITY, 300],
];

const DAY_S = 86_400;
const SCALE = 2 ** 20;
const BLOCK_BITS = 6;
const BLOCK = 1 << BLOCK_BITS;

/** Durations kept per activity, up to `longest_s`, which is always the last one. */
export function storedDurations(longest_s: number): number[] {
  const durations: number[] = [];
  let at = 0;
  for (const [until, step] of STEPS) {
    for (; at + step <= Math.min(until, longest_s); at += step) durations.push(at + step);
  }
  if (longest_s > 0 && durations.at(-1) !== longest_s) durations.push(longest_s);
  return durations;
}

/**
 * The longest duration worth a window: the elapsed time; beyond a day no more than was recorded, so that a recorder left on
 * for weeks does not fill a curve with windows of nothing.
 */
export function longestDuration(grid: Grid): number {
  return Math.min(grid.elapsed_s, Math.max(DAY_S, grid.recorded_s));
}

/** A run of cells without a hole. */
interface Run {
  /** Elapsed second of its first cell. */
  readonly at_s: number;
  /** Prefix sums in units of 1/SCALE, one more than cells. */
  readonly sums: Float64Array;
  /** Lowest value of a cell. */
  readonly least: number;
  /** Highest value of each block of cells and the block after it. */
  readonly highest: Float64Array;
  /** The most that a window of the duration looked at last, starting in a block, can be. */
  readonly bounds: Float64Array;
  /** Breaks that were shortened, in order. */
  readonly cuts: readonly Cut[];
}

interface Cut {
  /** Cell after the break. */
  readonly end: number;
  readonly removed_s: number;
}

/**
 * Best means of a series on the recorded cells of a grid.
 *
 * @param holes `zero`: breaks and cells without a value count 0 (power, speed: an effort is never glued across a stop);
 *   `invalid`: windows that touch one do not count (heart rate, cadence).
 */
export function meanMaximal(
  grid: Grid,
  values: Float64Array,
  holes: 'zero' | 'invalid',
  durations_s: readonly number[] = storedDurations(holes === 'zero' ? longestDuration(grid) : longestRun(grid, values)),
): Curve {
  const longest_s = durations_s.reduce((longest, d) => Math.max(longest, d), 0);
  const runs = holes === 'zero' ? [zeroFilled(grid, values, longest_s)] : wholeRuns(grid, values);
  const count = durations_s.length;
  const curve: Curve = {
    duration_s: Int32Array.from(durations_s),
    value: new Float64Array(count).fill(Number.NaN),
    start_s: new Int32Array(count).fill(-1),
  };
  const best: Best = { sum: Number.NEGATIVE_INFINITY, run: -1, index: -1 };
  let previous = 0;
  for (let k = 0; k < count; k++) {
    const d = durations_s[k]!;
    beginWith(runs, d, best);
    for (let r = 0; r < runs.length; r++) {
      if (runs[r]!.sums.length <= d) continue;
      if (d <= BLOCK) searchBlocks(runs[r]!, r, d, d - previous, best);
      else searchInLeaps(runs[r]!, r, d, best);
    }
    previous = d;
    if (best.run < 0) continue;
    curve.value[k] = best.sum / SCALE / d;
    curve.start_s[k] = elapsedSecond(runs[best.run]!, best.index, d);
  }
  return curve;
}

/** The best window so far: of equal ones the earliest. */
interface Best {
  sum: number;
  run: number;
  index: number;
}

/** Makes `best`, which won a shorter duration, the window of `d` seconds at the same place. */
function beginWith(runs: readonly Run[], d: number, best: Best): void {
  const sums = runs[best.run]?.sums;
  const index = sums ? Math.min(best.index, sums.length - 1 - d) : -1;
  if (sums && index >= 0) {
    best.index = index;
    best.sum = sums[index + d]! - sums[index]!;
  } else {
    best.sum = Number.NEGATIVE_INFINITY;
    best.run = -1;
    best.index = -1;
  }
}

function isBetter(best: Best, sum: number, run: number, index: number): boolean {
  if (sum !== best.sum) return sum > best.sum;
  return run < best.run || (run === best.run && index < best.index);
}

/**
 * Looks at the windows of `d` seconds, at most a block, in those blocks that can hold the best.
 *
 * @param longer by how much `d` exceeds the duration looked at before
 */
function searchBlocks(run: Run, number: number, d: number, longer: number, best: Best): void {
  const { sums, highest, bounds } = run;
  const last = sums.length - 1 - d;
  for (let from = 0, b = 0; from <= last; from += BLOCK, b++) {
    bounds[b]! += longer * highest[b]!;
    if (!isBetter(best, bounds[b]!, number, from)) continue;
    const to = Math.min(from + BLOCK - 1, last);
    let most = Number.NEGATIVE_INFINITY;
    let index = from;
    for (let i = from; i <= to; i++) {
      const sum = sums[i + d]! - sums[i]!;
      if (sum > most) {
        most = sum;
        index = i;
      }
    }
    bounds[b] = most;
    if (!isBetter(best, most, number, index)) continue;
    best.sum = most;
    best.run = number;
    best.index = index;
  }
}

/** Looks at the windows of `d` seconds, leaping over those that cannot be the best. */
function searchInLeaps(run: Run, number: number, d: number, best: Best): void {
  const { sums, least } = run;
  const last = sums.length - 1 - d;
  const usual = sums[sums.length - 1]! / (sums.length - 1) - least;
  const guess = 1 / (1.5 * usual);
  // Before the best an equal window wins, for the earliest counts; after it only a better one.
  let need = number > best.run ? best.sum + 1 : best.sum;
  let from = 0;
  let ahead = 0;
  while (from <= last) {
    const i = Math.min(from + ahead, last);
    const begin = sums[i]!;
    const end = sums[i + d]!;
    const short = need - (end - begin);
    // Going back from here, what comes in at the front has to make up for it.
    if (i > from && !(begin - sums[from]! - least * (i - from) < short)) {
      ahead >>= 1;
      continue;
    }
    if (short <= 0) {
      best.sum = end - begin;
      best.run = number;
      best.index = i;
      need = best.sum + 1;
      from = i + 1;
      continue;
    }
    ahead = Math.min(short * guess, last - i) | 0;
    while (ahead > 0 && sums[i + d + ahead]! - end - least * ahead >= short) ahead >>= 1;
    from = i + ahead + 1;
  }
}

/** Where a window lies after the grid's start. One that ends in a shortened break began before it or at its begin. */
function elapsedSecond({ at_s, cuts }: Run, index: number, d: number): number {
  let second = at_s + index;
  for (const { end, removed_s } of cuts) if (index + d > end) second += removed_s;
  return second;
}

function runOf(at_s: number, sums: Float64Array, cuts: readonly Cut[]): Run {
  // One block more than needed, so that the block after the last can be asked for.
  const blocks = (sums.length >> BLOCK_BITS) + 2;
  const highest = new Float64Array(blocks).fill(Number.NEGATIVE_INFINITY);
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i + 1 < sums.length; i++) {
    const value = sums[i + 1]! - sums[i]!;
    const block = i >> BLOCK_BITS;
    if (value < least) least = value;
    if (value > highest[block]!) highest[block] = value;
  }
  for (let b = 0; b + 1 < blocks; b++) if (highest[b + 1]! > highest[b]!) highest[b] = highest[b + 1]!;
  return { at_s, sums, least, highest, bounds: new Float64Array(blocks), cuts };
}

/** Puts the sums up to each of the values behind `sums[at]`, which is `before`. Returns the last. */
function addUp(sums: Float64Array, at: number, before: number, values: Float64Array): number {
  let sum = before;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isNaN(value)) sum += Math.round(value * SCALE);
    sums[at + 1 + i] = sum;
  }
  return sum;
}

/** All cells in one run. Breaks longer than the longest window are cut down to it: no window sees both of their ends. */
function zeroFilled(grid: Grid, values: Float64Array, longest_s: number): Run {
  const cuts: Cut[] = [];
  let length = 0;
  let before_s = 0;
  for (const stretch of grid.stretches) {
    const gap_s = stretch.at_s - before_s;
    length += Math.min(gap_s, longest_s);
    if (gap_s > longest_s) cuts.push({ end: length, removed_s: gap_s - longest_s });
    length += stretch.length;
    before_s = stretch.at_s + stretch.length;
  }
  const sums = new Float64Array(length + 1);
  let sum = 0;
  let at = 0;
  before_s = 0;
  for (const stretch of grid.stretches) {
    const begin = at + Math.min(stretch.at_s - before_s, longest_s);
    sums.fill(sum, at + 1, begin + 1);
    at = begin;
    before_s = stretch.at_s + stretch.length;
    sum = addUp(sums, at, sum, values.subarray(stretch.index, stretch.index + stretch.length));
    at += stretch.length;
  }
  return runOf(0, sums, cuts);
}

function wholeRuns(grid: Grid, values: Float64Array): Run[] {
  const runs: Run[] = [];
  forEachRun(grid, values, (index, at_s, length) => {
    const sums = new Float64Array(length + 1);
    addUp(sums, 0, 0, values.subarray(index, index + length));
    runs.push(runOf(at_s, sums, []));
  });
  return runs;
}

function longestRun(grid: Grid, values: Float64Array): number {
  let longest = 0;
  forEachRun(grid, values, (_index, _at, length) => {
    longest = Math.max(longest, length);
  });
  return longest;
}

function forEachRun(
  grid: Grid,
  values: Float64Array,
  visit: (index: number, at_s: number, length: number) => void,
): void {
  for (const { index, at_s, length } of grid.stretches) {
    let from = index;
    const end = index + length;
    for (let i = index; i <= end; i++) {
      if (i < end && !Number.isNaN(values[i])) continue;
      if (i > from) visit(from, at_s + from - index, i - from);
      from = i + 1;
    }
  }
}
