/** Seiler's three zones and the polarization index over them. */

import { absent } from '../core/known.ts';
import { derive } from './derive-known.ts';
import type { ActivityInput, Metric } from './metric.ts';
import { cogganBounds, frielHeartRateBounds, frielPaceBounds, zoneSeconds } from './zones.ts';

/** Seconds below LT1, from LT1 to LT2, and from LT2 up. */
export function seilerSeconds(values: Float64Array, lt1: number, lt2: number): number[] {
  return zoneSeconds(values, [Number.NEGATIVE_INFINITY, lt1, lt2]);
}

/** LT1 and LT2 read off a seven-zone scheme: the lower bounds of its zones 3 and 5. */
export function seilerBounds(sevenZones: readonly number[]): { lt1: number; lt2: number } {
  return { lt1: sevenZones[2]!, lt2: sevenZones[4]! };
}

/**
 * log₁₀(Z1 / Z2 · Z3 · 100) on fractions of the time. Z3 = 0 gives 0; Z2 = 0 gives log₁₀(Z1 / 0.01 · (Z3 − 0.01) · 100);
 * null when Z3 > Z1 or there is no time.
 */
export function polarizationIndex(zones: readonly number[]): number | null {
  const total = zones[0]! + zones[1]! + zones[2]!;
  if (!(total > 0)) return null;
  const [z1, z2, z3] = [zones[0]! / total, zones[1]! / total, zones[2]! / total];
  if (z3 > z1) return null;
  if (z3 === 0) return 0;
  const index = z2 === 0 ? Math.log10((z1 / 0.01) * (z3 - 0.01) * 100) : Math.log10((z1 / z2) * z3 * 100);
  return Number.isFinite(index) ? index : null;
}

type SeilerBasis = 'power' | 'heart_rate' | 'pace';

export interface SeilerZones {
  readonly basis: SeilerBasis;
  readonly lt1: number;
  readonly lt2: number;
  readonly seconds: readonly number[];
}

/** Three zones on every basis whose channel and threshold are known: power, then heart rate, then pace. */
export function seilerZones(a: ActivityInput): SeilerZones[] {
  const found: SeilerZones[] = [];
  const add = (basis: SeilerBasis, values: Float64Array | null, sevenZones: readonly number[] | null): void => {
    if (values === null || sevenZones === null) return;
    const { lt1, lt2 } = seilerBounds(sevenZones);
    found.push({ basis, lt1, lt2, seconds: seilerSeconds(values, lt1, lt2) });
  };
  const ftp = a.threshold('ftp_w').value;
  const lthr = a.threshold('lthr_bpm').value;
  const pace = a.threshold('threshold_speed_mps').value;
  if (a.metric('tss').value !== null) add('power', a.channel('power_w').value, ftp === null ? null : cogganBounds(ftp));
  add('heart_rate', a.channel('heart_rate_bpm').value, lthr === null ? null : frielHeartRateBounds(a.family, lthr));
  if (a.family === 'run') add('pace', a.series('speed_mps').value, pace === null ? null : frielPaceBounds(pace));
  return found;
}

export const POLARIZATION_INDEX: Metric = {
  id: 'polarization_index',
  title: 'polarization index',
  unit: '',
  version: 1,
  families: 'all',
  needs: ['power_w', 'ftp_w', 'heart_rate_bpm', 'lthr_bpm', 'threshold_speed_mps'],
  over_days: null,
  definition:
    'log₁₀(Z1/Z2·Z3·100) of the fractions of time below LT1, between, and above LT2, read off Coggan’s (75 and 105 % FTP), Friel’s heart-rate or pace zones, on the first basis that is known in the order power, heart rate, pace. Z3 = 0 gives 0; Z2 = 0 uses 0.01; absent when Z3 > Z1.',
  source: 'Seiler 2010; Treff et al. 2019',
  compute(a) {
    const zones = seilerZones(a)[0];
    if (!zones) return absent('insufficient_data');
    return derive([{ value: zones.seconds }], (seconds) => polarizationIndex(seconds) ?? absent('insufficient_data'));
  },
};
