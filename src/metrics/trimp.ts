/** Training impulse from heart rate: Banister's exponential form, Edwards' and Lucia's zone forms. */

import type { Sex } from '../core/athlete.ts';
import { absent, type Known, known } from '../core/known.ts';
import { derive } from './derive-known.ts';
import type { ActivityInput, Metric } from './metric.ts';
import { seilerBounds, seilerSeconds } from './polarization.ts';
import { frielHeartRateBounds } from './zones.ts';

/** Banister's coefficients of x·a·e^{b·x}, fitted to lactate by Green. */
const COEFFICIENTS: Record<Sex, { a: number; b: number }> = {
  male: { a: 0.64, b: 1.92 },
  female: { a: 0.86, b: 1.67 },
};

export interface HeartRateSettings {
  readonly resting_bpm: number;
  readonly max_bpm: number;
  readonly sex: Sex;
}

/** TRIMP per minute at one heart rate. The share of reserve is at least 0 and may exceed 1. */
export function trimpPerMinute(hr_bpm: number, { resting_bpm, max_bpm, sex }: HeartRateSettings): number {
  const x = Math.max(0, (hr_bpm - resting_bpm) / (max_bpm - resting_bpm));
  const { a, b } = COEFFICIENTS[sex];
  return x * a * Math.exp(b * x);
}

export interface TrimpOptions {
  /** Scales the sum up to all cells when some have no heart rate. */
  readonly scale_to_duration?: boolean;
}

/** Σ over seconds with a heart rate; NaN cells add nothing unless scaled. */
export function banisterTrimp(
  heart_rate_bpm: Float64Array,
  settings: HeartRateSettings,
  options: TrimpOptions = {},
): number {
  const { resting_bpm, max_bpm, sex } = settings;
  const { a, b } = COEFFICIENTS[sex];
  const perBeat = 1 / (max_bpm - resting_bpm);
  let sum = 0;
  let count = 0;
  let lastHr = Number.NaN;
  let lastTerm = 0;
  for (let i = 0; i < heart_rate_bpm.length; i++) {
    const hr = heart_rate_bpm[i]!;
    if (Number.isNaN(hr)) continue;
    count++;
    // Heart rate repeats for seconds on end: the exponential is worth remembering.
    if (hr !== lastHr) {
      const x = (hr - resting_bpm) * perBeat;
      lastHr = hr;
      lastTerm = x > 0 ? x * a * Math.exp(b * x) : 0;
    }
    sum += lastTerm;
  }
  const scale = options.scale_to_duration && count > 0 ? heart_rate_bpm.length / count : 1;
  return (sum / 60) * scale;
}

/**
 * The form other programs use: TRIMP of the average heart rate over the whole duration. They apply the male coefficients to
 * everybody, so it is null for women.
 */
export function trimpOfAverage(average_hr_bpm: number, duration_s: number, settings: HeartRateSettings): number | null {
  return settings.sex === 'male' ? (trimpPerMinute(average_hr_bpm, settings) * duration_s) / 60 : null;
}

/** Minutes in 50–60, 60–70, 70–80, 80–90, 90–100 % of maximum × 1 … 5; lower bound inclusive, below 50 % nothing. */
export function edwardsTrimp(heart_rate_bpm: Float64Array, max_bpm: number): number {
  let points = 0;
  for (let i = 0; i < heart_rate_bpm.length; i++) {
    const share = heart_rate_bpm[i]! / max_bpm;
    if (share >= 0.5) points += share >= 0.9 ? 5 : share >= 0.8 ? 4 : share >= 0.7 ? 3 : share >= 0.6 ? 2 : 1;
  }
  return points / 60;
}

/** Minutes below VT1, between the thresholds and above VT2 × 1, 2, 3. */
export function luciaTrimp(zone_seconds: ArrayLike<number>): number {
  return (zone_seconds[0]! + 2 * zone_seconds[1]! + 3 * zone_seconds[2]!) / 60;
}

/** Resting and maximum heart rate and sex in force, checked. */
export function heartRateSettings(a: ActivityInput): Known<HeartRateSettings> {
  const resting = a.threshold('resting_hr_bpm');
  const max = a.threshold('max_hr_bpm');
  if (max.value === null) return max;
  if (resting.value === null) return resting;
  if (max.value <= resting.value) return absent('inconsistent_heart_rate_settings');
  const sex = a.athlete.sex;
  return known(
    { resting_bpm: resting.value, max_bpm: max.value, sex: sex ?? 'male' },
    sex === null ? ['sex_not_set'] : [],
  );
}

export const TRIMP_BANISTER: Metric = {
  id: 'trimp_banister',
  title: 'TRIMP (Banister)',
  unit: '',
  version: 1,
  families: 'all',
  needs: ['heart_rate_bpm', 'resting_hr_bpm', 'max_hr_bpm', 'sex'],
  over_days: 'sum',
  definition:
    'Σ (1/60)·x·a·e^{b·x} per second, x = (HR − rest)/(max − rest) ≥ 0; men a = 0.64, b = 1.92, women a = 0.86, b = 1.67. Seconds without heart rate add nothing. Without a sex set the male coefficients are used, with the warning `sex_not_set`.',
  source: 'Banister 1991; Morton, Fitz-Clarke & Banister 1990',
  compute: (a) =>
    derive([a.channel('heart_rate_bpm'), heartRateSettings(a)], (hr, settings) => banisterTrimp(hr, settings)),
};

export const TRIMP_EDWARDS: Metric = {
  id: 'trimp_edwards',
  title: 'TRIMP (Edwards)',
  unit: '',
  version: 1,
  families: 'all',
  needs: ['heart_rate_bpm', 'max_hr_bpm'],
  over_days: 'sum',
  definition:
    'Minutes in 50–60, 60–70, 70–80, 80–90 and 90–100 % of maximum heart rate × 1 … 5, lower bound inclusive.',
  source: 'Edwards 1993',
  compute: (a) => derive([a.channel('heart_rate_bpm'), a.threshold('max_hr_bpm')], edwardsTrimp),
};

export const TRIMP_LUCIA: Metric = {
  id: 'trimp_lucia',
  title: 'TRIMP (Lucia)',
  unit: '',
  version: 1,
  families: 'all',
  needs: ['heart_rate_bpm', 'lthr_bpm'],
  over_days: 'sum',
  definition:
    'Minutes below VT1, between the thresholds and above VT2 × 1, 2, 3; the thresholds are read off Friel’s zones 1–2, 3–4 and 5.',
  source: 'Lucia et al. 2003',
  compute: (a) =>
    derive([a.channel('heart_rate_bpm'), a.threshold('lthr_bpm')], (hr, lthr) => {
      const { lt1, lt2 } = seilerBounds(frielHeartRateBounds(a.family, lthr));
      return luciaTrimp(seilerSeconds(hr, lt1, lt2));
    }),
};
