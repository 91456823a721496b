/** The activities whose computed values may be shown: not stale, and the legs of a multisport event in place of its parent. */

import { sql } from 'kysely';
import type { Answer } from './answer.ts';
import type { QueryContext } from './context.ts';
import type { Period } from './period.ts';
import { withheldNotes } from './source-policy.ts';
import type { SportFilter } from './sport-filter.ts';

export interface LiveFilter extends Partial<Period> {
  /** null or left out: every sport. */
  readonly sport?: SportFilter | null | undefined;
  readonly indoor?: boolean | undefined;
}

/** A query over `activity as a` that every sum, record and curve starts from; join `metric` and the rest by `a.id`. */
export function liveActivities(context: QueryContext, filter: LiveFilter = {}) {
  let query = context.store.db
    .selectFrom('activity as a')
    .where('a.athlete_id', '=', context.athlete.id)
    .where('a.is_parent', '=', 0)
    .where('a.stale', '=', 0);
  if (filter.after) query = query.where('a.local_date', '>=', filter.after);
  if (filter.before) query = query.where('a.local_date', '<=', filter.before);
  if (filter.sport) {
    query = query.where('a.family', '=', filter.sport.family);
    if (filter.sport.sport) query = query.where('a.sport', '=', filter.sport.sport);
  }
  if (filter.indoor !== undefined) query = query.where('a.indoor', '=', filter.indoor ? 1 : 0);
  return query;
}

/** Quoted `m."<metric>"`, for expressions that the builder has no words for. */
export function metricColumn(id: string) {
  return sql<number | null>`${sql.ref(`m.${id}`)}`;
}

/**
 * What every answer over a period says is not counted in it: activities whose values are being recomputed, and those a
 * source does not let be shown. Without periods: in all time.
 */
export function recomputingNotes(context: QueryContext, ...periods: Partial<Period>[]): string[] {
  return [...staleNotes(context), ...withheldNotes(context, periods)];
}

/** The sentence of answers about single activities while values are being recomputed. */
export function staleNotes({ stale }: QueryContext): string[] {
  if (stale === 0) return [];
  const many = stale === 1 ? '1 activity is' : `${stale} activities are`;
  return [`${many} being recomputed and not counted here yet.`];
}

/** The answer of an empty database: what to do first, never an error. One with nothing but withheld activities is not empty. */
export async function whenEmpty(context: QueryContext, scope: Answer['scope']): Promise<Answer | null> {
  const any = await context.store.db
    .selectFrom('activity')
    .select('id')
    .where('athlete_id', '=', context.athlete.id)
    .limit(1)
    .executeTakeFirst();
  if (any) return null;
  return {
    scope,
    notes: ['There are no activities in the database yet. Import a folder or an export archive first.'],
    next: ['paceline import <folder or archive>', 'paceline demo'],
  };
}
