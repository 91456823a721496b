/** Marks activities whose inputs changed. From that moment their old values are gone and cannot be shown as current. */

import type { Athlete } from '../core/athlete.ts';
import type { Db } from '../store/store.ts';
import { fingerprint, loadSettings } from './settings.ts';

/** Tables with computed rows: a stale activity has none. */
const COMPUTED = ['metric', 'lap', 'effort', 'zone_time', 'curve', 'repair'] as const;

/** Marks the given activities. Call inside the transaction that changes the input. */
export async function markStale(db: Db, activity_ids: readonly number[]): Promise<void> {
  for (let i = 0; i < activity_ids.length; i += 500) {
    const some = activity_ids.slice(i, i + 500);
    // What is being computed right now began with something older.
    await db
      .updateTable('activity')
      .set((e) => ({ revision: e('revision', '+', 1) }))
      .where('id', 'in', some)
      .execute();
    const marked = await db
      .updateTable('activity')
      .set({ stale: 1 })
      .where('id', 'in', some)
      .where('stale', '!=', 1)
      .where('is_parent', '=', 0)
      .returning(['id', 'athlete_id', 'local_date'])
      .execute();
    if (marked.length === 0) continue;
    const ids = marked.map((activity) => activity.id);
    for (const table of COMPUTED) await db.deleteFrom(table).where('activity_id', 'in', ids).execute();
    const months = new Map(marked.map((a) => [`${a.athlete_id}/${a.local_date.slice(0, 7)}`, a]));
    for (const { athlete_id, local_date } of months.values()) await forgetMonth(db, athlete_id, local_date);
  }
}

/** Drops the cached curves of the month that holds a date. */
export async function forgetMonth(db: Db, athlete_id: number, local_date: string): Promise<void> {
  await db
    .deleteFrom('curve_month')
    .where('athlete_id', '=', athlete_id)
    .where('month', '=', local_date.slice(0, 7))
    .execute();
}

/**
 * Compares what every activity's values were computed from with what holds now and marks those that differ. Call inside
 * the transaction that changed thresholds, athlete or metric versions. Returns how many were marked.
 */
export async function markOutdated(db: Db, athlete_id: Athlete['id'], versions: string): Promise<number> {
  const settings = await loadSettings(db, athlete_id);
  const activities = await db
    .selectFrom('activity')
    .select(['id', 'family', 'local_date', 'repairs_off', 'rpe', 'fingerprint'])
    .where('athlete_id', '=', athlete_id)
    .where('stale', '=', 0)
    .where('is_parent', '=', 0)
    .execute();
  const outdated = activities.filter((a) => a.fingerprint !== fingerprint(settings, a, versions)).map((a) => a.id);
  await markStale(db, outdated);
  return outdated.length;
}
