/** Multisport events: a parent over the legs of one file, kept in step when legs are joined, divided or renamed. */

import type { ActivityFact } from '../core/source.ts';
import type { SportId } from '../core/sport.ts';
import type { Db } from '../store/store.ts';
import { restrictedSources } from './restricted-sources.ts';

/**
 * Gives the legs of each event one parent (a second file of the same event shares it), and takes it from what is no leg
 * any more. `activity_ids` are those whose recordings may have changed.
 */
export async function settleEvents(
  db: Db,
  athlete_id: number,
  activity_ids: readonly number[],
  event_keys: readonly string[],
): Promise<void> {
  const had = await db
    .selectFrom('activity')
    .select(['id', 'parent_id'])
    .where('id', 'in', activity_ids)
    .where('parent_id', 'is not', null)
    .execute();
  if (event_keys.length === 0 && had.length === 0) return;
  const parents = new Set(had.map((row) => row.parent_id!));
  for (const key of event_keys) {
    const legs = await legsOf(db, athlete_id, key);
    for (const leg of legs) if (leg.parent_id !== null) parents.add(leg.parent_id);
    if (legs.length < 2) continue;
    const own = legs.flatMap((leg) => leg.parent_id ?? []);
    const parent = own.length > 0 ? Math.min(...own) : await createParent(db, legs[0]!.id);
    parents.add(parent);
    await db
      .updateTable('activity')
      .set({ parent_id: parent })
      .where((w) =>
        w.or([
          w(
            'id',
            'in',
            legs.map((leg) => leg.id),
          ),
          w('parent_id', 'in', own.length > 0 ? own : [0]),
        ]),
      )
      .execute();
  }
  if (parents.size > 0) await releaseOthers(db, [...parents]);
  for (const parent of parents) await refreshParent(db, parent);
}

/** Activities that hold a leg of the event, in order of time. */
async function legsOf(db: Db, athlete_id: number, event_key: string) {
  return db
    .selectFrom('recording as r')
    .innerJoin('activity_recording as ar', 'ar.recording_id', 'r.id')
    .innerJoin('activity as a', 'a.id', 'ar.activity_id')
    .select(['a.id', 'a.parent_id'])
    .where('r.event_key', '=', event_key)
    .where('r.athlete_id', '=', athlete_id)
    .distinct()
    .orderBy('a.start_s')
    .orderBy('a.id')
    .execute();
}

async function createParent(db: Db, first_leg: number): Promise<number> {
  const first = await db.selectFrom('activity').selectAll().where('id', '=', first_leg).executeTakeFirstOrThrow();
  const { id } = await db
    .insertInto('activity')
    .values({
      athlete_id: first.athlete_id,
      parent_id: null,
      is_parent: 1,
      stale: 0,
      sport: 'multisport',
      family: 'other',
      indoor: 0,
      name: '',
      note: null,
      gear: null,
      rpe: null,
      start_s: first.start_s,
      end_s: first.end_s,
      utc_offset_s: first.utc_offset_s,
      time_zone: first.time_zone,
      local_date: first.local_date,
      latitude_deg: null,
      longitude_deg: null,
      load_method: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** Takes activities out of their event when none of their recordings belongs to one. */
async function releaseOthers(db: Db, parents: readonly number[]): Promise<void> {
  await db
    .updateTable('activity')
    .set({ parent_id: null })
    .where('parent_id', 'in', parents)
    .where((w) =>
      w.not(
        w.exists(
          w
            .selectFrom('activity_recording as ar')
            .innerJoin('recording as r', 'r.id', 'ar.recording_id')
            .select('r.id')
            .whereRef('ar.activity_id', '=', 'activity.id')
            .where('r.event_key', 'is not', null),
        ),
      ),
    )
    .execute();
}

/** Times, day and name of a parent from its legs; a parent of fewer than two is removed. */
export async function refreshParent(db: Db, parent_id: number): Promise<void> {
  const legs = await db
    .selectFrom('activity')
    .selectAll()
    .where('parent_id', '=', parent_id)
    .orderBy('start_s')
    .orderBy('id')
    .execute();
  const [first] = legs;
  if (!first || legs.length < 2) {
    await db.updateTable('activity').set({ parent_id: null }).where('parent_id', '=', parent_id).execute();
    await db.deleteFrom('activity').where('id', '=', parent_id).where('is_parent', '=', 1).execute();
    return;
  }
  const facts = await wholeEventFacts(
    db,
    first.athlete_id,
    legs.map((leg) => leg.id),
  );
  const sports = legs.map((leg) => leg.sport as SportId).filter((sport) => sport !== 'transition');
  const last = <K extends 'name' | 'note' | 'rpe'>(key: K): ActivityFact[K] | null =>
    facts.reduceRight<ActivityFact[K] | null>((found, fact) => found ?? fact[key], null);
  await db
    .updateTable('activity')
    .set({
      name: last('name') ?? `Multisport: ${[...new Set(sports)].map((sport) => sport.replaceAll('_', ' ')).join(', ')}`,
      note: last('note'),
      rpe: last('rpe'),
      start_s: first.start_s,
      end_s: Math.max(...legs.map((leg) => leg.end_s)),
      utc_offset_s: first.utc_offset_s,
      time_zone: first.time_zone,
      local_date: first.local_date,
    })
    .where('id', '=', parent_id)
    .execute();
}

async function wholeEventFacts(db: Db, athlete_id: number, leg_ids: readonly number[]): Promise<ActivityFact[]> {
  const rows = await db
    .selectFrom('fact as f')
    .innerJoin('activity_recording as ar', 'ar.recording_id', 'f.recording_id')
    .select(['f.data', 'f.source_kind', 'f.external_id'])
    .where('ar.activity_id', 'in', leg_ids)
    .orderBy('f.source_kind')
    .orderBy('f.external_id')
    .execute();
  const restricted = await restrictedSources(db, athlete_id);
  return rows
    .filter((row) => !restricted.has(row.source_kind))
    .map((row) => JSON.parse(row.data) as ActivityFact)
    .filter(tellsOfWholeEvent);
}

/** What is said about an event as a whole is not said about any of its legs. */
export function tellsOfWholeEvent(fact: ActivityFact): boolean {
  return fact.sport === 'multisport';
}
