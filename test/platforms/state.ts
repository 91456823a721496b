/** Everything a sync leaves behind that must not depend on how it came about: no ids, no times of ours. */

import type { Db } from '../../src/store/store.ts';

export async function stateOf(db: Db): Promise<string[]> {
  const activities = await db
    .selectFrom('activity as a')
    .leftJoin('metric as m', 'm.activity_id', 'a.id')
    .select(['a.start_s', 'a.end_s', 'a.name', 'a.sport', 'a.rpe', 'a.note', 'a.gear', 'a.stale', 'a.withheld'])
    .select(['a.has_power', 'a.has_heart_rate', 'm.load', 'm.np_w', 'm.distance_m'])
    .execute();
  const items = await db
    .selectFrom('item')
    .select(['stream', 'external_id', 'kind', 'local_date', 'name', 'payload_hash', 'withheld', 'detail'])
    .where('deleted_at', 'is', null)
    .execute();
  const parts = await db
    .selectFrom('item_part as p')
    .innerJoin('item as i', 'i.id', 'p.item_id')
    .select(['i.external_id', 'p.name', 'p.payload_hash'])
    .execute();
  const recordings = await db
    .selectFrom('recording')
    .select(['source_kind', 'format', 'start_s', 'record_count', 'file_identity'])
    .execute();
  const facts = await db.selectFrom('fact').select(['source_kind', 'external_id', 'data']).execute();
  const readings = await db.selectFrom('wellness').selectAll().execute();
  const thresholds = await db
    .selectFrom('threshold')
    .select(['kind', 'family', 'value', 'valid_from', 'origin'])
    .execute();
  const planned = await db.selectFrom('planned').select(['category', 'local_date', 'title', 'workout']).execute();
  const lines = Object.entries({ activities, items, parts, recordings, facts, readings, thresholds, planned }).flatMap(
    ([table, rows]) => rows.map((row) => `${table} ${JSON.stringify(row)}`),
  );
  return lines.sort();
}

/** How many activities there are, whatever their state. */
export async function countActivities(db: Db): Promise<number> {
  const { n } = await db
    .selectFrom('activity')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('is_parent', '=', 0)
    .executeTakeFirstOrThrow();
  return n;
}
