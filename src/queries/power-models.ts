/** Fits of the power–duration models to a merged curve, remembered because a fit costs more than the curve it rests on. */

import type { Known } from '../core/known.ts';
import {
  type CriticalPower,
  criticalPowerRange,
  fitCriticalPower,
  type PowerEffort,
} from '../metrics/critical-power.ts';
import { type CriticalSpeed, fitCriticalSpeed } from '../metrics/critical-speed.ts';
import { TABLE_DURATIONS_S } from '../metrics/mean-maximal.ts';
import type { PowerDurationModel } from '../metrics/power-duration.ts';
import { fitPowerDuration, type PowerDurationFit } from '../metrics/power-duration-fit.ts';
import type { DecodedMergedCurve } from '../store/curve-codec.ts';
import { curveAt } from './season-curve.ts';

/** The curve at the durations of tables, which are spread evenly enough on a logarithmic axis to fit to. */
function effortsOf(curve: DecodedMergedCurve, durations_s: readonly number[] = TABLE_DURATIONS_S): PowerEffort[] {
  const efforts: PowerEffort[] = [];
  for (const duration_s of durations_s) {
    const point = curveAt(curve, duration_s);
    if (point && point.value > 0) efforts.push({ duration_s, power_w: point.value });
  }
  return efforts;
}

/** CP and W′ over 2 to 20 minutes. */
export function criticalPowerOf(curve: DecodedMergedCurve): Known<CriticalPower> {
  return fitCriticalPower(criticalPowerRange(effortsOf(curve)));
}

/** Critical speed and D′ over 2 to 20 minutes of a speed curve. */
export function criticalSpeedOf(curve: DecodedMergedCurve): Known<CriticalSpeed> {
  const efforts = criticalPowerRange(effortsOf(curve));
  return fitCriticalSpeed(efforts.map((e) => ({ duration_s: e.duration_s, distance_m: e.power_w * e.duration_s })));
}

const REMEMBERED = 64;
const fits = new Map<string, Known<PowerDurationFit>>();

/** With the envelope: bests of ordinary training are mostly not maximal, and points far below the curve are dropped. */
export function powerDurationOf(curve: DecodedMergedCurve, model: PowerDurationModel): Known<PowerDurationFit> {
  const efforts = effortsOf(curve);
  const key = JSON.stringify([model, efforts.map((e) => [e.duration_s, e.power_w])]);
  let fit = fits.get(key);
  if (fit) {
    // Put back at the end: the one used longest ago leaves first.
    fits.delete(key);
  } else {
    fit = fitPowerDuration(efforts, model, { envelope: true });
    if (fits.size >= REMEMBERED) fits.delete(fits.keys().next().value!);
  }
  fits.set(key, fit);
  return fit;
}

type FitQuality = 'good' | 'fair' | 'poor';

/** In words: how far the fitted powers are from the measured ones, relative to CP. */
export function fitQuality(rmse: number, sustainable: number): FitQuality {
  const share = rmse / sustainable;
  if (share < 0.02) return 'good';
  return share < 0.05 ? 'fair' : 'poor';
}

/** What the warnings of the fits mean. */
export const FIT_WARNINGS: { readonly [id: string]: string } = {
  submaximal_efforts_left_out: 'efforts that a longer one beats were left out',
  efforts_outside_2_to_20_min: 'efforts outside 2–20 min were used',
  two_efforts_only: 'only two efforts, no error can be given',
  parameter_at_bound: 'a parameter ran into its limit: do not trust it',
  no_long_efforts: 'no effort beyond 30 min',
  no_sprint: 'no sprint, so the maximal power is a guess',
};
