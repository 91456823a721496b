/** What is missing, by source and month, each with the cheapest way to fill it. */

import { sql } from 'kysely';
import { cleanLine } from '../core/text.ts';
import { addDays, dayNumber } from '../core/time.ts';
import { type Table, tableOf } from './answer.ts';
import type { QueryContext } from './context.ts';
import { howToChoose, labelOf, releasedSource, shownActivity } from './source-policy.ts';

/** How many are missing in each month (YYYY-MM). */
type Months = Map<string, number>;

export interface Hole {
  readonly missing: string;
  readonly source: string | null;
  readonly months: ReadonlyMap<string, number>;
  /** Why, in the platform's case. */
  readonly reason?: string | null;
  /** One sentence that ends with the command. */
  readonly remedy: string;
}

/** Those that are filled most cheaply first. */
export async function dataHoles(context: QueryContext): Promise<readonly Hole[]> {
  return [
    ...(await heldBack(context)),
    ...notReleased(context),
    ...(await detailHoles(context)),
    ...(await onlySummaries(context)),
    ...(await ridesWithoutPower(context)),
    ...(await daysWithoutReadings(context)),
  ].filter(({ months }) => months.size > 0);
}

export function holeTable(holes: readonly Hole[], today: string, months: number): Table {
  return tableOf(
    ['missing', 'source', 'count', 'when', 'reason'],
    holes.map(({ missing, source, months: by_month, reason }) => ({
      missing,
      source,
      count: countOf({ months: by_month }),
      when: whenText(by_month, today, months),
      reason,
    })),
  );
}

/** What is missing -> how to fill it; what is filled in the same way stands together. */
export function remedies(holes: readonly Hole[]): Record<string, string> {
  const by_remedy = new Map<string, Set<string>>();
  for (const { missing, source, remedy } of holes) {
    const named = by_remedy.get(remedy) ?? new Set();
    const several = holes.some((other) => other.missing === missing && other.remedy !== remedy);
    by_remedy.set(remedy, named.add(several ? `${missing} (${source})` : missing));
  }
  return Object.fromEntries([...by_remedy].map(([remedy, named]) => [[...named].join(', '), remedy]));
}

/** "2026-05 3, 2026-03 1, 2025 40": the latest months by themselves, what is older by year. */
export function whenText(by_month: ReadonlyMap<string, number>, today: string, months: number): string {
  const first = Number(today.slice(0, 4)) * 12 + Number(today.slice(5, 7)) - months;
  const counts = new Map<string, number>();
  for (const [month, count] of [...by_month].sort(([a], [b]) => (a < b ? 1 : -1))) {
    const recent = Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) > first;
    add(counts, recent ? month : month.slice(0, 4), count);
  }
  const told = [...counts].map(([when, count]) => `${when} ${count}`);
  if (told.length <= months + MOST_YEARS) return told.join(', ');
  const rest = [...counts.values()].slice(months + MOST_YEARS).reduce((sum, n) => sum + n, 0);
  return `${told.slice(0, months + MOST_YEARS).join(', ')}, before ${rest}`;
}

const MOST_YEARS = 10;

function add(counts: Map<string, number>, key: string, count = 1): void {
  counts.set(key, (counts.get(key) ?? 0) + count);
}

/** Rows of source, month and count as one hole per source. */
function bySource<T extends { readonly source: string; readonly month: string; readonly count: number }>(
  rows: readonly T[],
  hole: (row: T) => Pick<Hole, 'missing' | 'remedy' | 'reason'>,
): Hole[] {
  const found = new Map<string, Hole & { readonly months: Months }>();
  for (const row of rows) {
    const told = hole(row);
    const key = `${row.source}/${told.missing}/${told.reason}`;
    const own = found.get(key) ?? { ...told, source: row.source, months: new Map() };
    found.set(key, own);
    add(own.months, row.month, row.count);
  }
  return [...found.values()];
}

/**
 * Activities a platform knows and may not hand on. One that came from elsewhere since is no hole: by the id where both give
 * the same, else by there being as many activities on that day that the platform did not bring.
 */
async function heldBack(context: QueryContext): Promise<Hole[]> {
  const { rows } = await sql<{ source: string; local_date: string; stubs: number; known: number }>`
    SELECT account.platform AS source, i.local_date, count(*) AS stubs, count(f.id) AS known
    FROM item i JOIN account ON account.id = i.account_id
    LEFT JOIN fact f ON f.athlete_id = account.athlete_id AND f.external_id = i.external_id
      AND f.source_kind IN ('strava', 'strava_archive') AND ${releasedSource(context, 'f.source_kind')}
    WHERE account.athlete_id = ${context.athlete.id} AND i.withheld IS NOT NULL AND i.deleted_at IS NULL
      AND i.local_date IS NOT NULL AND ${releasedSource(context, 'account.platform')}
    GROUP BY account.platform, i.local_date`.execute(context.store.db);
  if (rows.length === 0) return [];
  const others = await activitiesFromElsewhere(context, new Set(rows.map(({ source }) => source)));
  const open = rows.flatMap(({ source, local_date, stubs, known }) => {
    const count = stubs - Math.max(known, others.get(`${source}/${local_date}`) ?? 0);
    return count > 0 ? [{ source, month: local_date.slice(0, 7), count }] : [];
  });
  return bySource(open, ({ source }) => ({
    missing: 'activities held back by the platform',
    remedy:
      remedyOf(context, source)?.withheld ??
      'Import them from where they were recorded: paceline import <folder or archive>',
  }));
}

