/** summarize_training: totals, averages, zones, consistency and milestones of a period, in the steps asked for. */

import { sql } from 'kysely';
import { addDays, dayNumber, weekStart } from '../core/time.ts';
import { type Answer, roundRecord, type Section, tableOf } from './answer.ts';
import { consistency, consistencySection } from './consistency.ts';
import type { QueryContext } from './context.ts';
import type { SECTIONS, SummarizeTrainingInput } from './inputs/summarize-training.ts';
import { type LiveFilter, liveActivities, metricColumn, recomputingNotes, whenEmpty } from './live-activities.ts';
import { milestones } from './milestones.ts';
import { aYearEarlier, type Period, resolvePeriod } from './period.ts';
import { remember } from './remember.ts';
import { sportFilter } from './sport-filter.ts';
import {
  activeDates,
  averagesRow,
  bucketOf,
  change,
  type GroupBy,
  groupTotals,
  type Totals,
  totalsRow,
  trainingTotals,
} from './training-totals.ts';
import { zoneDistribution, zoneSection } from './zone-distribution.ts';

const MOST_ROWS = 200;
const DEFAULT_SECTIONS: readonly (typeof SECTIONS)[number][] = [
  'totals',
  'series',
  'zones',
  'consistency',
  'year_before',
];

export async function summarizeTraining(context: QueryContext, input: SummarizeTrainingInput): Promise<Answer> {
  const by = input.by ?? 'week';
  const include = input.include ?? DEFAULT_SECTIONS;
  const asked = periodFor(context, input, by);
  const sport = sportFilter(input.sport);
  const filter: LiveFilter = { ...asked, sport };
  const scope: Record<string, string | null> = {
    athlete: context.athlete.name,
    after: asked.after,
    before: asked.before,
    by,
    ...(input.sport ? { sport: input.sport } : {}),
  };
  const split = input.split ?? 'none';
  // One fine statement; everything coarser is added up from it.
  const fine = await trainingTotals(context, filter, by, split === 'sport' || sport ? 'sport' : 'family');
  if (fine.length === 0) {
    const empty = await whenEmpty(context, scope);
    if (empty) return empty;
    return {
      scope,
      notes: ['No activity matches in this period.', ...recomputingNotes(context)],
      next: ['summarize_training(period="all", by="year")'],
    };
  }
  const all = groupTotals(fine, 'all')[0]!;
  const dates = await activeDates(context, filter);
  const first = asked.after ?? dates[0]!;
  const sections: { [section: string]: unknown } = {};
  if (include.includes('totals')) {
    sections.total = totalsSection(all, dates.length, weeksBetween(first, asked.before));
    sections.by_sport = tableOf(
      ['sport', ...TOTAL_COLUMNS, ...AVERAGE_COLUMNS],
      groupTotals(fine, 'split')
        .sort((x, y) => y.activities - x.activities)
        .map((t): Record<string, unknown> => ({ sport: t.split, ...totalsRow(t), ...averagesRow(t) })),
    );
  }
  const notes: string[] = [];
  if (include.includes('series') && by !== 'total') {
    const series = split === 'none' ? groupTotals(fine, 'bucket') : fine;
    const left_out = Math.max(0, series.length - MOST_ROWS);
    sections[by] = seriesTable(series.slice(left_out), by, split, dates);
    if (left_out > 0) {
      notes.push(
        `The latest ${MOST_ROWS} of ${series.length} rows; give an earlier before or coarser by for the rest.`,
      );
    }
  }
  if (include.includes('zones')) {
    const zones = await zoneDistribution(context, filter);
    if (zones.length > 0) sections.zones = Object.fromEntries(zones.map((d) => [d.basis, zoneSection(d)]));
    else notes.push('No time in zones: no power, heart rate or pace that could be set against a threshold.');
    if (zones.length > 1) notes.push('Heart rate lags power, so compare zones only on one basis.');
  }
  if (include.includes('intensity')) sections.intensity = await intensityTable(context, filter);
  if (include.includes('consistency')) {
    const found = await remember(context, ['consistency', filter], async () =>
      consistency(dates, asked.after, asked.before, context.today),
    );
    sections.consistency = consistencySection(found);
  }
  if (include.includes('year_before')) {
    const before = await yearBefore(context, filter, first, asked.before, all);
    if (before) sections.year_before = before;
  }
  if (include.includes('milestones')) sections.milestones = await milestones(context, asked.after, asked.before);
  if (all.with_load < all.activities) {
    notes.push(
      `${all.activities - all.with_load} of ${all.activities} activities have no load; get_training_load says why.`,
    );
  }
  return {
    scope: { ...scope, after: first },
    ...sections,
    notes: [...notes, ...recomputingNotes(context)],
    next: nextCalls(by, include),
  };
}

const TOTAL_COLUMNS = [
  'activities',
  'moving_h',
  'distance_m',
  'ascent_m',
  'work_kj',
  'calories_kcal',
  'load',
  'trimp',
] as const;
const AVERAGE_COLUMNS = ['average_speed_mps', 'average_power_w', 'average_hr_bpm'] as const;
/** Columns of a series: what one compares from week to week. */
const SERIES_COLUMNS = ['activities', 'active_days', 'moving_h', 'distance_m', 'ascent_m', 'work_kj', 'load'] as const;

