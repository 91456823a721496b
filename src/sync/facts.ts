/** What an export archive says beside the files: kept per source, joined to recordings, never mixed with what was measured. */

import type { ActivityFact, SourceKind } from '../core/source.ts';
import { familyOf, type SportId } from '../core/sport.ts';
import { localDate, utcOffset } from '../core/time.ts';
import type { RecordingDetail } from '../store/recordings.ts';
import type { Db } from '../store/store.ts';
import type { SaidFact } from './compute-activity.ts';
import { refreshParent, tellsOfWholeEvent } from './events.ts';
import { joinRecording } from './join-recording.ts';
import { DAY_ONLY, matchSummary, type Told } from './match-summary.ts';
import { dropRecording } from './regroup.ts';
import type { Settings } from './settings.ts';
import { markStale } from './stale.ts';

export interface StoredFact {
  /** `unjoined`: kept, but neither its file nor its time is known. */
  readonly outcome: 'stored' | 'unchanged' | 'unjoined';
  readonly activity_id: number | null;
  /** Nothing recorded it: the activity consists of this line. */
  readonly alone: boolean;
  /** Seconds by which the start in the archive's table is later than in the file; null when one is not known. */
  readonly table_offset_s: number | null;
}

/**
 * Stores one fact. With `recording_id` (the file it names was read) it belongs to that recording. Otherwise it becomes a
 * summary, a recording without samples, which is joined to what was recorded like any other: it makes no difference
 * whether archive or file came first. Safe to repeat: the same fact again changes nothing.
 */
export async function storeFact(
  db: Db,
  settings: Settings,
  source_kind: SourceKind,
  fact: ActivityFact,
  recording_id: number | null,
): Promise<StoredFact> {
  const data = JSON.stringify(fact);
  const athlete_id = settings.athlete.id;
  const row = { athlete_id, source_kind, external_id: fact.external_id, data };
  const known = await db
    .selectFrom('fact as f')
    .leftJoin('recording as r', 'r.id', 'f.recording_id')
    .select(['f.recording_id', 'f.data', 'r.format'])
    .where('f.athlete_id', '=', athlete_id)
    .where('f.source_kind', '=', source_kind)
    .where('f.external_id', '=', fact.external_id)
    .executeTakeFirst();
  const summary = known?.format === 'summary' ? known.recording_id : null;
  const table_offset_s = await offsetOf(db, fact, recording_id);
  const target = recording_id ?? known?.recording_id ?? (await twinOf(db, athlete_id, source_kind, fact.external_id));
  if (target !== null && target === known?.recording_id && known.data === data) {
    const activity_id = await ownerOf(db, target);
    return { outcome: 'unchanged', activity_id, alone: await isAlone(db, activity_id, summary), table_offset_s };
  }
  const place = target === null || target === summary ? placeOf(fact, settings.athlete.time_zone) : null;
  if (target === null && place === null) {
    await putFact(db, { ...row, recording_id: null });
    return { outcome: 'unjoined', activity_id: null, alone: false, table_offset_s };
  }
  if (target !== null && place === null) {
    await putFact(db, { ...row, recording_id: target });
    // The file has come after all: the line that stood for it has done its duty.
    if (summary !== null && summary !== target) await dropRecording(db, summary);
  } else {
    const id = await putSummary(db, athlete_id, source_kind, fact, place!, target);
    await putFact(db, { ...row, recording_id: id });
    await joinRecording(db, id);
    if (tellsOfWholeEvent(fact)) await giveToEvents(db, athlete_id);
  }
  const now = await db
    .selectFrom('fact')
    .select('recording_id')
    .where('athlete_id', '=', athlete_id)
    .where('source_kind', '=', source_kind)
    .where('external_id', '=', fact.external_id)
    .executeTakeFirstOrThrow();
  const activity_id = await ownerOf(db, now.recording_id!);
  await markStale(db, [activity_id!]);
  await renameEvent(db, activity_id!);
  const alone = place !== null && (await isAlone(db, activity_id, now.recording_id));
  return { outcome: 'stored', activity_id, alone, table_offset_s };
}

/** Archives that tell of activities by the same ids as the live platform. */
const ARCHIVE_OF: Partial<Record<SourceKind, SourceKind>> = { strava: 'strava_archive' };

/** What the platform's archive had of the same activity: an exact join, whatever the times say. */
async function twinOf(
  db: Db,
  athlete_id: number,
  source_kind: SourceKind,
  external_id: string,
): Promise<number | null> {
  const archive = ARCHIVE_OF[source_kind];
  if (!archive) return null;
  const twin = await db
    .selectFrom('fact')
    .select('recording_id')
    .where('athlete_id', '=', athlete_id)
    .where('source_kind', '=', archive)
    .where('external_id', '=', external_id)
    .executeTakeFirst();
  return twin?.recording_id ?? null;
}

