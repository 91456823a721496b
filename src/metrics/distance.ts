/** How far and how fast: distance, average and highest speed, pace in its own unit being a matter of display. */

import { absent, known } from '../core/known.ts';
import { derive } from './derive-known.ts';
import { maxValue, sumValue } from './mean-value.ts';
import type { Metric } from './metric.ts';

export const DISTANCE_M: Metric = {
  id: 'distance_m',
  title: 'distance',
  unit: 'm',
  version: 2,
  families: 'all',
  needs: ['distance_m', 'speed_mps', 'lengths'],
  over_days: 'sum',
  definition:
    'Last cumulative distance, minus the first when that is over 100 m. Where this is more than 1 % off the total the device states, the reading of its counter nearest to that total: the last value, the last minus the first (a leg of a multisport file goes on counting), or the sum of the metres per cell (a counter that leaps). Without a distance channel the sum of the metres per cell. Pool swims: active lengths × pool length.',
  source: 'own definition',
  compute(a) {
    const pool = a.device_values.pool_length_m;
    const lengths = a.lengths.filter((length) => length.active).length;
    if (a.family === 'swim' && lengths > 0 && pool !== undefined && pool > 0) return known(lengths * pool);
    const distance = a.grid.channels.distance_m;
    if (distance === undefined) return derive([a.series('step_m')], sumValue);
    let first = Number.NaN;
    let last = Number.NaN;
    for (let i = 0; i < distance.length; i++) {
      const metres = distance[i]!;
      if (Number.isNaN(metres)) continue;
      if (Number.isNaN(first)) first = metres;
      last = metres;
    }
    if (Number.isNaN(last)) return derive([a.series('step_m')], sumValue);
    const usual = Math.max(0, last - (first > 100 ? first : 0));
    const stated = a.device_values.distance_m;
    if (stated === undefined || !(stated > 0) || Math.abs(usual - stated) <= Math.max(10, 0.01 * stated)) {
      return known(usual);
    }
    const steps = a.series('step_m').value;
    const readings = [usual, last, Math.max(0, last - first), ...(steps === null ? [] : [sumValue(steps)])];
    return known(readings.reduce((best, m) => (Math.abs(m - stated) < Math.abs(best - stated) ? m : best)));
  },
};

export const AVERAGE_SPEED_MPS: Metric = {
  id: 'average_speed_mps',
  title: 'average speed',
  unit: 'm/s',
  version: 1,
  families: 'all',
  needs: ['distance_m', 'moving_s'],
  over_days: 'time_weighted_mean',
  definition: 'Distance / moving time.',
  source: 'own definition',
  compute: (a) => derive([a.metric('distance_m'), a.metric('moving_s')], (distance, seconds) => distance / seconds),
};

export const MAX_SPEED_MPS: Metric = {
  id: 'max_speed_mps',
  title: 'highest speed',
  unit: 'm/s',
  version: 1,
  families: 'all',
  needs: ['speed_mps'],
  over_days: 'max',
  definition: 'Highest cell of recorded speed after GPS jumps were removed.',
  source: 'own definition',
  compute(a) {
    const speed = a.series('speed_mps');
    if (speed.value === null) return speed;
    const max = maxValue(speed.value);
    return Number.isNaN(max) ? absent('no_speed_recorded') : known(max);
  },
};
