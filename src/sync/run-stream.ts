/** One run of one stream: from where it stopped, or from the newest end, page by page into the store. */

import type { Session, Stream } from '../core/connector.ts';
import { addDays, localDate, nowSeconds, utcOffset } from '../core/time.ts';
import type { Db, Store } from '../store/store.ts';
import type { ItemOwner } from './apply-item.ts';
import { loadSettings } from './settings.ts';
import { NO_COUNTS, type PageCounts, storePage } from './store-page.ts';

export interface StreamState {
  readonly run: number;
  readonly resume: string | null;
  readonly run_from: string | null;
  readonly run_full: number;
  readonly completed_at: number | null;
  readonly full_at: number | null;
  readonly listed: number;
  readonly total: number | null;
}

export interface StreamRun {
  /** Look at everything there ever was. */
  readonly full: boolean;
  /** A person's own beginning, YYYY-MM-DD; null for the usual one. */
  readonly since: string | null;
  readonly onPage?: (listed: number, total: number | null) => void;
}

export async function streamStates(db: Db, account_id: number): Promise<ReadonlyMap<string, StreamState>> {
  const rows = await db.selectFrom('stream').selectAll().where('account_id', '=', account_id).execute();
  return new Map(rows.map((row) => [row.stream, row]));
}

/** Runs the stream to its end. What was stored before a failure stays; the next run goes on there. */
export async function runStream(
  store: Store,
  session: Session,
  owner: ItemOwner,
  stream: Stream,
  options: StreamRun,
): Promise<PageCounts> {
  const state = await begin(store.db, owner.account_id, stream, options, session.time_zone);
  const settings = await loadSettings(store.db, owner.athlete_id);
  let counts = NO_COUNTS;
  let { listed } = state;
  const ask = {
    session,
    resume: state.resume === null ? null : JSON.parse(state.resume),
    from: state.run_from,
    full: state.run_full === 1,
    stored: (id: string) => storedItems(store.db, owner.account_id, id),
  };
  for await (const page of stream.pages(ask)) {
    session.signal.throwIfAborted();
    const stored = await storePage(store, { owner, stream, run: state.run }, page, settings);
    counts = {
      added: counts.added + stored.added,
      changed: counts.changed + stored.changed,
      deleted: counts.deleted + stored.deleted,
      unchanged: counts.unchanged + stored.unchanged,
    };
    listed += page.items.length;
    options.onPage?.(listed, page.total ?? state.total);
  }
  await finish(store.db, owner.account_id, stream, state.run_full === 1);
  return counts;
}

function storedItems(db: Db, account_id: number, stream: string) {
  return db
    .selectFrom('item')
    .select(['external_id', 'local_date'])
    .where('account_id', '=', account_id)
    .where('stream', '=', stream)
    .where('deleted_at', 'is', null)
    .where('withheld', 'is', null)
    .orderBy('local_date', 'desc')
    .orderBy('id', 'desc')
    .execute();
}

/** Goes on with an unfinished run, unless the person asked for something else; else begins a new one. */
async function begin(
  db: Db,
  account_id: number,
  stream: Stream,
  { full, since }: StreamRun,
  time_zone: string,
): Promise<StreamState> {
  return db.transaction().execute(async (tx) => {
    const known = (await streamStates(tx, account_id)).get(stream.id);
    const whole = since === null && (full || known == null || known.full_at === null);
    if (known && known.resume !== null && since === null && known.run_full === (whole ? 1 : 0)) return known;
    const run_from = whole ? null : (since ?? lookBack(known!, stream, time_zone));
    const row = {
      run: (known?.run ?? 0) + 1,
      resume: null,
      run_from,
      run_full: whole ? 1 : 0,
      started_at: nowSeconds(),
      listed: 0,
      total: null,
    };
    await tx
      .insertInto('stream')
      .values({ account_id, stream: stream.id, ...row })
      .onConflict((c) => c.columns(['account_id', 'stream']).doUpdateSet(row))
      .execute();
    return { ...row, completed_at: known?.completed_at ?? null, full_at: known?.full_at ?? null };
  });
}

function lookBack({ completed_at }: StreamState, { look_back_days }: Stream, time_zone: string): string {
  const last = completed_at ?? nowSeconds();
  return addDays(localDate(last, utcOffset(time_zone, last)), -look_back_days);
}

async function finish(db: Db, account_id: number, stream: Stream, whole: boolean): Promise<void> {
  const at = nowSeconds();
  await db
    .updateTable('stream')
    .set({ resume: null, trouble: null, completed_at: at, ...(whole ? { full_at: at } : {}) })
    .where('account_id', '=', account_id)
    .where('stream', '=', stream.id)
    .execute();
}
