/**
 * Mean-maximal curves, exact: the best mean over every stored duration and where it happened.
 *
 * One duration is a scan of window sums over prefix sums. Two things make it fast without changing the result: the scan
 * starts from the window that won the previous duration, and it skips ahead: a window sum changes by at most max − min of
 * the series per second, so from a window that falls short of the best by k times that, the next k seconds cannot win. Sums are whole numbers of 2⁻²⁰, so equal windows are really equal and the earliest wins.
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
  /** Lowest and highest value of each block of cells. */
  readonly low: Float64Array;
  readonly high: Float64Array;
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
  const runs = holes === 'zero' ? [zeroFilled(grid, values)] : wholeRuns(grid, values);
  const step = largestStep(runs);
  const count = durations_s.length;
  const curve: Curve = {
    duration_s: Int32Array.from(durations_s),
    value: new Float64Array(count).fill(Number.NaN),
    start_s: new Int32Array(count).fill(-1),
  };
  const best: Best = { sum: -1, run: -1, index: -1 };
  const sumOf = new Map<number, number>();
  for (let k = 0; k < count; k++) {
    const d = durations_s[k]!;
    scan(runs, d, step, upperBound(sumOf, d, durations_s[k - 1] ?? 0), best);
    if (best.run < 0) continue;
    sumOf.set(d, best.sum);
    curve.value[k] = best.sum / SCALE / d;
    curve.start_s[k] = runs[best.run]!.at_s + best.index;
  }
  return curve;
}

interface Best {
  sum: number;
  run: number;
  index: number;
}

/**
 * Leaves the best window of `d` seconds in `best`, which comes in as the winner of a shorter duration.
 *
 * @param bound no window of `d` seconds can be more
 */
function scan(runs: readonly Run[], d: number, step: number, bound: number, best: Best): void {
  const seed = best.run < 0 ? null : runs[best.run]!.sums;
  const seedIndex = seed === null ? -1 : Math.min(best.index, seed.length - 1 - d);
  const seedRun = seedIndex < 0 ? -1 : best.run;
  best.run = seedRun;
  best.index = seedIndex;
  best.sum = seedRun < 0 ? -1 : seed![seedIndex + d]! - seed![seedIndex]!;
  for (let r = 0; r < runs.length; r++) {
    const run = runs[r]!;
    const last = run.sums.length - 1 - d;
    if (r <= seedRun) {
      // Before the seed an equal window wins, for the earliest counts; after it only a better one.
      const until = r < seedRun ? last : seedIndex - 1;
      search(run, d, step, 0, until, best, r, best.run === seedRun && best.index === seedIndex ? 0 : 1);
      if (best.sum >= bound && best.run <= r) return;
      if (r === seedRun) search(run, d, step, seedIndex + 1, last, best, r, 1);
    } else search(run, d, step, 0, last, best, r, 1);
    if (best.sum >= bound && r >= seedRun) return;
  }
}

/** Looks at the windows starting from `from` to `last`; takes the first that reaches best + `margin`, then any that is better. */
function search(
  run: Run,
  d: number,
  step: number,
  from: number,
  last: number,
  best: Best,
  number: number,
  margin: number,
): void {
  const { sums, low, high } = run;
  let need = best.sum + margin;
  let i = from;
  while (i <= last) {
    const sum = sums[i + d]! - sums[i]!;
    const short = need - sum;
    if (short <= 0) {
      best.sum = sum;
      best.run = number;
      best.index = i;
      need = sum + 1;
      i++;
      continue;
    }
    if (short > step * BLOCK) {
      i += Math.ceil(short / step);
      continue;
    }
    // Windows that start in the same block as this one: what leaves them lies in it, what enters them in two blocks.
    const block = i >> BLOCK_BITS;
    const end = (block + 1) << BLOCK_BITS;
    const enters = (i + d) >> BLOCK_BITS;
    const gain = Math.max(high[enters]!, high[enters + 1]!) - low[block]!;
    // Written so that NaN, from a block beyond the last cell, ends the block.
    if (!(short <= gain * (end - 1 - i))) i = end;
    else i += Math.ceil(short / gain);
  }
}

/** A window is made of two shorter ones, so it holds no more than the best of each: S(a + b) ≤ S(a) + S(b). */
function upperBound(sumOf: ReadonlyMap<number, number>, d: number, previous: number): number {
  const part = (a: number): number =>
    (sumOf.get(a) ?? Number.POSITIVE_INFINITY) + (sumOf.get(d - a) ?? Number.POSITIVE_INFINITY);
  return Math.min(part(previous), part(Math.floor(d / 2)));
}

/** Largest gain of a window that moves on by one second. */
function largestStep(runs: readonly Run[]): number {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const { low, high } of runs) {
    for (let b = 0; b < low.length; b++) {
      if (low[b]! < min) min = low[b]!;
      if (high[b]! > max) max = high[b]!;
    }
  }
  return max > min ? max - min : 0;
}

function runOf(at_s: number, sums: Float64Array): Run {
  // One block more than needed, so that the block after the last can be asked for.
  const blocks = (sums.length >> BLOCK_BITS) + 2;
  const low = new Float64Array(blocks).fill(Number.POSITIVE_INFINITY);
  const high = new Float64Array(blocks).fill(Number.NEGATIVE_INFINITY);
  for (let i = 0; i + 1 < sums.length; i++) {
    const value = sums[i + 1]! - sums[i]!;
    const block = i >> BLOCK_BITS;
    if (value < low[block]!) low[block] = value;
    if (value > high[block]!) high[block] = value;
  }
  return { at_s, sums, low, high };
}

function zeroFilled(grid: Grid, values: Float64Array): Run {
  const sums = new Float64Array(grid.elapsed_s + 1);
  let sum = 0;
  let at = 0;
  for (const stretch of grid.stretches) {
    sums.fill(sum, at + 1, stretch.at_s + 1);
    at = stretch.at_s;
    for (let i = 0; i < stretch.length; i++, at++) {
      const value = values[stretch.index + i]!;
      if (!Number.isNaN(value)) sum += Math.round(value * SCALE);
      sums[at + 1] = sum;
    }
  }
  return runOf(0, sums);
}

function wholeRuns(grid: Grid, values: Float64Array): Run[] {
  const runs: Run[] = [];
  forEachRun(grid, values, (index, at_s, length) => {
    const sums = new Float64Array(length + 1);
    for (let i = 0; i < length; i++) sums[i + 1] = sums[i]! + Math.round(values[index + i]! * SCALE);
    runs.push(runOf(at_s, sums));
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
