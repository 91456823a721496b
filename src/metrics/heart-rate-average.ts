/** Average, highest and lowest heart rate, and the average as a share of maximum and of reserve. */

import { derive } from './derive-known.ts';
import { maxValue, meanValue, minValue } from './mean-value.ts';
import type { Metric } from './metric.ts';

/** Share of heart-rate reserve in percent (Karvonen 1957). */
export function reservePct(hr_bpm: number, resting_bpm: number, max_bpm: number): number {
  return ((hr_bpm - resting_bpm) / (max_bpm - resting_bpm)) * 100;
}

export const AVERAGE_HR_BPM: Metric = {
  id: 'average_hr_bpm',
  title: 'average heart rate',
  unit: 'bpm',
  version: 1,
  families: 'all',
  needs: ['heart_rate_bpm'],
  over_days: 'time_weighted_mean',
  definition: 'Mean of the cells with a valid heart rate.',
  source: 'own definition',
  compute: (a) => derive([a.channel('heart_rate_bpm')], meanValue),
};

export const HIGHEST_HR_BPM: Metric = {
  id: 'highest_hr_bpm',
  title: 'highest heart rate',
  unit: 'bpm',
  version: 1,
  families: 'all',
  needs: ['heart_rate_bpm'],
  over_days: 'max',
  definition: 'Highest valid cell; the athlete’s maximum is a setting, not this.',
  source: 'own definition',
  compute: (a) => derive([a.channel('heart_rate_bpm')], maxValue),
};

export const LOWEST_HR_BPM: Metric = {
  id: 'lowest_hr_bpm',
  title: 'lowest heart rate',
  unit: 'bpm',
  version: 1,
  families: 'all',
  needs: ['heart_rate_bpm'],
  over_days: 'min',
  definition: 'Lowest valid cell.',
  source: 'own definition',
  compute: (a) => derive([a.channel('heart_rate_bpm')], minValue),
};

export const AVERAGE_HR_MAX_PCT: Metric = {
  id: 'average_hr_max_pct',
  title: 'average heart rate of maximum',
  unit: '%',
  version: 1,
  families: 'all',
  needs: ['average_hr_bpm', 'max_hr_bpm'],
  over_days: 'time_weighted_mean',
  definition: 'Average heart rate / maximum heart rate · 100.',
  source: 'own definition',
  compute: (a) => derive([a.metric('average_hr_bpm'), a.threshold('max_hr_bpm')], (hr, max) => reservePct(hr, 0, max)),
};

export const AVERAGE_HR_RESERVE_PCT: Metric = {
  id: 'average_hr_reserve_pct',
  title: 'average heart rate of reserve',
  unit: '%',
  version: 1,
  families: 'all',
  needs: ['average_hr_bpm', 'resting_hr_bpm', 'max_hr_bpm'],
  over_days: 'time_weighted_mean',
  definition: '(average − resting) / (maximum − resting) · 100.',
  source: 'Karvonen 1957',
  compute: (a) =>
    derive([a.metric('average_hr_bpm'), a.threshold('resting_hr_bpm'), a.threshold('max_hr_bpm')], (hr, rest, max) =>
      max > rest ? reservePct(hr, rest, max) : { value: null, reason: 'inconsistent_heart_rate_settings' },
    ),
};
