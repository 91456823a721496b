/** What an item of a platform means for the athlete's data, and how that is taken back when the item is gone. */

import type { DatedThreshold, Item, PlatformId } from '../core/connector.ts';
import type { SourceKind } from '../core/source.ts';
import { today } from '../core/time.ts';
import type { Db } from '../store/store.ts';
import { storeFact } from './facts.ts';
import { getPayload } from './payloads.ts';
import { currentFact, nameGear, storedFact } from './platform-fact.ts';
import { storePlatformThreshold } from './platform-thresholds.ts';
import { dropRecording } from './regroup.ts';
import { restrictedSources } from './restricted-sources.ts';
import type { Settings } from './settings.ts';
import { markStale } from './stale.ts';

export interface ItemOwner {
  readonly account_id: number;
  readonly athlete_id: number;
  readonly platform: PlatformId;
}

/** Applies one new or changed item. Call inside the transaction that stores it. */
export async function applyItem(
  db: Db,
  owner: ItemOwner,
  settings: Settings,
  item_id: number,
  item: Item,
): Promise<void> {
  const { core } = item;
  switch (core.kind) {
    case 'activity': {
      if (core.withheld !== null) return;
      await storeThresholds(db, owner, core.thresholds, core.local_date);
      const recording = await recordingOf(db, item_id);
      const fact = await currentFact(db, owner, item.external_id, core.fact);
      await storeFact(db, settings, owner.platform, fact ?? core.fact, recording);
      return;
    }
    case 'wellness':
      await forgetReadings(db, owner, item_id, core.local_date);
      for (const { local_date, key, value } of core.readings) {
        const number = typeof value === 'number' ? value : null;
        const text = typeof value === 'string' ? value : null;
        await db
          .insertInto('wellness')
          .values({ athlete_id: owner.athlete_id, local_date, key, source_kind: owner.platform, number, text })
          .onConflict((c) =>
            c.columns(['athlete_id', 'local_date', 'key', 'source_kind']).doUpdateSet({ number, text }),
          )
          .execute();
        // A weighing holds until the next one.
        if (key === 'weight_kg' && number !== null) {
          const weighed = { kind: 'weight_kg' as const, family: null, value: number, valid_from: local_date };
          await storeThresholds(db, owner, [weighed], local_date);
        }
      }
      return;
    case 'thresholds':
      await storeThresholds(db, owner, core.values, today(settings.athlete.time_zone));
      return;
    case 'profile':
      if (!(await restrictedSources(db, owner.athlete_id)).has(owner.platform)) {
        await fillProfile(db, owner, core);
      }
      return;
    case 'gear':
      await db
        .insertInto('gear')
        .values({ athlete_id: owner.athlete_id, name: core.name, kind: core.gear, source_kind: owner.platform })
        .onConflict((c) => c.doNothing())
        .execute();
      await nameGear(db, owner, item.external_id, core.name);
      return;
    case 'planned': {
      const { workout, ...entry } = core.entry;
      const row = {
        ...entry,
        athlete_id: owner.athlete_id,
        source_kind: owner.platform,
        workout: workout === null ? null : JSON.stringify(workout),
      };
      await db
        .insertInto('planned')
        .values({ item_id, ...row })
        .onConflict((c) => c.column('item_id').doUpdateSet(row))
        .execute();
      return;
    }
    default:
      return;
  }
}

/** Takes back what an item meant: its fact, the recordings only it brought, its readings. */
export async function withdrawItem(
  db: Db,
  owner: ItemOwner,
  item: {
    readonly id: number;
    readonly kind: string;
    readonly external_id: string;
    readonly local_date: string | null;
  },
): Promise<void> {
  if (item.kind === 'activity') {
    await withdrawActivity(db, owner, item);
  } else if (item.kind === 'wellness' && item.local_date !== null) {
    await forgetReadings(db, owner, item.id, item.local_date);
  } else if (item.kind === 'planned') {
    await db.deleteFrom('planned').where('item_id', '=', item.id).execute();
  }
}

/** The platform's readings of a day, unless another of its items tells of that day too. */
async function forgetReadings(db: Db, owner: ItemOwner, item_id: number, local_date: string): Promise<void> {
  const other = await db
    .selectFrom('item as i')
    .innerJoin('account as a', 'a.id', 'i.account_id')
    .select('i.id')
    .where('a.athlete_id', '=', owner.athlete_id)
    .where('a.platform', '=', owner.platform)
    .where('i.kind', '=', 'wellness')
    .where('i.local_date', '=', local_date)
    .where('i.deleted_at', 'is', null)
    .where('i.id', '!=', item_id)
    .executeTakeFirst();
  if (other) return;
  await db
    .deleteFrom('wellness')
    .where('athlete_id', '=', owner.athlete_id)
    .where('source_kind', '=', owner.platform)
    .where('local_date', '=', local_date)
    .execute();
}

