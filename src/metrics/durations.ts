/** How long an activity was: from first to last cell, and with breaks left out. */

import { absent, type Known, known } from '../core/known.ts';
import type { ActivityInput, Metric } from './metric.ts';

/** Whole seconds of the lengths of a pool swim, rests included; null without lengths. */
function lengthsSpan(a: ActivityInput): { elapsed: number; timed: number } | null {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  let timed = 0;
  for (const { start_s, duration_s } of a.lengths) {
    first = Math.min(first, start_s);
    last = Math.max(last, start_s + duration_s);
    timed += duration_s;
  }
  return last > first ? { elapsed: last - first, timed } : null;
}

function longer(cells: number, lengths: number | undefined): Known<number> {
  const value = Math.max(cells, lengths ?? 0);
  return value > 0 ? known(value) : absent('no_samples_recorded');
}

export const ELAPSED_S: Metric = {
  id: 'elapsed_s',
  title: 'elapsed time',
  unit: 's',
  version: 1,
  families: 'all',
  needs: [],
  over_days: 'sum',
  definition:
    'Last cell − first cell + 1 on the 1 Hz grid, breaks included. Pool swims: at least from the first to the last length.',
  source: 'own definition',
  compute: (a) => longer(a.grid.elapsed_s, lengthsSpan(a)?.elapsed),
};

export const RECORDED_S: Metric = {
  id: 'recorded_s',
  title: 'recorded time',
  unit: 's',
  version: 1,
  families: 'all',
  needs: [],
  over_days: 'sum',
  definition:
    'Number of recorded cells, breaks left out: the duration in load formulas. Pool swims whose records are sparse: the sum of their lengths, if that is more.',
  source: 'own definition',
  compute: (a) => longer(a.grid.recorded_s, lengthsSpan(a)?.timed),
};
