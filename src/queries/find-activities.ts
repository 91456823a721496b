/** Which activities fit: the tests behind list_activities, and one page of ids in a chosen order. */

import { type RawBuilder, sql } from 'kysely';
import { Failure } from '../core/failure.ts';
import { formatActivityId, parseActivityId } from './activity-id.ts';
import type { QueryContext } from './context.ts';
import type { Cursor } from './cursor.ts';
import { metricColumn } from './live-activities.ts';
import { foldText, textMatcher } from './match-text.ts';
import { requireMetric } from './metric-list.ts';
import type { Period } from './period.ts';
import { remember } from './remember.ts';
import { shownActivity } from './source-policy.ts';
import type { SportFilter } from './sport-filter.ts';

/** What can be asked of an activity; every field that is given has to hold. */
export interface ActivityFilter {
  readonly source?: string | undefined;
  readonly gear?: string | undefined;
  readonly indoor?: boolean | undefined;
  readonly has_power?: boolean | undefined;
  readonly has_heart_rate?: boolean | undefined;
  readonly has_load?: boolean | undefined;
  readonly min_km?: number | undefined;
  readonly max_km?: number | undefined;
  readonly min_minutes?: number | undefined;
  readonly max_minutes?: number | undefined;
  readonly min_load?: number | undefined;
  readonly max_load?: number | undefined;
}

/** A condition on `activity a`. */
export interface Test {
  readonly sql: RawBuilder<unknown>;
  /** True when it reads `m`, the metric row. */
  readonly metric?: true;
}

/** Same start: about a kilometre. */
const PLACE_DEG = 0.009;

/** The activity others are near to. */
export interface Reference {
  readonly id: number;
  readonly by: 'time' | 'place';
  readonly start_s: number;
  readonly family: string;
  readonly latitude_deg: number | null;
  readonly longitude_deg: number | null;
}

