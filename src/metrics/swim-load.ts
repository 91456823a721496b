/** Swimming: normalized swim speed and sTSS, cubic because drag power grows with the cube of speed. */

import { derive } from './derive-known.ts';
import type { Metric } from './metric.ts';

/** sTSS = IF³ · elapsed hours · 100. */
export function swimStress(intensity_factor: number, elapsed_s: number): number {
  return intensity_factor ** 3 * (elapsed_s / 3600) * 100;
}

export const SWIM_SPEED_MPS: Metric = {
  id: 'swim_speed_mps',
  title: 'normalized swim speed',
  unit: 'm/s',
  version: 1,
  families: ['swim'],
  needs: ['distance_m', 'moving_s'],
  over_days: 'time_weighted_mean',
  definition: 'Distance / moving time: rest at the wall is left out.',
  source: 'TrainingPeaks (sTSS)',
  compute: (a) => derive([a.metric('distance_m'), a.metric('moving_s')], (distance, seconds) => distance / seconds),
};

export const SWIM_INTENSITY_FACTOR: Metric = {
  id: 'swim_intensity_factor',
  title: 'intensity factor of a swim',
  unit: '',
  version: 1,
  families: ['swim'],
  needs: ['swim_speed_mps', 'threshold_speed_mps'],
  over_days: 'time_weighted_mean',
  definition: 'Normalized swim speed / threshold speed.',
  source: 'TrainingPeaks (sTSS)',
  compute: (a) =>
    derive([a.metric('swim_speed_mps'), a.threshold('threshold_speed_mps')], (speed, threshold) => speed / threshold),
};

export const STSS: Metric = {
  id: 'stss',
  title: 'swim stress score',
  unit: '',
  version: 1,
  families: ['swim'],
  needs: ['swim_intensity_factor', 'elapsed_s'],
  over_days: 'sum',
  definition: 'IF³ · hours of elapsed time · 100.',
  source: 'TrainingPeaks (sTSS)',
  compute: (a) => derive([a.metric('swim_intensity_factor'), a.metric('elapsed_s')], swimStress),
};
