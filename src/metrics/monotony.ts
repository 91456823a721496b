/** Monotony and strain of a week of load: how much, and how much of the same. */

import { absent, type Known, known } from '../core/known.ts';
import type { ModelDefinition } from './model-definition.ts';
import { mean, populationSd, sampleSd } from './sample-statistics.ts';

export const definition: ModelDefinition = {
  id: 'monotony',
  title: 'Monotony and strain',
  unit: '',
  definition:
    'Seven days including rest days as 0: monotony = mean / standard deviation, strain = weekly load × monotony. The ' +
    'deviation is the sample’s (n − 1); the form with the population’s (n) is returned beside it. Absent when all days are ' +
    'equal.',
  source: 'Foster 1998',
  version: 1,
};

export interface Monotony {
  readonly weekly_load: number;
  readonly monotony: number;
  readonly strain: number;
  /** With the population deviation, as some spreadsheets compute it. */
  readonly monotony_population_sd: number;
}

/** Over the last seven of `loads` (oldest first, rest days 0). */
export function monotony(loads: ArrayLike<number>): Known<Monotony> {
  const week = Array.prototype.slice.call(loads, -7) as number[];
  if (week.length < 7 || !week.every(Number.isFinite)) return absent('insufficient_data');
  const average = mean(week)!;
  const sd = sampleSd(week)!;
  if (sd === 0) return absent('zero_denominator');
  const weekly_load = week.reduce((sum, load) => sum + load, 0);
  return known({
    weekly_load,
    monotony: average / sd,
    strain: (weekly_load * average) / sd,
    monotony_population_sd: average / populationSd(week)!,
  });
}
