/** Fetches files, streams and the rest of activities whose list entry is stored: newest first, several at once, resumable. */

import type { Connector, Session } from '../core/connector.ts';
import { isTrouble } from '../core/platform-failure.ts';
import type { Store } from '../store/store.ts';
import { type ItemOwner, storedItem } from './apply-item.ts';
import { loadSettings, type Settings } from './settings.ts';
import { type DetailOutcome, storeDetail } from './store-detail.ts';
import type { WorkerPool } from './worker-pool.ts';

export interface DetailCounts {
  fetched: number;
  absent: number;
  failed: number;
}

export interface DetailRun {
  readonly session: Session;
  /** Counted as it goes: what was done before a failure counts too. */
  readonly counts: DetailCounts;
  readonly onDone?: (done: number, total: number) => void;
  /** Only activities from this local date on. */
  readonly since: string | null;
}

/** An activity that fails this often for reasons of its own is left until a full sync. */
const MAX_TRIES = 2;
const BATCH = 500;

/** Ends when nothing is wanted any more. Throws what concerns the whole account: the login, the network, the budget. */
export async function fetchDetails(
  store: Store,
  pool: WorkerPool,
  connector: Connector,
  owner: ItemOwner,
  { session, counts, onDone, since }: DetailRun,
): Promise<void> {
  if (!connector.detail) return;
  const settings = await loadSettings(store.db, owner.athlete_id);
  const total = await countWanted(store, owner.account_id, since);
  const tried = new Set<number>();
  let done = 0;
  for (;;) {
    const batch = (await wanted(store, owner, since, tried)).filter((row) => !tried.has(row.id));
    if (batch.length === 0) return;
    for (const row of batch) tried.add(row.id);
    let next = 0;
    const runner = async () => {
      while (next < batch.length) {
        const row = batch[next++]!;
        session.signal.throwIfAborted();
        try {
          const outcome = await fetchOne(store, pool, connector, owner, session, settings, row);
          counts[outcome.detail === 'done' ? 'fetched' : outcome.detail]++;
          onDone?.(++done, total);
        } catch (error) {
          // The others end with the activity they are at.
          next = batch.length;
          throw error;
        }
      }
    };
    // One more than may be on its way: while one is stored, the line is not idle.
    const ended = await Promise.allSettled(Array.from({ length: connector.limits.concurrency + 1 }, runner));
    for (const one of ended) if (one.status === 'rejected') throw one.reason;
  }
}

type Wanted = Awaited<ReturnType<typeof wanted>>[number];

const wantedOf = ({ db }: Store, account_id: number, since: string | null) => {
  const rows = db
    .selectFrom('item')
    .where('account_id', '=', account_id)
    .where('detail', '=', 'wanted')
    .where('deleted_at', 'is', null);
  return since === null ? rows : rows.where('local_date', '>=', since);
};

function wanted(store: Store, owner: ItemOwner, since: string | null, tried: ReadonlySet<number>) {
  return (
    wantedOf(store, owner.account_id, since)
      .select(['id', 'external_id', 'payload_hash', 'local_date', 'samples_version', 'detail_tries'])
      // What has samples from elsewhere can wait: calls are scarce.
      .orderBy((e) =>
        e.exists(
          e
            .selectFrom('fact as f')
            .innerJoin('activity_recording as own', 'own.recording_id', 'f.recording_id')
            .innerJoin('activity_recording as ar', 'ar.activity_id', 'own.activity_id')
            .innerJoin('recording as r', 'r.id', 'ar.recording_id')
            .select('r.id')
            .where('f.athlete_id', '=', owner.athlete_id)
            .where('f.source_kind', '=', owner.platform)
            .whereRef('f.external_id', '=', 'item.external_id')
            .where('r.record_count', '>', 0),
        ),
      )
      .orderBy('local_date', 'desc')
      .orderBy('id', 'desc')
      .limit(BATCH + tried.size)
      .execute()
  );
}

/** Activities whose details are still to be fetched. */
export async function countWanted(store: Store, account_id: number, since: string | null = null): Promise<number> {
  const { n } = await wantedOf(store, account_id, since)
    .select((e) => e.fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow();
  return n;
}

async function fetchOne(
  store: Store,
  pool: WorkerPool,
  connector: Connector,
  owner: ItemOwner,
  session: Session,
  settings: Settings,
  row: Wanted,
): Promise<DetailOutcome> {
  const item = await storedItem(store.db, owner, row);
  if (item?.core.kind !== 'activity') return settle(store, row, { detail: 'absent', reason: null });
  try {
    const detail = await connector.detail!(session, item);
    return await storeDetail(store, pool, { owner, settings, item: row, fact: item.core.fact }, detail);
  } catch (error) {
    if (isTrouble(error, 'not_found')) return settle(store, row, { detail: 'absent', reason: error.message });
    if (isTrouble(error, 'plan', 'forbidden', 'missing_scope')) {
      return settle(store, row, { detail: 'failed', reason: error.message });
    }
    if (!isTrouble(error, 'server', 'bad_request', 'unexpected')) throw error;
    // Wanted still, but not for ever: some activities break the platform itself each time.
    const gives_up = row.detail_tries + 1 >= MAX_TRIES;
    return settle(store, row, { detail: 'failed', reason: error.message }, gives_up ? 'failed' : 'wanted');
  }
}

async function settle(
  { db }: Store,
  row: Wanted,
  outcome: DetailOutcome,
  state: string = outcome.detail,
): Promise<DetailOutcome> {
  await db
    .updateTable('item')
    .set({ detail: state, detail_reason: outcome.reason, detail_tries: row.detail_tries + 1 })
    .where('id', '=', row.id)
    .where('detail', '=', 'wanted')
    .execute();
  return outcome;
}
