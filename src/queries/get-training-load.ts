/** get_training_load: fitness, fatigue and form, what they rest on, where they lead, and the load that reaches a target. */

import { Failure } from '../core/failure.ts';
import { REASONS } from '../core/known.ts';
import { addDays, dayNumber, weekStart } from '../core/time.ts';
import { workloadRatios } from '../metrics/acwr.ts';
import { monotony } from '../metrics/monotony.ts';
import {
  type FormBand,
  formBand,
  formPct,
  type LoadState,
  loadForFitness,
  loadForForm,
  loadGain,
  rampFlags,
  TAU_ATL_DAYS,
  TAU_CTL_DAYS,
  trainingLoad,
} from '../metrics/training-load.ts';
import { type Answer, roundRecord, type Section, tableOf } from './answer.ts';
import type { QueryContext } from './context.ts';
import type { GetTrainingLoadInput } from './inputs/get-training-load.ts';
import { recomputingNotes, whenEmpty } from './live-activities.ts';
import { loadCoverage } from './load-coverage.ts';
import { daysBetween, type LoadHistory, loadHistory, loadsUpTo } from './load-history.ts';
import { checkDate, resolvePeriod } from './period.ts';
import { remember } from './remember.ts';
import { sportFilter } from './sport-filter.ts';

const DEFAULT_DAYS = 42;
const MOST_ROWS = 300;

const STATUS_WORDS: Record<FormBand, string> = {
  transition: 'transition: very rested, fitness is fading',
  fresh: 'fresh: rested, good for a race',
  grey: 'grey zone: neither loading nor resting much',
  optimal: 'optimal: productive load',
  high_risk: 'high risk: very deep fatigue',
};

export async function getTrainingLoad(context: QueryContext, input: GetTrainingLoadInput): Promise<Answer> {
  const kernel = input.kernel ?? 'exp';
  const asked = periodFor(context, input);
  const sport = sportFilter(input.sport);
  const scope: Record<string, string | number | null> = {
    athlete: context.athlete.name,
    sport: input.sport ?? 'all',
    after: asked.after,
    before: asked.before,
    kernel,
    ctl_days: TAU_CTL_DAYS,
    atl_days: TAU_ATL_DAYS,
  };
  const history = await loadHistory(context, { until: asked.before, sport, kernel });
  if (!history) return (await whenEmpty(context, scope)) ?? nothingIn(context, scope, input);
  const shown = daysBetween(history, asked.after, asked.before);
  const resolution = input.resolution ?? defaultResolution(shown.days.length);
  const { rows, left_out, quiet } = seriesRows(history, shown, resolution);
  const rests_on = {
    after: shown.days.length < DEFAULT_DAYS ? addDays(asked.before, 1 - DEFAULT_DAYS) : shown.first_date,
    before: asked.before,
    sport,
  };
  const coverage = await remember(context, ['load-coverage', rests_on], () => loadCoverage(context, rests_on));
  const projection = projectionOf(context, input, history, asked.before);
  const targets = targetsOf(context, input, history);
  const state = stateOf(context, history);

  const notes = [
    'TSB means form at the start of the day (yesterday’s CTL − ATL); the status words are conventions on it, not physiology. ACWR is context only, it predicts no injury.',
    ...coverage.notes,
    ...recomputingNotes(context),
  ];
  if (left_out > 0) {
    notes.push(
      `The latest ${rows.rows.length} of ${rows.rows.length + left_out} rows; use a coarser resolution or an earlier before.`,
    );
  }
  if (quiet > 0) notes.push(`${quiet} rows without any training in or before them are left out.`);
  const earliest_sound = addDays(history.first_date, TAU_CTL_DAYS);
  if (shown.first_date < earliest_sound) {
    notes.push(
      `CTL starts at 0 on ${history.first_date} and is warming up until ${earliest_sound}: too low before that.`,
    );
  }
  return {
    scope: { ...scope, after: shown.first_date, resolution },
    [asked.before === context.today ? 'today' : 'state']: state,
    [resolution]: rows,
    load_basis: coverage.section,
    ...(targets ? { targets } : {}),
    ...(projection ? { projection } : {}),
    notes,
    next: nextCalls(input, coverage.without_load > 0),
  };
}

/** Dates ahead of today are projection, never history. */
function periodFor(context: QueryContext, input: GetTrainingLoadInput): { after: string | null; before: string } {
  if (input.target_date !== undefined) checkDate('target_date', input.target_date);
  const fallback = input.after || input.before || input.period ? 'all' : 'last_7_days';
  const period = resolvePeriod(input, context.today, fallback);
  const before = period.before === null || period.before > context.today ? context.today : period.before;
  if (period.after !== null && period.after > before) {
    throw new Failure(
      'period_in_future',
      'The period lies in the future.',
      'Leave out after, and use project_days (and weekly_load) to look ahead.',
    );
  }
  const by_default = fallback === 'last_7_days';
  return { after: by_default ? addDays(before, 1 - DEFAULT_DAYS) : period.after, before };
}

