/**
 * What a source does not allow to be shown, and the sentence that says so. A source is restricted while the person has not
 * chosen otherwise; an activity that only restricted sources tell of is withheld as a whole.
 */

import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { Failure } from '../core/failure.ts';
import type { Db } from '../store/store.ts';
import type { QueryContext } from './context.ts';

/** What the person has chosen of the two things it takes. */
export interface Restriction {
  readonly show_models: boolean;
  readonly combine: boolean;
}

/** `activity.stale` of an activity that only restricted sources tell of. */
const WITHHELD = 2;

export async function readRestrictions(db: Db, athlete_id: number): Promise<ReadonlyMap<string, Restriction>> {
  const rows = await db
    .selectFrom('account')
    .select((e) => [
      'platform',
      e.fn.min<number>('show_models').as('show_models'),
      e.fn.min<number>('combine').as('combine'),
    ])
    .where('athlete_id', '=', athlete_id)
    .groupBy('platform')
    .execute();
  return new Map(
    rows
      .filter((row) => row.show_models === 0 || row.combine === 0)
      .map((row) => [row.platform, { show_models: row.show_models === 1, combine: row.combine === 1 }]),
  );
}

export async function readWithheld(db: Db, athlete_id: number): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await db
    .selectFrom('activity')
    .select(['withheld', 'local_date'])
    .where('athlete_id', '=', athlete_id)
    .where('is_parent', '=', 0)
    .where('stale', '=', WITHHELD)
    .orderBy('local_date')
    .execute();
  const dates = new Map<string, string[]>();
  for (const { withheld, local_date } of rows) {
    const source = withheld ?? 'a source';
    const own = dates.get(source);
    if (own) own.push(local_date);
    else dates.set(source, [local_date]);
  }
  return dates;
}

/** The test that a column with a `source_kind` names a source that may be shown. */
export function releasedSource({ restricted }: QueryContext, column: string): RawBuilder<SqlBool> {
  if (restricted.size === 0) return sql<SqlBool>`1`;
  return sql<SqlBool>`${sql.ref(column)} NOT IN (${sql.join([...restricted.keys()])})`;
}

/**
 * The test that an activity may be shown at all, for statements that do not ask for `stale = 0` anyway. While its values
 * are being recomputed its words may still come from a source that has been restricted since, so then it has to wait.
 */
export function shownActivity({ restricted }: QueryContext, activity = 'a'): RawBuilder<SqlBool> {
  const column = (name: string) => sql.ref(`${activity}.${name}`);
  const legs = sql`SELECT 1 FROM activity leg WHERE leg.parent_id = ${column('id')} AND leg.stale`;
  // An event is shown as long as one of its legs is.
  const event = sql`(${column('is_parent')} = 0 OR NOT EXISTS (${legs} = ${sql.lit(WITHHELD)})
    OR EXISTS (${legs} <> ${sql.lit(WITHHELD)}))`;
  if (restricted.size === 0) return sql<SqlBool>`(${column('stale')} <> ${sql.lit(WITHHELD)} AND ${event})`;
  const sources = sql.join([...restricted.keys()]);
  return sql<SqlBool>`((${column('stale')} = 0 OR (${column('stale')} = 1 AND NOT EXISTS (
    SELECT 1 FROM activity_recording held JOIN recording held_r ON held_r.id = held.recording_id
    LEFT JOIN fact held_f ON held_f.recording_id = held_r.id
    WHERE held.activity_id = ${column('id')}
      AND (held_r.source_kind IN (${sources}) OR held_f.source_kind IN (${sources}))))) AND ${event})`;
}

/** Inclusive local dates; null or left out is open. */
interface Span {
  readonly after?: string | null;
  readonly before?: string | null;
}

/** How many activities of each source are withheld in any of the spans; without spans in all time. */
export function withheldCounts({ withheld }: QueryContext, spans: readonly Span[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [source, dates] of withheld) {
    const inside = (date: string) =>
      spans.length === 0 ||
      spans.some(({ after, before }) => (after == null || date >= after) && (before == null || date <= before));
    const count = dates.filter(inside).length;
    if (count > 0) counts.set(source, count);
  }
  return counts;
}

/** One sentence per source with activities that are withheld. */
export function withheldNotes(context: QueryContext, spans: readonly Span[] = []): string[] {
  return [...withheldCounts(context, spans)].map(([source, count]) => {
    const many = count === 1 ? '1 activity is' : `${count} activities are`;
    return `${many} withheld because ${whyRestricted(context, source)}. ${howToChoose(context, source)}`;
  });
}

/** Refuses a single activity that is withheld. */
export function withheldFailure(context: QueryContext, activity: string, source: string): Failure {
  return new Failure(
    'withheld_by_source',
    `${activity} is withheld because ${whyRestricted(context, source)}.`,
    howToChoose(context, source),
  );
}

/** A clause that follows "because". */
export function whyRestricted(context: QueryContext, source: string): string {
  const label = labelOf(context, source);
  const choice = context.restricted.get(source);
  if (!choice) return `${label} does not allow it to be shown`;
  return choice.show_models
    ? `${label}'s terms do not let its API data be merged with other data`
    : `${label}'s terms do not let its API data be shown to a model`;
}

/** A sentence. */
export function howToChoose(context: QueryContext, source: string): string {
  const choice = context.restricted.get(source);
  if (!choice) return 'It is looked at anew with the next sync: paceline sync';
  const options = [...(choice.show_models ? [] : ['--show-models']), ...(choice.combine ? [] : ['--combine'])];
  return `To choose otherwise: paceline connect ${source} ${options.join(' ')}`;
}

/** As a person calls it: `Strava`; a source that is no platform keeps its id. */
export function labelOf({ platforms }: QueryContext, source: string): string {
  return platforms.find(({ id }) => id === source)?.label ?? source;
}