/** Throws Failure when there is no such activity, or its place is asked for and not known. */
export async function referenceOf(context: QueryContext, text: string, by: 'time' | 'place'): Promise<Reference> {
  const id = await parseActivityId(context, text);
  const row = await context.store.db
    .selectFrom('activity')
    .select(['id', 'start_s', 'family', 'latitude_deg', 'longitude_deg'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  if (by === 'place' && (row.latitude_deg === null || row.longitude_deg === null)) {
    throw new Failure(
      'no_position',
      `${formatActivityId(id)} has no position, so nothing can be near its place.`,
      `Ask by time: list_activities(around="${formatActivityId(id)}", around_by="time")`,
    );
  }
  return { ...row, by };
}

export interface Order {
  readonly name: string;
  readonly value: RawBuilder<number>;
  readonly descending: boolean;
  readonly metric: boolean;
}

/** `newest`, `oldest`, a metric id (highest first) or `-` and a metric id (lowest first); around a time: the nearest. */
export function orderOf(sort: string | undefined, around: Reference | null): Order {
  if (around?.by === 'time' && sort === undefined) {
    const value = sql<number>`abs(a.start_s - ${around.start_s})`;
    return { name: 'nearest in time', value, descending: false, metric: false };
  }
  const name = sort ?? 'newest';
  if (name === 'newest' || name === 'oldest') {
    return { name, value: sql<number>`a.start_s`, descending: name === 'newest', metric: false };
  }
  const descending = !name.startsWith('-');
  const { id } = requireMetric(descending ? name : name.slice(1));
  // Activities without the value come last either way.
  const missing = sql.lit(descending ? -1e300 : 1e300);
  return { name, value: sql<number>`coalesce(${metricColumn(id)}, ${missing})`, descending, metric: true };
}

export function activityTests(
  context: QueryContext,
  filter: ActivityFilter,
  period: Period,
  sport: SportFilter | null,
  around: Reference | null,
): Test[] {
  const tests: Test[] = [];
  const add = (test: RawBuilder<unknown>) => tests.push({ sql: test });
  const addMetric = (test: RawBuilder<unknown>) => tests.push({ sql: test, metric: true });
  add(sql`a.athlete_id = ${context.athlete.id}`);
  add(shownActivity(context));
  if (period.after !== null) add(sql`a.local_date >= ${period.after}`);
  if (period.before !== null) add(sql`a.local_date <= ${period.before}`);
  if (sport) add(sport.sport === null ? sql`a.family = ${sport.family}` : sql`a.sport = ${sport.sport}`);
  if (filter.indoor !== undefined) add(sql`a.indoor = ${filter.indoor ? 1 : 0}`);
  if (filter.has_power !== undefined) add(sql`a.has_power = ${filter.has_power ? 1 : 0} AND a.is_parent = 0`);
  if (filter.has_heart_rate !== undefined) {
    add(sql`a.has_heart_rate = ${filter.has_heart_rate ? 1 : 0} AND a.is_parent = 0`);
  }
  if (filter.has_load !== undefined) {
    const known = sql`${metricColumn('load')} IS ${sql.raw(filter.has_load ? 'NOT NULL' : 'NULL')}`;
    addMetric(sql`${known} AND a.is_parent = 0 AND a.stale = 0`);
  }
  if (filter.gear !== undefined) {
    const pattern = `%${filter.gear.replace(/[\\%_]/g, (character) => `\\${character}`)}%`;
    add(sql`a.gear LIKE ${pattern} ESCAPE '\\'`);
  }
  if (filter.source !== undefined) {
    // A platform may tell of an activity whose recording came from elsewhere.
    add(sql`EXISTS (SELECT 1 FROM activity_recording ar JOIN recording r ON r.id = ar.recording_id
      LEFT JOIN fact f ON f.recording_id = r.id AND f.source_kind = ${filter.source}
      WHERE ar.activity_id = a.id AND (r.source_kind = ${filter.source} OR f.id IS NOT NULL))`);
    if (context.restricted.has(filter.source)) add(sql`0`);
  }
  for (const [metric, from, to, unit] of [
    ['distance_m', filter.min_km, filter.max_km, 1000],
    ['moving_s', filter.min_minutes, filter.max_minutes, 60],
    ['load', filter.min_load, filter.max_load, 1],
  ] as const) {
    if (from !== undefined) addMetric(sql`${metricColumn(metric)} >= ${from * unit}`);
    if (to !== undefined) addMetric(sql`${metricColumn(metric)} <= ${to * unit}`);
  }
  if (around) {
    add(sql`a.id <> ${around.id}`);
    if (around.by === 'place') add(samePlace(around));
  }
  return tests;
}

function samePlace(around: Reference): RawBuilder<unknown> {
  const latitude = around.latitude_deg!;
  const longitude = around.longitude_deg!;
  const width = PLACE_DEG / Math.max(0.01, Math.cos((latitude * Math.PI) / 180));
  return sql`a.family = ${around.family}
    AND a.latitude_deg BETWEEN ${latitude - PLACE_DEG} AND ${latitude + PLACE_DEG}
    AND a.longitude_deg BETWEEN ${longitude - width} AND ${longitude + width}`;
}

/** Words in name or note. Compared here, not in SQL: SQLite knows neither accents nor the case of other alphabets. */
export async function textTest(context: QueryContext, text: string): Promise<Test> {
  const matches = textMatcher(text);
  const texts = await remember(context, ['folded_texts'], () => foldedTexts(context));
  const ids = texts.filter(({ folded }) => matches(folded)).map(({ id }) => id);
  return { sql: sql`a.id IN (SELECT value FROM json_each(${JSON.stringify(ids)}))` };
}

async function foldedTexts(context: QueryContext): Promise<{ id: number; folded: string }[]> {
  const { rows } = await sql<{ id: number; name: string; note: string | null }>`
    SELECT id, name, note FROM activity WHERE athlete_id = ${context.athlete.id}`.execute(context.store.db);
  return rows.map(({ id, name, note }) => ({ id, folded: foldText(note === null ? name : `${name}\n${note}`) }));
}

export interface FoundActivity {
  readonly id: number;
  readonly family: string;
  readonly is_parent: number;
  readonly sort_value: number;
}

/** To be joined as `m`; an activity whose values are out of date has none. */
export const JOIN_METRIC = sql`LEFT JOIN metric m ON m.activity_id = a.id AND a.stale = 0`;

export async function findPage(
  context: QueryContext,
  tests: readonly Test[],
  order: Order,
  after: Cursor | null,
  limit: number,
): Promise<FoundActivity[]> {
  const direction = sql.raw(order.descending ? 'DESC' : 'ASC');
  const compare = sql.raw(order.descending ? '<' : '>');
  const all = tests.map((test) => test.sql);
  if (after) all.push(sql`(${order.value}, a.id) ${compare} (${after.value}, ${after.id})`);
  // Ids first: the rows themselves are long, and sorting should not touch those that are not shown.
  const { rows } = await sql<FoundActivity>`
    SELECT p.id, p.sort_value, a.family, a.is_parent
    FROM (SELECT a.id, ${order.value} AS sort_value FROM activity a ${joinFor(tests, order)}
      WHERE ${sql.join(all, sql` AND `)}
      ORDER BY sort_value ${direction}, a.id ${direction} LIMIT ${limit}) p
    JOIN activity a ON a.id = p.id
    ORDER BY p.sort_value ${direction}, p.id ${direction}`.execute(context.store.db);
  return rows;
}

export async function countActivities(context: QueryContext, tests: readonly Test[]): Promise<number> {
  const all = tests.map((test) => test.sql);
  const { rows } = await sql<{ count: number }>`
    SELECT count(*) AS count FROM activity a ${joinFor(tests, null)}
    WHERE ${sql.join(all, sql` AND `)}`.execute(context.store.db);
  return rows[0]!.count;
}

function joinFor(tests: readonly Test[], order: Order | null): RawBuilder<unknown> {
  return order?.metric || tests.some((test) => test.metric) ? JOIN_METRIC : sql``;
}
