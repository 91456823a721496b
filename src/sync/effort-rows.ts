/** Intervals, sets, climbs and bests as rows, each with the place where it began. */

import { cellAt, type Grid } from '../core/grid.ts';
import type { Effort } from '../metrics/effort.ts';

export interface EffortRow {
  readonly kind: string;
  /** Seconds after the activity's start. */
  readonly start_s: number;
  readonly duration_s: number;
  readonly distance_m: number | null;
  readonly average_power_w: number | null;
  readonly np_w: number | null;
  readonly average_hr_bpm: number | null;
  readonly max_hr_bpm: number | null;
  readonly average_speed_mps: number | null;
  readonly average_cadence_rpm: number | null;
  readonly ascent_m: number | null;
  readonly grade_pct: number | null;
  readonly vam_mph: number | null;
  readonly decoupling_pct: number | null;
  readonly latitude_deg: number | null;
  readonly longitude_deg: number | null;
  readonly label: string | null;
}

export function effortRows(efforts: readonly Effort[], grid: Grid, start_s: number, indoor: boolean): EffortRow[] {
  const offset = grid.start_s - Math.floor(start_s);
  return efforts.map((effort) => {
    const { values } = effort;
    const own = (...keys: string[]): number | null => {
      for (const key of keys) if (values[key] !== undefined) return values[key];
      return null;
    };
    const place = indoor ? null : positionAt(grid, grid.start_s + effort.start_s);
    return {
      kind: effort.kind,
      start_s: effort.start_s + offset,
      duration_s: effort.duration_s,
      distance_m: own('length_m', 'distance_m'),
      average_power_w: own('average_power_w'),
      np_w: own('np_w'),
      average_hr_bpm: own('average_hr_bpm'),
      max_hr_bpm: own('max_hr_bpm'),
      average_speed_mps: own('average_speed_mps', 'average_gap_mps'),
      average_cadence_rpm: own('average_cadence_rpm') ?? half(own('average_cadence_spm')),
      ascent_m: own('gain_m', 'ascent_m'),
      grade_pct: own('grade_pct'),
      vam_mph: own('vam_mph'),
      decoupling_pct: own('decoupling_pct'),
      latitude_deg: place?.latitude ?? null,
      longitude_deg: place?.longitude ?? null,
      label: effort.label ?? setLabel(effort),
    };
  });
}

/** Steps per minute to the channel's unit, one leg. */
function half(spm: number | null): number | null {
  return spm === null ? null : spm / 2;
}

/** "5 × 3:00". */
function setLabel({ kind, values }: Effort): string | null {
  if (kind !== 'set' || values.count === undefined || values.each_s === undefined) return null;
  const seconds = Math.round(values.each_s);
  return `${values.count} × ${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

function positionAt(grid: Grid, unix_s: number): { latitude: number; longitude: number } | null {
  const { latitude_deg, longitude_deg } = grid.channels;
  const cell = Math.min(grid.recorded_s - 1, cellAt(grid, unix_s));
  const latitude = latitude_deg?.[cell];
  const longitude = longitude_deg?.[cell];
  if (latitude === undefined || longitude === undefined || Number.isNaN(latitude) || Number.isNaN(longitude))
    return null;
  return { latitude: Math.round(latitude * 1e4) / 1e4, longitude: Math.round(longitude * 1e4) / 1e4 };
}
