/** The one load an activity counts with, chosen from every load that can be computed. */

import { absent, type Known } from '../core/known.ts';
import type { Family } from '../core/sport.ts';
import { derive } from './derive-known.ts';
import type { ActivityInput, LoadMethod, Metric } from './metric.ts';

/** The metric behind each method. */
const LOAD_METRIC: Record<LoadMethod, string> = {
  power: 'tss',
  pace: 'rtss',
  swim_pace: 'stss',
  hrss: 'hrss',
  hr_zones: 'hr_tss_zones',
  hr_squared: 'hr_tss_squared',
};

const BY_HEART: readonly LoadMethod[] = ['hrss', 'hr_zones', 'hr_squared'];

/** Order of preference by sport. */
function loadOrder(family: Family): readonly LoadMethod[] {
  if (family === 'run') return ['pace', 'power', ...BY_HEART];
  if (family === 'swim') return ['swim_pace', ...BY_HEART];
  if (family === 'ride' || family === 'row') return ['power', ...BY_HEART];
  return BY_HEART;
}

export interface LoadCandidate {
  readonly method: LoadMethod;
  readonly load: Known<number>;
}

/** Every load, in the order of preference. The first with a value is the one that counts. */
export function loadCandidates(a: ActivityInput): LoadCandidate[] {
  const order = a.load_order ?? loadOrder(a.family);
  return order.map((method) => ({ method, load: a.metric(LOAD_METRIC[method]) }));
}

export const LOAD: Metric = {
  id: 'load',
  title: 'load',
  unit: '',
  version: 1,
  families: 'all',
  needs: Object.values(LOAD_METRIC),
  over_days: 'sum',
  definition:
    'The first load that can be computed. Rides and rowing: power, then heart rate (HRSS, zones, squared). Runs: pace, power with an FTP for running, heart rate. Swims: pace, heart rate. All others: heart rate. The athlete’s own order replaces this one. All on the scale where an hour at threshold is 100.',
  source: 'own choice; each method has its own source',
  compute(a) {
    const chosen = loadCandidates(a).find((candidate) => candidate.load.value !== null);
    return chosen ? derive([chosen.load], (load) => load) : absent('no_load_computable');
  },
};
