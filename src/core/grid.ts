/**
 * The 1 Hz view of a recording, the common ground of all metrics. Cell i stands for the second [i, i+1).
 * Breaks (nothing recorded) are cut out: arrays hold recorded cells only, `stretches` place them on the elapsed axis,
 * so a pause of 27 days costs nothing. Rules: docs/formulas.md, "Resampling".
 */

import { CHANNELS, type ChannelId } from './channel.ts';
import type { Pause, Warning } from './recording.ts';
import type { Samples } from './samples.ts';

/** Consecutive recorded cells: `length` cells from array index `index`, starting `at_s` seconds after the grid's start. */
export interface Stretch {
  readonly at_s: number;
  readonly index: number;
  readonly length: number;
}

/** Seconds [from_s, to_s) after the grid's start in which nothing was recorded. */
export interface Break {
  readonly from_s: number;
  readonly to_s: number;
  readonly kind: 'pause' | 'dropout';
}

export interface Grid {
  /** Unix second of cell 0. */
  readonly start_s: number;
  /** Last cell − first cell + 1, breaks included. */
  readonly elapsed_s: number;
  /** Number of recorded cells, the length of every array. */
  readonly recorded_s: number;
  /** Longest difference between occupied cells that still counts as recorded. */
  readonly max_gap_s: number;
  readonly stretches: readonly Stretch[];
  readonly breaks: readonly Break[];
  /** One value per recorded cell; NaN where missing. */
  readonly channels: Partial<Record<ChannelId, Float64Array>>;
  readonly warnings: readonly Warning[];
}

export const EMPTY_GRID: Grid = {
  start_s: 0,
  elapsed_s: 0,
  recorded_s: 0,
  max_gap_s: 10,
  stretches: [],
  breaks: [],
  channels: {},
  warnings: [],
};

export interface GridOptions {
  /** Start of the recording (Unix seconds); records far outside it are dropped as `bad_timestamp`. */
  readonly start_s?: number;
  readonly pauses?: readonly Pause[];
  readonly max_gap_s?: number;
  /** Only these channels are resampled; default all. */
  readonly only?: readonly ChannelId[];
}

const DAY_S = 86_400;

/** Resamples raw samples to 1 Hz. Never throws; an empty input gives an empty grid. */
export function buildGrid(samples: Samples, options: GridOptions = {}): Grid {
  const warnings: Warning[] = [];
  const order = timeOrder(samples.time_s, options.start_s, warnings);
  if (order.length === 0) return { ...EMPTY_GRID, warnings };

  const time = samples.time_s;
  const start_s = Math.floor(time[order[0]!]!);
  const { cells, occupied } = cellNumbers(time, order, start_s);
  const max_gap_s = options.max_gap_s ?? Math.max(10, Math.ceil(2 * medianStep(occupied)));

  const stretches: Stretch[] = [];
  const breaks: Break[] = [];
  let first = occupied[0]!;
  let last = first;
  let index = 0;
  for (let k = 1; k <= occupied.length; k++) {
    const cell = occupied[k];
    if (cell !== undefined && cell - last <= max_gap_s) {
      last = cell;
      continue;
    }
    stretches.push({ at_s: first, index, length: last - first + 1 });
    index += last - first + 1;
    if (cell !== undefined) {
      breaks.push({
        from_s: last + 1,
        to_s: cell,
        kind: breakKind(start_s + last + 1, start_s + cell, options.pauses),
      });
      first = cell;
      last = cell;
    }
  }

  // Array position of every record, once for all channels.
  const position = positions(cells, stretches);
  // A record for each cell, as most devices write them: cells are the seconds from the first to the last of a stretch.
  const one_each = order.length === index && isCounting(order) && isCounting(position);
  const channels: Partial<Record<ChannelId, Float64Array>> = {};
  for (const id of Object.keys(samples.channels) as ChannelId[]) {
    if (options.only && !options.only.includes(id)) continue;
    const cumulative = CHANNELS[id].kind === 'cumulative';
    const values = samples.channels[id]!;
    const copy = one_each && values.length === index;
    const out = copy ? values.slice() : spread(values, order, position, index, cumulative);
    const max_jump = id === 'longitude_deg' ? 180 : Number.POSITIVE_INFINITY;
    for (const stretch of stretches)
      interpolate(out, stretch.index, stretch.index + stretch.length, max_gap_s, max_jump);
    channels[id] = out;
  }
  return {
    start_s,
    elapsed_s: last + 1,
    recorded_s: index,
    max_gap_s,
    stretches,
    breaks,
    channels,
    warnings,
  };
}

