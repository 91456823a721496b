/** Stores one page of a stream and where the stream goes on, all of it or nothing: a kill costs at most the page under way. */

import type { Item, ItemCore, Page, Stream } from '../core/connector.ts';
import { nowSeconds } from '../core/time.ts';
import type { Db, Store } from '../store/store.ts';
import { applyItem, type ItemOwner, withdrawItem } from './apply-item.ts';
import { payloadChanges } from './payload-changes.ts';
import { dropUnusedPayloads, getPayload, payloadHash, putPayload } from './payloads.ts';
import type { Settings } from './settings.ts';

export interface PageCounts {
  readonly added: number;
  readonly changed: number;
  readonly deleted: number;
  readonly unchanged: number;
}

export const NO_COUNTS: PageCounts = { added: 0, changed: 0, deleted: 0, unchanged: 0 };

export interface PageTarget {
  readonly owner: ItemOwner;
  readonly stream: Stream;
  /** Number of this run: what a complete run did not list is gone. */
  readonly run: number;
}

export async function storePage(store: Store, target: PageTarget, page: Page, settings: Settings): Promise<PageCounts> {
  const { owner, stream, run } = target;
  return store.db.transaction().execute(async (db) => {
    const items = [...new Map(page.items.map((item) => [item.external_id, item])).values()];
    const known = await knownItems(db, target, items);
    const unchanged: number[] = [];
    const counts = { added: 0, changed: 0, deleted: 0, unchanged: 0 };
    for (const item of items) {
      const before = known.get(item.external_id);
      if (before && isUnchanged(before, item)) unchanged.push(before.id);
      else counts[await storeItem(db, target, settings, item, before)]++;
    }
    const seen_at = nowSeconds();
    for (let i = 0; i < unchanged.length; i += 500) {
      await db
        .updateTable('item')
        .set({ run, seen_at, missed: 0 })
        .where('id', 'in', unchanged.slice(i, i + 500))
        .execute();
    }
    counts.unchanged += unchanged.length;
    if (page.complete) counts.deleted = await settleMissing(db, target, page.complete);
    const done = page.next === null;
    await db
      .updateTable('stream')
      .set((e) => ({
        resume: done ? null : JSON.stringify(page.next),
        listed: e('listed', '+', items.length),
        ...(page.total == null ? {} : { total: page.total }),
      }))
      .where('account_id', '=', owner.account_id)
      .where('stream', '=', stream.id)
      .execute();
    return counts;
  });
}

async function knownItems(db: Db, { owner, stream }: PageTarget, items: readonly Item[]) {
  const ids = items.map((item) => item.external_id);
  const known = new Map<string, Known>();
  for (let i = 0; i < ids.length; i += 500) {
    const rows = await db
      .selectFrom('item')
      .select(['id', 'external_id', 'payload_hash', 'samples_version', 'detail', 'deleted_at', 'withheld'])
      .where('account_id', '=', owner.account_id)
      .where('stream', '=', stream.id)
      .where('external_id', 'in', ids.slice(i, i + 500))
      .execute();
    for (const row of rows) known.set(row.external_id, row);
  }
  return known;
}

interface Known {
  readonly id: number;
  readonly external_id: string;
  readonly payload_hash: string;
  readonly samples_version: string | null;
  readonly detail: string;
  readonly deleted_at: number | null;
  readonly withheld: string | null;
}

function isUnchanged(before: Known, { core, raw }: Item): boolean {
  if (before.deleted_at !== null || before.payload_hash !== payloadHash(raw)) return false;
  return core.kind !== 'activity' || core.samples_version === before.samples_version;
}

