/** GoldenCheetah's own ways to compute, as far as our functions have no option for them. Numbers are NaN when not computable. */

import { runningPower } from '../src/metrics/govss.ts';
import { meanPositive } from '../src/metrics/mean-value.ts';
import { normalizedPower } from '../src/metrics/normalized-power.ts';
import { trimpOfAverage } from '../src/metrics/trimp.ts';
import { integralTau, wPrimeBalance } from '../src/metrics/w-prime-balance.ts';
import { xPower } from '../src/metrics/x-power.ts';
import { zoneSeconds } from '../src/metrics/zones.ts';
import type { OracleAthlete } from './oracle-file.ts';
import type { Reading } from './oracle-reading.ts';

export const cpOf = (r: Reading, a: OracleAthlete): number => (r.family === 'run' ? a.cp_run_w : a.cp_ride_w);
export const wPrimeOf = (r: Reading, a: OracleAthlete): number =>
  r.family === 'run' ? a.w_prime_run_j : a.w_prime_ride_j;

/** One value per sample where a sample stands for several seconds. */
function perSample(r: Reading, values: Float64Array): Float64Array {
  return r.interval_s === 1 ? values : values.filter((_, i) => i % r.interval_s === 0);
}

/** Fourth-power mean of 30 s means, one per sample, the window full of zeros at the start; recording gaps are skipped. */
export function paddedPower(r: Reading): number {
  if (r.power === null) return Number.NaN;
  if (r.interval_s === 1) return normalizedPower(r.power, { startup: 'zero_pad' }) ?? Number.NaN;
  return fourthPowerMean(trailingMeans(perSample(r, r.power), Math.max(1, Math.floor(30 / r.interval_s)), 'zeros'));
}

/** Means of the last `window` values; at the start of as many as there are, or with zeros before the first. */
function trailingMeans(values: Float64Array, window: number, start: 'zeros' | 'fewer'): Float64Array {
  let sum = 0;
  return values.map((value, i) => {
    sum += value - (values[i - window] ?? 0);
    return sum / (start === 'zeros' ? window : Math.min(i + 1, window));
  });
}

function fourthPowerMean(values: Float64Array): number {
  return (values.reduce((sum, v) => sum + v ** 4, 0) / values.length) ** 0.25;
}

/**
 * xPower that goes on decaying through gaps until less than 0.1 W is left, and counts those seconds. Off 1 Hz its weights
 * mix samples and seconds: with n = 25/interval it keeps n/(n + interval) of the past per sample.
 */
export function decayingXPower(r: Reading): { readonly watts: number; readonly seconds: number } {
  if (r.power === null) return { watts: Number.NaN, seconds: Number.NaN };
  const window = 25 / r.interval_s;
  const keep = window / (window + r.interval_s);
  const filled: number[] = [];
  let smooth = 0;
  let end = 0;
  for (const { at_s, index, length } of r.grid.stretches) {
    for (let t = end; t < at_s && smooth > 0.1; t += r.interval_s) {
      smooth *= keep;
      filled.push(0);
    }
    for (const watts of perSample(r, r.power.subarray(index, index + length))) {
      smooth = keep * smooth + (1 - keep) * watts;
      filled.push(watts);
    }
    end = at_s + length;
  }
  if (r.interval_s === 1) return { watts: xPower(Float64Array.from(filled)) ?? Number.NaN, seconds: filled.length };
  let average = 0;
  const smoothed = Float64Array.from(filled, (watts) => {
    average = keep * average + (1 - keep) * watts;
    return average;
  });
  return { watts: fourthPowerMean(smoothed), seconds: filled.length * r.interval_s };
}

/** Mean of heart rates above 0. */
export const beating = (r: Reading): number => (r.heart_rate === null ? Number.NaN : meanPositive(r.heart_rate));

/** Seconds with any speed or (steps are no cadence to it) cadence above 0; 0 when neither was recorded. */
export function ridingSeconds(r: Reading): number {
  const cadence = r.family === 'run' && r.speed !== null ? null : r.cadence;
  let seconds = 0;
  for (let i = 0; i < r.grid.recorded_s; i++) {
    if ((r.speed !== null && r.speed[i]! > 0) || (cadence !== null && cadence[i]! > 0)) seconds++;
  }
  return seconds;
}

/** Its TRIMP uses the male coefficients for everybody. */
export function trimpOfAverageHeartRate(r: Reading, a: OracleAthlete): number {
  const seconds = ridingSeconds(r) || r.grid.elapsed_s;
  return trimpOfAverage(beating(r), seconds, { ...settings(a), sex: 'male' }) ?? Number.NaN;
}

