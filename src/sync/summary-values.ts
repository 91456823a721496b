/**
 * The metric values of an activity as they are stored. Where nothing was recorded (an entry typed by hand, a treadmill
 * without a pod) the source's own totals stand in for ours, marked so: the hours count, but nothing is derived from them.
 */

import type { Grid } from '../core/grid.ts';
import type { Known } from '../core/known.ts';
import type { DeviceValues } from '../core/recording.ts';

/** Our metric -> the source's totals that may stand in for it, best first. */
const STAND_INS: Readonly<Record<string, readonly (keyof DeviceValues)[]>> = {
  elapsed_s: ['elapsed_s', 'timer_s', 'moving_s'],
  recorded_s: ['timer_s', 'moving_s', 'elapsed_s'],
  moving_s: ['moving_s', 'timer_s', 'elapsed_s'],
  distance_m: ['distance_m'],
  ascent_m: ['ascent_m'],
  descent_m: ['descent_m'],
  average_speed_mps: ['average_speed_mps'],
  max_speed_mps: ['max_speed_mps'],
  average_power_w: ['average_power_w'],
  average_hr_bpm: ['average_hr_bpm'],
  highest_hr_bpm: ['max_hr_bpm'],
  work_kj: ['work_kj'],
  calories_kcal: ['calories_kcal'],
};

/** Totals that stand in even beside samples, when the samples lack the channel (a swim without speed). */
const BESIDE_SAMPLES: readonly string[] = ['distance_m', 'calories_kcal'];

export interface SummaryValues {
  readonly numbers: Record<string, number | null>;
  /** Metric -> reason. */
  readonly absent: Record<string, string>;
  readonly warnings: Record<string, readonly string[]>;
}

export function summaryValues(
  values: ReadonlyMap<string, Known<number>>,
  grid: Grid,
  device: DeviceValues,
): SummaryValues {
  const numbers: Record<string, number | null> = {};
  const absent: Record<string, string> = {};
  const warnings: Record<string, readonly string[]> = {};
  for (const [id, found] of values) {
    if (found.value !== null && Number.isFinite(found.value) && !(grid.recorded_s === 0 && found.value === 0)) {
      numbers[id] = found.value;
      if (found.warnings) warnings[id] = found.warnings;
      continue;
    }
    const usable = grid.recorded_s === 0 || BESIDE_SAMPLES.includes(id);
    const key = usable ? STAND_INS[id]?.find((k) => device[k] !== undefined) : undefined;
    numbers[id] = key === undefined ? null : device[key]!;
    if (key !== undefined) warnings[id] = ['from_source_summary'];
    else absent[id] = found.value === null ? found.reason : 'no_samples_recorded';
  }
  return { numbers, absent, warnings };
}
