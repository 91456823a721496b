/** Platforms whose data the person has not released for showing to models or for merging: kept apart, counted, not shown. */

import type { Db } from '../store/store.ts';
import { markStale } from './stale.ts';

/** `source_kind`s of the athlete that are restricted. */
export async function restrictedSources(db: Db, athlete_id: number): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom('account')
    .select('platform')
    .where('athlete_id', '=', athlete_id)
    .where((e) => e.or([e('show_models', '=', 0), e('combine', '=', 0)]))
    .execute();
  return new Set(rows.map((row) => row.platform));
}

/** What is there without the restricted sources; all of it when there is nothing else. */
export function released<T extends { readonly source_kind: string }>(
  all: readonly T[],
  restricted: ReadonlySet<string>,
): readonly T[] {
  if (restricted.size === 0) return all;
  const free = all.filter((one) => !restricted.has(one.source_kind));
  return free.length > 0 ? free : all;
}

/** After the person has chosen anew: everything the source has a part in is put together again. */
export async function markSource(db: Db, athlete_id: number, source_kind: string): Promise<void> {
  const rows = await db
    .selectFrom('activity_recording as ar')
    .innerJoin('recording as r', 'r.id', 'ar.recording_id')
    .leftJoin('fact as f', 'f.recording_id', 'r.id')
    .select('ar.activity_id')
    .distinct()
    .where('r.athlete_id', '=', athlete_id)
    .where((e) => e.or([e('r.source_kind', '=', source_kind), e('f.source_kind', '=', source_kind)]))
    .execute();
  await markStale(
    db,
    rows.map((row) => row.activity_id),
  );
}
