/** Golden cases of planned workouts: a case's compact steps as core workouts, and the estimate under the case's names. */

import type { Known } from '../src/core/known.ts';
import type { SportId } from '../src/core/sport.ts';
import type { Repeat, Step, Target } from '../src/core/workout.ts';
import { estimateWorkout } from '../src/metrics/workout-estimate.ts';
import type { CaseAdapter } from './golden.ts';

type Fields = Record<string, unknown>;

/** Target families by the key a step uses, for a single value, `_low`/`_high`, `_from`/`_to` or a pair. */
const TARGET_KEYS: readonly (readonly [string, Target['of']])[] = [
  ['pct', 'ftp_pct'],
  ['ftp_pct', 'ftp_pct'],
  ['power_w', 'power_w'],
  ['watts', 'power_w'],
  ['zone', 'power_zone'],
  ['power_zone', 'power_zone'],
  ['hr_zone', 'hr_zone'],
  ['pace_zone', 'pace_zone'],
  ['lthr_pct', 'lthr_pct'],
  ['hr_pct', 'lthr_pct'],
  ['max_hr_pct', 'max_hr_pct'],
  ['hr_bpm', 'heart_rate_bpm'],
  ['heart_rate_bpm', 'heart_rate_bpm'],
  ['pace_pct', 'threshold_pace_pct'],
  ['speed_pct', 'threshold_pace_pct'],
  ['threshold_pace_pct', 'threshold_pace_pct'],
  ['speed_mps', 'speed_mps'],
];

function targetOf(step: Fields, fallback: Target['of']): Target {
  const make = (of: Target['of'], low: unknown, high: unknown, ramp: boolean): Target | null =>
    typeof low === 'number' && typeof high === 'number' ? { of, low, high, ramp } : null;
  for (const [key, of] of TARGET_KEYS) {
    const found = step[key];
    const pair = Array.isArray(found) ? found : [found, found];
    const target =
      make(of, pair[0], pair[1], step.ramp === true) ??
      make(of, step[`${key}_low`], step[`${key}_high`], step.ramp === true) ??
      make(of, step[`${key}_from`], step[`${key}_to`], true);
    if (target) return target;
  }
  const named = TARGET_KEYS.find(([key]) => key === step.of)?.[1] ?? fallback;
  return (
    make(named, step.from, step.to, true) ??
    make(named, step.low, step.high, step.ramp === true) ?? { of: 'open', low: null, high: null, ramp: false }
  );
}

function stepsOf(list: unknown, fallback: Target['of']): (Step | Repeat)[] {
  if (!Array.isArray(list)) throw new Error('steps are missing');
  return list.map((entry): Step | Repeat => {
    const step = entry as Fields;
    if (Array.isArray(step.steps)) {
      return { kind: 'repeat', times: Number(step.repeat ?? 1), steps: stepsOf(step.steps, fallback) };
    }
    const end: Step['end'] =
      typeof step.duration_s === 'number'
        ? { kind: 'time', seconds: step.duration_s }
        : typeof step.distance_m === 'number'
          ? { kind: 'distance', meters: step.distance_m }
          : { kind: 'lap_button' };
    const target = targetOf(step, fallback);
    return { kind: 'step', name: null, note: null, intensity: null, end, target, cadence: null, cues: [] };
  });
}

const SPORTS: Readonly<Record<string, SportId>> = {
  ride: 'ride',
  bike: 'ride',
  run: 'run',
  swim: 'swim',
  walk: 'walk',
};

export const workoutCase: CaseAdapter = (inputs, options) => {
  const given = { ...inputs, ...options };
  const number = (...keys: string[]): number | null => {
    for (const key of keys) if (typeof given[key] === 'number') return given[key] as number;
    return null;
  };
  const bounds = (key: string): number[] | undefined =>
    Array.isArray(given[key]) ? (given[key] as number[]) : undefined;
  const threshold_speed_mps = number('threshold_speed_mps', 'threshold_mps');
  const lthr_bpm = number('lthr', 'lthr_bpm');
  const sport = SPORTS[String(given.sport ?? given.family ?? 'ride')] ?? 'ride';
  const fallback =
    number('ftp', 'ftp_w') !== null || sport === 'ride'
      ? 'ftp_pct'
      : threshold_speed_mps !== null
        ? 'threshold_pace_pct'
        : 'lthr_pct';
  const power_zones_pct = bounds('power_zones_pct');
  const hr_zones_pct = bounds('hr_zones_pct');
  const answer = estimateWorkout(
    { name: null, note: null, sport, ftp_w: null, steps: stepsOf(given.steps, fallback) },
    {
      ftp_w: number('ftp', 'ftp_w'),
      lthr_bpm,
      max_hr_bpm: number('max_hr', 'hr_max', 'max_hr_bpm'),
      resting_hr_bpm: number('resting_hr', 'hr_rest', 'resting_hr_bpm'),
      sex: given.sex === 'female' ? 'female' : 'male',
      threshold_speed_mps,
      ...(power_zones_pct ? { power_zones_pct } : {}),
      ...(hr_zones_pct ? { hr_zones_pct } : {}),
    },
    {
      heart_rate: given.hr_method === 'hrss' || given.method === 'hrss' ? 'hrss' : 'zones',
      startup: given.startup === 'skip' ? 'skip' : given.startup === 'zero-pad' ? 'zero_pad' : 'expand',
    },
  );
  const found = answer.value;
  if (!found) return { duration_s: null, tss: null, load: null };
  const value = (known: Known<number>) => known.value;
  return {
    duration_s: found.duration_s,
    basis: found.basis,
    average_power: value(found.average_power_w),
    work_kj: value(found.work_kj),
    np: value(found.np_w),
    intensity_factor: value(found.intensity_factor),
    tss: value(found.load),
    load: value(found.load),
    np_from_30th_second: value(found.np_from_30th_second_w),
    tss_from_30th_second: value(found.load_from_30th_second),
    np_unsmoothed: value(found.np_unsmoothed_w),
    tss_unsmoothed: value(found.load_unsmoothed),
    distance_m: value(found.distance_m),
    warnings: 'warnings' in answer ? answer.warnings : [],
  };
};
