/** Activity ids as people and models see them: `a17`. */

import { sql } from 'kysely';
import { Failure } from '../core/failure.ts';
import type { QueryContext } from './context.ts';
import { howToChoose, shownActivity, withheldFailure } from './source-policy.ts';

export function formatActivityId(id: number): string {
  return `a${id}`;
}

/** An id given by a platform, when it looks like one; null for anything else, which could be text meant to be obeyed. */
export function plainId(text: string): string | null {
  return /^[\w.:-]{1,64}$/.test(text) ? text : null;
}

/**
 * Reads `a17` or `17` and checks that it is one of this athlete's that may be shown. Throws Failure: `withheld_by_source`, or
 * `no_such_activity` with the closest ids that exist.
 */
export async function parseActivityId(context: QueryContext, text: string): Promise<number> {
  const digits = /^\s*a?(\d{1,15})\s*$/i.exec(text)?.[1];
  const id = digits === undefined ? Number.NaN : Number(digits);
  const activities = context.store.db.selectFrom('activity as a').where('a.athlete_id', '=', context.athlete.id);
  const shown = shownActivity(context);
  if (Number.isSafeInteger(id)) {
    const found = await activities
      .select(['a.withheld', shown.as('shown')])
      .where('a.id', '=', id)
      .executeTakeFirst();
    if (found?.shown === 1) return id;
    if (found) throw hiddenFailure(context, id, found.withheld);
  }
  const closest = await activities
    .select('a.id')
    .where(shown)
    .orderBy(Number.isSafeInteger(id) ? sql`abs(a.id - ${id})` : sql`a.start_s DESC`)
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

function hiddenFailure(context: QueryContext, id: number, source: string | null): Failure {
  const [only] = context.restricted.keys();
  const name = formatActivityId(id);
  if (source !== null) return withheldFailure(context, name, source);
  // A leg or an event, or one whose sources are being looked at again.
  return new Failure(
    'withheld_by_source',
    `${name} rests on a source whose data may not be shown, or is being put together without it.`,
    only === undefined ? 'Ask again in a moment.' : `Ask again in a moment. ${howToChoose(context, only)}`,
  );
}
