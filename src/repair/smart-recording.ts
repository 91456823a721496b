/** Smart recording: watches that write only when something changes leave long gaps in which the timer ran on. */

import { buildGrid, type Grid, type GridOptions } from '../core/grid.ts';
import type { Recording, Warning } from '../core/recording.ts';
import { cellOf } from './cell-runs.ts';

const WIDER_GAPS_S: readonly number[] = [20, 30, 60, 120];
/** Share of the timer time that must be missing before anything is done. */
const MISSING = 0.01;

/**
 * Builds the grid; when the device's timer ran for more seconds than the grid has, and closing longer gaps accounts for at
 * least half of the difference, those are closed too. Power stays empty in them: it never holds a value for half a minute.
 */
export function buildRecordedGrid(recording: Recording, options: GridOptions): { grid: Grid; warning: Warning | null } {
  const grid = buildGrid(recording.samples, options);
  const timer_s = recording.device_values.timer_s;
  const wrong = (recorded_s: number): number => Math.abs(recorded_s - (timer_s ?? recorded_s));
  if (timer_s === undefined || timer_s - grid.recorded_s <= MISSING * timer_s) {
    return { grid, warning: null };
  }
  let best = grid.max_gap_s;
  let error = wrong(grid.recorded_s);
  for (const gap of WIDER_GAPS_S) {
    if (gap <= grid.max_gap_s) continue;
    const recorded_s = grid.recorded_s + closedBy(grid, gap);
    if (wrong(recorded_s) >= error) continue;
    best = gap;
    error = wrong(recorded_s);
  }
  if (error > wrong(grid.recorded_s) / 2) return { grid, warning: null };
  const wider = buildGrid(recording.samples, { ...options, max_gap_s: best });
  const power = wider.channels.power_w;
  for (const { from_s, to_s } of power ? grid.breaks : []) {
    const from = cellOf(wider, grid.start_s + from_s);
    if (from >= 0) power?.fill(Number.NaN, from, from + to_s - from_s);
  }
  return {
    grid: wider,
    warning: {
      code: 'smart_recording',
      message: `The device recorded only changes: gaps of up to ${best} s in which its timer ran were filled by straight lines.`,
    },
  };
}

/** Seconds of the breaks that a longer gap would close. */
function closedBy(grid: Grid, max_gap_s: number): number {
  let seconds = 0;
  for (const { from_s, to_s } of grid.breaks) if (to_s - from_s + 1 <= max_gap_s) seconds += to_s - from_s;
  return seconds;
}