/** Array index of the first recorded cell at or after a Unix time; `recorded_s` when there is none. */
export function cellAt(grid: Grid, unix_s: number): number {
  const at = Math.floor(unix_s) - grid.start_s;
  for (const stretch of grid.stretches) {
    if (at < stretch.at_s) return stretch.index;
    if (at < stretch.at_s + stretch.length) return stretch.index + at - stretch.at_s;
  }
  return grid.recorded_s;
}

/** Seconds after the grid's start of an array index (0 … recorded_s − 1). */
export function elapsedAt(grid: Grid, index: number): number {
  let low = 0;
  let high = grid.stretches.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (grid.stretches[middle]!.index <= index) low = middle;
    else high = middle - 1;
  }
  const stretch = grid.stretches[low];
  return stretch ? stretch.at_s + index - stretch.index : 0;
}

/** The cells [from, to) as a grid of its own, for laps and intervals. */
export function sliceGrid(grid: Grid, from: number, to: number): Grid {
  const a = Math.max(0, Math.min(from, grid.recorded_s));
  const b = Math.max(a, Math.min(to, grid.recorded_s));
  if (a === b) return EMPTY_GRID;
  const offset = elapsedAt(grid, a);
  const stretches: Stretch[] = [];
  const breaks: Break[] = [];
  for (const stretch of grid.stretches) {
    const start = Math.max(a, stretch.index);
    const end = Math.min(b, stretch.index + stretch.length);
    if (start >= end) continue;
    stretches.push({ at_s: stretch.at_s + start - stretch.index - offset, index: start - a, length: end - start });
  }
  const elapsed_s = elapsedAt(grid, b - 1) - offset + 1;
  for (const gap of grid.breaks) {
    if (gap.from_s >= offset && gap.to_s <= offset + elapsed_s) {
      breaks.push({ from_s: gap.from_s - offset, to_s: gap.to_s - offset, kind: gap.kind });
    }
  }
  const channels: Partial<Record<ChannelId, Float64Array>> = {};
  for (const id of Object.keys(grid.channels) as ChannelId[]) channels[id] = grid.channels[id]!.subarray(a, b);
  return {
    start_s: grid.start_s + offset,
    elapsed_s,
    recorded_s: b - a,
    max_gap_s: grid.max_gap_s,
    stretches,
    breaks,
    channels,
    warnings: [],
  };
}

function timeOrder(time: Float64Array, start_s: number | undefined, warnings: Warning[]): Int32Array {
  const origin = start_s ?? time.find((t) => Number.isFinite(t)) ?? 0;
  const kept = new Int32Array(time.length);
  let count = 0;
  let without = 0;
  let outside = 0;
  let sorted = true;
  let previous = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < time.length; i++) {
    const t = time[i]!;
    if (!Number.isFinite(t)) {
      without++;
      continue;
    }
    if (t < origin - DAY_S || t > origin + 32 * DAY_S) {
      outside++;
      continue;
    }
    if (t < previous) sorted = false;
    previous = t;
    kept[count++] = i;
  }
  if (without > 0)
    warnings.push({ code: 'records_without_time', message: `${without} records without a time were left out.` });
  if (outside > 0) {
    warnings.push({
      code: 'bad_timestamp',
      message: `${outside} records with a time far outside the recording were left out.`,
    });
  }
  const order = kept.subarray(0, count);
  if (!sorted) {
    warnings.push({ code: 'time_not_monotonic', message: 'Records were not in order of time and have been sorted.' });
    // Typed-array sort is stable since ES2019.
    order.sort((a, b) => time[a]! - time[b]!);
  }
  return order;
}

