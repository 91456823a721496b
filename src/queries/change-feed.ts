/** What platforms altered since they were looked at before, in words: recalculated, renamed, moved, deleted, edited by a coach. */

import { sql } from 'kysely';
import { cleanLine } from '../core/text.ts';
import { localDateTime, utcOffset } from '../core/time.ts';
import { formatActivityId } from './activity-id.ts';
import { type Table, tableOf } from './answer.ts';
import type { QueryContext } from './context.ts';
import { releasedSource, shownActivity } from './source-policy.ts';

export interface StoredChange {
  readonly at: number;
  readonly platform: string;
  readonly kind: 'changed' | 'deleted' | 'restored';
  readonly fields: string;
  readonly of: string;
  readonly name: string | null;
  readonly local_date: string | null;
  readonly activity_id: number | null;
}

/** Things whose change is news; readings of a day change all day long. */
const NEWS = ['activity', 'planned', 'thresholds', 'gear', 'workout'];

/** The latest first. */
export async function latestChanges(context: QueryContext, limit: number): Promise<readonly StoredChange[]> {
  if (limit === 0) return [];
  const { rows } = await sql<StoredChange>`
    SELECT c.at, account.platform, c.kind, c.fields, i.kind AS of, i.name, i.local_date, a.id AS activity_id
    FROM change c JOIN account ON account.id = c.account_id JOIN item i ON i.id = c.item_id
    LEFT JOIN fact f ON f.athlete_id = account.athlete_id AND f.source_kind = account.platform
      AND f.external_id = i.external_id AND i.kind = 'activity'
    LEFT JOIN activity_recording ar ON ar.recording_id = f.recording_id
    LEFT JOIN activity a ON a.id = ar.activity_id AND ${shownActivity(context)}
    WHERE account.athlete_id = ${context.athlete.id} AND ${releasedSource(context, 'account.platform')}
      AND i.kind IN (${sql.join(NEWS)})
    ORDER BY c.id DESC LIMIT ${limit}`.execute(context.store.db);
  return rows;
}

const LONGEST_NAME = 60;

export function changeTable(context: QueryContext, changes: readonly StoredChange[]): Table | null {
  if (changes.length === 0) return null;
  return tableOf(
    ['seen', 'source', 'what', 'id', 'local_date', 'name', 'note'],
    changes.map(({ at, platform, kind, fields, of, name, local_date, activity_id }) => {
      const found = kind === 'changed' ? fieldsOf(fields) : [];
      return {
        seen: localDateTime(at, utcOffset(context.athlete.time_zone, at)).slice(0, 16).replace('T', ' '),
        source: platform,
        what: `${of === 'planned' ? 'planned entry' : of}: ${kind === 'changed' ? whatChanged(found) : kind}`,
        id: activity_id === null ? null : formatActivityId(activity_id),
        local_date,
        name: cleanLine(name, LONGEST_NAME),
        note: found.length === 0 ? null : fromTo(found),
      };
    }),
  );
}

interface Field {
  /** The last key of its path, which may be foreign text. */
  readonly key: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly rank: number;
}

/** What a field is about, by its name; the first that fits, those that matter most first. */
const MEANINGS: readonly (readonly [pattern: RegExp, word: string])[] = [
  [/coach|feedback/i, 'edited by a coach'],
  [/^(workout_?)?(name|title)$/i, 'renamed'],
  [/start_?(date|time)|workout_?day|^(date|day)$/i, 'moved'],
  [/load|tss|trimp|strain|suffer/i, 'load recalculated'],
  [/ftp|lthr|threshold|max_?hr/i, 'thresholds changed'],
  [/rpe|feel|exertion/i, 'rating changed'],
  [/^(sport_?)?type|^sport|workout_?type/i, 'sport changed'],
  [/gear|bike|shoe|equipment/i, 'gear changed'],
  [/desc|comment|note/i, 'note edited'],
];
const OTHER = 'edited';

function fieldsOf(json: string): Field[] {
  const found: Field[] = [];
  for (const entry of JSON.parse(json) as unknown[]) {
    const { field, before, after } = entry as { field?: unknown; before?: unknown; after?: unknown };
    const key = cleanLine(String(field).split('.').at(-1), 40);
    if (key === null) continue;
    const place = MEANINGS.findIndex(([pattern]) => pattern.test(key));
    const rank = place < 0 ? MEANINGS.length : place;
    found.push({ key, before: cleanLine(before, LONGEST_VALUE), after: cleanLine(after, LONGEST_VALUE), rank });
  }
  return found.sort((a, b) => a.rank - b.rank);
}

const LONGEST_VALUE = 40;
const MOST_WORDS = 2;
const MOST_FIELDS = 3;

function whatChanged(fields: readonly Field[]): string {
  const words = [...new Set(fields.map(({ rank }) => MEANINGS[rank]?.[1] ?? OTHER))];
  return words.length === 0 ? OTHER : words.slice(0, MOST_WORDS).join(', ');
}

/** `icu_training_load 82 → 85; name Ride → Long ride; 4 more` */
function fromTo(fields: readonly Field[]): string {
  const told = fields
    .slice(0, MOST_FIELDS)
    .map(({ key, before, after }) => `${key} ${before ?? 'none'} → ${after ?? 'none'}`);
  const more = fields.length - told.length;
  return [...told, ...(more > 0 ? [`${more} more`] : [])].join('; ');
}