/** Without dates: the last 14 days, 12 weeks, 12 months or everything, whole at their start. */
function periodFor(context: QueryContext, input: SummarizeTrainingInput, by: GroupBy): Period & { before: string } {
  const { today } = context;
  if (input.period || input.after || input.before) {
    const period = resolvePeriod(input, today, 'all');
    return { after: period.after, before: period.before ?? today };
  }
  if (by === 'day') return { after: addDays(today, -13), before: today };
  if (by === 'week') return { after: addDays(weekStart(today), -77), before: today };
  if (by === 'month') {
    const year = Number(today.slice(0, 4)) - 1;
    const month = today.slice(5, 7);
    return {
      after: month === '12' ? `${year + 1}-01-01` : `${year}-${String(Number(month) + 1).padStart(2, '0')}-01`,
      before: today,
    };
  }
  if (by === 'total') return { after: `${today.slice(0, 4)}-01-01`, before: today };
  return { after: null, before: today };
}

function weeksBetween(after: string, before: string): number {
  return Math.max(1, (dayNumber(before) - dayNumber(after) + 1) / 7);
}

function totalsSection(t: Totals, active_days: number, weeks: number): Section {
  const week = (value: number, decimals: number) => Number((value / weeks).toFixed(decimals));
  return {
    ...roundRecord(totalsRow(t)),
    active_days,
    per_week: {
      activities: week(t.activities, 1),
      moving_h: week(t.moving_s / 3600, 1),
      ...(t.distance_m > 0 ? { distance_m: week(t.distance_m, 0) } : {}),
      ...(t.with_load > 0 ? { load: week(t.load, 0) } : {}),
    },
  };
}

function seriesTable(series: readonly Totals[], by: GroupBy, split: string, dates: readonly string[]) {
  const first = { day: 'local_date', week: 'week_from', month: 'month', year: 'year', total: 'total' }[by];
  const active = new Map<string, number>();
  // One sport's share of the active days is not known from the dates alone.
  if (by !== 'day' && split === 'none') {
    for (const date of dates) {
      const bucket = bucketOf(date, by);
      active.set(bucket, (active.get(bucket) ?? 0) + 1);
    }
  }
  const rows = series.map(
    (t): Record<string, unknown> => ({
      [first]: t.bucket,
      sport: t.split,
      active_days: active.get(t.bucket),
      ...totalsRow(t),
    }),
  );
  return tableOf([first, ...(split === 'none' ? [] : ['sport']), ...SERIES_COLUMNS], rows);
}

/** Activities and hours by intensity factor: a whole session gets one label, so intervals hide in it. */
async function intensityTable(context: QueryContext, filter: LiveFilter): Promise<Section> {
  const intensity = sql<number>`coalesce(${metricColumn('intensity_factor')}, ${metricColumn('run_intensity_factor')}, ${metricColumn('swim_intensity_factor')})`;
  const rows = await liveActivities(context, filter)
    .innerJoin('metric as m', 'm.activity_id', 'a.id')
    .select([
      sql<number>`CASE WHEN ${intensity} < 0.55 THEN 0 WHEN ${intensity} < 0.75 THEN 1 WHEN ${intensity} < 0.9 THEN 2 WHEN ${intensity} < 1.05 THEN 3 ELSE 4 END`.as(
        'band',
      ),
      sql<number>`count(*)`.as('activities'),
      sql<number>`sum(${metricColumn('recorded_s')}) / 3600.0`.as('recorded_h'),
    ])
    .where(intensity, 'is not', null)
    .groupBy('band')
    .orderBy('band')
    .execute();
  const total = rows.reduce((sum, row) => sum + row.activities, 0);
  return tableOf(
    ['intensity_factor', 'activities', 'recorded_h', 'share_pct'],
    rows.map((row) => ({
      intensity_factor: INTENSITY_BANDS[row.band]!,
      activities: row.activities,
      recorded_h: row.recorded_h,
      share_pct: (100 * row.activities) / total,
    })),
  );
}

const INTENSITY_BANDS = [
  'under 0.55 recovery',
  '0.55–0.75 endurance',
  '0.75–0.90 tempo',
  '0.90–1.05 threshold',
  '1.05 and over',
];

/** The same dates a year earlier, when the period is no longer than a year. */
async function yearBefore(
  context: QueryContext,
  filter: LiveFilter,
  after: string,
  before: string,
  now: Totals,
): Promise<Section | null> {
  if (dayNumber(before) - dayNumber(after) > 366) return null;
  const period = { after: aYearEarlier(after), before: aYearEarlier(before) };
  const [then] = await trainingTotals(context, { ...filter, ...period }, 'total', 'none');
  if (!then) return null;
  const a = totalsRow(then);
  const b = totalsRow(now);
  const changes = TOTAL_COLUMNS.map(
    (key) => [key, change(b[key] as number | null, a[key] as number | null).pct] as const,
  );
  return {
    ...period,
    ...roundRecord(a),
    change_pct: Object.fromEntries(
      changes.flatMap(([key, pct]) => (pct === null ? [] : [[key, Number(pct.toFixed(1))]])),
    ),
  };
}

function nextCalls(by: GroupBy, include: readonly string[]): string[] {
  const next: string[] = [];
  if (by !== 'year') next.push('summarize_training(by="year")');
  if (!include.includes('milestones')) next.push('summarize_training(by="total", include=["milestones"])');
  next.push('compare_periods(periods=["last_28_days","previous"])');
  return next.slice(0, 3);
}
