/** Where an activity comes from: its recordings, what each provides and why they were joined, and every text about it. */

import { sql } from 'kysely';
import type { Length, StrengthSet } from '../core/recording.ts';
import type { ActivityFact } from '../core/source.ts';
import { localDateTime } from '../core/time.ts';
import type { RecordingDetail } from '../store/recordings.ts';
import type { ActivityRow } from './activity-row.ts';
import type { Part } from './activity-sections.ts';
import { type Cell, type Section, tableOf } from './answer.ts';
import type { QueryContext } from './context.ts';
import { releasedSource } from './source-policy.ts';

export interface SourceRecording {
  readonly id: number;
  readonly source_kind: string;
  readonly format: string;
  readonly start_s: number;
  readonly end_s: number;
  readonly utc_offset_s: number;
  readonly zone_origin: string;
  readonly record_count: number;
  readonly joined_by: string;
  readonly evidence: string | null;
  readonly label: string | null;
  readonly detail: RecordingDetail;
}

/** The recordings behind an activity that may be shown, in order of import. */
export async function recordingsOf(context: QueryContext, activity_id: number): Promise<SourceRecording[]> {
  const { rows } = await sql<Omit<SourceRecording, 'detail'> & { detail: string }>`
    SELECT r.id, r.source_kind, r.format, r.start_s, r.end_s, r.utc_offset_s, r.zone_origin, r.record_count, r.detail,
      ar.joined_by, ar.evidence, f.label
    FROM activity_recording ar JOIN recording r ON r.id = ar.recording_id
    LEFT JOIN file f ON f.athlete_id = r.athlete_id AND f.hash = r.hash
    WHERE ar.activity_id = ${activity_id} AND ${releasedSource(context, 'r.source_kind')} ORDER BY r.id`.execute(
    context.store.db,
  );
  return rows.map((row) => ({ ...row, detail: JSON.parse(row.detail) as RecordingDetail }));
}

const MOST_ROWS = 200;

const JOIN_WORDS: Record<string, string> = {
  only: 'the only one',
  same_identity: 'same file identity',
  same_signal: 'same signals',
  same_time: 'same time',
  hand: 'joined by hand',
};

export function sourcesSection(row: ActivityRow, recordings: readonly SourceRecording[]): Section {
  const provides = providedBy(row);
  return tableOf(
    [
      'recording',
      'source',
      'format',
      'name',
      'device_name',
      'start_local',
      'duration_s',
      'records',
      'joined',
      'evidence',
      'provides',
      'zone_from',
    ],
    recordings.map((r) => ({
      recording: `r${r.id}`,
      source: r.source_kind,
      format: r.format,
      name: r.label,
      device_name:
        [r.detail.device.manufacturer, r.detail.device.product, r.detail.device.software].filter(Boolean).join(' ') ||
        null,
      start_local: localDateTime(r.start_s, r.utc_offset_s),
      duration_s: r.end_s - r.start_s,
      records: r.record_count,
      joined: recordings.length === 1 ? null : (JOIN_WORDS[r.joined_by] ?? r.joined_by),
      evidence: evidenceText(r.evidence),
      provides: provides.get(r.id)?.join(', ') ?? null,
      zone_from: r.zone_origin,
    })),
  );
}

/** Recording id -> fields and channels it was chosen for. */
function providedBy(row: ActivityRow): Map<number, string[]> {
  const by_recording = new Map<number, string[]>();
  for (const [field, id] of Object.entries(JSON.parse(row.origins) as Record<string, unknown>)) {
    if (typeof id !== 'number') continue;
    by_recording.set(id, [...(by_recording.get(id) ?? []), field]);
  }
  return by_recording;
}

function evidenceText(json: string | null): string | null {
  if (json === null) return null;
  const { overlap_pct, clock_offset_s, agreeing } = JSON.parse(json) as {
    overlap_pct?: number;
    clock_offset_s?: number;
    agreeing?: string[];
  };
  return [
    overlap_pct === undefined ? null : `overlap ${overlap_pct} %`,
    clock_offset_s ? `clocks ${clock_offset_s} s apart` : null,
    agreeing?.length ? `agreeing: ${agreeing.join(', ')}` : null,
  ]
    .filter(Boolean)
    .join('; ');
}

