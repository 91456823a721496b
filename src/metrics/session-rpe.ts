/** Session load from perceived effort. */

import { absent, known } from '../core/known.ts';
import { derive } from './derive-known.ts';
import type { Metric } from './metric.ts';

/** RPE (0–10) × minutes. */
export function sessionRpe(rpe: number, duration_s: number): number {
  return (rpe * duration_s) / 60;
}

export const SESSION_RPE: Metric = {
  id: 'session_rpe',
  title: 'session RPE',
  unit: '',
  version: 1,
  families: 'all',
  needs: ['rpe', 'moving_s'],
  over_days: 'sum',
  definition:
    'Perceived effort 0–10 × minutes of moving time; of recorded time for strength and other sports, where standing is part of it. Not on the TSS scale and never converted to it.',
  source: 'Foster et al. 2001',
  compute(a) {
    const still = a.family === 'strength' || a.family === 'other';
    const rpe = a.rpe === null ? absent('rpe_not_set') : known(a.rpe);
    return derive([rpe, a.metric(still ? 'recorded_s' : 'moving_s')], sessionRpe);
  },
};
