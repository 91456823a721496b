/** compare_periods: two to four date ranges side by side: volume, load, zones, best efforts, consistency, with differences. */

import { Failure } from '../core/failure.ts';
import type { Family } from '../core/sport.ts';
import { dayNumber } from '../core/time.ts';
import { type Answer, roundCell, tableOf } from './answer.ts';
import { consistency } from './consistency.ts';
import type { QueryContext } from './context.ts';
import { type ComparePeriodsInput, SECTIONS } from './inputs/compare-periods.ts';
import { recomputingNotes, whenEmpty } from './live-activities.ts';
import { loadHistory } from './load-history.ts';
import { clockText } from './pace.ts';
import { aYearEarlier, type NamedPeriod, parsePeriods } from './period.ts';
import { criticalPowerOf, criticalSpeedOf } from './power-models.ts';
import { type CurveKind, curveAt, seasonCurve } from './season-curve.ts';
import { type SportFilter, sportFilter } from './sport-filter.ts';
import { activeDates, averagesRow, groupTotals, totalsRow, trainingTotals } from './training-totals.ts';
import { zoneDistribution } from './zone-distribution.ts';

/** Figures by name; the name's ending is the unit they are rounded by. */
type Figures = Map<string, number | string | null>;

export async function comparePeriods(context: QueryContext, input: ComparePeriodsInput): Promise<Answer> {
  const periods = parsePeriods(input.periods ?? ['last_28_days', 'previous'], context.today);
  const sport = sportFilter(input.sport);
  const include = input.include ?? SECTIONS;
  const scope = {
    athlete: context.athlete.name,
    sport: input.sport ?? 'all',
    periods: periods.map((p) => p.label).join(', '),
  };
  for (const period of periods) {
    if (period.after !== null && period.after > context.today) {
      throw new Failure('period_in_future', 'One of the periods lies in the future.', 'Give periods that have begun.');
    }
  }
  const found = [];
  for (const period of periods) found.push(await figuresOf(context, period, sport, include));
  if (found.every((f) => f.activities === 0)) {
    return (
      (await whenEmpty(context, scope)) ?? {
        scope,
        notes: ['No activity in any of these periods.', ...recomputingNotes(context, ...periods)],
        next: ['summarize_training(by="year")'],
      }
    );
  }
  const lengths = found.map((f) => f.days);
  const uneven = Math.max(...lengths) > 1.02 * Math.min(...lengths);
  const sections: { [section: string]: unknown } = {};
  for (const section of include) {
    const table = sideBySide(found.map((f) => f.sections.get(section) ?? new Map()));
    if (table) sections[section] = table;
  }
  return {
    scope,
    periods: tableOf(
      ['column', 'period', 'after', 'before', 'days'],
      found.map((f, i) => ({
        column: `p${i + 1}`,
        period: periods[i]!.label,
        after: f.after,
        before: f.before,
        days: f.days,
      })),
    ),
    ...sections,
    notes: [
      'Differences are p1 minus the other period, change_pct relative to the other.',
      ...(uneven ? ['The periods differ in length: compare the figures per week.'] : []),
      ...(found.some((f) => f.unfinished) ? ['A period that is not over counts up to today.'] : []),
      ...recomputingNotes(context, ...periods),
    ],
    next: nextCalls(context, periods),
  };
}

interface PeriodFigures {
  readonly after: string | null;
  readonly before: string;
  readonly days: number;
  readonly unfinished: boolean;
  readonly activities: number;
  readonly sections: ReadonlyMap<string, Figures>;
}

async function figuresOf(
  context: QueryContext,
  period: NamedPeriod,
  sport: SportFilter | null,
  include: readonly string[],
): Promise<PeriodFigures> {
  const unfinished = period.before === null || period.before > context.today;
  const before = unfinished ? context.today : period.before!;
  const filter = { after: period.after, before, sport };
  const rows = await trainingTotals(context, filter, 'total', 'family');
  const all = groupTotals(rows, 'all')[0];
  const dates = await activeDates(context, filter);
  const after = period.after ?? dates[0] ?? before;
  const days = Math.max(1, dayNumber(before) - dayNumber(after) + 1);
  const sections = new Map<string, Figures>();
  if (all) {
    if (include.includes('volume')) {
      const volume: Figures = new Map(
        Object.entries({ ...totalsRow(all), load: null, ...(sport ? averagesRow(all) : {}) }),
      );
      volume.set('per_week_moving_h', (all.moving_s / 3600 / days) * 7);
      if (all.distance_m > 0) volume.set('per_week_distance_m', (all.distance_m / days) * 7);
      for (const t of rows) volume.set(`${t.split}${HOURS}`, t.moving_s / 3600);
      sections.set('volume', volume);
    }
    if (include.includes('zones')) sections.set('zones', await zoneFigures(context, filter));
    if (include.includes('bests'))
      sections.set('bests', await bestFigures(context, { after: period.after, before }, sport));
  }
  if (include.includes('load')) {
    sections.set(
      'load',
      await loadFigures(context, after, before, sport, all && all.with_load > 0 ? all.load : null, days),
    );
  }
  if (include.includes('consistency')) {
    const c = consistency(dates, after, before, context.today);
    sections.set(
      'consistency',
      new Map<string, number>([
        ['active_days', c.active_days],
        ['active_days_pct', (100 * c.active_days) / days],
        ['longest_streak_days', c.longest_streak_days],
        ['longest_gap_days', c.longest_gap_days],
      ]),
    );
  }
  return { after: period.after, before, days, unfinished, activities: all?.activities ?? 0, sections };
}

