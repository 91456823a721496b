/** Intensity factor and training stress score: power against FTP, scaled so that an hour at FTP is 100. */

import { absent, known } from '../core/known.ts';
import { derive } from './derive-known.ts';
import type { ActivityInput, Metric } from './metric.ts';

/** IF = power / threshold, both in the same unit. */
export function intensityFactor(power_w: number, ftp_w: number): number {
  return power_w / ftp_w;
}

/** TSS = s · NP · IF / (FTP · 3600) · 100. */
export function trainingStress(duration_s: number, np_w: number, ftp_w: number): number {
  return ((duration_s * np_w * intensityFactor(np_w, ftp_w)) / (ftp_w * 3600)) * 100;
}

/** FTP for this activity. A run needs an FTP of its own: running watts are not cycling watts. */
function ftpFor(a: ActivityInput): ReturnType<ActivityInput['threshold']> {
  const own = a.family === 'ride' || a.thresholds.ftp_w?.family === a.family;
  return own ? a.threshold('ftp_w') : absent('ftp_not_set');
}

export const INTENSITY_FACTOR: Metric = {
  id: 'intensity_factor',
  title: 'intensity factor',
  unit: '',
  version: 1,
  families: ['ride', 'run', 'row'],
  needs: ['np_w', 'ftp_w'],
  over_days: 'time_weighted_mean',
  definition:
    'NP / FTP in force on the day; never with an assumed FTP, and off the bike only with that sport’s own FTP. Warning `ftp_too_low` above 1.15 for more than 1 h or above 1.05 for more than 2.5 h.',
  source: 'Allen & Coggan 2006',
  compute: (a) =>
    derive([a.metric('np_w'), ftpFor(a), a.metric('recorded_s')], (np, ftp, seconds) => {
      const value = intensityFactor(np, ftp);
      const tooLow = (value > 1.15 && seconds > 3600) || (value > 1.05 && seconds > 9000);
      return known(value, tooLow ? ['ftp_too_low'] : []);
    }),
};

export const TSS: Metric = {
  id: 'tss',
  title: 'training stress score from power',
  unit: '',
  version: 1,
  families: ['ride', 'run', 'row'],
  needs: ['np_w', 'ftp_w', 'recorded_s'],
  over_days: 'sum',
  definition:
    's · NP · IF / (FTP · 3600) · 100 with s the recorded time. A device’s own TSS is kept beside it, never mixed.',
  source: 'Allen & Coggan 2006',
  compute: (a) =>
    derive([a.metric('intensity_factor'), a.metric('np_w'), ftpFor(a), a.metric('recorded_s')], (_, np, ftp, seconds) =>
      trainingStress(seconds, np, ftp),
    ),
};
