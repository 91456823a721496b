/** Energy: the device's calories, or from work where there are none. */

import { known } from '../core/known.ts';
import { derive } from './derive-known.ts';
import { maxValue } from './mean-value.ts';
import type { Metric } from './metric.ts';

/** Gross efficiency at which 1 kJ of work costs 1 kcal. */
const EFFICIENCY = 0.239;

/** More than anybody can spend; a device that says so wrote calories for kilocalories, or nonsense. */
const MOST_KCAL_PER_MIN = 40;

export const CALORIES_KCAL: Metric = {
  id: 'calories_kcal',
  title: 'energy',
  unit: 'kcal',
  version: 1,
  families: 'all',
  needs: ['calories_kcal', 'work_kj'],
  over_days: 'sum',
  definition:
    'The device’s own value, unless it exceeds 40 kcal a minute; without one the last of the calories channel; without that work in kJ / 4.184 / 0.239 (gross efficiency), with the warning `estimated_from_work`.',
  source: 'gross efficiency by convention',
  compute(a) {
    const device = a.device_values.calories_kcal;
    const seconds = a.grid.recorded_s;
    const plausible =
      device !== undefined && (seconds === 0 || device <= (MOST_KCAL_PER_MIN * Math.max(60, seconds)) / 60);
    if (plausible && device > 0) return known(device);
    const channel = a.channel('calories_kcal');
    if (channel.value !== null) return known(maxValue(channel.value));
    return derive([a.metric('work_kj')], (work) => known(work / 4.184 / EFFICIENCY, ['estimated_from_work']));
  },
};
