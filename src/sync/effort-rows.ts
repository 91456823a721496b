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
    const place = indoor ? null : positionAt(grid, grid.start_s + effort.start_s);
    return {
      kind: effort.kind,
      start_s: effort.start_s + offset,
      duration_s: effort.duration_s,
      distance_m: values.length_m ?? values.distance_m ?? null,
      average_power_w: values.average_power_w ?? null,
      np_w: values.np_w ?? null,
      average_hr_bpm: values.average_hr_bpm ?? null,
      max_hr_bpm: values.max_hr_bpm ?? null,
      average_speed_mps: values.average_speed_mps ?? values.average_gap_mps ?? null,
      average_cadence_rpm: values.average_cadence_rpm ?? half(values.average_cadence_spm),
      ascent_m: values.gain_m ?? values.ascent_m ?? null,
      grade_pct: values.grade_pct ?? null,
      vam_mph: values.vam_mph ?? null,
      decoupling_pct: values.decoupling_pct ?? null,
      latitude_deg: place?.latitude ?? null,
      longitude_deg: place?.longitude ?? null,
      label: effort.label ?? setLabel(effort),
    };
  });
}

/** Steps per minute to the channel's unit, one leg. */
function half(spm: number | undefined): number | null {
  return spm === undefined ? null : spm / 2;
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