async function withdrawActivity(
  db: Db,
  owner: ItemOwner,
  item: { readonly id: number; readonly external_id: string },
): Promise<void> {
  const fact = await db
    .selectFrom('fact as f')
    .leftJoin('recording as r', 'r.id', 'f.recording_id')
    .leftJoin('activity_recording as ar', 'ar.recording_id', 'f.recording_id')
    .select(['f.id', 'f.recording_id', 'r.format', 'ar.activity_id'])
    .where('f.athlete_id', '=', owner.athlete_id)
    .where('f.source_kind', '=', owner.platform)
    .where('f.external_id', '=', item.external_id)
    .executeTakeFirst();
  if (fact) {
    await db.deleteFrom('fact').where('id', '=', fact.id).execute();
    if (fact.activity_id !== null) await markStale(db, [fact.activity_id]);
    if (fact.format === 'summary' && fact.recording_id !== null) await dropRecording(db, fact.recording_id);
  }
  await dropItemRecordings(db, owner, item.id);
}

/** Removes the recordings an item brought but `keep`, unless another item or the person's own import holds them too. */
export async function dropItemRecordings(
  db: Db,
  owner: ItemOwner,
  item_id: number,
  keep: readonly number[] = [],
): Promise<void> {
  const all = await db
    .selectFrom('item_recording as ir')
    .innerJoin('recording as r', 'r.id', 'ir.recording_id')
    .select(['r.id', 'r.hash', 'r.source_kind'])
    .where('ir.item_id', '=', item_id)
    .execute();
  for (const { id, hash, source_kind } of all) {
    if (keep.includes(id)) continue;
    await db.deleteFrom('item_recording').where('item_id', '=', item_id).where('recording_id', '=', id).execute();
    const other = await db
      .selectFrom('item_recording as ir')
      .innerJoin('item as i', 'i.id', 'ir.item_id')
      .innerJoin('account as a', 'a.id', 'i.account_id')
      .select('a.platform')
      .where('ir.recording_id', '=', id)
      .where('i.deleted_at', 'is', null)
      .executeTakeFirst();
    if (source_kind !== owner.platform) continue;
    if (other) await handOver(db, owner.athlete_id, id, hash, other.platform as PlatformId);
    else {
      await dropRecording(db, id);
      // A later import of the same content is welcome again.
      if (hash !== null) {
        await db.deleteFrom('file').where('athlete_id', '=', owner.athlete_id).where('hash', '=', hash).execute();
      }
    }
  }
}

/** From now on the recording counts as what `source_kind` brought. */
export async function handOver(
  db: Db,
  athlete_id: number,
  recording_id: number,
  hash: string | null,
  source_kind: SourceKind,
): Promise<void> {
  await db.updateTable('recording').set({ source_kind }).where('id', '=', recording_id).execute();
  if (hash === null) return;
  await db
    .updateTable('file')
    .set({ source_kind })
    .where('athlete_id', '=', athlete_id)
    .where('hash', '=', hash)
    .execute();
}

/** The recording of an item that the fact is told of: the first. */
async function recordingOf(db: Db, item_id: number): Promise<number | null> {
  const row = await db
    .selectFrom('item_recording')
    .select('recording_id')
    .where('item_id', '=', item_id)
    .orderBy('recording_id')
    .limit(1)
    .executeTakeFirst();
  return row?.recording_id ?? null;
}

async function storeThresholds(
  db: Db,
  { athlete_id, account_id }: ItemOwner,
  values: readonly DatedThreshold[],
  day: string,
): Promise<void> {
  for (const value of values) {
    await storePlatformThreshold(db, athlete_id, account_id, value, day);
  }
}

/** Fills what the athlete has not set; never overwrites. */
async function fillProfile(
  db: Db,
  { athlete_id, platform }: ItemOwner,
  told: {
    readonly sex: 'male' | 'female' | null;
    readonly birth_date: string | null;
    readonly height_m: number | null;
  },
): Promise<void> {
  const known = await db.selectFrom('athlete').selectAll().where('id', '=', athlete_id).executeTakeFirstOrThrow();
  const { sex, birth_date, height_m } = told;
  const fill = {
    ...(known.sex === null && sex !== null ? { sex } : {}),
    ...(known.birth_date === null && birth_date !== null ? { birth_date } : {}),
    ...(known.height_m === null && height_m !== null ? { height_m } : {}),
  };
  if (Object.keys(fill).length === 0) return;
  await db.updateTable('athlete').set(fill).where('id', '=', athlete_id).execute();
  for (const [field, value] of Object.entries(fill)) {
    const row = { key: `profile ${athlete_id} ${platform} ${field}`, value: String(value) };
    await db
      .insertInto('setting')
      .values(row)
      .onConflict((c) => c.column('key').doUpdateSet({ value: row.value }))
      .execute();
  }
}

/** The item as its connector gave it, from what is stored; for asking about the rest of an activity. */
export async function storedItem(
  db: Db,
  owner: ItemOwner,
  row: {
    readonly external_id: string;
    readonly payload_hash: string;
    readonly local_date: string | null;
    readonly samples_version: string | null;
  },
): Promise<Item | null> {
  const fact = await storedFact(db, owner, row.external_id);
  if (!fact) return null;
  return {
    external_id: row.external_id,
    raw: await getPayload(db, row.payload_hash),
    core: {
      kind: 'activity',
      fact,
      local_date: row.local_date ?? '',
      withheld: null,
      has_more: true,
      samples_version: row.samples_version,
      thresholds: [],
    },
  };
}
