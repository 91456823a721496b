/** xPower, relative intensity and BikeScore: the exponentially weighted sibling of normalized power. */

import { derive } from './derive-known.ts';
import type { Metric } from './metric.ts';
import { trainingStress } from './training-stress.ts';

/** xPower in W of one value per second; breaks removed, NaN cells close up; null when there is no power. */
export function xPower(power_w: Float64Array): number | null {
  let smooth = 0;
  let total = 0;
  let count = 0;
  for (let i = 0; i < power_w.length; i++) {
    const power = power_w[i]!;
    if (Number.isNaN(power)) continue;
    smooth = (25 * smooth + power) / 26;
    const square = smooth * smooth;
    total += square * square;
    count++;
  }
  return count === 0 ? null : (total / count) ** 0.25;
}

export const XPOWER_W: Metric = {
  id: 'xpower_w',
  title: 'xPower',
  unit: 'W',
  version: 1,
  families: 'all',
  needs: ['power_w'],
  over_days: 'time_weighted_mean',
  definition: 'Fourth root of the mean of e⁴, eᵢ = (25·eᵢ₋₁ + Pᵢ)/26 from e = P₀/26; breaks removed.',
  source: 'Skiba 2008',
  compute: (a) => derive([a.channel('power_w')], (power) => xPower(power) ?? Number.NaN),
};

export const RELATIVE_INTENSITY: Metric = {
  id: 'relative_intensity',
  title: 'relative intensity',
  unit: '',
  version: 1,
  families: ['ride', 'run', 'row'],
  needs: ['xpower_w', 'cp_w'],
  over_days: 'time_weighted_mean',
  definition: 'xPower / CP.',
  source: 'Skiba 2008',
  compute: (a) => derive([a.metric('xpower_w'), a.threshold('cp_w')], (x, cp) => x / cp),
};

export const BIKE_SCORE: Metric = {
  id: 'bike_score',
  title: 'BikeScore',
  unit: '',
  version: 1,
  families: ['ride'],
  needs: ['xpower_w', 'cp_w', 'recorded_s'],
  over_days: 'sum',
  definition: 's · xPower · RI / (CP · 3600) · 100 with s the recorded time.',
  source: 'Skiba 2008',
  compute: (a) =>
    derive([a.metric('xpower_w'), a.threshold('cp_w'), a.metric('recorded_s')], (x, cp, seconds) =>
      trainingStress(seconds, x, cp),
    ),
};
