/** Average and highest power and the work done. Zeros count: they are data. */

import { derive } from './derive-known.ts';
import { maxValue, meanPositive, meanValue, sumValue } from './mean-value.ts';
import type { Metric } from './metric.ts';

/** Work in kJ of one value of watts per second. */
export function workKj(power_w: Float64Array): number {
  return sumValue(power_w) / 1000;
}

/** Work above a power in kJ: Σ max(0, P − cp) / 1000. */
export function workAboveKj(power_w: Float64Array, cp_w: number): number {
  let sum = 0;
  for (let i = 0; i < power_w.length; i++) {
    const excess = power_w[i]! - cp_w;
    if (excess > 0) sum += excess;
  }
  return sum / 1000;
}

export const AVERAGE_POWER_W: Metric = {
  id: 'average_power_w',
  title: 'average power',
  unit: 'W',
  version: 1,
  families: 'all',
  needs: ['power_w'],
  over_days: 'time_weighted_mean',
  definition: 'ΣP / n over recorded cells with power; zeros included.',
  source: 'own definition',
  compute: (a) => derive([a.channel('power_w')], meanValue),
};

export const AVERAGE_POWER_NONZERO_W: Metric = {
  id: 'average_power_nonzero_w',
  title: 'average power without zeros',
  unit: 'W',
  version: 1,
  families: 'all',
  needs: ['power_w'],
  over_days: 'time_weighted_mean',
  definition: 'Mean of the cells with power above 0. Never used in other metrics; some devices show this one.',
  source: 'own definition',
  compute: (a) => derive([a.channel('power_w')], meanPositive),
};

export const MAX_POWER_W: Metric = {
  id: 'max_power_w',
  title: 'highest power',
  unit: 'W',
  version: 1,
  families: 'all',
  needs: ['power_w'],
  over_days: 'max',
  definition: 'Highest cell after power spikes were removed.',
  source: 'own definition',
  compute: (a) => derive([a.channel('power_w')], maxValue),
};

export const WORK_KJ: Metric = {
  id: 'work_kj',
  title: 'work',
  unit: 'kJ',
  version: 1,
  families: 'all',
  needs: ['power_w'],
  over_days: 'sum',
  definition: 'ΣP / 1000 over recorded cells with power.',
  source: 'own definition',
  compute: (a) => derive([a.channel('power_w')], workKj),
};

export const WORK_ABOVE_CP_KJ: Metric = {
  id: 'work_above_cp_kj',
  title: 'work above critical power',
  unit: 'kJ',
  version: 1,
  families: ['ride', 'run', 'row'],
  needs: ['power_w', 'cp_w'],
  over_days: 'sum',
  definition: 'Σ max(0, P − CP) / 1000.',
  source: 'Monod & Scherrer 1965',
  compute: (a) => derive([a.channel('power_w'), a.threshold('cp_w')], workAboveKj),
};

export const AVERAGE_POWER_WPKG: Metric = {
  id: 'average_power_wpkg',
  title: 'average power per kilogram',
  unit: 'W/kg',
  version: 1,
  families: 'all',
  needs: ['average_power_w', 'weight_kg'],
  over_days: 'time_weighted_mean',
  definition: 'Average power / weight in force on the day.',
  source: 'own definition',
  compute: (a) => derive([a.metric('average_power_w'), a.threshold('weight_kg')], (power, weight) => power / weight),
};
