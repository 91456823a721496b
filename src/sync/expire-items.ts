/** Forgets what may be kept only for some days: items not seen since then, with everything they brought. */

import { nowSeconds } from '../core/time.ts';
import type { Store } from '../store/store.ts';
import { dropItemRecordings, type ItemOwner, storedItem, withdrawItem } from './apply-item.ts';
import { storeFact } from './facts.ts';
import { dropUnusedPayloads } from './payloads.ts';
import { loadSettings } from './settings.ts';

const AT_ONCE = 100;

/**
 * Removes items of the account last seen more than `keep_days` ago, and the samples and further payloads that came before that;
 * null keeps all.
 */
export async function expireItems(store: Store, owner: ItemOwner, keep_days: number | null): Promise<void> {
  if (keep_days === null) return;
  const before_s = nowSeconds() - keep_days * 86_400;
  await forgetItems(store, owner, before_s);
  await forgetDetails(store, owner, before_s);
}

/** The list entry was seen anew, what was fetched beyond it is too old: the activity stays as a summary. */
async function forgetDetails(store: Store, owner: ItemOwner, came_before_s: number): Promise<void> {
  const settings = await loadSettings(store.db, owner.athlete_id);
  for (let some = AT_ONCE; some === AT_ONCE; ) {
    some = await store.db.transaction().execute(async (db) => {
      const rows = await db
        .selectFrom('item')
        .select(['id', 'external_id', 'payload_hash', 'local_date', 'samples_version'])
        .where('account_id', '=', owner.account_id)
        .where('detail', '=', 'done')
        .where('detail_at', '<', came_before_s)
        .orderBy('id')
        .limit(AT_ONCE)
        .execute();
      for (const row of rows) {
        const item = await storedItem(db, owner, row);
        const parts = await db.selectFrom('item_part').select('payload_hash').where('item_id', '=', row.id).execute();
        await db.deleteFrom('item_part').where('item_id', '=', row.id).execute();
        await dropUnusedPayloads(
          db,
          parts.map((part) => part.payload_hash),
        );
        await dropItemRecordings(db, owner, row.id);
        if (item?.core.kind === 'activity') await storeFact(db, settings, owner.platform, item.core.fact, null);
        await db
          .updateTable('item')
          .set({ detail: 'expired', detail_reason: 'the samples may be kept only for some days' })
          .where('id', '=', row.id)
          .execute();
      }
      return rows.length;
    });
  }
}

/** Removes items last seen before `seen_before_s`, a hundred in one transaction; what came from elsewhere is not touched. */
export async function forgetItems(store: Store, owner: ItemOwner, seen_before_s: number): Promise<number> {
  for (let count = 0; ; ) {
    const some = await store.db.transaction().execute(async (db) => {
      const rows = await db
        .selectFrom('item')
        .select(['id', 'kind', 'external_id', 'local_date', 'payload_hash'])
        .where('account_id', '=', owner.account_id)
        .where('seen_at', '<', seen_before_s)
        .orderBy('id')
        .limit(AT_ONCE)
        .execute();
      if (rows.length === 0) return 0;
      const ids = rows.map((row) => row.id);
      const parts = await db.selectFrom('item_part').select('payload_hash').where('item_id', 'in', ids).execute();
      for (const row of rows) await withdrawItem(db, owner, row);
      await db.deleteFrom('item').where('id', 'in', ids).execute();
      await dropUnusedPayloads(
        db,
        [...rows, ...parts].map((row) => row.payload_hash),
      );
      return rows.length;
    });
    if (some === 0) return count;
    count += some;
  }
}