/**
 * Whose words count, the last most: devices and their shops name by themselves, on Strava and Intervals.icu people write. What is
 * live comes after its own archive; of one platform the later entry counts.
 */
const SOURCE_ORDER: readonly string[] = [
  'file',
  'folder',
  'garmin_archive',
  'igpsport',
  'trainingpeaks_archive',
  'trainingpeaks',
  'strava_archive',
  'strava',
  'intervals',
];

/** Facts told of any of the recordings, those that win last; the order does not depend on when they came. */
export async function factsOf(db: Db, recording_ids: readonly number[]): Promise<SaidFact[]> {
  if (recording_ids.length === 0) return [];
  const rows = await db
    .selectFrom('fact')
    .select(['data', 'source_kind', 'external_id'])
    .where('recording_id', 'in', recording_ids)
    .execute();
  return rows
    .sort(
      (a, b) =>
        SOURCE_ORDER.indexOf(a.source_kind) - SOURCE_ORDER.indexOf(b.source_kind) ||
        (a.external_id < b.external_id ? -1 : 1),
    )
    .map(({ source_kind, data }) => ({ source_kind, fact: JSON.parse(data) as ActivityFact }));
}

async function putFact(
  db: Db,
  row: { athlete_id: number; source_kind: string; external_id: string; recording_id: number | null; data: string },
): Promise<void> {
  const { recording_id, data } = row;
  await db
    .insertInto('fact')
    .values(row)
    .onConflict((c) => c.columns(['athlete_id', 'source_kind', 'external_id']).doUpdateSet({ recording_id, data }))
    .execute();
}

async function offsetOf(db: Db, { join }: ActivityFact, recording_id: number | null): Promise<number | null> {
  if (join.by !== 'file' || typeof join.start_s !== 'number' || recording_id === null) return null;
  const row = await db.selectFrom('recording').select('start_s').where('id', '=', recording_id).executeTakeFirst();
  return row ? join.start_s - row.start_s : null;
}

async function ownerOf(db: Db, recording_id: number): Promise<number | null> {
  const row = await db
    .selectFrom('activity_recording')
    .select('activity_id')
    .where('recording_id', '=', recording_id)
    .executeTakeFirst();
  return row?.activity_id ?? null;
}

/** True when the activity is nothing but this summary. */
async function isAlone(db: Db, activity_id: number | null, summary: number | null): Promise<boolean> {
  if (activity_id === null || summary === null) return false;
  const members = await db
    .selectFrom('activity_recording as ar')
    .innerJoin('recording as r', 'r.id', 'ar.recording_id')
    .select('r.format')
    .where('ar.activity_id', '=', activity_id)
    .execute();
  return members.every((member) => member.format === 'summary');
}

async function renameEvent(db: Db, activity_id: number): Promise<void> {
  const row = await db.selectFrom('activity').select('parent_id').where('id', '=', activity_id).executeTakeFirst();
  if (row && row.parent_id !== null) await refreshParent(db, row.parent_id);
}

interface FactPlace {
  readonly start_s: number;
  readonly utc_offset_s: number;
  readonly time_zone: string | null;
  readonly day_only: boolean;
}

/** When it was; null when that is not known, or nothing says that it was done. */
function placeOf(fact: ActivityFact, time_zone: string): FactPlace | null {
  const { elapsed_s, timer_s, moving_s, distance_m } = fact.values;
  const done = [elapsed_s, timer_s, moving_s, distance_m].some((value) => value !== undefined);
  if (!done) return null;
  const { join } = fact;
  const start_s = join.by === 'day' ? null : (join.start_s ?? null);
  if (start_s !== null) {
    const zone = fact.zone ?? { utc_offset_s: utcOffset(time_zone, start_s), time_zone };
    return { ...zone, start_s, day_only: false };
  }
  if (join.by === 'file' || join.by === 'start') return null;
  // Only the day is known: noon, so that no zone moves it to another day.
  const noon = Date.parse(`${join.local_date}T12:00:00Z`) / 1000;
  const utc_offset_s = fact.zone?.utc_offset_s ?? utcOffset(time_zone, noon);
  const local_noon = noon - utc_offset_s;
  const stays = localDate(local_noon, utc_offset_s) === join.local_date;
  return { start_s: stays ? local_noon : noon, utc_offset_s, time_zone, day_only: true };
}

