/** Thresholds as a platform tells them, kept as a line of changes: the same value again says nothing new. */

import type { DatedThreshold } from '../core/connector.ts';
import { THRESHOLDS } from '../core/thresholds.ts';
import type { Db } from '../store/store.ts';

export interface PlatformThreshold extends DatedThreshold {
  readonly valid_from: string;
}

/** Stores what is new; values come in any order. Returns whether anything changed. */
export async function storePlatformThreshold(
  db: Db,
  athlete_id: number,
  account_id: number,
  { kind, family, value, valid_from }: PlatformThreshold,
): Promise<boolean> {
  const { min, max, families } = THRESHOLDS[kind];
  const own: readonly string[] = families;
  if (!(value >= min && value <= max) || (family !== null && !own.includes(family))) return false;
  const line = () =>
    db
      .selectFrom('threshold')
      .select(['id', 'value', 'valid_from'])
      .where('athlete_id', '=', athlete_id)
      .where('kind', '=', kind)
      .where('family', family === null ? 'is' : '=', family)
      .where('origin', '=', 'platform')
      .where((e) => e.or([e('account_id', '=', account_id), e('account_id', 'is', null)]));
  const before = await line()
    .where('valid_from', '<=', valid_from)
    .orderBy('valid_from', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (before?.value === value) return false;
  if (before?.valid_from === valid_from) {
    await db.updateTable('threshold').set({ value, account_id }).where('id', '=', before.id).execute();
    return true;
  }
  const next = await line().where('valid_from', '>', valid_from).orderBy('valid_from').limit(1).executeTakeFirst();
  if (next?.value === value) {
    // It held earlier than was known.
    await db.updateTable('threshold').set({ valid_from, account_id }).where('id', '=', next.id).execute();
    return true;
  }
  // Another account's value of the same day stands: one row a day.
  await db
    .insertInto('threshold')
    .values({ athlete_id, kind, family, value, valid_from, origin: 'platform', account_id })
    .onConflict((c) => c.doNothing())
    .execute();
  return true;
}
