/** Zone schemes as ascending lower bounds, and the seconds spent in each. Lower bounds are inclusive, compared unrounded. */

import type { Family } from '../core/sport.ts';

/** Coggan's seven power zones, lower bounds in % of FTP. */
const COGGAN_PCT: readonly number[] = [0, 55, 75, 90, 105, 120, 150];
/** Friel's heart-rate zones 1, 2, 3, 4, 5a, 5b, 5c, lower bounds in % of threshold heart rate. */
const FRIEL_RIDE_PCT: readonly number[] = [0, 81, 90, 94, 100, 103, 106];
const FRIEL_RUN_PCT: readonly number[] = [0, 85, 90, 95, 100, 103, 106];
const MAX_HR_PCT: readonly number[] = [0, 50, 60, 70, 80, 90];
/** Threshold speed is divided by these: Friel's pace zones 1 to 5c. */
const FRIEL_PACE: readonly number[] = [Number.POSITIVE_INFINITY, 1.29, 1.135, 1.055, 1, 0.965, 0.9];

const percentOf = (pct: readonly number[], value: number): number[] => pct.map((p) => (p * value) / 100);

export function cogganBounds(ftp_w: number): number[] {
  return percentOf(COGGAN_PCT, ftp_w);
}

/** Runs and walks use the run table, every other family the ride table. */
export function frielHeartRateBounds(family: Family, lthr_bpm: number): number[] {
  return percentOf(family === 'run' || family === 'walk' ? FRIEL_RUN_PCT : FRIEL_RIDE_PCT, lthr_bpm);
}

/** Below 50, then 50–60–70–80–90 % of maximum. */
export function maxHeartRateBounds(max_bpm: number): number[] {
  return percentOf(MAX_HR_PCT, max_bpm);
}

/** Lower bounds of speed in m/s. */
export function frielPaceBounds(threshold_mps: number): number[] {
  return FRIEL_PACE.map((f) => threshold_mps / f);
}

/** Seconds per zone of one value per second; NaN cells count nowhere, nor do values below the first bound. */
export function zoneSeconds(values: Float64Array, lower: readonly number[]): number[] {
  const seconds = new Array<number>(lower.length).fill(0);
  const bounds = Float64Array.from(lower);
  const last = bounds.length - 1;
  let zone = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!(value >= bounds[0]!)) continue;
    // The zone seldom changes from one second to the next: start from the last one.
    while (zone < last && value >= bounds[zone + 1]!) zone++;
    while (value < bounds[zone]!) zone--;
    seconds[zone]!++;
  }
  return seconds;
}

/** Seconds per zone of an imported scheme: a value equal to an upper bound still belongs to the zone below it. */
export function importedZoneSeconds(values: Float64Array, upper: readonly number[]): number[] {
  const seconds = new Array<number>(upper.length).fill(0);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Number.isNaN(value)) continue;
    const zone = upper.findIndex((bound) => value <= bound);
    if (zone >= 0) seconds[zone]!++;
  }
  return seconds;
}

/** Seconds from `low` (inclusive) to `high` (exclusive): sweet spot and other ranges that overlap the zones. */
export function secondsBetween(values: Float64Array, low: number, high: number): number {
  let seconds = 0;
  for (let i = 0; i < values.length; i++) if (values[i]! >= low && values[i]! < high) seconds++;
  return seconds;
}
