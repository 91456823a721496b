/** VDOT: a race result as running fitness, equivalent times at other distances, and training speeds. */

import { absent, type Known, known } from '../core/known.ts';
import type { ModelDefinition } from './model-definition.ts';

export const definition: ModelDefinition = {
  id: 'vdot',
  title: 'VDOT',
  unit: 'ml/kg/min',
  definition:
    'v in m/min, t in min: VO₂ = −4.60 + 0.182258v + 0.000104v²; F = 0.8 + 0.1894393e^(−0.012778t) + ' +
    '0.2989558e^(−0.1932605t); VDOT = VO₂/F. Equivalent time at a distance: VDOT(d, t) = VDOT by bisection, t between ' +
    'd/600 and d/20 min. Training speed at fraction f: the positive root of 0.000104v² + 0.182258v − (4.6 + f·VDOT) = 0; ' +
    'easy 0.59–0.74, threshold 0.88, interval 0.975, repetition 1.05–1.10, marathon = equivalent marathon. Valid for ' +
    '3.5–240 min (warning outside_3_5_to_240_min). The printed tables differ by up to 0.2 %.',
  source: 'Daniels & Gilbert 1979; Daniels 2014',
  version: 1,
};

export const MARATHON_M = 42_195;

/** VDOT of a race over `distance_m` in `duration_s`. `insufficient_data` when it would not be positive. */
export function vdot(distance_m: number, duration_s: number): Known<number> {
  if (!(distance_m > 0) || !(duration_s > 0)) return absent('insufficient_data');
  const value = vdotAt(distance_m, duration_s / 60);
  if (!(value > 0) || !Number.isFinite(value)) return absent('insufficient_data');
  return known(value, rangeWarning(duration_s));
}

/** Seconds that a VDOT predicts for a distance. `insufficient_data` outside 1.2–36 km/h. */
export function equivalentTime(vdot_value: number, distance_m: number): Known<number> {
  if (!(vdot_value > 0) || !(distance_m > 0) || !Number.isFinite(distance_m)) return absent('insufficient_data');
  let fast = distance_m / 600;
  let slow = distance_m / 20;
  if (!(vdotAt(distance_m, fast) >= vdot_value && vdotAt(distance_m, slow) <= vdot_value)) {
    return absent('insufficient_data');
  }
  for (let k = 0; k < 200 && slow - fast > 1e-14 * slow; k++) {
    const middle = (fast + slow) / 2;
    if (vdotAt(distance_m, middle) > vdot_value) fast = middle;
    else slow = middle;
  }
  const seconds = 30 * (fast + slow);
  return known(seconds, rangeWarning(seconds));
}

/** Speed (m/s) at which a fraction of VDOT is used. */
export function trainingSpeed(vdot_value: number, fraction: number): Known<number> {
  const need = 4.6 + fraction * vdot_value;
  if (!(vdot_value > 0) || !(fraction > 0) || !Number.isFinite(need)) return absent('insufficient_data');
  const m_per_min = (2 * need) / (0.182258 + Math.sqrt(0.182258 ** 2 + 4 * 0.000104 * need));
  return known(m_per_min / 60);
}

export interface TrainingSpeeds {
  readonly easy_mps: readonly [number, number];
  readonly marathon_mps: number;
  readonly threshold_mps: number;
  readonly interval_mps: number;
  readonly repetition_mps: readonly [number, number];
}

/** Daniels' training speeds in m/s; pairs run from slow to fast. */
export function trainingSpeeds(vdot_value: number): Known<TrainingSpeeds> {
  const marathon = equivalentTime(vdot_value, MARATHON_M);
  if (marathon.value === null) return marathon;
  const at = (fraction: number) => trainingSpeed(vdot_value, fraction).value!;
  return known({
    easy_mps: [at(0.59), at(0.74)],
    marathon_mps: MARATHON_M / marathon.value,
    threshold_mps: at(0.88),
    interval_mps: at(0.975),
    repetition_mps: [at(1.05), at(1.1)],
  });
}

function vdotAt(distance_m: number, minutes: number): number {
  const v = distance_m / minutes;
  const oxygen = -4.6 + 0.182258 * v + 0.000104 * v * v;
  const fraction = 0.8 + 0.1894393 * Math.exp(-0.012778 * minutes) + 0.2989558 * Math.exp(-0.1932605 * minutes);
  return oxygen / fraction;
}

function rangeWarning(seconds: number): string[] {
  return seconds < 210 || seconds > 14_400 ? ['outside_3_5_to_240_min'] : [];
}
