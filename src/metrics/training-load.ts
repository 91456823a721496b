/** Fitness, fatigue and form from daily load: the performance-management chart, its future, and loads that reach a target. */

import { absent, type Known, known } from '../core/known.ts';
import { dateOfDay, dayNumber } from '../core/time.ts';
import type { ModelDefinition } from './model-definition.ts';

export const definition: ModelDefinition = {
  id: 'training_load',
  title: 'Fitness (CTL), fatigue (ATL) and form (TSB)',
  unit: '',
  definition:
    'CTL_d = CTL_{d−1} + k(L_d − CTL_{d−1}), ATL likewise; τ 42 and 7 days; kernel exp (default) k = 1 − e^(−1/τ), ' +
    'tp k = 1/τ. L_d is the sum of the chosen loads of activities that start on the local day d, 0 on rest days. ' +
    'tsb_start_of_day_d = CTL_{d−1} − ATL_{d−1}; form_end_of_day_d = CTL_d − ATL_d; form_pct = end-of-day form / CTL × 100, ' +
    'absent under CTL 1; ramp7 = CTL_d − CTL_{d−7}. Starts from 0 on the first day with data, or from values given for a ' +
    'date, which replace the state at the end of that day. The first 42 (ATL: 7) days from zero are marked warming_up. ' +
    'τ may change on a date; the state carries over. Load for a form F at the end of the day solves ' +
    'e^(−1/42)C + k_c·L − e^(−1/7)A − k_a·L = F; constant load for a CTL in n days = (C_T − C₀q^n)/(1 − q^n), q = 1 − k. ' +
    'Form bands: over 20 transition, 5–20 fresh, −10–5 grey, −30–−10 optimal, under −30 high risk: conventions.',
  source: 'Banister 1975; Coggan 2003; Allen, Coggan & McGregor 2019',
  version: 1,
};

/** `exp`: k = 1 − e^(−1/τ), the default. `tp`: k = 1/τ, the book's form. */
export type Kernel = 'exp' | 'tp';

export const TAU_CTL_DAYS = 42;
export const TAU_ATL_DAYS = 7;

export interface LoadState {
  readonly ctl: number;
  readonly atl: number;
}

export interface LoadDay extends LoadState {
  readonly load: number;
  /** Yesterday's CTL − ATL: the form one wakes up with. */
  readonly tsb_start_of_day: number;
  /** Today's CTL − ATL. */
  readonly form_end_of_day: number;
  /** End-of-day form in % of CTL; null while CTL < 1. */
  readonly form_pct: number | null;
  /** CTL gained in seven days; null before there are seven. */
  readonly ramp7: number | null;
  readonly ctl_warming_up: boolean;
  readonly atl_warming_up: boolean;
}

/** Something that happens on a day of the series. */
export interface LoadChange {
  /** Index of the day. */
  readonly day: number;
  /** New time constants, from this day's step on. */
  readonly tau_ctl_days?: number;
  readonly tau_atl_days?: number;
  /** State at the end of this day as the athlete or platform gives it; replaces ours and ends warming up. */
  readonly ctl?: number;
  readonly atl?: number;
}

export interface TrainingLoadOptions {
  readonly kernel?: Kernel;
  readonly tau_ctl_days?: number;
  readonly tau_atl_days?: number;
  /** State at the end of the day before the first; without it both start at 0 and warm up. */
  readonly seed?: LoadState;
  readonly changes?: readonly LoadChange[];
}

/** Gain of one day. A τ that is not above 0 counts as following the load at once (k = 1). */
export function loadGain(tau_days: number, kernel: Kernel = 'exp'): number {
  if (!(tau_days > 0)) return 1;
  return kernel === 'exp' ? -Math.expm1(-1 / tau_days) : Math.min(1, 1 / tau_days);
}

/** One row per day of `loads`, oldest first. A load that is not a finite number counts as a rest day. */
export function trainingLoad(loads: ArrayLike<number>, options: TrainingLoadOptions = {}): LoadDay[] {
  const kernel = options.kernel ?? 'exp';
  const changes = new Map<number, LoadChange[]>();
  for (const change of options.changes ?? []) {
    const same_day = changes.get(change.day);
    if (same_day) same_day.push(change);
    else changes.set(change.day, [change]);
  }
  let ctl_gain = loadGain(options.tau_ctl_days ?? TAU_CTL_DAYS, kernel);
  let atl_gain = loadGain(options.tau_atl_days ?? TAU_ATL_DAYS, kernel);
  const seed = options.seed ?? { ctl: 0, atl: 0 };
  let { ctl, atl } = seed;
  let ctl_warm_at = options.seed ? 0 : TAU_CTL_DAYS;
  let atl_warm_at = options.seed ? 0 : TAU_ATL_DAYS;
  const rows: LoadDay[] = [];
  for (let d = 0; d < loads.length; d++) {
    const load = Number.isFinite(loads[d]!) ? loads[d]! : 0;
    const today = changes.get(d) ?? [];
    for (const change of today) {
      if (change.tau_ctl_days !== undefined) ctl_gain = loadGain(change.tau_ctl_days, kernel);
      if (change.tau_atl_days !== undefined) atl_gain = loadGain(change.tau_atl_days, kernel);
    }
    const tsb_start_of_day = ctl - atl;
    ctl += ctl_gain * (load - ctl);
    atl += atl_gain * (load - atl);
    for (const change of today) {
      if (change.ctl !== undefined) {
        ctl = change.ctl;
        ctl_warm_at = d;
      }
      if (change.atl !== undefined) {
        atl = change.atl;
        atl_warm_at = d;
      }
    }
    const week_ago = d === 6 ? seed.ctl : rows[d - 7]?.ctl;
    rows.push({
      load,
      ctl,
      atl,
      tsb_start_of_day,
      form_end_of_day: ctl - atl,
      form_pct: formPct(ctl - atl, ctl),
      ramp7: week_ago === undefined ? null : ctl - week_ago,
      ctl_warming_up: d < ctl_warm_at,
      atl_warming_up: d < atl_warm_at,
    });
  }
  return rows;
}

