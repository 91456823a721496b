/** What every query is given: the database, whose data is asked for, what day it is, and what must not be shown. */

import type { Athlete } from '../core/athlete.ts';
import type { Connector } from '../core/connector.ts';
import type { Family } from '../core/sport.ts';
import type { Threshold, ThresholdKind } from '../core/thresholds.ts';
import type { Store } from '../store/store.ts';
import { type Restriction, readRestrictions, readWithheld } from './source-policy.ts';

/** What queries tell of a platform that can be connected. */
export type Platform = Pick<Connector, 'id' | 'label' | 'limits' | 'remedies'>;

export interface QueryContext {
  readonly store: Store;
  readonly athlete: Athlete;
  /** Dated thresholds of the athlete that may be shown, by date; resolve with core/thresholds.ts. */
  readonly thresholds: readonly Threshold[];
  /** The athlete's local date; queries never read the clock for what they count. */
  readonly today: string;
  /** Activities whose values are being recomputed; say so in the notes when it is not 0. */
  readonly stale: number;
  /** Sources (`source_kind`) whose data is not released: nothing of them may stand in an answer. */
  readonly restricted: ReadonlyMap<string, Restriction>;
  /** Source -> local dates of the activities that nothing else tells of, ascending. */
  readonly withheld: ReadonlyMap<string, readonly string[]>;
  /** In the order they are offered. */
  readonly platforms: readonly Platform[];
}

/** The context of one moment: it holds until something is written or the day ends. */
export async function queryContext(
  store: Store,
  athlete: Athlete,
  today: string,
  platforms: readonly Platform[],
): Promise<QueryContext> {
  const { db } = store;
  const restricted = await readRestrictions(db, athlete.id);
  const { count } = await db
    .selectFrom('activity')
    .select((e) => e.fn.countAll<number>().as('count'))
    .where('athlete_id', '=', athlete.id)
    .where('stale', '=', 1)
    .executeTakeFirstOrThrow();
  return {
    store,
    athlete,
    thresholds: await readThresholds(store, athlete.id, [...restricted.keys()]),
    today,
    stale: count,
    restricted,
    withheld: await readWithheld(db, athlete.id),
    platforms,
  };
}

async function readThresholds(
  { db }: Store,
  athlete_id: number,
  restricted: readonly string[],
): Promise<readonly Threshold[]> {
  let query = db
    .selectFrom('threshold')
    .select(['kind', 'family', 'value', 'valid_from', 'origin'])
    .where('athlete_id', '=', athlete_id)
    .orderBy('valid_from')
    .orderBy('id');
  if (restricted.length > 0) {
    query = query.where((e) =>
      e.or([
        e('account_id', 'is', null),
        e('account_id', 'not in', e.selectFrom('account').select('id').where('platform', 'in', restricted)),
      ]),
    );
  }
  const rows = await query.execute();
  return rows.map((row) => ({ ...row, kind: row.kind as ThresholdKind, family: row.family as Family | null }));
}
