/** Acute to chronic workload ratios: descriptive context only, without sweet spots or injury claims. */

import { absent, type Known, known } from '../core/known.ts';
import type { ModelDefinition } from './model-definition.ts';
import { mean } from './sample-statistics.ts';

export const definition: ModelDefinition = {
  id: 'acwr',
  title: 'Acute:chronic workload ratio',
  unit: '',
  definition:
    'rolling_coupled = mean of 7 days / mean of 28 days. rolling_uncoupled = mean of 7 days / mean of the 21 days before. ' +
    'ewma = ratio of exponentially weighted means with λ = 2/(N + 1), N = 7 and 28, seeded with the first value of the ' +
    'series. Needs 28 days. Coupling alone creates correlation, averaging hides order, and the ratio has no standing as a ' +
    'predictor of injury: it is context, never advice.',
  source:
    'Hulin & Gabbett 2014; Windt & Gabbett 2019; Williams et al. 2017; critique: Lolli et al. 2019, Impellizzeri et al. 2020',
  version: 1,
};

export interface WorkloadRatios {
  readonly rolling_coupled: number;
  /** Null when the three weeks before the last were empty. */
  readonly rolling_uncoupled: number | null;
  readonly ewma: number;
}

/** For the last day of `loads` (oldest first, rest days 0). `zero_denominator` when the last 28 days were empty. */
export function workloadRatios(loads: ArrayLike<number>): Known<WorkloadRatios> {
  const all = Array.from(loads);
  if (all.length < 28 || !all.every(Number.isFinite)) return absent('insufficient_data');
  const acute = mean(all.slice(-7))!;
  const chronic = mean(all.slice(-28))!;
  if (!(chronic > 0)) return absent('zero_denominator');
  const before = mean(all.slice(-28, -7))!;
  return known({
    rolling_coupled: acute / chronic,
    rolling_uncoupled: before > 0 ? acute / before : null,
    ewma: weighted(all, 7) / weighted(all, 28),
  });
}

function weighted(loads: readonly number[], days: number): number {
  const lambda = 2 / (days + 1);
  let value = loads[0]!;
  for (let i = 1; i < loads.length; i++) value += lambda * (loads[i]! - value);
  return value;
}