export function trimpAtThreshold(a: OracleAthlete): number {
  return trimpOfAverage(a.lthr_bpm, 3600, { ...settings(a), sex: 'male' }) ?? Number.NaN;
}

const settings = (a: OracleAthlete) => ({ resting_bpm: a.resting_bpm, max_bpm: a.max_bpm });

/** Halves by sample number, the first with floor((n − 1)/2) samples; power, on foot speed; samples without heart rate left out. */
export function decouplingByNumber(r: Reading): number {
  const all = r.family === 'ride' ? r.power : r.speed;
  if (all === null || r.heart_rate === null) return Number.NaN;
  const output = perSample(r, all);
  const hr = perSample(r, r.heart_rate);
  const middle = Math.floor((hr.length - 1) / 2);
  const ratio = (from: number, to: number): number => {
    let level = 0;
    let beats = 0;
    for (let i = from; i < to; i++) {
      if (!(hr[i]! > 0)) continue;
      level += output[i]!;
      beats += hr[i]!;
    }
    return level / beats;
  };
  const first = ratio(0, middle);
  return (100 * (first - ratio(middle, hr.length))) / first;
}

/** Seconds in a zone whose lower bounds are cut off to whole units; what is missing counts as 0. */
export function wholeZoneSeconds(
  values: Float64Array,
  pct: readonly number[],
  threshold: number,
  zone: number,
): number {
  const bounds = pct.map((p) => Math.trunc((p * threshold) / 100 + 1e-9));
  return zoneSeconds(zeroFilled(values), bounds)[zone - 1] ?? 0;
}

export function zeroFilled(values: Float64Array): Float64Array {
  return values.map((v) => (Number.isNaN(v) ? 0 : v));
}

/** W′ balance with watts and time constant cut off to whole numbers, one sample short: lowest value in kJ, time constant. */
export function wholeIntegral(r: Reading, a: OracleAthlete): { readonly min_kj: number; readonly tau_s: number } {
  if (r.power === null) return { min_kj: Number.NaN, tau_s: Number.NaN };
  const power = r.power.map(Math.trunc);
  const cp = cpOf(r, a);
  const tau_s = Math.trunc(integralTau(power, cp, r.grid.stretches));
  let spent = 0;
  let most = 0;
  let end = 0;
  const last = power.length - 1;
  for (const { at_s, index, length } of r.grid.stretches) {
    spent *= Math.exp(-(at_s - end) / tau_s);
    for (let i = index; i < Math.min(last, index + length); i++) {
      spent = spent * Math.exp(-1 / tau_s) + Math.max(0, power[i]! - cp);
      most = Math.max(most, spent);
    }
    end = at_s + length;
  }
  return { min_kj: shown((wPrimeOf(r, a) - most) / 1000), tau_s };
}

/** A minimum below −30 kJ is shown as nothing left. */
const shown = (min_kj: number): number => (min_kj < -30 ? 0 : min_kj);

/** One Euler step a second. */
export function eulerMinimum(r: Reading, a: OracleAthlete): number {
  if (r.power === null) return Number.NaN;
  const balance = wPrimeBalance(r.power, cpOf(r, a), wPrimeOf(r, a), 'euler', r.grid.stretches).value;
  if (balance === null) return Number.NaN;
  return shown(balance.min_j / 1000);
}

const SPEED_WINDOW_S = 120;

/**
 * Lactate-normalized power of a runner who starts from standstill within the first second, which counts as acceleration;
 * windows hold fewer values at the start.
 */
export function standingStartPower(r: Reading, a: OracleAthlete): number {
  if (r.speed === null) return Number.NaN;
  const slope = r.grid.channels.grade_pct ?? r.slope ?? new Float64Array(r.speed.length);
  const speeds = trailingMeans(r.speed, SPEED_WINDOW_S, 'fewer');
  const slopes = trailingMeans(zeroFilled(slope), SPEED_WINDOW_S, 'fewer');
  const power = speeds.map((speed, i) =>
    runningPower(a.weight_kg, a.height_m, speed, slopes[i]! / 100, speeds[i - 1] ?? 0, speed),
  );
  return fourthPowerMean(trailingMeans(power, 30, 'fewer'));
}

/** The flat speed in m/s that needs a power, found by ten halvings of 10 m/s: no finer than 0.01 m/s. */
export function coarseFlatSpeed(power_w: number, a: OracleAthlete): number {
  if (Number.isNaN(power_w)) return Number.NaN;
  let low = 0;
  let high = 10;
  let middle = 5;
  for (let step = 0; step < 10; step++) {
    middle = (low + high) / 2;
    if (runningPower(a.weight_kg, a.height_m, middle, 0) < power_w) low = middle;
    else high = middle;
  }
  return middle;
}