/** Form in % of CTL; null while CTL < 1, where the ratio means nothing. */
export function formPct(form: number, ctl: number): number | null {
  return ctl >= 1 ? (100 * form) / ctl : null;
}

/** Loads summed per local date into one value per day from `first_date` to `last_date`, rest days 0. */
export function dailyLoads(
  entries: Iterable<{ readonly local_date: string; readonly load: number }>,
  first_date: string,
  last_date: string,
): Float64Array {
  const first = dayNumber(first_date);
  const loads = new Float64Array(Math.max(0, dayNumber(last_date) - first + 1));
  for (const { local_date, load } of entries) {
    const d = dayNumber(local_date) - first;
    if (d >= 0 && d < loads.length && Number.isFinite(load)) loads[d]! += load;
  }
  return loads;
}

/** The local date of row `index` of a series that starts on `first_date`. */
export function dateOfRow(first_date: string, index: number): string {
  return dateOfDay(dayNumber(first_date) + index);
}

/**
 * The load a day counts with in a projection: the past as it was, today what was done or, if nothing was, what is
 * planned, the future as planned.
 */
export function projectedLoad(days_from_today: number, done: number, planned: number): number {
  if (days_from_today < 0) return done;
  return days_from_today === 0 && done > 0 ? done : planned;
}

/** Load of one day after which CTL − ATL is `form`; negative with the warning `rest_is_not_enough` when no load reaches it. */
export function loadForForm(state: LoadState, form: number, options: TrainingLoadOptions = {}): Known<number> {
  const ctl_gain = loadGain(options.tau_ctl_days ?? TAU_CTL_DAYS, options.kernel);
  const atl_gain = loadGain(options.tau_atl_days ?? TAU_ATL_DAYS, options.kernel);
  if (ctl_gain === atl_gain) return absent('zero_denominator');
  const load = (form - (1 - ctl_gain) * state.ctl + (1 - atl_gain) * state.atl) / (ctl_gain - atl_gain);
  if (!Number.isFinite(load)) return absent('insufficient_data');
  return known(load, load < 0 ? ['rest_is_not_enough'] : []);
}

/** Constant daily load that brings CTL to `target_ctl` after `days`; negative with `rest_is_not_enough` when rest does not. */
export function loadForFitness(
  ctl: number,
  target_ctl: number,
  days: number,
  options: TrainingLoadOptions = {},
): Known<number> {
  if (!Number.isInteger(days) || days < 1 || !Number.isFinite(ctl + target_ctl)) return absent('insufficient_data');
  const kept = (1 - loadGain(options.tau_ctl_days ?? TAU_CTL_DAYS, options.kernel)) ** days;
  const load = (target_ctl - ctl * kept) / (1 - kept);
  return known(load, load < 0 ? ['rest_is_not_enough'] : []);
}

export type FormBand = 'transition' | 'fresh' | 'grey' | 'optimal' | 'high_risk';

/** The colour bands of a form chart: conventions, not physiology. */
export function formBand(form: number): FormBand {
  if (form > 20) return 'transition';
  if (form >= 5) return 'fresh';
  if (form >= -10) return 'grey';
  return form >= -30 ? 'optimal' : 'high_risk';
}

export const RAMP_GUARD_PER_WEEK = 8;

/**
 * Conventions worth a second look, for the last row: `fast_ramp` when CTL rose by more than 8 in a week,
 * `load_jump` when the last seven days carried over 1.5 times the load of the seven before (and those were not empty).
 */
export function rampFlags(rows: readonly LoadDay[]): ('fast_ramp' | 'load_jump')[] {
  const flags: ('fast_ramp' | 'load_jump')[] = [];
  if ((rows.at(-1)?.ramp7 ?? 0) > RAMP_GUARD_PER_WEEK) flags.push('fast_ramp');
  const sum = (from: number, to?: number) => rows.slice(from, to).reduce((total, row) => total + row.load, 0);
  if (rows.length >= 14) {
    const before = sum(-14, -7);
    if (before > 0 && sum(-7) > 1.5 * before) flags.push('load_jump');
  }
  return flags;
}
