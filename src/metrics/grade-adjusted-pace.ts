/** Grade-adjusted speed: what the same effort would give on the flat, by one of three models of the cost of slope. */

import { derive } from './derive-known.ts';
import { meanValue } from './mean-value.ts';
import type { Metric } from './metric.ts';

/** Slope is limited to ±0.45, the range measured. */
const clamp = (gradient: number): number => Math.max(-0.45, Math.min(0.45, gradient));

/** Energy cost of running in J/(kg·m) on a slope given as rise/run (Minetti et al. 2002). */
export function runningCost(gradient: number): number {
  const i = clamp(gradient);
  return ((((155.4 * i - 30.4) * i - 43.3) * i + 46.3) * i + 19.5) * i + 3.6;
}

/** Energy cost of walking in J/(kg·m). */
export function walkingCost(gradient: number): number {
  const i = clamp(gradient);
  return ((((280.5 * i - 58.7) * i - 76.8) * i + 51.9) * i + 19.6) * i + 2.5;
}

/** Factors at −34, −32 … 34 % of Strava's equal-heart-rate model, digitised from the figure of 2017. */
const STRAVA_2017: readonly number[] = [
  1.7, 1.6, 1.5, 1.4, 1.3, 1.235, 1.15, 1.09, 1.02, 0.95, 0.91, 0.89, 0.88, 0.88, 0.89, 0.91, 0.95, 1.0, 1.05, 1.14,
  1.24, 1.34, 1.47, 1.6, 1.76, 1.94, 2.11, 2.3, 2.47, 2.64, 2.81, 3.0, 3.16, 3.31, 3.49,
];

/** Factor of the 2017 table at a grade in percent, linear between its points, constant beyond ±34 %. */
function stravaFactor(grade_pct: number): number {
  const position = (Math.max(-34, Math.min(34, grade_pct)) + 34) / 2;
  const low = Math.min(33, Math.floor(position));
  return STRAVA_2017[low]! + (STRAVA_2017[low + 1]! - STRAVA_2017[low]!) * (position - low);
}

export type GradeModel = 'strava2017' | 'minetti' | 'minetti_walk';

/** Grade-adjusted over real speed at a grade in percent. */
export function gradeFactor(grade_pct: number, model: GradeModel): number {
  if (model === 'strava2017') return stravaFactor(grade_pct);
  if (model === 'minetti') return runningCost(grade_pct / 100) / 3.6;
  return walkingCost(grade_pct / 100) / 2.5;
}

/** Grade-adjusted speed per cell, m/s. */
export function gradeAdjustedSpeed(speed_mps: Float64Array, grade_pct: Float64Array, model: GradeModel): Float64Array {
  const out = new Float64Array(speed_mps.length);
  for (let i = 0; i < out.length; i++) out[i] = speed_mps[i]! * gradeFactor(grade_pct[i]!, model);
  return out;
}

export const AVERAGE_GAP_MPS: Metric = {
  id: 'average_gap_mps',
  title: 'grade-adjusted speed',
  unit: 'm/s',
  version: 1,
  families: ['run', 'walk'],
  needs: ['speed_mps', 'altitude_m'],
  over_days: 'time_weighted_mean',
  definition:
    'Mean of speed × f(grade): runs use the 2017 equal-heart-rate table between ±34 %, walks and hikes Minetti’s walking cost / 2.5. Without altitude it equals speed, with the warning `no_altitude`.',
  source: 'Robb 2017 (table); Minetti et al. 2002 (walking)',
  compute: (a) => derive([a.series('gap_mps')], meanValue),
};
