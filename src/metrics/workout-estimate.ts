/** What a designed workout will cost: duration, power, intensity and load before anyone has ridden it. */

import { absent, type Known, known, type Reason } from '../core/known.ts';
import { familyOf } from '../core/sport.ts';
import type { Workout } from '../core/workout.ts';
import { hrssFromTrimp, POINTS_PER_HOUR } from './heart-rate-load.ts';
import type { ModelDefinition } from './model-definition.ts';
import { type NormalizedPowerOptions, normalizedPower } from './normalized-power.ts';
import { isPositive } from './positive.ts';
import { intensityFactor, trainingStress } from './training-stress.ts';
import { trimpPerMinute } from './trimp.ts';
import { type PlannedStep, planSteps, type WorkoutThresholds } from './workout-steps.ts';
import { frielHeartRateBounds } from './zones.ts';

export const definition: ModelDefinition = {
  id: 'workout_estimate',
  title: 'Planned workout estimate',
  unit: '',
  definition:
    'Steps are expanded to 1 Hz: a constant is its target, a ramp over n seconds is from + (to − from)(i + ½)/n, a range its ' +
    'middle, a zone the middle of the zone (top zone 1.1 × its lower bound), free and open steps 50 % of threshold (warning ' +
    'open_steps_at_half); a distance step lasts distance / target speed. Power: NP with the expanding first window, IF and ' +
    'TSS as for activities; the 30th-second start and the fourth-power mean without smoothing stand beside it. Pace: ' +
    'Σ hours·(v/threshold)²·100, cubed for swims. Heart rate: Σ hours × Friel points per zone (30, 55, 70, 80, 100, 120, ' +
    '140), or hrss at the middle. Workouts that mix targets add the parts up (warning mixed_targets).',
  source: 'Allen & Coggan 2019; Friel 2009; Skiba 2006',
  version: 1,
};

export interface WorkoutEstimate {
  readonly duration_s: number;
  /** What most of the time aims at. */
  readonly basis: 'power' | 'pace' | 'heart_rate';
  /** TSS-like points; the first reason met when a part cannot be computed. */
  readonly load: Known<number>;
  /** Power: NP/FTP. Else the constant intensity that would give the same load. */
  readonly intensity_factor: Known<number>;
  /** Over the steps with a power (or open) target. */
  readonly average_power_w: Known<number>;
  readonly work_kj: Known<number>;
  readonly np_w: Known<number>;
  /** For comparison with recorded rides (first window at the 30th second) and with products that do not smooth. */
  readonly np_from_30th_second_w: Known<number>;
  readonly load_from_30th_second: Known<number>;
  readonly np_unsmoothed_w: Known<number>;
  readonly load_unsmoothed: Known<number>;
  /** Steps with a speed only; absent when any step has none. */
  readonly distance_m: Known<number>;
}

export interface WorkoutEstimateOptions {
  /** How a heart-rate step becomes load; `hrss` also needs resting and maximum heart rate. */
  readonly heart_rate?: 'zones' | 'hrss';
  /** How the first 30 s of NP are treated; default expand. */
  readonly startup?: NonNullable<NormalizedPowerOptions['startup']>;
}

/** Estimates a workout for the athlete's thresholds. Absent only when nothing in it has a duration. */
export function estimateWorkout(
  workout: Workout,
  thresholds: WorkoutThresholds,
  options: WorkoutEstimateOptions = {},
): Known<WorkoutEstimate> {
  const family = familyOf(workout.sport);
  const plan = planSteps(workout, family, thresholds);
  if (plan.value === null) return plan;
  const { steps, duration_s } = plan.value;
  const seconds = { power: 0, pace: 0, heart_rate: 0, open: 0 };
  for (const step of steps) seconds[step.basis] += step.duration_s;
  const basis =
    seconds.power + seconds.pace + seconds.heart_rate === 0
      ? family === 'ride'
        ? 'power'
        : 'pace'
      : seconds.power >= seconds.pace && seconds.power >= seconds.heart_rate
        ? 'power'
        : seconds.pace >= seconds.heart_rate
          ? 'pace'
          : 'heart_rate';
  const of = (wanted: string) => steps.filter((s) => (s.basis === 'open' ? basis : s.basis) === wanted);

  const parts: Known<number>[] = [];
  const power_steps = of('power');
  const power = powerPart(power_steps, thresholds.ftp_w, options.startup ?? 'expand');
  if (power_steps.length > 0) parts.push(power.load);
  const exponent = family === 'swim' ? 3 : 2;
  if (of('pace').length > 0) parts.push(paceLoad(of('pace'), exponent));
  if (of('heart_rate').length > 0) {
    const zones = frielHeartRateBounds(family, 100);
    parts.push(
      options.heart_rate === 'hrss' ? hrssLoad(of('heart_rate'), thresholds) : zoneLoad(of('heart_rate'), zones),
    );
  }
  const missing = parts.find((p) => p.value === null);
  const load = missing ?? known(parts.reduce((sum, p) => sum + p.value!, 0));
  const warnings = [...(plan.warnings ?? []), ...(parts.length > 1 ? ['mixed_targets'] : [])];
  return known(
    {
      duration_s,
      basis,
      load,
      intensity_factor:
        basis === 'power' && parts.length === 1
          ? power.intensity_factor
          : load.value === null
            ? load
            : known((load.value / (duration_s / 36)) ** (basis === 'pace' ? 1 / exponent : 0.5)),
      average_power_w: power.average_power_w,
      work_kj: power.work_kj,
      np_w: power.np_w,
      np_from_30th_second_w: power.np_from_30th_second_w,
      load_from_30th_second: power.load_from_30th_second,
      np_unsmoothed_w: power.np_unsmoothed_w,
      load_unsmoothed: power.load_unsmoothed,
      distance_m: distance(steps),
    },
    warnings,
  );
}