/** What people and platforms wrote about it: one row per text, all of it untrusted and therefore in `note`. */
export async function textsSection(
  context: QueryContext,
  row: ActivityRow,
  recordings: readonly SourceRecording[],
): Promise<Section | null> {
  const facts = await context.store.db
    .selectFrom('fact')
    .select(['source_kind', 'data'])
    .where(
      'recording_id',
      'in',
      recordings.map((r) => r.id),
    )
    .where(releasedSource(context, 'source_kind'))
    .orderBy('id')
    .execute();
  const texts: { of: string; source: string; note: string }[] = [];
  const seen = new Set<string>();
  const add = (of: string, source: string, note: Cell | undefined) => {
    if (note === null || note === undefined || note === '' || seen.has(`${of}/${note}`)) return;
    seen.add(`${of}/${note}`);
    texts.push({ of, source, note: String(note) });
  };
  add('note', 'activity', row.note);
  for (const r of recordings) {
    add('name', `r${r.id}`, r.detail.name === row.name ? null : r.detail.name);
    add('note', `r${r.id}`, r.detail.note);
  }
  for (const { source_kind, data } of facts) {
    const fact = JSON.parse(data) as Partial<ActivityFact>;
    add('name', source_kind, fact.name === row.name ? null : fact.name);
    add('note', source_kind, fact.note);
    add('private note', source_kind, fact.private_note);
    for (const tag of fact.tags ?? []) add('tag', source_kind, tag);
    for (const medium of fact.media ?? []) add('media', source_kind, medium);
    for (const [key, value] of Object.entries(fact.other ?? {})) add(key, source_kind, value);
  }
  return texts.length === 0 ? null : tableOf(['of', 'source', 'note'], texts.slice(0, 100));
}

/** Pool lengths, numbered; idle lengths are rests at the wall. */
export function lengthsSection(row: ActivityRow, recordings: readonly SourceRecording[]): Part {
  const source = chosen<Length>(row, recordings, 'lengths');
  if (source === null) return { section: null };
  const rows = source.items.map((length, i) => ({
    length: i + 1,
    start_s: length.start_s - row.start_s,
    duration_s: length.duration_s,
    rest: length.active ? null : true,
    strokes: length.strokes,
    stroke: length.stroke,
  }));
  return {
    section: tableOf(['length', 'start_s', 'duration_s', 'rest', 'strokes', 'stroke'], rows.slice(0, MOST_ROWS)),
    ...(rows.length > MOST_ROWS ? { note: `The first ${MOST_ROWS} of ${rows.length} rows.` } : {}),
  };
}

/** Sets of a strength session with their rests. */
export function setsSection(row: ActivityRow, recordings: readonly SourceRecording[]): Part {
  const source = chosen<StrengthSet>(row, recordings, 'sets');
  if (source === null) return { section: null };
  const rows = source.items.map((set, i) => ({
    set: i + 1,
    start_s: set.start_s - row.start_s,
    duration_s: set.duration_s,
    rest: set.active ? null : true,
    exercise_name: set.exercise,
    repetitions: set.repetitions,
    weight_kg: set.weight_kg,
  }));
  return {
    section: tableOf(
      ['set', 'start_s', 'duration_s', 'rest', 'exercise_name', 'repetitions', 'weight_kg'],
      rows.slice(0, MOST_ROWS),
    ),
    ...(rows.length > MOST_ROWS ? { note: `The first ${MOST_ROWS} of ${rows.length} rows.` } : {}),
  };
}

/** From the recording the field was taken from, else from the first that has any. */
function chosen<T>(
  row: ActivityRow,
  recordings: readonly SourceRecording[],
  field: 'lengths' | 'sets',
): { items: readonly T[] } | null {
  const origin = (JSON.parse(row.origins) as Record<string, unknown>)[field];
  const source =
    recordings.find((r) => r.id === origin && r.detail[field].length > 0) ??
    recordings.find((r) => r.detail[field].length > 0);
  return source ? { items: source.detail[field] as unknown as readonly T[] } : null;
}