function defaultResolution(days: number): 'day' | 'week' | 'month' {
  if (days <= 14) return 'day';
  return days <= 200 ? 'week' : 'month';
}

interface SeriesRow {
  readonly from: string;
  readonly load: number;
  readonly ctl: number;
  readonly atl: number;
  readonly tsb_start_of_day: number;
  readonly form_end_of_day: number;
  readonly ramp_ctl_per_week: number | null;
  readonly monotony: number | null;
  readonly strain: number | null;
  /** null while there is neither fitness nor fatigue to compare. */
  readonly status: FormBand | null;
  readonly warming_up: true | null;
}

/** One row per day, ISO week or month; the state is that of the last day in it. */
function seriesRows(history: LoadHistory, shown: LoadHistory, resolution: 'day' | 'week' | 'month') {
  const offset = dayNumber(shown.first_date) - dayNumber(history.first_date);
  const rows: SeriesRow[] = [];
  let load = 0;
  let from = shown.first_date;
  for (let i = 0; i < shown.days.length; i++) {
    const date = shown.dates[i]!;
    const day = shown.days[i]!;
    if (i > 0 && startsGroup(date, resolution)) {
      from = date;
      load = 0;
    }
    load += day.load;
    const last = i + 1 === shown.days.length || startsGroup(shown.dates[i + 1]!, resolution);
    if (!last) continue;
    const week = resolution === 'week' ? monotony(loadsUpTo(history, offset + i, 7)).value : null;
    rows.push({
      from,
      load: Math.round(load),
      ctl: day.ctl,
      atl: day.atl,
      tsb_start_of_day: day.tsb_start_of_day,
      form_end_of_day: day.form_end_of_day,
      ramp_ctl_per_week: day.ramp7,
      monotony: week?.monotony ?? null,
      strain: week ? Math.round(week.strain) : null,
      status: trained(day) ? formBand(day.tsb_start_of_day) : null,
      warming_up: day.ctl_warming_up ? true : null,
    });
  }
  const busy = rows.filter((row) => row.load > 0 || row.ctl >= 0.5 || row.atl >= 0.5);
  const left_out = Math.max(0, busy.length - MOST_ROWS);
  const first = { day: 'local_date', week: 'week_from', month: 'month_from' }[resolution];
  const columns = [
    first,
    'load',
    'ctl',
    'atl',
    'tsb_start_of_day',
    'form_end_of_day',
    'ramp_ctl_per_week',
    'monotony',
    'strain',
    'status',
    'warming_up',
  ];
  const named = busy.slice(left_out).map(({ from, ...row }): Record<string, unknown> => ({ [first]: from, ...row }));
  return { rows: tableOf(columns, named), left_out, quiet: rows.length - busy.length };
}

function startsGroup(date: string, resolution: 'day' | 'week' | 'month'): boolean {
  if (resolution === 'day') return true;
  return resolution === 'week' ? weekStart(date) === date : date.endsWith('-01');
}

/** With hardly any fitness or fatigue the difference of the two says nothing. */
function trained(day: LoadState): boolean {
  return day.ctl >= 1 || day.atl >= 1;
}

/** The last day in full. */
function stateOf(context: QueryContext, history: LoadHistory): Section {
  const index = history.days.length - 1;
  const day = history.days[index]!;
  const week = monotony(loadsUpTo(history, index, 7));
  const ratios = workloadRatios(loadsUpTo(history, index, 28));
  const flags = rampFlags(history.days.slice(-14));
  return {
    ...roundRecord({
      local_date: history.last_date,
      load: Math.round(day.load),
      ctl: day.ctl,
      atl: day.atl,
      tsb_start_of_day: day.tsb_start_of_day,
      form_end_of_day: day.form_end_of_day,
      form_pct: day.form_pct,
      status: trained(day) ? STATUS_WORDS[formBand(day.tsb_start_of_day)] : 'no training in the last weeks',
      ramp_ctl_per_week: day.ramp7,
      load_7_days: Math.round(loadsUpTo(history, index, 7).reduce((sum, load) => sum + load, 0)),
      monotony_7_days: week.value?.monotony,
      strain_7_days: week.value ? Math.round(week.value.strain) : null,
      acwr_coupled_ratio: ratios.value?.rolling_coupled,
      acwr_uncoupled_ratio: ratios.value?.rolling_uncoupled,
      acwr_ewma_ratio: ratios.value?.ewma,
    }),
    ...(flags.includes('fast_ramp') ? { fast_ramp: 'CTL rose by more than 8 in a week' } : {}),
    ...(flags.includes('load_jump') ? { load_jump: 'the last 7 days carried over 1.5 times the 7 before' } : {}),
    ...(day.ctl_warming_up ? { warming_up: true } : {}),
    ...(history.last_date === context.today && day.load === 0 ? { nothing_done_yet: true } : {}),
  };
}

