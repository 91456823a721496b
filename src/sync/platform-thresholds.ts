/** Thresholds as a platform tells them: one row for each day it names, and for what it names without a day the day it was new. */

import type { DatedThreshold } from '../core/connector.ts';
import { THRESHOLDS } from '../core/thresholds.ts';
import type { Db } from '../store/store.ts';

/** Stores what is new; values come in any order. `today` stands for a value without a date that differs from what held. */
export async function storePlatformThreshold(
  db: Db,
  athlete_id: number,
  account_id: number,
  { kind, family, value, valid_from }: DatedThreshold,
  today: string,
): Promise<void> {
  const { min, max, families } = THRESHOLDS[kind];
  const own: readonly string[] = families;
  if (!(value >= min && value <= max) || (family !== null && !own.includes(family))) return;
  const from = valid_from ?? today;
  const before = await db
    .selectFrom('threshold')
    .select(['id', 'value', 'valid_from', 'account_id'])
    .where('athlete_id', '=', athlete_id)
    .where('kind', '=', kind)
    .where('family', family === null ? 'is' : '=', family)
    .where('origin', '=', 'platform')
    .where('valid_from', '<=', from)
    .orderBy('valid_from', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (before?.valid_from === from) {
    // One row a day: another account's, or an archive's, stands.
    if (before.account_id !== account_id || before.value === value) return;
    await db.updateTable('threshold').set({ value }).where('id', '=', before.id).execute();
    return;
  }
  if (valid_from === null && before?.value === value) return;
  await db
    .insertInto('threshold')
    .values({ athlete_id, kind, family, value, valid_from: from, origin: 'platform', account_id })
    .execute();
}
