/** What a platform says of an activity, put together from its list, its fuller answers and the gear it names elsewhere. */

import type { ActivityFact } from '../core/source.ts';
import type { Db } from '../store/store.ts';
import type { ItemOwner } from './apply-item.ts';
import { markStale } from './stale.ts';

/** What is stored of it, brought up to date by `now`; null when nothing is known. Call inside the transaction that stores it. */
export async function currentFact(
  db: Db,
  owner: ItemOwner,
  external_id: string,
  now: ActivityFact | null,
): Promise<ActivityFact | null> {
  const before = await storedFact(db, owner, external_id);
  const fact = before && now ? completed(before, now) : (now ?? before);
  return fact && withGear(db, owner, fact);
}

export async function storedFact(db: Db, owner: ItemOwner, external_id: string): Promise<ActivityFact | null> {
  const row = await db
    .selectFrom('fact')
    .select('data')
    .where('athlete_id', '=', owner.athlete_id)
    .where('source_kind', '=', owner.platform)
    .where('external_id', '=', external_id)
    .executeTakeFirst();
  return row ? (JSON.parse(row.data) as ActivityFact) : null;
}

/** Where platforms that name gear only by its id put that. */
const GEAR_IDS = ['gear_id', 'bike_id', 'shoe_id'] as const;

/** The name of the gear in place of its id, once the gear is known. */
async function withGear(db: Db, { account_id }: ItemOwner, fact: ActivityFact): Promise<ActivityFact> {
  const ids = GEAR_IDS.flatMap((key) => fact.other[key] ?? []).map(String);
  if (ids.length === 0) return fact;
  const gear = await db
    .selectFrom('item')
    .select('name')
    .where('account_id', '=', account_id)
    .where('kind', '=', 'gear')
    .where('external_id', 'in', ids)
    .executeTakeFirst();
  return gear ? { ...fact, gear: gear.name } : fact;
}

/** Gear that became known, or has another name now, in the activities it was used in. */
export async function nameGear(db: Db, owner: ItemOwner, external_id: string, name: string): Promise<void> {
  const facts = await db
    .selectFrom('fact as f')
    .leftJoin('activity_recording as ar', 'ar.recording_id', 'f.recording_id')
    .select(['f.id', 'f.data', 'ar.activity_id'])
    .where('f.athlete_id', '=', owner.athlete_id)
    .where('f.source_kind', '=', owner.platform)
    .where('f.data', 'like', `%"${external_id.replace(/[%_]/g, '')}"%`)
    .execute();
  const changed: number[] = [];
  for (const { id, data, activity_id } of facts) {
    const fact = JSON.parse(data) as ActivityFact;
    const used = GEAR_IDS.some((key) => String(fact.other[key] ?? '') === external_id);
    if (!used || fact.gear === name) continue;
    await db
      .updateTable('fact')
      .set({ data: JSON.stringify({ ...fact, gear: name }) })
      .where('id', '=', id)
      .execute();
    if (activity_id !== null) changed.push(activity_id);
  }
  await markStale(db, changed);
}

/** What the list says now, and what only the fuller answer had told. */
function completed(before: ActivityFact, now: ActivityFact): ActivityFact {
  const said = Object.fromEntries(Object.entries(now).filter(([, value]) => value !== null));
  return {
    ...before,
    ...said,
    tags: now.tags.length > 0 ? now.tags : before.tags,
    media: now.media.length > 0 ? now.media : before.media,
    values: { ...before.values, ...now.values },
    other: { ...before.other, ...now.other },
  };
}
