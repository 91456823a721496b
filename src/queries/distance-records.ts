/** Shortest times over the distances of records. Indoor rides and runs do not count: their speed is simulated. */

import { sql } from 'kysely';
import { FAMILIES, type Family } from '../core/sport.ts';
import { fastest } from '../repair/fastest.ts';
import { formatActivityId } from './activity-id.ts';
import { type Section, tableOf } from './answer.ts';
import type { QueryContext } from './context.ts';
import type { LiveFilter } from './live-activities.ts';
import { clockText, paceText, paceUnit, toldAsPace } from './pace.ts';
import { remember } from './remember.ts';

interface DistanceRecord {
  readonly family: Family;
  readonly distance_m: number;
  readonly duration_s: number;
  readonly activity_id: number;
  readonly local_date: string;
}

/** One per family and distance, families in the order given, distances ascending. */
export function distanceRecords(context: QueryContext, filter: LiveFilter): Promise<DistanceRecord[]> {
  const { after, before, sport } = filter;
  return remember(context, ['distance-records', after, before, sport], async () => {
    // CROSS JOIN fixes the order: from the bests to their activities. The other way round costs seconds on ten years.
    let query = context.store.db
      .selectFrom('effort as e')
      .crossJoin('activity as a')
      .whereRef('a.id', '=', 'e.activity_id')
      .where('e.athlete_id', '=', context.athlete.id)
      .where('e.kind', '=', 'best_distance')
      .where('e.distance_m', 'is not', null)
      .where('a.stale', '=', 0)
      .where(sql<boolean>`NOT (a.indoor = 1 AND a.family IN ('ride', 'run', 'walk'))`);
    // Faster than anyone: a jump of position that no repair recognised.
    const limits = FAMILIES.map((family) => sql`WHEN ${family} THEN ${fastest(family)}`);
    query = query.where(sql<boolean>`e.distance_m <= e.duration_s * CASE e.family ${sql.join(limits, sql` `)} END`);
    if (after) query = query.where('e.local_date', '>=', after);
    if (before) query = query.where('e.local_date', '<=', before);
    if (sport) query = query.where('e.family', '=', sport.family);
    if (sport?.sport) query = query.where('a.sport', '=', sport.sport);
    const rows = await query
      // With a single min() SQLite takes the other columns from the row that holds it.
      .select(['e.family', 'e.distance_m', sql<number>`min(e.duration_s)`.as('duration_s'), 'a.id', 'a.local_date'])
      .groupBy(['e.family', 'e.distance_m'])
      .orderBy('e.family')
      .orderBy('e.distance_m')
      .execute();
    return rows.map((row) => ({
      family: row.family as Family,
      distance_m: row.distance_m!,
      duration_s: row.duration_s,
      activity_id: row.id,
      local_date: row.local_date,
    }));
  });
}

/** "5 km", "800 m", "1 mile", "half marathon", "marathon". */
export function distanceName(distance_m: number): string {
  if (distance_m === 1609.344) return '1 mile';
  if (distance_m === 160_934.4) return '100 miles';
  if (distance_m === 21_097.5) return 'half marathon';
  if (distance_m === 42_195) return 'marathon';
  return distance_m % 1000 === 0 ? `${distance_m / 1000} km` : `${distance_m} m`;
}

/** The records of one family as a table. */
export function distanceTable(records: readonly DistanceRecord[], family: Family): Section {
  const pace = toldAsPace(family) ? paceUnit(family).key : 'average_speed_mps';
  return tableOf(
    ['distance', 'time', 'duration_s', pace, 'activity', 'local_date'],
    records.map((r): Record<string, unknown> => {
      const speed = r.distance_m / r.duration_s;
      return {
        distance: distanceName(r.distance_m),
        time: clockText(r.duration_s),
        duration_s: r.duration_s,
        [pace]: toldAsPace(family) ? paceText(speed, family) : speed,
        activity: formatActivityId(r.activity_id),
        local_date: r.local_date,
      };
    }),
  );
}
