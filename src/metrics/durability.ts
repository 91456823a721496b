/** Durability: how much of the best power is left after a given amount of work. */

import type { Grid } from '../core/grid.ts';
import { meanMaximal } from './mean-maximal.ts';

export interface DurabilityRow {
  /** Work done before the fatigued window may start, kJ. */
  readonly after_kj: number;
  readonly duration_s: number;
  readonly fresh_w: number;
  readonly fatigued_w: number;
  /** Fatigued over fresh. */
  readonly ratio: number;
  /** Work done at the start of the fatigued window, kJ. */
  readonly work_at_start_of_fatigued_kj: number;
  /** Seconds after the grid's start of both windows: compare their heart rate before reading the ratio as fatigue. */
  readonly fresh_start_s: number;
  readonly fatigued_start_s: number;
}

const DURABILITY_DURATIONS_S: readonly number[] = [60, 300, 600, 1200];

/** Thresholds of work in kJ: 1000, 2000, and 10, 20 and 30 kJ per kg when the weight is known. */
export function durabilityThresholds(weight_kg: number | null): number[] {
  return [1000, 2000, ...(weight_kg === null ? [] : [10 * weight_kg, 20 * weight_kg, 30 * weight_kg])];
}

/**
 * Best mean power anywhere against the best in windows that start once `after_kj` is done; a row per threshold and duration
 * for which both exist.
 */
export function durability(
  grid: Grid,
  power_w: Float64Array,
  after_kj: readonly number[],
  durations_s: readonly number[] = DURABILITY_DURATIONS_S,
): DurabilityRow[] {
  const rows: DurabilityRow[] = [];
  const fresh = meanMaximal(grid, power_w, 'zero', durations_s);
  for (const threshold of after_kj) {
    const from = firstCellAfter(power_w, threshold);
    if (from === null) continue;
    // Work before the threshold counts nothing, so windows that start earlier hold less than they would need to win, except
    // where fewer than d seconds remain: those are left out.
    const tired = new Float64Array(power_w.length);
    tired.set(power_w.subarray(from), from);
    const from_s = elapsedOf(grid, from);
    const durations = durations_s.filter((d) => d <= grid.elapsed_s - from_s);
    const late = meanMaximal(grid, tired, 'zero', durations);
    for (let k = 0; k < durations.length; k++) {
      const fresh_w = fresh.value[durations_s.indexOf(durations[k]!)]!;
      const fatigued_w = late.value[k]!;
      if (!(fresh_w > 0) || Number.isNaN(fatigued_w)) continue;
      const fatigued_start_s = Math.max(late.start_s[k]!, from_s);
      rows.push({
        after_kj: threshold,
        duration_s: durations[k]!,
        fresh_w,
        fatigued_w,
        ratio: fatigued_w / fresh_w,
        work_at_start_of_fatigued_kj: workBefore(grid, power_w, fatigued_start_s),
        fresh_start_s: fresh.start_s[durations_s.indexOf(durations[k]!)]!,
        fatigued_start_s,
      });
    }
  }
  return rows;
}

/** Array index of the first cell that starts with at least `kj` done; null when that never happens. */
function firstCellAfter(power_w: Float64Array, kj: number): number | null {
  let joules = 0;
  for (let i = 0; i < power_w.length; i++) {
    if (joules >= kj * 1000) return i;
    if (!Number.isNaN(power_w[i])) joules += power_w[i]!;
  }
  return null;
}

function elapsedOf(grid: Grid, index: number): number {
  for (const s of grid.stretches) if (index < s.index + s.length) return s.at_s + index - s.index;
  return grid.elapsed_s;
}

function workBefore(grid: Grid, power_w: Float64Array, at_s: number): number {
  let joules = 0;
  for (const s of grid.stretches) {
    const cells = Math.min(s.length, Math.max(0, at_s - s.at_s));
    for (let i = 0; i < cells; i++) if (!Number.isNaN(power_w[s.index + i])) joules += power_w[s.index + i]!;
  }
  return joules / 1000;
}
