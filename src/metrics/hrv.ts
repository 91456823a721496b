/** Heart-rate variability: rMSSD and SDNN from beat intervals, and the athlete's own baseline of ln rMSSD. */

import { absent, type Known, known } from '../core/known.ts';
import type { ModelDefinition } from './model-definition.ts';
import { mean, median, sampleSd } from './sample-statistics.ts';

export const definition: ModelDefinition = {
  id: 'hrv',
  title: 'Heart-rate variability',
  unit: 'ms',
  definition:
    'Beats outside 300–2000 ms, or more than 20 % from the median of the five around them, are dropped (under 90 % valid: ' +
    'warning many_artefacts). rMSSD = √mean (RR_{i+1} − RR_i)² over valid neighbours; SDNN = sample SD of the valid ones. ' +
    'Baseline: y = ln rMSSD; rolling week = mean of the last 7 days (3 values or more); baseline = mean and sample SD of the ' +
    '60 days before (14 values or more); SWC = 0.5·SD; status below, within or above mean ± SWC by the rolling mean; ' +
    'CV₇ = SD₇/mean₇ × 100. rMSSD and SDNN are never mixed.',
  source: 'Plews et al. 2012, 2013, 2014; Buchheit 2014',
  version: 1,
};

export interface BeatStatistics {
  readonly rmssd_ms: number;
  readonly ln_rmssd: number | null;
  readonly sdnn_ms: number;
  readonly mean_rr_ms: number;
  /** Share of beats that were not dropped, in %. */
  readonly valid_pct: number;
}

/** True for every beat that counts. */
export function validBeats(rr_ms: ArrayLike<number>): boolean[] {
  const in_range = Array.from(rr_ms, (rr) => rr >= 300 && rr <= 2000);
  return in_range.map((ok, i) => {
    if (!ok) return false;
    const around: number[] = [];
    for (let j = Math.max(0, i - 2); j <= Math.min(rr_ms.length - 1, i + 2); j++) {
      if (in_range[j]) around.push(rr_ms[j]!);
    }
    const middle = median(around)!;
    return Math.abs(rr_ms[i]! - middle) <= 0.2 * middle;
  });
}

/** rMSSD and its relatives. `no_rr_recorded` for nothing, `insufficient_data` without one pair of valid neighbours. */
export function beatStatistics(rr_ms: ArrayLike<number>): Known<BeatStatistics> {
  if (rr_ms.length === 0) return absent('no_rr_recorded');
  const valid = validBeats(rr_ms);
  const beats: number[] = [];
  let squares = 0;
  let pairs = 0;
  for (let i = 0; i < valid.length; i++) {
    if (!valid[i]) continue;
    beats.push(rr_ms[i]!);
    if (i > 0 && valid[i - 1]) {
      squares += (rr_ms[i]! - rr_ms[i - 1]!) ** 2;
      pairs++;
    }
  }
  if (pairs === 0) return absent('insufficient_data');
  const rmssd_ms = Math.sqrt(squares / pairs);
  return known(
    {
      rmssd_ms,
      ln_rmssd: rmssd_ms > 0 ? Math.log(rmssd_ms) : null,
      sdnn_ms: sampleSd(beats)!,
      mean_rr_ms: mean(beats)!,
      valid_pct: (100 * beats.length) / rr_ms.length,
    },
    beats.length < 0.9 * rr_ms.length ? ['many_artefacts'] : [],
  );
}

/** All in ln(ms) unless the name says otherwise. */
export interface HrvBaseline {
  readonly week: Known<{ readonly mean: number; readonly cv_pct: number; readonly values: number }>;
  readonly baseline: Known<{
    readonly mean: number;
    readonly sd: number;
    readonly swc: number;
    readonly low: number;
    readonly high: number;
    readonly values: number;
  }>;
  readonly status: Known<'below' | 'within' | 'above'>;
  /** (week mean − baseline mean) / baseline SD. */
  readonly z: Known<number>;
}

/** @param daily_rmssd_ms one value per day, oldest first, the last one today; null (or not above 0) where none was taken. */
export function hrvBaseline(daily_rmssd_ms: readonly (number | null)[]): HrvBaseline {
  const log = (days: readonly (number | null)[]) =>
    days.filter((v): v is number => v !== null && v > 0 && Number.isFinite(v)).map((v) => Math.log(v));
  const last = log(daily_rmssd_ms.slice(-7));
  const before = log(daily_rmssd_ms.slice(-67, -7));
  const week: HrvBaseline['week'] =
    last.length < 3
      ? absent('insufficient_data')
      : known({ mean: mean(last)!, cv_pct: (100 * sampleSd(last)!) / mean(last)!, values: last.length });
  if (before.length < 14) {
    return {
      week,
      baseline: absent('insufficient_data'),
      status: absent('insufficient_data'),
      z: absent('insufficient_data'),
    };
  }
  const centre = mean(before)!;
  const sd = sampleSd(before)!;
  const swc = 0.5 * sd;
  const baseline = known({ mean: centre, sd, swc, low: centre - swc, high: centre + swc, values: before.length });
  if (week.value === null) return { week, baseline, status: week, z: week };
  const rolling = week.value.mean;
  return {
    week,
    baseline,
    status: known(rolling < centre - swc ? 'below' : rolling > centre + swc ? 'above' : 'within'),
    z: sd > 0 ? known((rolling - centre) / sd) : absent('zero_denominator'),
  };
}
