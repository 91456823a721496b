/** A designed workout laid out in time: repeats unrolled, targets as physical values and as fractions of threshold. */

import type { Sex } from '../core/athlete.ts';
import { absent, type Known, known, type Reason } from '../core/known.ts';
import type { Family } from '../core/sport.ts';
import type { Repeat, Step, Target, Workout } from '../core/workout.ts';
import { isPositive } from './positive.ts';
import { cogganBounds, frielHeartRateBounds, frielPaceBounds } from './zones.ts';

/** The athlete's values on the day; whatever is missing makes only what needs it absent. */
export interface WorkoutThresholds {
  readonly ftp_w?: number | null;
  readonly lthr_bpm?: number | null;
  readonly max_hr_bpm?: number | null;
  readonly resting_hr_bpm?: number | null;
  readonly threshold_speed_mps?: number | null;
  /** For hrss only; without it the male coefficient is used. */
  readonly sex?: Sex | null;
  /** Ascending lower bounds in % of FTP, of LTHR and of threshold speed, when the athlete has zones of their own. */
  readonly power_zones_pct?: readonly number[];
  readonly hr_zones_pct?: readonly number[];
  readonly pace_zones_pct?: readonly number[];
}

export type WorkoutBasis = 'power' | 'pace' | 'heart_rate' | 'open';

/** One step at its place in time. Values move linearly from `from` to `to` over whole seconds. */
export interface PlannedStep {
  readonly start_s: number;
  readonly duration_s: number;
  readonly name: string | null;
  readonly basis: WorkoutBasis;
  /** Fraction of FTP, threshold speed or LTHR at start and end (the middle of a range); null when that threshold is not set. */
  readonly fraction: readonly [number, number] | null;
  /** The same in W, m/s or bpm; null when the target is relative and the threshold is not set, or open. */
  readonly value: readonly [number, number] | null;
  /** Half the width of a range as a share of its middle, so that compliance knows the band; 0 for a single value. */
  readonly half_width: number;
  /** Why `fraction` is null. */
  readonly missing: Reason | null;
}

export interface PlannedSteps {
  readonly steps: readonly PlannedStep[];
  readonly duration_s: number;
}

/** Free and open steps are taken as half of threshold. */
export const OPEN_FRACTION = 0.5;

const LONGEST_S = 7 * 86_400;
const MOST_STEPS = 100_000;
const DEEPEST = 64;

/**
 * Unrolls a workout. Step ends are rounded to whole seconds of the running total, so fractions do not add up.
 * `insufficient_data` when nothing has a duration, or the workout is longer than a week or deeper than any real one.
 * Warnings: `open_steps_at_half`, `steps_without_duration` (left out), `unresolved_targets` (taken as open).
 */
export function planSteps(workout: Workout, family: Family, thresholds: WorkoutThresholds): Known<PlannedSteps> {
  const steps: PlannedStep[] = [];
  const warnings = new Set<string>();
  let exact_s = 0;
  let visits = 0;

  /** False when a limit was passed. */
  const walk = (items: readonly (Step | Repeat)[], depth: number): boolean => {
    if (depth > DEEPEST) return false;
    for (const item of items) {
      if (++visits > MOST_STEPS) return false;
      if (item.kind === 'repeat') {
        const times = Number.isFinite(item.times) ? Math.max(0, Math.floor(item.times)) : 0;
        for (let k = 0; k < times && item.steps.length > 0; k++) if (!walk(item.steps, depth + 1)) return false;
        continue;
      }
      const target = resolve(item.target, family, thresholds);
      if (target.unresolved) warnings.add('unresolved_targets');
      const seconds = durationOf(item, target);
      if (seconds === null) {
        warnings.add('steps_without_duration');
        continue;
      }
      const start_s = Math.round(exact_s);
      exact_s += seconds;
      const duration_s = Math.round(exact_s) - start_s;
      if (exact_s > LONGEST_S) return false;
      if (duration_s === 0) continue;
      if (target.basis === 'open') warnings.add('open_steps_at_half');
      const { basis, fraction, value, half_width, missing } = target;
      steps.push({ start_s, duration_s, name: item.name, basis, fraction, value, half_width, missing });
    }
    return true;
  };
  if (!walk(workout.steps, 0) || steps.length === 0) return absent('insufficient_data');
  return known({ steps, duration_s: Math.round(exact_s) }, [...warnings]);
}

type Resolved = Pick<PlannedStep, 'basis' | 'fraction' | 'value' | 'half_width' | 'missing'> & {
  readonly unresolved?: boolean;
};