/** Values at the middle of each second of a step. */
export function eachSecond([from, to]: readonly [number, number], duration_s: number): Float64Array {
  return Float64Array.from({ length: duration_s }, (_, i) => from + ((to - from) * (i + 0.5)) / duration_s);
}

type PowerPart = Pick<
  WorkoutEstimate,
  | 'load'
  | 'intensity_factor'
  | 'average_power_w'
  | 'work_kj'
  | 'np_w'
  | 'np_from_30th_second_w'
  | 'load_from_30th_second'
  | 'np_unsmoothed_w'
  | 'load_unsmoothed'
>;

function powerPart(
  steps: readonly PlannedStep[],
  ftp_w: number | null | undefined,
  startup: NonNullable<NormalizedPowerOptions['startup']>,
): PowerPart {
  if (steps.length === 0) return noPower('insufficient_data');
  // Without FTP a workout in percent still has an intensity and a load, and one in watts still has its watts.
  const relative = steps.every((s) => s.fraction);
  const ftp = isPositive(ftp_w) ? ftp_w : relative ? 1 : null;
  if (ftp === null && !steps.every((s) => s.value)) return noPower('ftp_not_set');
  const length = steps.reduce((sum, s) => sum + s.duration_s, 0);
  const power = new Float64Array(length);
  let at = 0;
  for (const s of steps) {
    const ends = s.value ?? ([s.fraction![0] * ftp!, s.fraction![1] * ftp!] as const);
    power.set(eachSecond(ends, s.duration_s), at);
    at += s.duration_s;
  }
  let sum = 0;
  let fourth = 0;
  for (const p of power) {
    sum += p;
    fourth += p ** 4;
  }
  const np = normalizedPower(power, { startup });
  const late = normalizedPower(power);
  const unsmoothed = (fourth / length) ** 0.25;
  const watts = (value: number | null): Known<number> =>
    value === null ? absent('too_short') : isPositive(ftp_w) || ftp === null ? known(value) : absent('ftp_not_set');
  const stress = (value: number | null): Known<number> =>
    value === null
      ? absent('too_short')
      : ftp === null
        ? absent('ftp_not_set')
        : known(trainingStress(length, value, ftp));
  const intensity = (value: number | null): Known<number> =>
    value === null ? absent('too_short') : ftp === null ? absent('ftp_not_set') : known(intensityFactor(value, ftp));
  return {
    load: stress(np),
    intensity_factor: intensity(np),
    average_power_w: watts(sum / length),
    work_kj: watts(sum / 1000),
    np_w: watts(np),
    np_from_30th_second_w: watts(late),
    load_from_30th_second: stress(late),
    np_unsmoothed_w: watts(unsmoothed),
    load_unsmoothed: stress(unsmoothed),
  };
}

function noPower(reason: Reason): PowerPart {
  const none = absent(reason);
  return {
    load: none,
    intensity_factor: none,
    average_power_w: none,
    work_kj: none,
    np_w: none,
    np_from_30th_second_w: none,
    load_from_30th_second: none,
    np_unsmoothed_w: none,
    load_unsmoothed: none,
  };
}

function paceLoad(steps: readonly PlannedStep[], exponent: number): Known<number> {
  return sumLoad(steps, (fraction) => 100 * fraction ** exponent);
}

function zoneLoad(steps: readonly PlannedStep[], lower_pct: readonly number[]): Known<number> {
  return sumLoad(steps, (fraction) => {
    // A hair of tolerance, so that a target written as 90 % is not put under 90 % by its own rounding.
    const pct = 100 * fraction + 1e-9;
    return POINTS_PER_HOUR[lower_pct.findLastIndex((bound) => pct >= bound)] ?? 0;
  });
}

function hrssLoad(steps: readonly PlannedStep[], t: WorkoutThresholds): Known<number> {
  if (!isPositive(t.lthr_bpm)) return absent('lthr_not_set');
  if (!isPositive(t.resting_hr_bpm)) return absent('resting_hr_not_set');
  if (!isPositive(t.max_hr_bpm)) return absent('max_hr_not_set');
  const lthr = t.lthr_bpm;
  const settings = { resting_bpm: t.resting_hr_bpm, max_bpm: t.max_hr_bpm, sex: t.sex ?? 'male' } as const;
  if (hrssFromTrimp(1, lthr, settings) === null) return absent('inconsistent_heart_rate_settings');
  return sumLoad(steps, (fraction) => hrssFromTrimp(60 * trimpPerMinute(fraction * lthr, settings), lthr, settings)!);
}

/** Integrates points per hour over the seconds of the steps. */
function sumLoad(steps: readonly PlannedStep[], per_hour: (fraction: number) => number): Known<number> {
  let points = 0;
  for (const s of steps) {
    if (!s.fraction) return absent(s.missing ?? 'insufficient_data');
    if (s.fraction[0] === s.fraction[1]) points += per_hour(s.fraction[0]) * s.duration_s;
    else for (const fraction of eachSecond(s.fraction, s.duration_s)) points += per_hour(fraction);
  }
  return known(points / 3600);
}

function distance(steps: readonly PlannedStep[]): Known<number> {
  let meters = 0;
  for (const s of steps) {
    if (s.basis !== 'pace' || !s.value) return absent('insufficient_data');
    meters += ((s.value[0] + s.value[1]) / 2) * s.duration_s;
  }
  return known(meters);
}
