/** GOVSS and xPace: running load from the mechanical power that speed, slope and air resistance imply. */

import { absent, known } from '../core/known.ts';
import { derive } from './derive-known.ts';
import { runningCost } from './grade-adjusted-pace.ts';
import type { ActivityInput, Metric } from './metric.ts';
import { normalizedPower } from './normalized-power.ts';
import { trainingStress } from './training-stress.ts';

const SMOOTH_S = 120;

/** Power in W of a runner at a steady speed on a slope (rise/run). `previous_mps` and `distance_m` add the change of speed. */
export function runningPower(
  weight_kg: number,
  height_m: number,
  speed_mps: number,
  gradient: number,
  previous_mps = speed_mps,
  distance_m = 1,
): number {
  const frontal = 0.266 * 0.2025 * height_m ** 0.725 * weight_kg ** 0.425;
  const aero = (0.5 * 1.2 * 0.9 * frontal * speed_mps * speed_mps) / weight_kg;
  const kinetic = distance_m > 0 ? (0.5 * (speed_mps * speed_mps - previous_mps * previous_mps)) / distance_m : 0;
  const efficiency = (0.25 + 0.054 * speed_mps) * (1 - (0.5 * speed_mps) / 8.33);
  return Math.max(0, weight_kg * speed_mps * (aero + kinetic + efficiency * runningCost(gradient)));
}

/** Lactate-normalized power: power from 120 s trailing means of speed and slope, then 30 s rolling, fourth-power mean. */
function lactateNormalizedPower(
  weight_kg: number,
  height_m: number,
  speed_mps: Float64Array,
  grade_pct: Float64Array,
): number | null {
  const n = speed_mps.length;
  const power = new Float64Array(n);
  let speedSum = 0;
  let gradeSum = 0;
  let previous = Number.NaN;
  for (let i = 0; i < n; i++) {
    speedSum += speed_mps[i]! || 0;
    gradeSum += grade_pct[i]! || 0;
    if (i >= SMOOTH_S) {
      speedSum -= speed_mps[i - SMOOTH_S]! || 0;
      gradeSum -= grade_pct[i - SMOOTH_S]! || 0;
    }
    const cells = Math.min(i + 1, SMOOTH_S);
    const speed = Math.max(0, speedSum / cells);
    const before = Number.isNaN(previous) ? speed : previous;
    power[i] = runningPower(weight_kg, height_m, speed, gradeSum / cells / 100, before, speed);
    previous = speed;
  }
  return normalizedPower(power);
}

/** Flat speed in m/s that needs a power, by bisection. */
function flatSpeedAtPower(weight_kg: number, height_m: number, power_w: number): number {
  let low = 0;
  let high = 12;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (runningPower(weight_kg, height_m, middle, 0) < power_w) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function body(a: ActivityInput): { weight: ReturnType<ActivityInput['threshold']>; height: number | null } {
  return { weight: a.threshold('weight_kg'), height: a.athlete.height_m };
}

export const LNP_W: Metric = {
  id: 'lnp_w',
  title: 'lactate-normalized power (estimated)',
  unit: 'W',
  version: 1,
  families: ['run'],
  needs: ['speed_mps', 'altitude_m', 'weight_kg', 'height_m'],
  over_days: 'time_weighted_mean',
  definition:
    'P = m·v·(C_aero + C_kin + η(v)·C(i)) from 120 s means of speed and slope, then 30 s rolling and fourth-power mean. A model of the body, not a measurement: feeds no curve and no FTP.',
  source: 'Skiba 2006; Arsac & Locatelli 2002; Minetti et al. 2002',
  compute(a) {
    const { weight, height } = body(a);
    if (height === null) return absent('insufficient_data');
    return derive([a.series('speed_mps'), a.series('grade_pct'), weight], (speed, grade, kg) => {
      const value = lactateNormalizedPower(kg, height, speed, grade);
      return value === null ? absent('too_short') : known(value, ['estimated']);
    });
  },
};

export const XPACE_MPS: Metric = {
  id: 'xpace_mps',
  title: 'xPace as flat speed',
  unit: 'm/s',
  version: 1,
  families: ['run'],
  needs: ['lnp_w', 'weight_kg', 'height_m'],
  over_days: 'time_weighted_mean',
  definition: 'The flat speed whose modelled power equals the lactate-normalized power.',
  source: 'Skiba 2006',
  compute(a) {
    const { weight, height } = body(a);
    if (height === null) return absent('insufficient_data');
    return derive([a.metric('lnp_w'), weight], (power, kg) => flatSpeedAtPower(kg, height, power));
  },
};

export const GOVSS: Metric = {
  id: 'govss',
  title: 'GOVSS',
  unit: '',
  version: 1,
  families: ['run'],
  needs: ['lnp_w', 'threshold_speed_mps', 'weight_kg', 'height_m', 'recorded_s'],
  over_days: 'sum',
  definition:
    's · LNP · IWF / (P_thr · 3600) · 100 with IWF = LNP / P_thr and P_thr the modelled power at threshold speed on the flat.',
  source: 'Skiba 2006',
  compute(a) {
    const { weight, height } = body(a);
    if (height === null) return absent('insufficient_data');
    return derive(
      [a.metric('lnp_w'), a.threshold('threshold_speed_mps'), weight, a.metric('recorded_s')],
      (power, threshold, kg, seconds) => trainingStress(seconds, power, runningPower(kg, height, threshold, 0)),
    );
  },
};