function summaryOf(source_kind: SourceKind, fact: ActivityFact, place: FactPlace) {
  const sport: SportId = fact.sport ?? 'other';
  const { elapsed_s, timer_s, moving_s } = fact.values;
  const end_s = place.start_s + (elapsed_s ?? timer_s ?? moving_s ?? 0);
  const warnings = [
    { code: 'no_file', message: 'Only a summary exists; nothing was recorded or the file is missing.' },
  ];
  if (place.day_only) warnings.push({ code: DAY_ONLY, message: 'The source names the day but no time of day.' });
  const detail: RecordingDetail = {
    sport,
    sport_as_written: fact.sport_as_written,
    name: fact.name,
    note: fact.note,
    start_s: place.start_s,
    end_s,
    utc_offset_s: null,
    device: { manufacturer: null, product: null, serial: null, software: null },
    file_identity: `${source_kind}:${fact.external_id}`,
    laps: [],
    lengths: [],
    sets: [],
    pauses: [],
    events: [],
    device_values: fact.values,
    thresholds: [],
    warnings,
    extra: [],
  };
  return {
    sport,
    family: familyOf(sport),
    start_s: place.start_s,
    end_s,
    utc_offset_s: place.utc_offset_s,
    time_zone: place.time_zone,
    zone_origin: fact.zone ? ('file' as const) : ('athlete' as const),
    detail: JSON.stringify(detail),
  };
}

/** A new summary, or the one there was with what a newer archive says: time and sport may have changed. */
async function putSummary(
  db: Db,
  athlete_id: number,
  source_kind: SourceKind,
  fact: ActivityFact,
  place: FactPlace,
  known: number | null,
): Promise<number> {
  const values = summaryOf(source_kind, fact, place);
  if (known !== null) {
    await db.updateTable('recording').set(values).where('id', '=', known).execute();
    return known;
  }
  const { id } = await db
    .insertInto('recording')
    .values({
      athlete_id,
      hash: null,
      place_in_file: 0,
      source_kind,
      format: 'summary',
      record_count: 0,
      file_identity: `${source_kind}:${fact.external_id}`,
      event_key: null,
      ...values,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/**
 * A line about a whole multisport event belongs to the event and is no activity beside it. `legs` were recorded, so the
 * line that stood for them is dropped and what it says is told of the event.
 */
export async function giveToEvents(db: Db, athlete_id: number): Promise<void> {
  const lines = await db
    .selectFrom('recording as r')
    .innerJoin('fact as f', 'f.recording_id', 'r.id')
    .select(['r.id', 'r.start_s', 'r.end_s', 'r.utc_offset_s', 'r.detail', 'f.id as fact_id'])
    .where('r.athlete_id', '=', athlete_id)
    .where('r.format', '=', 'summary')
    .where('r.sport', '=', 'multisport')
    .execute();
  for (const line of lines) {
    const event = await eventOf(db, athlete_id, line);
    if (!event) continue;
    await db.updateTable('fact').set({ recording_id: event.leg }).where('id', '=', line.fact_id).execute();
    await dropRecording(db, line.id);
    await refreshParent(db, event.parent);
  }
}

async function eventOf(
  db: Db,
  athlete_id: number,
  line: { start_s: number; end_s: number; utc_offset_s: number; detail: string },
): Promise<{ parent: number; leg: number } | null> {
  const { warnings, device_values } = JSON.parse(line.detail) as RecordingDetail;
  const day_only = warnings.some((warning) => warning.code === DAY_ONLY);
  const told = (row: { start_s: number; end_s: number; utc_offset_s: number }): Omit<Told, 'values' | 'day_only'> => ({
    sport: 'multisport',
    start_s: row.start_s,
    end_s: row.end_s,
    file_identity: null,
    local_date: localDate(row.start_s, row.utc_offset_s),
  });
  const parents = await db
    .selectFrom('activity')
    .select(['id', 'start_s', 'end_s', 'utc_offset_s'])
    .where('athlete_id', '=', athlete_id)
    .where('is_parent', '=', 1)
    .where('start_s', '>', line.start_s - 86_400)
    .where('start_s', '<', line.end_s + 86_400)
    .orderBy('id')
    .execute();
  const parent = parents.find((row) =>
    matchSummary({ ...told(line), values: device_values, day_only }, { ...told(row), values: {}, day_only: false }),
  );
  if (!parent) return null;
  const leg = await db
    .selectFrom('recording as r')
    .innerJoin('activity_recording as ar', 'ar.recording_id', 'r.id')
    .innerJoin('activity as a', 'a.id', 'ar.activity_id')
    .select('r.id')
    .where('a.parent_id', '=', parent.id)
    .where('r.event_key', 'is not', null)
    .orderBy('r.start_s')
    .limit(1)
    .executeTakeFirst();
  return leg ? { parent: parent.id, leg: leg.id } : null;
}
