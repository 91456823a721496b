/** Joining and splitting by hand; the decision is remembered and outlives every later import. */

import { Failure } from '../core/failure.ts';
import type { Db, Store } from '../store/store.ts';
import { regroup } from './regroup.ts';
import { markStale } from './stale.ts';

/** Makes every recording of an activity an activity of its own. Returns the ids, the first keeping the old one. */
export async function splitActivity(store: Store, activity_id: number): Promise<number[]> {
  return store.db.transaction().execute(async (db) => {
    const recordings = await recordingsOf(db, activity_id);
    if (recordings.length < 2) {
      throw new Failure(
        'nothing_to_split',
        'This activity has only one recording.',
        'See its sources with: paceline show <id> --sections sources',
      );
    }
    await decide(db, recordings, recordings, 'different');
    await regroup(db, recordings);
    const owners = await ownersOf(db, recordings);
    return [activity_id, ...owners.filter((id) => id !== activity_id)];
  });
}

const DAY_S = 86_400;

/** Makes one activity of several; all recordings stay. Returns the id that remains (the smallest). */
export async function mergeActivities(store: Store, activity_ids: readonly number[]): Promise<number> {
  return store.db.transaction().execute(async (db) => {
    const wanted = [...new Set(activity_ids)].sort((a, b) => a - b);
    const rows = await db.selectFrom('activity').selectAll().where('id', 'in', wanted).execute();
    if (rows.length < 2 || rows.length < wanted.length) {
      throw new Failure(
        'nothing_to_merge',
        'Two or more different activities are needed.',
        'Find their ids with: paceline list',
      );
    }
    if (rows.some((row) => row.is_parent === 1)) {
      throw new Failure('cannot_merge', 'A multisport event cannot be merged; merge its legs instead.');
    }
    if (new Set(rows.map((row) => row.athlete_id)).size > 1) {
      throw new Failure('cannot_merge', 'Activities of different athletes cannot be merged.');
    }
    const ordered = [...rows].sort((a, b) => a.start_s - b.start_s);
    if (ordered.some((row, i) => i > 0 && row.start_s - ordered[i - 1]!.end_s > DAY_S)) {
      throw new Failure(
        'cannot_merge',
        'More than a day lies between these activities, so they cannot be one workout.',
        'Check the ids with: paceline list',
      );
    }
    const groups: number[][] = [];
    for (const id of wanted) groups.push(await recordingsOf(db, id));
    for (const [i, group] of groups.entries()) {
      for (const other of groups.slice(i + 1)) await decide(db, group, other, 'same');
    }
    await regroup(db, groups.flat());
    return (await ownersOf(db, groups.flat()))[0]!;
  });
}

/** Switches a repair off (or on again) for one activity; its values are computed anew. */
export async function switchRepair(store: Store, activity_id: number, repair: string, on: boolean): Promise<void> {
  await store.db.transaction().execute(async (db) => {
    const row = await db.selectFrom('activity').select('repairs_off').where('id', '=', activity_id).executeTakeFirst();
    if (!row) throw new Failure('unknown_activity', 'There is no such activity.', 'Find ids with: paceline list');
    const off = new Set(JSON.parse(row.repairs_off) as string[]);
    if (on) off.delete(repair);
    else off.add(repair);
    await db
      .updateTable('activity')
      .set({ repairs_off: JSON.stringify([...off].sort()) })
      .where('id', '=', activity_id)
      .execute();
    await markStale(db, [activity_id]);
  });
}

async function recordingsOf(db: Db, activity_id: number): Promise<number[]> {
  const rows = await db
    .selectFrom('activity_recording')
    .select('recording_id')
    .where('activity_id', '=', activity_id)
    .orderBy('recording_id')
    .execute();
  return rows.map((row) => row.recording_id);
}

async function ownersOf(db: Db, recording_ids: readonly number[]): Promise<number[]> {
  const rows = await db
    .selectFrom('activity_recording')
    .select('activity_id')
    .where('recording_id', 'in', recording_ids)
    .distinct()
    .orderBy('activity_id')
    .execute();
  return rows.map((row) => row.activity_id);
}

async function decide(db: Db, some: readonly number[], others: readonly number[], verdict: 'same' | 'different') {
  for (const a of some) {
    for (const b of others) {
      if (a === b) continue;
      const [recording_a, recording_b] = a < b ? [a, b] : [b, a];
      await db
        .insertInto('join_decision')
        .values({ recording_a, recording_b, verdict })
        .onConflict((c) => c.columns(['recording_a', 'recording_b']).doUpdateSet({ verdict }))
        .execute();
    }
  }
}
