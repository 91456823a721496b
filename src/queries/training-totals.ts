/** Sums of training by day, week, month or year and by family or sport: one statement, shared by summaries and comparisons. */

import { type RawBuilder, sql } from 'kysely';
import { weekStart } from '../core/time.ts';
import type { QueryContext } from './context.ts';
import { type LiveFilter, liveActivities, metricColumn } from './live-activities.ts';
import { remember } from './remember.ts';

export type GroupBy = 'day' | 'week' | 'month' | 'year' | 'total';
type SplitBy = 'none' | 'family' | 'sport';

export interface Totals {
  /** First local date of the day or week, `2026-03`, `2026`, or empty for the total. */
  readonly bucket: string;
  /** Family or sport id; empty without a split. */
  readonly split: string;
  readonly activities: number;
  readonly moving_s: number;
  readonly elapsed_s: number;
  readonly distance_m: number;
  readonly ascent_m: number;
  readonly work_kj: number;
  readonly calories_kcal: number;
  readonly load: number;
  readonly trimp: number;
  readonly with_load: number;
  /** Distance and the moving time it took, of activities that have a distance. */
  readonly speed_distance_m: number;
  readonly speed_moving_s: number;
  readonly power_ws: number;
  readonly power_s: number;
  readonly beats_s: number;
  readonly hr_s: number;
}

const BUCKET: Record<GroupBy, RawBuilder<string>> = {
  day: sql<string>`a.local_date`,
  week: sql<string>`date(a.local_date, 'weekday 0', '-6 days')`,
  month: sql<string>`substr(a.local_date, 1, 7)`,
  year: sql<string>`substr(a.local_date, 1, 4)`,
  total: sql<string>`''`,
};

const SPLIT: Record<SplitBy, RawBuilder<string>> = {
  none: sql<string>`''`,
  family: sql<string>`a.family`,
  sport: sql<string>`a.sport`,
};

/** Oldest bucket first, within one the split with most activities first. */
export function trainingTotals(
  context: QueryContext,
  filter: LiveFilter,
  by: GroupBy,
  split: SplitBy,
): Promise<Totals[]> {
  return remember(context, ['totals', filter, by, split], () => readTotals(context, filter, by, split));
}

/** Local dates with an activity, ascending. */
export function activeDates(context: QueryContext, filter: LiveFilter): Promise<string[]> {
  return remember(context, ['active-dates', filter], async () => {
    const rows = await liveActivities(context, filter)
      .select('a.local_date')
      .distinct()
      .orderBy('a.local_date')
      .execute();
    return rows.map((row) => row.local_date);
  });
}

function readTotals(context: QueryContext, filter: LiveFilter, by: GroupBy, split: SplitBy): Promise<Totals[]> {
  const sum = (metric: string) => sql<number>`coalesce(sum(${metricColumn(metric)}), 0)`;
  const weighted = (metric: string) =>
    sql<number>`coalesce(sum(${metricColumn(metric)} * ${metricColumn('recorded_s')}), 0)`;
  const seconds = (metric: string, of: string) =>
    sql<number>`coalesce(sum(CASE WHEN ${metricColumn(metric)} IS NOT NULL THEN ${metricColumn(of)} END), 0)`;
  return liveActivities(context, filter)
    .leftJoin('metric as m', 'm.activity_id', 'a.id')
    .select([
      BUCKET[by].as('bucket'),
      SPLIT[split].as('split'),
      sql<number>`count(*)`.as('activities'),
      sum('moving_s').as('moving_s'),
      sum('elapsed_s').as('elapsed_s'),
      sum('distance_m').as('distance_m'),
      sum('ascent_m').as('ascent_m'),
      sum('work_kj').as('work_kj'),
      sum('calories_kcal').as('calories_kcal'),
      sum('load').as('load'),
      sum('trimp_banister').as('trimp'),
      sql<number>`count(${metricColumn('load')})`.as('with_load'),
      sum('distance_m').as('speed_distance_m'),
      seconds('distance_m', 'moving_s').as('speed_moving_s'),
      weighted('average_power_w').as('power_ws'),
      seconds('average_power_w', 'recorded_s').as('power_s'),
      weighted('average_hr_bpm').as('beats_s'),
      seconds('average_hr_bpm', 'recorded_s').as('hr_s'),
    ])
    .groupBy(['bucket', 'split'])
    .orderBy('bucket')
    .orderBy('activities', 'desc')
    .orderBy('split')
    .execute();
}

/** What rows are added up by. */
const SUMS = [
  'activities',
  'moving_s',
  'elapsed_s',
  'distance_m',
  'ascent_m',
  'work_kj',
  'calories_kcal',
  'load',
  'trimp',
  'with_load',
  'speed_distance_m',
  'speed_moving_s',
  'power_ws',
  'power_s',
  'beats_s',
  'hr_s',
] as const satisfies readonly (keyof Totals)[];

/** Rows added up into one per key, in the order the keys first appear; `bucket` or `split` is emptied by the key it lacks. */
export function groupTotals(rows: readonly Totals[], by: 'bucket' | 'split' | 'all'): Totals[] {
  const groups = new Map<string, { -readonly [K in keyof Totals]: Totals[K] }>();
  for (const row of rows) {
    const key = by === 'all' ? '' : row[by];
    const group = groups.get(key);
    if (group) for (const field of SUMS) group[field] += row[field];
    else groups.set(key, { ...row, bucket: by === 'bucket' ? key : '', split: by === 'split' ? key : '' });
  }
  return [...groups.values()];
}

/** The bucket a local date falls into. */
export function bucketOf(local_date: string, by: GroupBy): string {
  if (by === 'day') return local_date;
  if (by === 'week') return weekStart(local_date);
  return by === 'total' ? '' : local_date.slice(0, by === 'month' ? 7 : 4);
}

/** What a row of totals shows, with units in the keys; what never was (no distance, no work) is left out, not 0. */
export function totalsRow(t: Totals): { [key: string]: string | number | null } {
  return {
    activities: t.activities,
    moving_h: t.moving_s / 3600,
    distance_m: positive(t.distance_m),
    ascent_m: positive(t.ascent_m),
    work_kj: positive(t.work_kj),
    calories_kcal: positive(t.calories_kcal),
    load: t.with_load > 0 ? Math.round(t.load) : null,
    trimp: t.trimp > 0 ? Math.round(t.trimp) : null,
  };
}

/** Averages over the activities of a row that have the channel, weighted by time. */
export function averagesRow(t: Totals): { [key: string]: number | null } {
  return {
    average_speed_mps: t.speed_moving_s > 0 ? positive(t.speed_distance_m / t.speed_moving_s) : null,
    average_power_w: t.power_s > 0 ? t.power_ws / t.power_s : null,
    average_hr_bpm: t.hr_s > 0 ? t.beats_s / t.hr_s : null,
  };
}

/** `now` minus `before` for the figures of `totalsRow`, and the change in percent where there was something. */
export function change(now: number | null, before: number | null): { difference: number | null; pct: number | null } {
  if (now === null && before === null) return { difference: null, pct: null };
  const difference = (now ?? 0) - (before ?? 0);
  return { difference, pct: before ? (100 * difference) / Math.abs(before) : null };
}

function positive(value: number): number | null {
  return value > 0 ? value : null;
}
