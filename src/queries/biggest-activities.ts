/** The biggest activities of each family: farthest, longest, most climbed, hardest, most work. */

import { sql } from 'kysely';
import type { Family } from '../core/sport.ts';
import type { QueryContext } from './context.ts';
import { type LiveFilter, liveActivities, metricColumn } from './live-activities.ts';
import { remember } from './remember.ts';

export const BIGGEST = {
  distance_m: 'farthest',
  moving_s: 'longest',
  ascent_m: 'most ascent',
  load: 'most load',
  work_kj: 'most work',
} as const;

export type BiggestMetric = keyof typeof BIGGEST;

export const BIGGEST_METRICS = Object.keys(BIGGEST) as BiggestMetric[];

/** One record with everything the activity has, so that a long ride also tells how much it climbed. */
interface BigActivity {
  readonly record: BiggestMetric;
  readonly family: Family;
  readonly activity_id: number;
  readonly local_date: string;
  readonly name: string;
  readonly values: { readonly [metric in BiggestMetric]: number | null };
}

/** The first `limit` of each family by each metric; values of 0 do not count. */
export function biggestActivities(context: QueryContext, filter: LiveFilter, limit: number): Promise<BigActivity[]> {
  const { after, before, sport } = filter;
  return remember(context, ['biggest', after, before, sport, limit], async () => {
    const ranked: { record: BiggestMetric; id: number }[] = [];
    for (const record of BIGGEST_METRICS) {
      const value = metricColumn(record);
      const places = liveActivities(context, filter)
        .innerJoin('metric as m', 'm.activity_id', 'a.id')
        .where(value, '>', 0)
        .select([
          'a.id',
          sql<number>`row_number() OVER (PARTITION BY a.family ORDER BY ${value} DESC, a.local_date)`.as('place'),
        ]);
      const rows = await context.store.db
        .selectFrom(places.as('p'))
        .where('p.place', '<=', limit)
        .select('p.id')
        .orderBy('p.place')
        .execute();
      for (const { id } of rows) ranked.push({ record, id });
    }
    if (ranked.length === 0) return [];
    const details = await context.store.db
      .selectFrom('activity as a')
      .innerJoin('metric as m', 'm.activity_id', 'a.id')
      .where('a.id', 'in', [...new Set(ranked.map((r) => r.id))])
      .select(['a.id', 'a.family', 'a.local_date', 'a.name', ...BIGGEST_METRICS.map((id) => metricColumn(id).as(id))])
      .execute();
    const by_id = new Map(details.map((row) => [row.id, row]));
    return ranked.map(({ record, id }): BigActivity => {
      const { family, local_date, name, distance_m, moving_s, ascent_m, load, work_kj } = by_id.get(id)!;
      const values = { distance_m, moving_s, ascent_m, load, work_kj };
      return { record, family: family as Family, activity_id: id, local_date, name, values };
    });
  });
}
