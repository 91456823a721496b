/** What platforms and archives say of one activity beside its recordings: which words came from whom, and their own figures. */

import { sql } from 'kysely';
import type { ActivityFact } from '../core/source.ts';
import { plainId } from './activity-id.ts';
import type { ActivityRow } from './activity-row.ts';
import { roundCell, type Section, tableOf } from './answer.ts';
import type { QueryContext } from './context.ts';
import { labelOf, releasedSource } from './source-policy.ts';

interface Said {
  readonly source_kind: string;
  readonly external_id: string;
  readonly values: Partial<ActivityFact['values']>;
}

const MOST = 20;

/** In the order they were told; of sources that may be shown. */
export async function saidOf(context: QueryContext, activity_id: number): Promise<readonly Said[]> {
  const { rows } = await sql<{ source_kind: string; external_id: string; data: string }>`
    SELECT f.source_kind, f.external_id, f.data
    FROM activity_recording ar JOIN fact f ON f.recording_id = ar.recording_id
    WHERE ar.activity_id = ${activity_id} AND ${releasedSource(context, 'f.source_kind')}
    ORDER BY f.id LIMIT ${MOST}`.execute(context.store.db);
  return rows.map(({ data, ...row }) => ({ ...row, values: (JSON.parse(data) as Partial<ActivityFact>).values ?? {} }));
}

const loadOf = ({ training_load, tss }: Said['values']) => training_load ?? tss ?? null;

/** One row per source that says something, with the words it gave; null when none does. */
export function platformsSection(row: ActivityRow, said: readonly Said[]): Section | null {
  if (said.length === 0) return null;
  const words = new Map<string, string[]>();
  for (const [field, source] of Object.entries(JSON.parse(row.origins) as Record<string, unknown>)) {
    if (typeof source === 'string') words.set(source, [...(words.get(source) ?? []), field]);
  }
  return tableOf(
    [
      'source',
      'source_id',
      'provides',
      'load',
      'np_w',
      'average_power_w',
      'average_hr_bpm',
      'distance_m',
      'moving_s',
      'elapsed_s',
      'ascent_m',
      'calories_kcal',
    ],
    said.map(({ source_kind, external_id, values }): { [column: string]: unknown } => ({
      ...values,
      source: source_kind,
      source_id: plainId(external_id),
      provides: words.get(source_kind)?.join(', ') ?? null,
      load: loadOf(values),
    })),
  );
}

/** "Load as others have it: Intervals.icu 85, TrainingPeaks 82." or null; ours is in the summary. */
export function platformLoadNote(context: QueryContext, said: readonly Said[]): string | null {
  const told = new Set(
    said.flatMap(({ source_kind, values }) => {
      const load = loadOf(values);
      return load === null ? [] : [`${labelOf(context, source_kind)} ${roundCell('load', load)}`];
    }),
  );
  return told.size === 0 ? null : `Load as others have it: ${[...told].join(', ')}.`;
}