/** `source/date` -> activities of that day of which the source tells nothing. */
async function activitiesFromElsewhere(
  context: QueryContext,
  sources: ReadonlySet<string>,
): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (const source of sources) {
    const { rows } = await sql<{ local_date: string; count: number }>`
      SELECT a.local_date, count(*) AS count FROM activity a
      WHERE a.athlete_id = ${context.athlete.id} AND a.is_parent = 0 AND ${shownActivity(context)}
        AND NOT EXISTS (SELECT 1 FROM activity_recording ar JOIN recording r ON r.id = ar.recording_id
          LEFT JOIN fact f ON f.recording_id = r.id
          WHERE ar.activity_id = a.id AND (r.source_kind = ${source} OR f.source_kind = ${source}))
      GROUP BY a.local_date`.execute(context.store.db);
    for (const { local_date, count } of rows) counts.set(`${source}/${local_date}`, count);
  }
  return counts;
}

/** What the person has not released. */
function notReleased(context: QueryContext): Hole[] {
  return [...context.withheld].map(([source, dates]) => {
    const months: Months = new Map();
    for (const date of dates) add(months, date.slice(0, 7));
    // An archive of the athlete's own is bound by no terms.
    const remedy = remedyOf(context, source)?.backlog ?? howToChoose(context, source);
    return { missing: 'activities not shown', source, months, remedy };
  });
}

/** True for an activity that has samples which may be shown. */
const sampled = (context: QueryContext, activity: string) => sql`EXISTS (
  SELECT 1 FROM activity_recording s JOIN recording sr ON sr.id = s.recording_id
  WHERE s.activity_id = ${sql.ref(activity)} AND sr.record_count > 0 AND ${releasedSource(context, 'sr.source_kind')})`;

/** Files and streams not fetched yet, or not to be had, of activities without samples from elsewhere. */
async function detailHoles(context: QueryContext): Promise<Hole[]> {
  const { rows } = await sql<{
    source: string;
    detail: string;
    reason: string | null;
    month: string;
    count: number;
  }>`
    SELECT account.platform AS source, i.detail, i.detail_reason AS reason, substr(i.local_date, 1, 7) AS month,
      count(*) AS count
    FROM item i JOIN account ON account.id = i.account_id
    LEFT JOIN fact f ON f.athlete_id = account.athlete_id AND f.source_kind = account.platform
      AND f.external_id = i.external_id
    LEFT JOIN activity_recording ar ON ar.recording_id = f.recording_id
    WHERE account.athlete_id = ${context.athlete.id} AND i.kind = 'activity' AND i.deleted_at IS NULL
      AND i.detail IN ('wanted', 'failed', 'absent') AND i.local_date IS NOT NULL
      AND ${releasedSource(context, 'account.platform')} AND NOT ${sampled(context, 'ar.activity_id')}
    GROUP BY account.platform, i.detail, i.detail_reason, month ORDER BY i.detail DESC`.execute(context.store.db);
  const holes = bySource(rows, ({ source, detail, reason: why }) => {
    const reason = cleanLine(why, LONGEST_REASON);
    const own = remedyOf(context, source);
    if (detail === 'wanted') {
      return {
        missing: 'samples not fetched yet',
        remedy: own?.backlog ?? `Each sync fetches more: paceline sync --source ${source}`,
      };
    }
    return detail === 'failed'
      ? {
          missing: 'samples that could not be fetched',
          reason,
          remedy: `Try them again: paceline sync --full --source ${source}`,
        }
      : {
          missing: 'samples the platform does not have',
          reason,
          remedy: 'Import the files of the device where there are any: paceline import <folder>',
        };
  });
  return fewReasons(holes);
}

const LONGEST_REASON = 120;
const MOST_REASONS = 3;

const countOf = ({ months }: Pick<Hole, 'months'>) => [...months.values()].reduce((sum, n) => sum + n, 0);

/** The commonest reasons of each kind and source; the others become one. */
function fewReasons(holes: readonly Hole[]): Hole[] {
  const kept: Hole[] = [];
  for (const hole of [...holes].sort((a, b) => countOf(b) - countOf(a))) {
    const same = kept.filter(({ missing, source }) => missing === hole.missing && source === hole.source);
    if (same.length < MOST_REASONS) {
      kept.push(hole);
      continue;
    }
    const rest = same.at(-1)!;
    const months: Months = new Map(rest.months);
    for (const [month, count] of hole.months) add(months, month, count);
    kept[kept.indexOf(rest)] = { ...rest, months, reason: 'several reasons' };
  }
  const kinds = [...new Set(holes.map(({ missing }) => missing))];
  return kinds.flatMap((kind) => kept.filter(({ missing }) => missing === kind));
}