async function loadFigures(
  context: QueryContext,
  after: string,
  before: string,
  sport: SportFilter | null,
  load: number | null,
  days: number,
): Promise<Figures> {
  const figures: Figures = new Map();
  if (load !== null) {
    figures.set('load_total', Math.round(load));
    figures.set('load_per_week', Math.round((load / days) * 7));
  }
  const history = await loadHistory(context, { until: before, sport });
  const last = history?.days.at(-1);
  if (!history || !last) return figures;
  const first = history.days[dayNumber(after) - dayNumber(history.first_date) - 1];
  figures.set('ctl_at_end', last.ctl);
  figures.set('ctl_change', last.ctl - (first?.ctl ?? 0));
  figures.set('atl_at_end', last.atl);
  figures.set('form_end_of_day_at_end', last.form_end_of_day);
  return figures;
}

async function zoneFigures(
  context: QueryContext,
  filter: { after: string | null; before: string; sport: SportFilter | null },
): Promise<Figures> {
  const figures: Figures = new Map();
  for (const d of await zoneDistribution(context, filter)) {
    if (!d.three) continue;
    const total = d.three.reduce((sum, s) => sum + s, 0);
    for (const [i, name] of ['below_lt1', 'lt1_to_lt2', 'above_lt2'].entries()) {
      figures.set(`${d.basis}_${name}_pct`, total > 0 ? (100 * d.three[i]!) / total : null);
    }
    figures.set(`${d.basis}_polarization_index`, d.polarization_index);
    figures.set(`${d.basis}_pattern`, d.pattern);
  }
  return figures;
}

const BESTS: readonly {
  family: Family;
  kind: CurveKind;
  unit: string;
  durations: readonly number[];
  indoor: boolean | null;
}[] = [
  { family: 'ride', kind: 'power_w', unit: 'w', durations: [5, 60, 300, 1200, 3600], indoor: null },
  { family: 'run', kind: 'speed_mps', unit: 'mps', durations: [300, 1200, 3600], indoor: false },
];

async function bestFigures(
  context: QueryContext,
  period: { after: string | null; before: string },
  sport: SportFilter | null,
): Promise<Figures> {
  const figures: Figures = new Map();
  for (const { family, kind, unit, durations, indoor } of BESTS) {
    if (sport && sport.family !== family) continue;
    const curve = await seasonCurve(context, { kind, indoor, sport: sport ?? { family, sport: null }, ...period });
    if (!curve) continue;
    for (const d of durations) figures.set(`${family}_${clockText(d)}_${unit}`, curveAt(curve, d)?.value ?? null);
    if (kind === 'power_w') figures.set('ride_critical_power_w', criticalPowerOf(curve).value?.cp_w ?? null);
    else figures.set('run_critical_speed_mps', criticalSpeedOf(curve).value?.critical_speed_mps ?? null);
  }
  return figures;
}

const HOURS = '_moving_h';
/** Shares, indices and differences themselves: a change of theirs in percent says nothing. */
const NO_RATIO = /_pct$|_index$|form_|ctl_change/;

/** One row per figure; with two periods difference and change, with more the differences of p1 to each. */
function sideBySide(found: readonly Figures[]) {
  const names = [...new Set(found.flatMap((figures) => [...figures.keys()]))];
  const others = found.slice(1).map((_, i) => i + 2);
  const difference = (p: number) => (others.length === 1 ? 'difference' : `p1_minus_p${p}`);
  const columns = ['figure', ...found.map((_, i) => `p${i + 1}`), ...others.map(difference)];
  if (others.length === 1) columns.push('change_pct');
  const rows: Record<string, unknown>[] = [];
  for (const name of names) {
    const values = found.map((figures) => figures.get(name) ?? null);
    if (values.every((value) => value === null)) continue;
    const row: Record<string, unknown> = { figure: name };
    // A sport that was left out for a while is 0 h, not unknown.
    if (name.endsWith(HOURS)) for (const [i, value] of values.entries()) values[i] = value ?? 0;
    for (const [i, value] of values.entries()) row[`p${i + 1}`] = roundCell(name, value);
    const first = values[0];
    for (const p of others) {
      const other = values[p - 1];
      if (typeof first !== 'number' || typeof other !== 'number') continue;
      row[difference(p)] = roundCell(name, first - other);
      if (others.length === 1 && other > 0 && first >= 0 && !NO_RATIO.test(name))
        row.change_pct = (100 * (first - other)) / other;
    }
    rows.push(row);
  }
  return rows.length === 0 ? null : tableOf(columns, rows);
}

function nextCalls(context: QueryContext, periods: readonly NamedPeriod[]): string[] {
  const [first] = periods;
  const next = [
    `get_performance_curve(periods=${JSON.stringify(periods.map((p) => p.label).filter((l) => l !== 'previous' && l !== 'year_before'))})`,
  ];
  if (first?.after) {
    next.push(`list_activities(after="${first.after}", before="${first.before ?? context.today}")`);
    if (!periods.some((p) => p.after === aYearEarlier(first.after!))) {
      next.push(`compare_periods(periods=["${first.after}..${first.before ?? context.today}","year_before"])`);
    }
  }
  return next;
}
