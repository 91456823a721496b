/** Runs of cells and what is done to them: interpolation inside a stretch, and their listing as changes. */

import type { ChannelId } from '../core/channel.ts';
import { elapsedAt, type Grid, type Stretch } from '../core/grid.ts';
import type { RepairAction, RepairChange } from './repair.ts';

/** Cells [from, to). */
export interface CellRun {
  readonly from: number;
  readonly to: number;
}

/** Runs of cells for which `bad` holds, never across a break. */
export function runsWhere(stretches: readonly Stretch[], bad: (i: number) => boolean): CellRun[] {
  const runs: CellRun[] = [];
  for (const { index, length } of stretches) {
    const end = index + length;
    for (let i = index; i < end; i++) {
      if (!bad(i)) continue;
      const from = i;
      while (i < end && bad(i)) i++;
      runs.push({ from, to: i });
    }
  }
  return runs;
}

/**
 * Runs of cells with a value below `low` or above `high`, never across a break; with `holes` those without a value count as
 * well.
 */
export function runsOutside(
  stretches: readonly Stretch[],
  values: Float64Array,
  low: number,
  high: number,
  holes = false,
): CellRun[] {
  const runs: CellRun[] = [];
  for (const { index, length } of stretches) {
    const end = index + length;
    for (let i = index; ; ) {
      const from = holes ? afterInside(values, i, end, low, high) : firstOutside(values, i, end, low, high);
      if (from === end) break;
      i = from + 1;
      while (i < end && (values[i]! < low || values[i]! > high || (holes && Number.isNaN(values[i]!)))) i++;
      runs.push({ from, to: i });
    }
  }
  return runs;
}

function firstOutside(values: Float64Array, from: number, end: number, low: number, high: number): number {
  let i = from;
  while (i < end && !(values[i]! < low || values[i]! > high)) i++;
  return i;
}

function afterInside(values: Float64Array, from: number, end: number, low: number, high: number): number {
  let i = from;
  while (i < end && values[i]! >= low && values[i]! <= high) i++;
  return i;
}

/** The last of ascending stretches for which `starts` is true; the first when it is for none. */
function lastStretch(stretches: readonly Stretch[], starts: (stretch: Stretch) => boolean): Stretch | undefined {
  let low = 0;
  let high = stretches.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts(stretches[middle]!)) low = middle;
    else high = middle - 1;
  }
  return stretches[low];
}

/** Array index of the recorded cell that stands for a Unix second; −1 when nothing was recorded then. */
export function cellOf(grid: Grid, unix_s: number): number {
  const at = Math.floor(unix_s) - grid.start_s;
  const stretch = lastStretch(grid.stretches, (s) => s.at_s <= at);
  return stretch && at >= stretch.at_s && at < stretch.at_s + stretch.length ? stretch.index + at - stretch.at_s : -1;
}

/**
 * Replaces a run by a straight line between the cells around it when both have a value, lie in its stretch and the run is at
 * most `longest` cells; else clears it. Returns what was done.
 */
export function replaceRun(
  values: Float64Array,
  stretches: readonly Stretch[],
  run: CellRun,
  longest = Number.POSITIVE_INFINITY,
): RepairAction {
  const stretch = lastStretch(stretches, (s) => s.index <= run.from);
  const before = stretch && run.from > stretch.index ? values[run.from - 1]! : Number.NaN;
  const after = stretch && run.to < stretch.index + stretch.length ? values[run.to]! : Number.NaN;
  if (run.to - run.from > longest || Number.isNaN(before) || Number.isNaN(after)) {
    values.fill(Number.NaN, run.from, run.to);
    return 'removed';
  }
  const span = run.to - run.from + 1;
  for (let i = run.from; i < run.to; i++) values[i] = before + ((after - before) * (i - run.from + 1)) / span;
  return 'interpolated';
}

/** The change that a run is listed as. */
export function changeOf(
  grid: Grid,
  repair: string,
  channel: ChannelId | null,
  run: CellRun,
  action: RepairAction,
  detail: string | null,
): RepairChange {
  return {
    repair,
    channel,
    start_s: grid.start_s + elapsedAt(grid, run.from),
    end_s: grid.start_s + elapsedAt(grid, run.to - 1) + 1,
    cells: run.to - run.from,
    action,
    detail,
  };
}
