/** Load on the TSS scale from heart rate: the three ways, in order of preference hrss, zones, squared. */

import { absent, known } from '../core/known.ts';
import { derive } from './derive-known.ts';
import type { Metric } from './metric.ts';
import { type HeartRateSettings, heartRateSettings, trimpPerMinute } from './trimp.ts';
import { frielHeartRateBounds, zoneSeconds } from './zones.ts';

/** HRSS = 100 · TRIMP / TRIMP of one hour at threshold heart rate. null when the settings contradict each other. */
export function hrssFromTrimp(trimp: number, lthr_bpm: number, settings: HeartRateSettings): number | null {
  if (lthr_bpm <= settings.resting_bpm || settings.max_bpm <= lthr_bpm) return null;
  return (100 * trimp) / (60 * trimpPerMinute(lthr_bpm, settings));
}

/** Friel's published estimate of points per hour in zones 1, 2, 3, 4, 5a, 5b, 5c. */
export const POINTS_PER_HOUR: readonly number[] = [30, 55, 70, 80, 100, 120, 140];

/** Σ hours in Friel zone × points per hour. */
export function zonePoints(
  zone_seconds: ArrayLike<number>,
  points_per_hour: readonly number[] = POINTS_PER_HOUR,
): number {
  let points = 0;
  for (let z = 0; z < points_per_hour.length; z++) points += ((zone_seconds[z] ?? 0) / 3600) * points_per_hour[z]!;
  return points;
}

/** (s / 3600) · (average HR / LTHR)² · 100. */
export function squaredLoad(duration_s: number, average_hr_bpm: number, lthr_bpm: number): number {
  return (duration_s / 3600) * (average_hr_bpm / lthr_bpm) ** 2 * 100;
}

export const HRSS: Metric = {
  id: 'hrss',
  title: 'heart-rate stress score',
  unit: '',
  version: 1,
  families: 'all',
  needs: ['trimp_banister', 'lthr_bpm', 'resting_hr_bpm', 'max_hr_bpm', 'sex'],
  over_days: 'sum',
  definition: '100 · TRIMP / (60·x·a·e^{b·x} at threshold heart rate), so that an hour at threshold is 100.',
  source: 'Banister 1991; scaled as in TRIMP(100)',
  compute: (a) =>
    derive([a.metric('trimp_banister'), a.threshold('lthr_bpm'), heartRateSettings(a)], (trimp, lthr, settings) => {
      const value = hrssFromTrimp(trimp, lthr, settings);
      return value === null ? absent('inconsistent_heart_rate_settings') : value;
    }),
};

export const HR_TSS_ZONES: Metric = {
  id: 'hr_tss_zones',
  title: 'heart-rate load by zones',
  unit: '',
  version: 1,
  families: 'all',
  needs: ['heart_rate_bpm', 'lthr_bpm'],
  over_days: 'sum',
  definition: 'Σ hours in Friel zones 1, 2, 3, 4, 5a, 5b, 5c × 30, 55, 70, 80, 100, 120, 140.',
  source: 'Friel 2009',
  compute: (a) =>
    derive([a.channel('heart_rate_bpm'), a.threshold('lthr_bpm')], (hr, lthr) =>
      known(zonePoints(zoneSeconds(hr, frielHeartRateBounds(a.family, lthr))), ['estimated_from_hr']),
    ),
};

export const HR_TSS_SQUARED: Metric = {
  id: 'hr_tss_squared',
  title: 'heart-rate load, squared',
  unit: '',
  version: 1,
  families: 'all',
  needs: ['average_hr_bpm', 'lthr_bpm', 'recorded_s'],
  over_days: 'sum',
  definition: '(s/3600)·(average HR / LTHR)²·100: far too high at low intensity, the last resort.',
  source: 'common approximation, no published author',
  compute: (a) =>
    derive([a.metric('average_hr_bpm'), a.threshold('lthr_bpm'), a.metric('recorded_s')], (hr, lthr, seconds) =>
      known(squaredLoad(seconds, hr, lthr), ['estimated_from_hr']),
    ),
};
