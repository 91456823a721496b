/** Activity ids as people and models see them: `a17`. */

import { sql } from 'kysely';
import { Failure } from '../core/failure.ts';
import type { QueryContext } from './context.ts';

export function formatActivityId(id: number): string {
  return `a${id}`;
}

/** Reads `a17` or `17` and checks that it is one of this athlete's; throws Failure with the closest ids that are. */
export async function parseActivityId(context: QueryContext, text: string): Promise<number> {
  const digits = /^\s*a?(\d{1,15})\s*$/i.exec(text)?.[1];
  const id = digits === undefined ? Number.NaN : Number(digits);
  const activities = context.store.db.selectFrom('activity').select('id').where('athlete_id', '=', context.athlete.id);
  if (Number.isSafeInteger(id) && (await activities.where('id', '=', id).executeTakeFirst())) return id;
  const closest = await activities
    .orderBy(Number.isSafeInteger(id) ? sql`abs(id - ${id})` : sql`start_s DESC`)
    .limit(3)
    .execute();
  const ids = closest.map((row) => formatActivityId(row.id)).join(', ');
  throw new Failure(
    'no_such_activity',
    `There is no activity ${Number.isSafeInteger(id) ? formatActivityId(id) : 'with this id'}.`,
    ids === ''
      ? 'Import a folder first: paceline import <folder>.'
      : `Call list_activities to get ids. Closest ids: ${ids}.`,
  );
}
