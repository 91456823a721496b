/** The Eddington number: the largest E such that E days (or rides) reached at least E of a unit. */

import type { ModelDefinition } from './model-definition.ts';

export const definition: ModelDefinition = {
  id: 'eddington',
  title: 'Eddington number',
  unit: '',
  definition:
    'The largest E such that at least E days had a total of at least E units (kilometres or miles), with the number of ' +
    'further days of at least E + 1 needed for the next one. Totals are compared unrounded; kilometres and miles give ' +
    'different numbers.',
  source: 'Eddington, in Jeffers & Swanson 2005',
  version: 1,
};

export interface Eddington {
  readonly number: number;
  /** Days of at least `number + 1` units that are still missing for the next step. */
  readonly days_to_next: number;
}

/** @param totals one total per day in the unit chosen; values that are not positive numbers are ignored. */
export function eddington(totals: Iterable<number>): Eddington {
  const sorted = [...totals].filter((t) => t >= 1 && Number.isFinite(t)).sort((a, b) => b - a);
  let number = 0;
  while (number < sorted.length && sorted[number]! >= number + 1) number++;
  const next = number + 1;
  let reached = 0;
  while (reached < sorted.length && sorted[reached]! >= next) reached++;
  return { number, days_to_next: next - reached };
}
