/** Running load from grade-adjusted pace: normalized graded pace and rTSS. */

import { absent, known } from '../core/known.ts';
import { derive } from './derive-known.ts';
import type { Metric } from './metric.ts';
import { normalizedPower } from './normalized-power.ts';
import { trainingStress } from './training-stress.ts';

/** Normalized graded speed in m/s: the fourth-power mean of 30 s grade-adjusted speed, first window at the 30th second. */
export function normalizedGradedSpeed(gap_mps: Float64Array): number | null {
  return normalizedPower(gap_mps);
}

export const NGP_MPS: Metric = {
  id: 'ngp_mps',
  title: 'normalized graded speed',
  unit: 'm/s',
  version: 1,
  families: ['run'],
  needs: ['speed_mps', 'altitude_m'],
  over_days: 'time_weighted_mean',
  definition:
    'Fourth root of the mean of m⁴, m the 30 s rolling mean of grade-adjusted speed on recorded time, first at the 30th second.',
  source: 'McGregor, Weese & Ratz 2009 (idea); the fourth power follows NP',
  compute: (a) =>
    derive([a.series('gap_mps')], (gap) => {
      const speed = normalizedGradedSpeed(gap);
      return speed === null ? absent('too_short') : known(speed, a.grid.recorded_s < 1200 ? ['short'] : []);
    }),
};

export const RUN_INTENSITY_FACTOR: Metric = {
  id: 'run_intensity_factor',
  title: 'intensity factor from pace',
  unit: '',
  version: 1,
  families: ['run'],
  needs: ['ngp_mps', 'threshold_speed_mps'],
  over_days: 'time_weighted_mean',
  definition: 'Normalized graded speed / threshold speed.',
  source: 'McGregor, Weese & Ratz 2009',
  compute: (a) =>
    derive([a.metric('ngp_mps'), a.threshold('threshold_speed_mps')], (ngp, threshold) => ngp / threshold),
};

export const RTSS: Metric = {
  id: 'rtss',
  title: 'running stress score from pace',
  unit: '',
  version: 1,
  families: ['run'],
  needs: ['ngp_mps', 'threshold_speed_mps', 'recorded_s'],
  over_days: 'sum',
  definition: 's · NGP · IF / (threshold speed · 3600) · 100 with s the recorded time.',
  source: 'McGregor, Weese & Ratz 2009',
  compute: (a) =>
    derive(
      [a.metric('ngp_mps'), a.threshold('threshold_speed_mps'), a.metric('recorded_s')],
      (ngp, threshold, seconds) => trainingStress(seconds, ngp, threshold),
    ),
};

export const RTSS_AVERAGE_GAP: Metric = {
  id: 'rtss_average_gap',
  title: 'running stress score from average pace',
  unit: '',
  version: 1,
  families: ['run'],
  needs: ['average_gap_mps', 'threshold_speed_mps', 'recorded_s'],
  over_days: 'sum',
  definition:
    'As rTSS with the plain mean of grade-adjusted speed: rates intervals low; for comparison with other platforms.',
  source: 'as used by intervals.icu and Elevate',
  compute: (a) =>
    derive(
      [a.metric('average_gap_mps'), a.threshold('threshold_speed_mps'), a.metric('recorded_s')],
      (gap, threshold, seconds) => trainingStress(seconds, gap, threshold),
    ),
};