const OPEN: Resolved = {
  basis: 'open',
  fraction: [OPEN_FRACTION, OPEN_FRACTION],
  value: null,
  half_width: 0,
  missing: null,
};

function resolve(target: Target, family: Family, t: WorkoutThresholds): Resolved {
  const low = target.low ?? target.high;
  const high = target.high ?? target.low;
  if (target.of === 'open' || target.of === 'cadence_rpm') return OPEN;
  if (low === null || high === null || !(low >= 0) || !(high >= 0) || !Number.isFinite(low + high)) {
    return { ...OPEN, unresolved: true };
  }
  const ends: readonly [number, number] = target.ramp ? [low, high] : [(low + high) / 2, (low + high) / 2];
  const half_width = target.ramp || low + high === 0 ? 0 : Math.abs(high - low) / (high + low);
  const relative = (basis: WorkoutBasis, threshold: number | null | undefined, pct = ends): Resolved => ({
    basis,
    fraction: [pct[0] / 100, pct[1] / 100],
    value: isPositive(threshold) ? [(pct[0] * threshold) / 100, (pct[1] * threshold) / 100] : null,
    half_width,
    missing: null,
  });
  const absolute = (basis: WorkoutBasis, threshold: number | null | undefined, missing: Reason): Resolved => ({
    basis,
    fraction: isPositive(threshold) ? [ends[0] / threshold, ends[1] / threshold] : null,
    value: ends,
    half_width,
    missing: isPositive(threshold) ? null : missing,
  });
  const zone = (basis: WorkoutBasis, threshold: number | null | undefined, bounds: readonly number[]): Resolved => {
    const band = zoneBand(Math.min(low, high), Math.max(low, high), bounds);
    if (!band) return { ...OPEN, unresolved: true };
    const middle = (band[0] + band[1]) / 2;
    return { ...relative(basis, threshold, [middle, middle]), half_width: (band[1] - middle) / middle };
  };
  switch (target.of) {
    case 'ftp_pct':
      return relative('power', t.ftp_w);
    case 'power_w':
      return absolute('power', t.ftp_w, 'ftp_not_set');
    case 'power_zone':
      return zone('power', t.ftp_w, t.power_zones_pct ?? cogganBounds(100));
    case 'threshold_pace_pct':
      return relative('pace', t.threshold_speed_mps);
    case 'speed_mps':
      return absolute(
        'pace',
        t.threshold_speed_mps,
        family === 'swim' ? 'swim_pace_not_set' : 'threshold_pace_not_set',
      );
    case 'pace_zone':
      return zone('pace', t.threshold_speed_mps, t.pace_zones_pct ?? frielPaceBounds(100));
    case 'lthr_pct':
      return relative('heart_rate', t.lthr_bpm);
    case 'heart_rate_bpm':
      return absolute('heart_rate', t.lthr_bpm, 'lthr_not_set');
    case 'max_hr_pct': {
      if (!isPositive(t.max_hr_bpm))
        return { ...relative('heart_rate', null), fraction: null, missing: 'max_hr_not_set' };
      const bpm: readonly [number, number] = [(ends[0] * t.max_hr_bpm) / 100, (ends[1] * t.max_hr_bpm) / 100];
      const lthr = t.lthr_bpm;
      return {
        basis: 'heart_rate',
        fraction: isPositive(lthr) ? [bpm[0] / lthr, bpm[1] / lthr] : null,
        value: bpm,
        half_width,
        missing: isPositive(lthr) ? null : 'lthr_not_set',
      };
    }
    case 'hr_zone':
      return zone('heart_rate', t.lthr_bpm, t.hr_zones_pct ?? frielHeartRateBounds(family, 100));
  }
}

/** Bounds in % of a zone or a run of zones (1 is the first); the top zone ends at 1.2 times its lower bound. */
function zoneBand(first: number, last: number, bounds: readonly number[]): [number, number] | null {
  const low = bounds[first - 1];
  const top = bounds[last - 1];
  if (low === undefined || top === undefined) return null;
  return [low, bounds[last] ?? 1.2 * top];
}

function durationOf(step: Step, target: Resolved): number | null {
  if (step.end.kind === 'time') {
    return Number.isFinite(step.end.seconds) ? Math.max(0, step.end.seconds) : null;
  }
  if (step.end.kind !== 'distance' || target.basis !== 'pace' || !target.value) return null;
  const seconds = step.end.meters / ((target.value[0] + target.value[1]) / 2);
  return isPositive(seconds) ? seconds : null;
}