function cellNumbers(
  time: Float64Array,
  order: Int32Array,
  start_s: number,
): { cells: Int32Array; occupied: Int32Array } {
  const cells = new Int32Array(order.length);
  const occupied = new Int32Array(order.length);
  let count = 0;
  let previous = -1;
  for (let k = 0; k < order.length; k++) {
    const cell = Math.floor(time[order[k]!]!) - start_s;
    cells[k] = cell;
    if (cell !== previous) occupied[count++] = cell;
    previous = cell;
  }
  return { cells, occupied: occupied.subarray(0, count) };
}

function medianStep(occupied: Int32Array): number {
  const n = occupied.length - 1;
  if (n < 1) return 1;
  // Steps are small whole numbers: count them instead of sorting.
  const counts = new Int32Array(3602);
  for (let k = 0; k < n; k++) counts[Math.min(3601, occupied[k + 1]! - occupied[k]!)]!++;
  const at = (rank: number): number => {
    let seen = 0;
    for (let step = 1; step < counts.length; step++) {
      seen += counts[step]!;
      if (seen > rank) return step;
    }
    return 3601;
  };
  return n % 2 === 1 ? at((n - 1) / 2) : (at(n / 2 - 1) + at(n / 2)) / 2;
}

function breakKind(from_s: number, to_s: number, pauses: readonly Pause[] | undefined): Break['kind'] {
  // A device may write its last record a few seconds before or after the timer event.
  const slack = 5;
  const paused = pauses?.some((p) => p.start_s >= from_s - slack && p.end_s <= to_s + slack && p.end_s > p.start_s);
  return paused ? 'pause' : 'dropout';
}

/** Array index of each record's cell. */
function positions(cells: Int32Array, stretches: readonly Stretch[]): Int32Array {
  const position = new Int32Array(cells.length);
  let k = 0;
  for (const { at_s, index, length } of stretches) {
    for (; k < cells.length && cells[k]! < at_s + length; k++) position[k] = index + cells[k]! - at_s;
  }
  return position;
}

/** Whether it holds 0, 1, 2 and so on. */
function isCounting(values: Int32Array): boolean {
  for (let i = 0; i < values.length; i++) if (values[i] !== i) return false;
  return true;
}

/** The values of the records in their cells, NaN where there is none. */
function spread(
  values: Float64Array,
  order: Int32Array,
  position: Int32Array,
  length: number,
  cumulative: boolean,
): Float64Array {
  const out = new Float64Array(length).fill(Number.NaN);
  for (let k = 0; k < order.length; ) {
    const cell = position[k]!;
    if (position[k + 1] !== cell) {
      out[cell] = values[order[k]!]!;
      k++;
    } else k = spreadShared(out, values, order, position, k, cumulative);
  }
  return out;
}

/** Puts the records from `k` on that share a cell into it: their mean, or the last of a counter. Returns the next record. */
function spreadShared(
  out: Float64Array,
  values: Float64Array,
  order: Int32Array,
  position: Int32Array,
  k: number,
  cumulative: boolean,
): number {
  const cell = position[k]!;
  let sum = 0;
  let count = 0;
  let last = Number.NaN;
  let next = k;
  for (; next < order.length && position[next] === cell; next++) {
    const value = values[order[next]!]!;
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
    last = value;
  }
  out[cell] = cumulative || count === 0 ? last : sum / count;
  return next;
}

/** Fills runs of NaN between two values of [from, to), at most `max_gap_s` apart, linearly; ends stay NaN. */
function interpolate(out: Float64Array, from: number, to: number, max_gap_s: number, max_jump: number): void {
  let previous = -1;
  for (let i = from; i < to; i++) {
    if (Number.isNaN(out[i]!)) continue;
    if (previous >= 0 && i - previous > 1 && i - previous <= max_gap_s) joinCells(out, previous, i, max_jump);
    previous = i;
  }
}

/** A straight line between two cells. Longitude across the date line is beyond `max_jump` and stays open. */
function joinCells(out: Float64Array, from: number, to: number, max_jump: number): void {
  const first = out[from]!;
  const last = out[to]!;
  if (!(Math.abs(last - first) <= max_jump)) return;
  for (let i = from + 1; i < to; i++) out[i] = first + ((last - first) * (i - from)) / (to - from);
}
