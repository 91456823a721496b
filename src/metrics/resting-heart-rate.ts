/** Resting heart rate against the athlete's own last 60 days. */

import { absent, type Known, known } from '../core/known.ts';
import type { ModelDefinition } from './model-definition.ts';
import { mean, sampleSd } from './sample-statistics.ts';

export const definition: ModelDefinition = {
  id: 'resting_heart_rate',
  title: 'Resting heart rate against baseline',
  unit: '',
  definition:
    'z = (recent − mean of the 60 days before) / sample SD of those days; recent is the last day, or the mean of the last 7 ' +
    'for readiness (3 values or more). Needs 14 values in the baseline; absent when they are all equal.',
  source: 'Buchheit 2014',
  version: 1,
};

export interface BaselineZ {
  readonly recent: number;
  readonly mean: number;
  readonly sd: number;
  /** Null when every value of the baseline is the same. */
  readonly z: number | null;
  /** Values the baseline rests on. */
  readonly values: number;
}

const BASELINE_DAYS = 60;
const FEWEST_VALUES = 14;

/**
 * The z of the last `recent_days` against the 60 days before them, for any daily reading.
 * @param daily one value per day, oldest first, the last one today; null where none was taken.
 */
export function zAgainstBaseline(daily: readonly (number | null)[], recent_days = 1): Known<BaselineZ> {
  const values = (days: readonly (number | null)[]) =>
    days.filter((v): v is number => v !== null && Number.isFinite(v));
  const last = values(daily.slice(-recent_days));
  const before = values(daily.slice(-recent_days - BASELINE_DAYS, -recent_days));
  if (last.length < Math.min(3, recent_days) || before.length < FEWEST_VALUES) return absent('insufficient_data');
  const recent = mean(last)!;
  const centre = mean(before)!;
  const sd = sampleSd(before)!;
  return known({ recent, mean: centre, sd, z: sd > 0 ? (recent - centre) / sd : null, values: before.length });
}