async function storeItem(
  db: Db,
  { owner, stream, run }: PageTarget,
  settings: Settings,
  item: Item,
  before: Known | undefined,
): Promise<'added' | 'changed' | 'unchanged'> {
  const { core } = item;
  const at = nowSeconds();
  const payload_hash = await putPayload(db, item.raw);
  const samples_version = core.kind === 'activity' ? core.samples_version : null;
  const withheld = core.kind === 'activity' ? core.withheld : null;
  const back = before !== undefined && before.deleted_at !== null;
  const news = before ? payloadChanges(await getPayload(db, before.payload_hash), item.raw, stream.noise) : [];
  const values = {
    kind: core.kind,
    local_date: dayOf(core),
    name: nameOf(core),
    payload_hash,
    samples_version,
    withheld,
    run,
    seen_at: at,
    missed: 0,
    deleted_at: null,
    ...detailState(core, before),
    ...(before && news.length === 0 && !back ? {} : { changed_at: at }),
  };
  if (!before) {
    const { id } = await db
      .insertInto('item')
      .values({
        ...values,
        account_id: owner.account_id,
        stream: stream.id,
        external_id: item.external_id,
        first_seen_at: at,
        changed_at: at,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    await applyItem(db, owner, settings, id, item);
    return 'added';
  }
  await db.updateTable('item').set(values).where('id', '=', before.id).execute();
  if (before.payload_hash !== payload_hash) await dropUnusedPayloads(db, [before.payload_hash]);
  await applyItem(db, owner, settings, before.id, item);
  if (news.length === 0 && !back) return 'unchanged';
  await db
    .insertInto('change')
    .values({
      account_id: owner.account_id,
      item_id: before.id,
      at,
      kind: back ? 'restored' : 'changed',
      fields: JSON.stringify(news),
    })
    .execute();
  return 'changed';
}

/** Fetch what is beyond the list entry of something new, of a changed file, and of what is no longer held back. */
function detailState(core: ItemCore, before: Known | undefined): { detail?: string; detail_tries?: number } {
  if (core.kind !== 'activity') return {};
  if (!core.has_more || core.withheld !== null) return { detail: 'none' };
  const other = before && before.samples_version !== core.samples_version;
  if (!before || other || before.detail === 'none' || before.deleted_at !== null || before.withheld !== null) {
    return { detail: 'wanted', detail_tries: 0 };
  }
  return {};
}

function dayOf(core: ItemCore): string | null {
  if (core.kind === 'planned') return core.entry.local_date;
  return 'local_date' in core && core.local_date !== '' ? core.local_date : null;
}

function nameOf(core: ItemCore): string | null {
  if (core.kind === 'planned') return core.entry.title;
  if (core.kind === 'activity') return core.fact.name;
  return 'name' in core ? core.name : null;
}

/** From so many items on, losing more than half at once is not believed the first time. */
const DOUBTFUL_FROM = 10;

/** Items of the window that was listed completely and did not come: gone on the platform. */
async function settleMissing(
  db: Db,
  target: PageTarget,
  { from, to }: { readonly from: string | null; readonly to: string | null },
): Promise<number> {
  const { owner, stream, run } = target;
  let inside = db
    .selectFrom('item')
    .select(['id', 'run', 'missed', 'kind', 'external_id', 'local_date'])
    .where('account_id', '=', owner.account_id)
    .where('stream', '=', stream.id)
    .where('deleted_at', 'is', null);
  // What has no day is only settled by a listing of everything.
  if (from !== null) inside = inside.where('local_date', '>=', from);
  if (to !== null) inside = inside.where('local_date', '<=', to);
  const rows = await inside.execute();
  const missing = rows.filter((row) => row.run < run);
  const doubtful = rows.length >= DOUBTFUL_FROM && missing.length > rows.length / 2;
  const gone = missing.filter((row) => !doubtful || row.missed > 0);
  const at = nowSeconds();
  for (const row of missing) {
    if (!gone.includes(row))
      await db
        .updateTable('item')
        .set({ missed: row.missed + 1 })
        .where('id', '=', row.id)
        .execute();
  }
  for (const row of gone) {
    await withdrawItem(db, owner, row);
    await db.updateTable('item').set({ deleted_at: at, detail: 'none' }).where('id', '=', row.id).execute();
    await db
      .insertInto('change')
      .values({ account_id: owner.account_id, item_id: row.id, at, kind: 'deleted', fields: '[]' })
      .execute();
  }
  return gone.length;
}
