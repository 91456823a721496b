/** Bounds for figures a platform states about an activity: impossible ones are kept as written but marked and set aside. */

import type { DeviceValues } from '../../core/recording.ts';

/** Wide on purpose: only what no person has done is suspect. Elapsed time covers a ten-day race. */
const BOUNDS: Partial<Record<keyof DeviceValues, readonly [min: number, max: number]>> = {
  elapsed_s: [1, 10 * 86_400],
  timer_s: [1, 10 * 86_400],
  moving_s: [0, 10 * 86_400],
  distance_m: [0, 5_000_000],
  ascent_m: [0, 60_000],
  descent_m: [0, 60_000],
  work_kj: [0, 200_000],
  calories_kcal: [0, 100_000],
  average_speed_mps: [0, 40],
  max_speed_mps: [0, 75],
  average_power_w: [0, 1000],
  max_power_w: [0, 3500],
  np_w: [0, 1000],
  intensity_factor: [0, 3],
  tss: [0, 3000],
  average_hr_bpm: [30, 230],
  max_hr_bpm: [40, 250],
  average_cadence_rpm: [0, 250],
  max_cadence_rpm: [0, 400],
  average_temperature_c: [-60, 70],
  pool_length_m: [5, 200],
};

/** No sport averages more over its elapsed time. */
const MAX_MEAN_SPEED_MPS = 60;

export interface CheckedValues {
  readonly values: DeviceValues;
  /** `suspect_…` codes for the figures set aside. */
  readonly suspect: readonly string[];
  /** Those figures, under their key with `_as_written`. */
  readonly set_aside: Readonly<Record<string, number>>;
}

/** Sets impossible figures aside and drops absent ones. Distance 0 beside a duration is what platforms write for none. */
export function checkValues(stated: Readonly<Partial<Record<keyof DeviceValues, number | null>>>): CheckedValues {
  const values: Record<string, number> = {};
  const suspect: string[] = [];
  const set_aside: Record<string, number> = {};
  const aside = (key: string, value: number) => {
    suspect.push(`suspect_${withoutUnit(key)}`);
    set_aside[`${key}_as_written`] = value;
    delete values[key];
  };
  for (const [key, value] of Object.entries(stated)) {
    if (value === null || value === undefined || (key === 'distance_m' && value === 0)) continue;
    values[key] = value;
    const bounds = BOUNDS[key as keyof DeviceValues];
    if (bounds && (value < bounds[0] || value > bounds[1])) aside(key, value);
  }
  const { elapsed_s, moving_s, distance_m } = values;
  if (elapsed_s && moving_s && moving_s > elapsed_s + 60) aside('moving_s', moving_s);
  const duration_s = elapsed_s ?? values.timer_s;
  if (duration_s && distance_m && distance_m / duration_s > MAX_MEAN_SPEED_MPS) aside('distance_m', distance_m);
  return { values, suspect, set_aside };
}

function withoutUnit(key: string): string {
  const name = key.replace(/_(?:s|m|kj|kcal|mps|w|bpm|rpm|c)$/, '');
  return name === 'elapsed' || name === 'moving' || name === 'timer' ? `${name}_time` : name;
}
