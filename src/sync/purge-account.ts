/** Removes everything an account brought, and the account; what came from elsewhere stays as it is. */

import type { PlatformId } from '../core/connector.ts';
import { localDate } from '../core/time.ts';
import type { Account } from '../platform/accounts.ts';
import { dropOriginal } from '../store/originals.ts';
import type { Db, Store } from '../store/store.ts';
import { forgetItems } from './expire-items.ts';
import { markOutdated } from './stale.ts';

export interface Purged {
  readonly items: number;
  /** Original files removed. */
  readonly files: number;
}

/** `versions` as on Paceline: values that rested on the account's thresholds become stale. */
export async function purgeAccount(store: Store, versions: string, account: Account): Promise<Purged> {
  const { id, athlete_id } = account;
  const platform = account.platform as PlatformId;
  const items = await forgetItems(store, { account_id: id, athlete_id, platform }, Number.MAX_SAFE_INTEGER);
  await store.db.transaction().execute(async (db) => {
    await db.deleteFrom('account').where('id', '=', id).execute();
    const left = await db
      .selectFrom('account')
      .select('id')
      .where('athlete_id', '=', athlete_id)
      .where('platform', '=', platform)
      .executeTakeFirst();
    if (!left)
      await db.deleteFrom('gear').where('athlete_id', '=', athlete_id).where('source_kind', '=', platform).execute();
    if (!left) await forgetProfile(db, athlete_id, platform);
    await forgetFileThresholds(db, athlete_id);
    await markOutdated(db, athlete_id, versions);
  });
  const files = await dropUnusedOriginals(store);
  // What is deleted stays readable in free pages until they are used again.
  store.execute('VACUUM');
  return { items, files };
}

/** What the platform told of the athlete and nobody has changed since. */
async function forgetProfile(db: Db, athlete_id: number, platform: PlatformId): Promise<void> {
  const prefix = `profile ${athlete_id} ${platform} `;
  const told = await db.selectFrom('setting').selectAll().where('key', 'like', `${prefix}%`).execute();
  const athlete = await db.selectFrom('athlete').selectAll().where('id', '=', athlete_id).executeTakeFirstOrThrow();
  for (const { key, value } of told) {
    const field = key.slice(prefix.length) as 'sex' | 'birth_date' | 'height_m';
    if (String(athlete[field]) === value) {
      await db
        .updateTable('athlete')
        .set({ [field]: null })
        .where('id', '=', athlete_id)
        .execute();
    }
    await db.deleteFrom('setting').where('key', '=', key).execute();
  }
}

/** Settings that files carried, of days on which no file is left. */
async function forgetFileThresholds(db: Db, athlete_id: number): Promise<void> {
  const rows = await db
    .selectFrom('recording')
    .select(['start_s', 'utc_offset_s'])
    .where('athlete_id', '=', athlete_id)
    .where('hash', 'is not', null)
    .execute();
  const days = new Set(rows.map((row) => localDate(row.start_s, row.utc_offset_s)));
  const carried = await db
    .selectFrom('threshold')
    .select(['id', 'valid_from'])
    .where('athlete_id', '=', athlete_id)
    .where('origin', '=', 'file')
    .execute();
  for (const { id, valid_from } of carried) {
    if (!days.has(valid_from)) await db.deleteFrom('threshold').where('id', '=', id).execute();
  }
}

/** Files that no recording, document or log of an import refers to. Returns how many. */
async function dropUnusedOriginals({ db, home }: Store): Promise<number> {
  const unused = await db
    .deleteFrom('original')
    .where((e) =>
      e.and([
        e.not(
          e.exists(e.selectFrom('recording').select('recording.id').whereRef('recording.hash', '=', 'original.hash')),
        ),
        e.not(e.exists(e.selectFrom('document').select('document.id').whereRef('document.hash', '=', 'original.hash'))),
        e.not(e.exists(e.selectFrom('file').select('file.id').whereRef('file.hash', '=', 'original.hash'))),
      ]),
    )
    .returning('hash')
    .execute();
  for (const { hash } of unused) dropOriginal(home, hash);
  return unused.length;
}