/** Activities of which nobody has more than totals, those of detailHoles left out. */
async function onlySummaries(context: QueryContext): Promise<Hole[]> {
  const { rows } = await sql<{ source: string; month: string; count: number }>`
    WITH open AS MATERIALIZED (
      SELECT DISTINCT account.platform, i.external_id FROM item i JOIN account ON account.id = i.account_id
      WHERE account.athlete_id = ${context.athlete.id} AND i.detail IN ('wanted', 'failed', 'absent') AND i.deleted_at IS NULL)
    SELECT source, month, count(*) AS count FROM (
      SELECT min(r.source_kind) AS source, substr(a.local_date, 1, 7) AS month
      FROM activity a JOIN activity_recording ar ON ar.activity_id = a.id JOIN recording r ON r.id = ar.recording_id
      LEFT JOIN fact f ON f.recording_id = r.id
      LEFT JOIN open ON open.platform = f.source_kind AND open.external_id = f.external_id
      WHERE a.athlete_id = ${context.athlete.id} AND a.is_parent = 0 AND ${shownActivity(context)}
        AND ${releasedSource(context, 'r.source_kind')}
      GROUP BY a.id
      HAVING max(r.record_count) = 0 AND count(open.external_id) = 0)
    GROUP BY source, month`.execute(context.store.db);
  return bySource(rows, () => ({
    missing: 'samples of activities known only by totals',
    remedy: 'Import the files of the device, if there are any: paceline import <folder>',
  }));
}

/** Rides with samples and without power, in years in which the athlete rode with power. */
async function ridesWithoutPower(context: QueryContext): Promise<Hole[]> {
  const { rows } = await sql<{ month: string; with_power: number; without_power: number }>`
    SELECT substr(a.local_date, 1, 7) AS month, sum(a.has_power) AS with_power,
      sum(a.has_power = 0 AND ${sampled(context, 'a.id')}) AS without_power
    FROM activity a
    WHERE a.athlete_id = ${context.athlete.id} AND a.is_parent = 0 AND a.stale = 0 AND a.family = 'ride'
    GROUP BY month`.execute(context.store.db);
  const years = new Set(rows.filter((row) => row.with_power > 0).map(({ month }) => month.slice(0, 4)));
  const months: Months = new Map();
  for (const { month, without_power } of rows) {
    if (without_power > 0 && years.has(month.slice(0, 4))) months.set(month, without_power);
  }
  const remedy = 'Where a meter was on the bike, the file of the device has its power: paceline import <folder>';
  return [{ missing: 'power in rides', source: null, months, remedy }];
}

/** Readings that are expected daily; a weight serves a week. */
const READINGS: readonly {
  readonly missing: string;
  readonly keys: readonly string[];
  readonly serves_days: number;
}[] = [
  { missing: 'nights of sleep', keys: ['sleep_s', 'sleep_score'], serves_days: 1 },
  { missing: 'days of HRV', keys: ['hrv_rmssd_ms', 'hrv_sdnn_ms', 'hrv_unspecified_ms'], serves_days: 1 },
  { missing: 'days of resting heart rate', keys: ['resting_hr_bpm'], serves_days: 1 },
  { missing: 'days more than a week after a weighing', keys: ['weight_kg'], serves_days: 7 },
];

/** From the first reading of a kind to yesterday. */
async function daysWithoutReadings(context: QueryContext): Promise<Hole[]> {
  const { db } = context.store;
  const holes: Hole[] = [];
  for (const { missing, keys, serves_days } of READINGS) {
    const rows = await db
      .selectFrom('wellness')
      .select('local_date')
      .distinct()
      .where('athlete_id', '=', context.athlete.id)
      .where('key', 'in', keys)
      .where('number', 'is not', null)
      .where(releasedSource(context, 'source_kind'))
      .orderBy('local_date')
      .execute();
    const months: Months = new Map();
    // What is missing lies between two readings, or after the last one.
    const dates = [...rows.map((row) => row.local_date), context.today];
    for (let i = 1; i < dates.length; i++) {
      const next = dayNumber(dates[i]!);
      for (let day = addDays(dates[i - 1]!, serves_days); dayNumber(day) < next; day = addDays(day, 1)) {
        add(months, day.slice(0, 7));
      }
    }
    holes.push({ missing, source: null, months, remedy: await readingRemedy(context) });
  }
  return holes;
}

async function readingRemedy(context: QueryContext): Promise<string> {
  const connected = await context.store.db
    .selectFrom('account')
    .select('id')
    .where('athlete_id', '=', context.athlete.id)
    .where('platform', '=', 'intervals')
    .executeTakeFirst();
  return connected
    ? 'A Garmin export has them, if a Garmin watch was worn: paceline import <export.zip>'
    : `${labelOf(context, 'intervals')} gathers them from watches and scales: paceline connect intervals`;
}

function remedyOf({ platforms }: QueryContext, source: string) {
  return platforms.find(({ id }) => id === source)?.remedies;
}