/** The days ahead with nothing planned, or with a given load a week spread evenly. */
function projectionOf(
  context: QueryContext,
  input: GetTrainingLoadInput,
  history: LoadHistory,
  before: string,
): Section | null {
  if (before !== context.today) return null;
  const until_target = input.target_date ? dayNumber(input.target_date) - dayNumber(context.today) : 7;
  const days = Math.min(365, input.project_days ?? Math.max(0, until_target));
  if (days === 0) return null;
  const last = history.days.at(-1)!;
  const daily = (input.weekly_load ?? 0) / 7;
  const ahead = trainingLoad(new Float64Array(days).fill(daily), { kernel: input.kernel ?? 'exp', seed: last });
  const step = days <= 14 ? 1 : days <= 98 ? 7 : 28;
  const picked: Record<string, unknown>[] = [];
  for (let i = 0; i < days; i++) {
    if ((i + 1) % step !== 0 && i + 1 !== days) continue;
    const day = ahead[i]!;
    picked.push({ ...day, local_date: addDays(context.today, i + 1), status: formBand(day.tsb_start_of_day) });
  }
  return {
    assumed_load_per_week: Math.round(input.weekly_load ?? 0),
    assumption: input.weekly_load ? 'this load every week, spread evenly' : 'no training',
    days: tableOf(['local_date', 'ctl', 'atl', 'tsb_start_of_day', 'form_end_of_day', 'status'], picked),
  };
}

/** What it takes: load of one day for a form, constant daily load for a fitness. */
function targetsOf(context: QueryContext, input: GetTrainingLoadInput, history: LoadHistory): Section | null {
  const { target_form, target_ctl, target_date } = input;
  if (target_form === undefined && target_ctl === undefined) {
    if (target_date === undefined) return null;
    throw new Failure('target_missing', 'target_date needs target_ctl.', 'Add target_ctl=<CTL to reach by that date>.');
  }
  const kernel = { kernel: input.kernel ?? 'exp' } as const;
  const last = history.days.at(-1)!;
  const out: { [key: string]: Section } = {};
  if (target_form !== undefined) {
    // A day that already carries load is over as far as planning goes.
    const done = last.load > 0 || history.last_date < context.today;
    const state = done ? last : (history.days.at(-2) ?? { ctl: 0, atl: 0 });
    const load = loadForForm(state, target_form, kernel);
    const value = load.value;
    const ctl = value === null ? null : state.ctl + loadGain(TAU_CTL_DAYS, kernel.kernel) * (value - state.ctl);
    out.form = {
      ...roundRecord({
        on: done ? addDays(history.last_date, 1) : history.last_date,
        target_form_end_of_day: target_form,
        load: value === null ? null : Math.round(value),
        ctl_then: ctl,
        form_pct_then: ctl === null ? null : formPct(target_form, ctl),
      }),
      ...(value !== null && value < 0 ? { not_reachable: 'even a rest day leaves form below the target' } : {}),
    };
  }
  if (target_ctl !== undefined) {
    if (target_date === undefined) {
      throw new Failure('target_date_missing', 'target_ctl needs a date.', 'Add target_date=YYYY-MM-DD.');
    }
    const days = dayNumber(target_date) - dayNumber(history.last_date);
    if (days < 1) {
      throw new Failure('target_date_past', 'target_date must be later than the last day shown.', 'Give a later date.');
    }
    const load = loadForFitness(last.ctl, target_ctl, days, kernel);
    const ramp = ((target_ctl - last.ctl) * 7) / days;
    out.fitness = {
      ...roundRecord({
        target_ctl,
        by: target_date,
        days,
        load_per_day: load.value === null ? null : Math.round(load.value),
        load_per_week: load.value === null ? null : Math.round(load.value * 7),
        ramp_ctl_per_week: ramp,
      }),
      ...(load.value !== null && load.value < 0
        ? { not_reachable: 'CTL stays above the target even without training' }
        : {}),
      ...(ramp > 8 ? { fast_ramp: 'more than 8 CTL a week, which few sustain' } : {}),
    };
  }
  return out;
}

function nothingIn(context: QueryContext, scope: Answer['scope'], input: GetTrainingLoadInput): Answer {
  return {
    scope,
    absent: { ctl: REASONS.insufficient_data },
    notes: [
      input.sport ? 'No activity of this sport up to this date.' : 'No activity up to this date.',
      ...recomputingNotes(context),
    ],
    next: ['get_training_load()'],
  };
}

function nextCalls(input: GetTrainingLoadInput, without_load: boolean): string[] {
  const next: string[] = [];
  if (without_load) next.push('list_activities(period="last_90_days", has_load=false)');
  if (input.weekly_load === undefined) next.push('get_training_load(project_days=28, weekly_load=400)');
  if (input.resolution !== 'day') next.push('get_training_load(period="last_28_days", resolution="day")');
  return next.slice(0, 3);
}
