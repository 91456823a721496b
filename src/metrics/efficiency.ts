/** Efficiency factor and power per heart beat: output for one beat per minute of heart rate. */

import { derive } from './derive-known.ts';
import type { Metric } from './metric.ts';

export const EFFICIENCY_FACTOR: Metric = {
  id: 'efficiency_factor_wpbpm',
  title: 'efficiency factor',
  unit: 'W/bpm',
  version: 1,
  families: ['ride', 'row'],
  needs: ['np_w', 'average_hr_bpm'],
  over_days: 'mean',
  definition: 'NP / average heart rate. Compare only steady sessions of like intensity: read it with IF and VI.',
  source: 'Friel',
  compute: (a) => derive([a.metric('np_w'), a.metric('average_hr_bpm')], (np, hr) => np / hr),
};

export const RUN_EFFICIENCY_FACTOR: Metric = {
  id: 'run_efficiency_factor_mpb',
  title: 'efficiency factor of a run',
  unit: 'm/beat',
  version: 1,
  families: ['run'],
  needs: ['ngp_mps', 'average_hr_bpm'],
  over_days: 'mean',
  definition: 'Normalized graded speed in m/min / average heart rate: metres per beat.',
  source: 'Friel',
  compute: (a) => derive([a.metric('ngp_mps'), a.metric('average_hr_bpm')], (ngp, hr) => (ngp * 60) / hr),
};

export const POWER_HR: Metric = {
  id: 'power_hr_wpbpm',
  title: 'power per heart rate',
  unit: 'W/bpm',
  version: 1,
  families: 'all',
  needs: ['average_power_w', 'average_hr_bpm'],
  over_days: 'mean',
  definition: 'Average power / average heart rate.',
  source: 'Friel',
  compute: (a) => derive([a.metric('average_power_w'), a.metric('average_hr_bpm')], (power, hr) => power / hr),
};
