/** Wellness readings by day, one value per reading and day: where several sources speak, the first in a stated order wins. */

import { sql } from 'kysely';
import { dayNumber } from '../core/time.ts';
import { WELLNESS, type WellnessKey } from '../core/wellness.ts';
import { WELLNESS_SOURCES, wellnessPlace } from '../store/wellness-sources.ts';
import type { QueryContext } from './context.ts';
import { remember } from './remember.ts';
import { releasedSource } from './source-policy.ts';

export interface WellnessDays {
  readonly first_date: string;
  readonly days: number;
  /** Per key one value per day, oldest first; null where nothing was read. */
  readonly numbers: ReadonlyMap<WellnessKey, readonly (number | null)[]>;
  readonly notes: ReadonlyMap<string, string>;
  /** Keys with more than one source -> the sources, the one that wins first. */
  readonly sources: ReadonlyMap<WellnessKey, readonly string[]>;
}

export function isWellnessKey(key: string): key is WellnessKey {
  return Object.hasOwn(WELLNESS, key);
}

/** Every reading of the inclusive dates. */
export async function wellnessDays(context: QueryContext, after: string, before: string): Promise<WellnessDays> {
  const rows = await context.store.db
    .selectFrom('wellness')
    .select(['local_date', 'key', 'source_kind', 'number', 'text'])
    .where('athlete_id', '=', context.athlete.id)
    .where('local_date', '>=', after)
    .where('local_date', '<=', before)
    .where(releasedSource(context, 'source_kind'))
    .execute();
  const first = dayNumber(after);
  const days = Math.max(0, dayNumber(before) - first + 1);
  const by_key = new Map<WellnessKey, Map<string, (number | null)[]>>();
  const notes = new Map<string, string>();
  for (const { local_date, key, source_kind, number, text } of rows) {
    if (!isWellnessKey(key)) continue;
    if (key === 'note') {
      if (text) notes.set(local_date, [notes.get(local_date), text].filter(Boolean).join(' / '));
      continue;
    }
    if (number === null) continue;
    const sources = by_key.get(key) ?? new Map<string, (number | null)[]>();
    by_key.set(key, sources);
    const values = sources.get(source_kind) ?? new Array<number | null>(days).fill(null);
    sources.set(source_kind, values);
    values[dayNumber(local_date) - first] = number;
  }
  const numbers = new Map<WellnessKey, readonly (number | null)[]>();
  const several = new Map<WellnessKey, readonly string[]>();
  for (const [key, sources] of by_key) {
    const ranked = [...sources].sort(([a], [b]) => placeOf(a) - placeOf(b) || (a < b ? -1 : 1));
    numbers.set(
      key,
      ranked[0]![1].map((value, i) => value ?? ranked.find(([, values]) => values[i] !== null)?.[1][i] ?? null),
    );
    if (ranked.length > 1)
      several.set(
        key,
        ranked.map(([source]) => source),
      );
  }
  return { first_date: after, days, numbers, notes, sources: several };
}

function placeOf(source: string): number {
  const place = WELLNESS_SOURCES.indexOf(source);
  return place < 0 ? WELLNESS_SOURCES.length : place;
}

/** The last `count` days of a reading that end on `date`; null where nothing was read. */
export function lastDays(all: WellnessDays, key: WellnessKey, date: string, count: number): (number | null)[] {
  const values = all.numbers.get(key);
  const end = dayNumber(date) - dayNumber(all.first_date) + 1;
  return Array.from({ length: count }, (_, i) => values?.[end - count + i] ?? null);
}

interface WellnessMonth {
  readonly month: string;
  readonly key: string;
  readonly mean: number;
  readonly readings: number;
}

/** Monthly means, for spans too long to show day by day. */
export function wellnessMonths(context: QueryContext, after: string, before: string): Promise<WellnessMonth[]> {
  return remember(context, ['wellness-months', after, before], () => {
    const by_day = context.store.db
      .selectFrom('wellness')
      // With a single min() SQLite takes the other columns from the row that holds it.
      .select(['local_date', 'key', 'number', sql<number>`min(${sql.raw(wellnessPlace('source_kind'))})`.as('place')])
      .where('athlete_id', '=', context.athlete.id)
      .where('local_date', '>=', after)
      .where('local_date', '<=', before)
      .where('number', 'is not', null)
      .where(releasedSource(context, 'source_kind'))
      .groupBy(['local_date', 'key']);
    return context.store.db
      .selectFrom(by_day.as('d'))
      .select([
        sql<string>`substr(d.local_date, 1, 7)`.as('month'),
        'd.key',
        sql<number>`avg(d.number)`.as('mean'),
        sql<number>`count(*)`.as('readings'),
      ])
      .groupBy(['month', 'd.key'])
      .orderBy('month')
      .execute();
  });
}

/** First and last local date with a reading that may be shown; null when there is none. */
export async function wellnessSpan(context: QueryContext): Promise<{ first: string; last: string } | null> {
  const end = (order: 'asc' | 'desc') =>
    context.store.db
      .selectFrom('wellness')
      .select('local_date')
      .where('athlete_id', '=', context.athlete.id)
      .where(releasedSource(context, 'source_kind'))
      .orderBy('local_date', order)
      .limit(1)
      .executeTakeFirst();
  const first = await end('asc');
  const last = await end('desc');
  return first && last ? { first: first.local_date, last: last.local_date } : null;
}

/** Restricted source -> days on which it has readings, which are not shown. */
export async function withheldDays(context: QueryContext, after: string, before: string): Promise<Map<string, number>> {
  const restricted = [...context.restricted.keys()];
  if (restricted.length === 0) return new Map();
  const rows = await context.store.db
    .selectFrom('wellness')
    .select(['source_kind', sql<number>`count(DISTINCT local_date)`.as('days')])
    .where('athlete_id', '=', context.athlete.id)
    .where('source_kind', 'in', restricted)
    .where('local_date', '>=', after)
    .where('local_date', '<=', before)
    .groupBy('source_kind')
    .execute();
  return new Map(rows.map((row) => [row.source_kind, row.days]));
}
