/** Laps as rows: our figures beside the device's own. */

import type { Grid } from '../core/grid.ts';
import type { Lap } from '../core/recording.ts';
import type { LapValues } from '../metrics/lap-values.ts';

export interface LapRow {
  readonly place: number;
  readonly name: string | null;
  readonly trigger: string;
  readonly intensity: string | null;
  readonly start_s: number;
  readonly elapsed_s: number;
  readonly recorded_s: number | null;
  readonly distance_m: number | null;
  readonly average_speed_mps: number | null;
  readonly average_power_w: number | null;
  readonly max_power_w: number | null;
  readonly np_w: number | null;
  readonly average_hr_bpm: number | null;
  readonly max_hr_bpm: number | null;
  readonly average_cadence_rpm: number | null;
  readonly ascent_m: number | null;
  readonly device_values: string;
}

/** Where nothing was recorded for a lap the device's own totals stand in. */
export function lapRows(laps: readonly LapValues[], recorded: readonly Lap[], grid: Grid, start_s: number): LapRow[] {
  const offset = grid.recorded_s > 0 ? grid.start_s - Math.floor(start_s) : 0;
  return laps.map((lap) => {
    const device = recorded[lap.index]!.values;
    const own = (key: string): number | null => lap.values[key] ?? null;
    return {
      place: lap.index + 1,
      name: lap.name,
      trigger: lap.trigger,
      intensity: lap.intensity,
      start_s: grid.recorded_s > 0 ? lap.start_s + offset : recorded[lap.index]!.start_s - recorded[0]!.start_s,
      elapsed_s: recorded[lap.index]!.end_s - recorded[lap.index]!.start_s,
      recorded_s: own('recorded_s') ?? device.timer_s ?? null,
      distance_m: own('distance_m') ?? device.distance_m ?? null,
      average_speed_mps: own('average_speed_mps') ?? device.average_speed_mps ?? null,
      average_power_w: own('average_power_w') ?? device.average_power_w ?? null,
      max_power_w: own('max_power_w') ?? device.max_power_w ?? null,
      np_w: own('np_w'),
      average_hr_bpm: own('average_hr_bpm') ?? device.average_hr_bpm ?? null,
      max_hr_bpm: own('max_hr_bpm') ?? device.max_hr_bpm ?? null,
      average_cadence_rpm:
        own('average_cadence_rpm') ?? half(own('average_cadence_spm')) ?? device.average_cadence_rpm ?? null,
      ascent_m: own('ascent_m') ?? device.ascent_m ?? null,
      device_values: JSON.stringify(device),
    };
  });
}

/** Steps per minute to the channel's unit, one leg. */
function half(spm: number | null): number | null {
  return spm === null ? null : spm / 2;
}
