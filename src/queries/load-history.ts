/** Daily load of all history turned into fitness and fatigue: the common ground of every answer about training load. */

import { sql } from 'kysely';
import { addDays, dateOfDay, dayNumber } from '../core/time.ts';
import { dailyLoads, type Kernel, type LoadDay, trainingLoad } from '../metrics/training-load.ts';
import type { QueryContext } from './context.ts';
import { liveActivities, metricColumn } from './live-activities.ts';
import { remember } from './remember.ts';
import type { SportFilter } from './sport-filter.ts';

export interface LoadHistory {
  /** Local date of the first row. */
  readonly first_date: string;
  readonly last_date: string;
  /** One row and one date per day. */
  readonly days: readonly LoadDay[];
  readonly dates: readonly string[];
}

interface LoadHistoryOptions {
  readonly until: string;
  readonly sport?: SportFilter | null;
  /** Default exp. */
  readonly kernel?: Kernel | undefined;
}

// A clock that stood at its epoch must not ask for decades of empty days.
const LONGEST_YEARS = 40;

/** From the first day with an activity to `until` (today at the latest); null when there is none. */
export async function loadHistory(context: QueryContext, options: LoadHistoryOptions): Promise<LoadHistory | null> {
  const { until, sport = null, kernel = 'exp' } = options;
  // A day's state does not depend on later days, so one history serves every end.
  const whole = await remember(context, ['load-history', sport, kernel], () => readHistory(context, sport, kernel));
  if (!whole || until >= whole.last_date) return whole;
  return until < whole.first_date ? null : daysBetween(whole, null, until);
}

async function readHistory(
  context: QueryContext,
  sport: SportFilter | null,
  kernel: Kernel,
): Promise<LoadHistory | null> {
  const { today } = context;
  const rows = await liveActivities(context, { sport, after: addDays(today, -366 * LONGEST_YEARS), before: today })
    .leftJoin('metric as m', 'm.activity_id', 'a.id')
    .select(['a.local_date', sql<number>`coalesce(sum(${metricColumn('load')}), 0)`.as('load')])
    .groupBy('a.local_date')
    .orderBy('a.local_date')
    .execute();
  const first_date = rows[0]?.local_date;
  if (first_date === undefined) return null;
  const loads = dailyLoads(rows, first_date, today);
  return {
    first_date,
    last_date: today,
    days: trainingLoad(loads, { kernel }),
    dates: Array.from(loads, (_, i) => addDays(first_date, i)),
  };
}

/** The rows of the inclusive dates, each with its own date; dates outside the history are left out. */
export function daysBetween(history: LoadHistory, after: string | null, before: string | null): LoadHistory {
  const first = dayNumber(history.first_date);
  const from = Math.max(0, dayNumber(after ?? history.first_date) - first);
  const to = Math.min(history.days.length, dayNumber(before ?? history.last_date) - first + 1);
  const days = history.days.slice(from, Math.max(from, to));
  const dates = history.dates.slice(from, Math.max(from, to));
  const first_date = dateOfDay(first + from);
  return { first_date, last_date: addDays(first_date, days.length - 1), days, dates };
}

/** Loads of the `count` days that end on row `index`, oldest first; fewer at the start of the history. */
export function loadsUpTo(history: LoadHistory, index: number, count: number): number[] {
  return history.days.slice(Math.max(0, index - count + 1), index + 1).map((day) => day.load);
}
