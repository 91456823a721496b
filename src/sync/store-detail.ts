/** Stores what was fetched about one activity beyond its list entry: device files, or streams, and further payloads. */

import type { ActivityDetail } from '../core/connector.ts';
import { Failure } from '../core/failure.ts';
import type { ActivityFact } from '../core/source.ts';
import { cleanText } from '../core/text.ts';
import { nowSeconds } from '../core/time.ts';
import { removeGzip } from '../formats/gzip.ts';
import { contentHash } from '../store/originals.ts';
import type { Db, Store } from '../store/store.ts';
import { dropItemRecordings, type ItemOwner } from './apply-item.ts';
import { storeFact } from './facts.ts';
import { joinRecording } from './join-recording.ts';
import { dropUnusedPayloads, putPayload } from './payloads.ts';
import { currentFact } from './platform-fact.ts';
import type { StorableFile, StorableRecording } from './read-file.ts';
import type { Settings } from './settings.ts';
import { knownFile, storeFailure, storeFile, storeRecording } from './store-file.ts';
import type { WorkerPool } from './worker-pool.ts';

export interface DetailTarget {
  readonly owner: ItemOwner;
  readonly settings: Settings;
  readonly item: { readonly id: number; readonly external_id: string };
  /** What the list told; used where the detail tells nothing fuller. */
  readonly fact: ActivityFact;
}

/** How an item stands after its detail came: with samples, or without and why. */
export interface DetailOutcome {
  readonly detail: 'done' | 'absent' | 'failed';
  readonly reason: string | null;
}

export async function storeDetail(
  store: Store,
  pool: WorkerPool,
  target: DetailTarget,
  detail: ActivityDetail,
): Promise<DetailOutcome> {
  const files = await storeOriginals(store, pool, target, detail);
  const streams =
    files.recording_ids.length === 0 && detail.recording !== null && detail.recording.samples.time_s.length > 0
      ? await pool.run<StorableRecording>({
          kind: 'pack',
          recording: detail.recording,
          athlete_zone: target.settings.athlete.time_zone,
        })
      : null;
  const outcome = outcomeOf(files, streams !== null, detail);
  await store.db.transaction().execute(async (db) => {
    const { owner, item, settings } = target;
    const ids = streams ? [await replaceStreams(store, db, target, streams)] : files.recording_ids;
    // The platform may have another file now than before.
    if (files.recording_ids.length > 0) await dropItemRecordings(db, owner, item.id, files.recording_ids);
    for (const recording_id of ids) {
      await db
        .insertInto('item_recording')
        .values({ item_id: item.id, recording_id })
        .onConflict((c) => c.doNothing())
        .execute();
    }
    await storeParts(db, item.id, detail);
    // Read now: the list or the gear may have told more while this was on its way.
    const told = (await currentFact(db, owner, item.external_id, detail.fact)) ?? target.fact;
    await storeFact(db, settings, owner.platform, told, await toldOf(db, told, ids));
    await db
      .updateTable('item')
      .set({ detail: outcome.detail, detail_reason: outcome.reason, detail_tries: 0, detail_at: nowSeconds() })
      .where('id', '=', item.id)
      .execute();
  });
  return outcome;
}

/** The recording a fact is told of: with several legs in a file the one that starts when it says. */
async function toldOf(db: Db, { join }: ActivityFact, ids: readonly number[]): Promise<number | null> {
  if (ids.length < 2 || join.by !== 'start') return ids[0] ?? null;
  const rows = await db.selectFrom('recording').select(['id', 'start_s']).where('id', 'in', ids).execute();
  const near = (row: { readonly start_s: number }) => Math.abs(row.start_s - join.start_s);
  return rows.sort((a, b) => near(a) - near(b))[0]?.id ?? null;
}

interface StoredOriginals {
  readonly recording_ids: readonly number[];
  /** Why files could not be used, one sentence each. */
  readonly refused: readonly string[];
}

async function storeOriginals(
  store: Store,
  pool: WorkerPool,
  { owner, settings, item }: DetailTarget,
  { originals }: ActivityDetail,
): Promise<StoredOriginals> {
  const recording_ids: number[] = [];
  const refused: string[] = [];
  for (const { label, bytes: packed } of originals) {
    const name = cleanText(label, 200) ?? item.external_id;
    const file = { athlete_id: owner.athlete_id, label: `${owner.platform}/${name}`, source_kind: owner.platform };
    let hash: string | null = null;
    try {
      const bytes = await removeGzip(packed);
      hash = contentHash(bytes);
      const size_bytes = bytes.byteLength;
      const known = await knownFile(store.db, owner.athlete_id, hash);
      if (known) {
        recording_ids.push(...known.recording_ids);
        continue;
      }
      const read = await pool.run<StorableFile>({
        kind: 'read',
        bytes,
        name,
        athlete_zone: settings.athlete.time_zone,
        original: { home: store.home, hash },
      });
      const stored = await storeFile(store, { ...file, hash, size_bytes }, read);
      recording_ids.push(...stored.recording_ids);
      if (stored.recording_ids.length === 0) refused.push(stored.reason);
    } catch (error) {
      if (!(error instanceof Failure) || error.code === 'pool_closed') throw error;
      refused.push(error.message);
      if (hash !== null) await storeFailure(store, { ...file, hash, size_bytes: packed.byteLength }, error.message);
    }
  }
  return { recording_ids: [...new Set(recording_ids)], refused };
}

function outcomeOf(
  files: StoredOriginals,
  has_streams: boolean,
  { missing, originals }: ActivityDetail,
): DetailOutcome {
  if (files.recording_ids.length > 0 || has_streams) return { detail: 'done', reason: null };
  if (files.refused.length > 0) return { detail: 'failed', reason: files.refused[0]! };
  if (missing) return { detail: missing.for_good ? 'absent' : 'failed', reason: missing.reason };
  return { detail: 'absent', reason: originals.length === 0 ? 'there is neither a file nor streams' : null };
}

/** The item's recording made of streams, in place of the one it had. */
async function replaceStreams(store: Store, db: Db, target: DetailTarget, streams: StorableRecording): Promise<number> {
  const { owner, item } = target;
  await dropItemRecordings(db, owner, item.id);
  const source = { athlete_id: owner.athlete_id, hash: null, source_kind: owner.platform };
  const identity = streams.file_identity ?? `${owner.platform}:streams:${item.external_id}`;
  const id = await storeRecording(store, db, source, 'streams', { ...streams, file_identity: identity }, 0, null);
  await joinRecording(db, id);
  return id;
}

async function storeParts(db: Db, item_id: number, { parts }: ActivityDetail): Promise<void> {
  const before = await db.selectFrom('item_part').select('payload_hash').where('item_id', '=', item_id).execute();
  await db.deleteFrom('item_part').where('item_id', '=', item_id).execute();
  for (const { name, raw } of parts) {
    const payload_hash = await putPayload(db, raw);
    await db
      .insertInto('item_part')
      .values({ item_id, name, payload_hash })
      .onConflict((c) => c.columns(['item_id', 'name']).doUpdateSet({ payload_hash }))
      .execute();
  }
  await dropUnusedPayloads(
    db,
    before.map((row) => row.payload_hash),
  );
}
