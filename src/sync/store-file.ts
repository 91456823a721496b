/** Writes what was read from one file into the database, all of it or nothing. */

import type { SourceKind } from '../core/source.ts';
import { familyOf } from '../core/sport.ts';
import { THRESHOLDS } from '../core/thresholds.ts';
import { localDate, nowSeconds } from '../core/time.ts';
import type { Db, Store } from '../store/store.ts';
import { settleEvents } from './events.ts';
import { giveToEvents } from './facts.ts';
import { joinRecording } from './join-recording.ts';
import type { StorableFile, StorableRecording } from './read-file.ts';

export interface FileToStore {
  readonly athlete_id: number;
  readonly hash: string;
  readonly label: string;
  readonly source_kind: SourceKind;
  readonly size_bytes: number;
}

export interface StoredFile {
  readonly outcome: 'added' | 'merged' | 'skipped';
  readonly reason: string;
  readonly activity_ids: readonly number[];
  readonly recording_ids: readonly number[];
}

/** Stores a file that could be read and whose original is kept. Another process may have stored the same content meanwhile: then it is skipped. */
export async function storeFile(store: Store, file: FileToStore, read: StorableFile): Promise<StoredFile> {
  return store.db.transaction().execute(async (db) => {
    const known = await knownFile(db, file.athlete_id, file.hash);
    if (known) return known;
    await db
      .insertInto('original')
      .values({ hash: file.hash, format: read.format, size_bytes: file.size_bytes })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    const stored =
      read.content === 'activity' ? await storeRecordings(store, db, file, read) : await storeOther(db, file, read);
    await logFile(db, file, read.content, stored.outcome === 'merged' ? 'merged' : 'added', stored.reason);
    return stored;
  });
}

/** Remembers a file that could not be used, so that the status can name it; it is tried again at the next import. */
export async function storeFailure(store: Store, file: FileToStore, reason: string): Promise<void> {
  await store.db.transaction().execute(async (db) => {
    // Another process may have read the same content with more luck.
    if (await knownFile(db, file.athlete_id, file.hash)) return;
    await logFile(db, file, 'unreadable', 'failed', reason);
  });
}

/** The outcome of an earlier import of the same content, or null. */
export async function knownFile(db: Db, athlete_id: number, hash: string): Promise<StoredFile | null> {
  const known = await db
    .selectFrom('file')
    .select(['label', 'content'])
    .where('athlete_id', '=', athlete_id)
    .where('hash', '=', hash)
    .where('outcome', '!=', 'failed')
    .executeTakeFirst();
  if (!known) return null;
  const recordings = await db
    .selectFrom('recording as r')
    .innerJoin('activity_recording as ar', 'ar.recording_id', 'r.id')
    .select(['r.id', 'ar.activity_id'])
    .where('r.athlete_id', '=', athlete_id)
    .where('r.hash', '=', hash)
    .execute();
  return {
    outcome: 'skipped',
    reason: `already imported (the same content as ${known.label})`,
    activity_ids: [...new Set(recordings.map((r) => r.activity_id))],
    recording_ids: recordings.map((r) => r.id),
  };
}

/** The first few things a person should know, each once. */
function warningsOf({ warnings }: StorableFile): string[] {
  return [...new Set(warnings.map((warning) => warning.message))].slice(0, 3);
}

async function storeRecordings(store: Store, db: Db, file: FileToStore, read: StorableFile): Promise<StoredFile> {
  const { athlete_id } = file;
  const recording_ids: number[] = [];
  const event_key = read.multisport ? file.hash : null;
  for (const [place, recording] of read.recordings.entries()) {
    const id = await storeRecording(store, db, file, read.format, recording, place, event_key);
    await storeThresholds(db, athlete_id, recording);
    await joinRecording(db, id);
    recording_ids.push(id);
  }
  const joined = await joinedTo(db, recording_ids);
  const activity_ids = [...new Set(joined.map((row) => row.activity_id))];
  if (event_key !== null) {
    await settleEvents(db, athlete_id, activity_ids, [event_key]);
    await giveToEvents(db, athlete_id);
  }
  const count = read.recordings.length;
  const all_merged = count > 0 && joined.every((row) => row.others > 0);
  const what = read.multisport ? `a multisport event with ${count} legs` : count === 1 ? null : `${count} activities`;
  const notes = [what, ...warningsOf(read)].filter((note) => note !== null);
  return {
    outcome: all_merged ? 'merged' : 'added',
    reason: [all_merged ? 'the same workout as one already there' : null, ...notes].filter(Boolean).join('; '),
    activity_ids,
    recording_ids,
  };
}

/** The activities of new recordings, and how many recordings of other files each has. */
async function joinedTo(db: Db, recording_ids: readonly number[]) {
  const rows = await db
    .selectFrom('activity_recording as own')
    .innerJoin('activity_recording as other', 'other.activity_id', 'own.activity_id')
    .select(['own.recording_id', 'own.activity_id', 'other.recording_id as other_id'])
    .where('own.recording_id', 'in', recording_ids)
    .orderBy('own.recording_id')
    .execute();
  const fresh = new Set(recording_ids);
  return recording_ids.map((id) => {
    const own = rows.filter((row) => row.recording_id === id);
    return { activity_id: own[0]!.activity_id, others: own.filter((row) => !fresh.has(row.other_id)).length };
  });
}

/** Where a recording came from: a file of this content, or a platform's streams. */
export interface RecordingSource {
  readonly athlete_id: number;
  readonly hash: string | null;
  readonly source_kind: SourceKind;
}

/** Stores one recording and its channels, joined to nothing yet. Call inside a transaction. */
export async function storeRecording(
  store: Store,
  db: Db,
  file: RecordingSource,
  format: string,
  recording: StorableRecording,
  place_in_file: number,
  event_key: string | null,
): Promise<number> {
  const { sport, place } = recording;
  const { id } = await db
    .insertInto('recording')
    .values({
      athlete_id: file.athlete_id,
      hash: file.hash,
      place_in_file,
      source_kind: file.source_kind,
      format,
      sport,
      family: familyOf(sport),
      start_s: recording.start_s,
      end_s: recording.end_s,
      utc_offset_s: place.utc_offset_s,
      time_zone: place.time_zone,
      zone_origin: place.origin,
      record_count: recording.record_count,
      file_identity: recording.file_identity,
      detail: recording.detail,
      event_key,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  store.insertMany(
    'sample_block',
    ['recording_id', 'channel', 'data'],
    recording.blocks.map((block) => [id, block.channel, block.data]),
  );
  return id;
}

/** Settings the device carried that day, valid from it; what the athlete sets always wins over them. */
async function storeThresholds(db: Db, athlete_id: number, recording: StorableRecording): Promise<void> {
  const { sport, start_s, place, thresholds } = recording;
  const family = familyOf(sport);
  for (const { kind, value } of thresholds) {
    const { min, max, families } = THRESHOLDS[kind];
    if (!(value >= min && value <= max)) continue;
    // Devices know one FTP, that of cycling; in the file of a run it would make nonsense of running power.
    if (kind === 'ftp_w' && family !== 'ride') continue;
    const own: readonly string[] = families;
    if (own.length > 0 && !own.includes(family)) continue;
    const row = {
      athlete_id,
      kind,
      family: own.length > 0 ? family : null,
      valid_from: localDate(start_s, place.utc_offset_s),
      origin: 'file' as const,
    };
    const known = await sameDay(db, row);
    if (!known)
      await db
        .insertInto('threshold')
        .values({ ...row, value })
        .execute();
    // Two devices of one day may differ; which file came first must not decide.
    else if (known.value < value) await db.updateTable('threshold').set({ value }).where('id', '=', known.id).execute();
  }
}

async function sameDay(
  db: Db,
  {
    athlete_id,
    kind,
    family,
    valid_from,
  }: { athlete_id: number; kind: string; family: string | null; valid_from: string },
) {
  return db
    .selectFrom('threshold')
    .select(['id', 'value'])
    .where('athlete_id', '=', athlete_id)
    .where('kind', '=', kind)
    .where('family', family === null ? 'is' : '=', family)
    .where('valid_from', '=', valid_from)
    .where('origin', '=', 'file')
    .executeTakeFirst();
}

async function storeOther(db: Db, file: FileToStore, read: StorableFile): Promise<StoredFile> {
  const stored = (what: string): StoredFile => {
    const reason = [what, ...warningsOf(read)].join('; ');
    return { outcome: 'added', reason, activity_ids: [], recording_ids: [] };
  };
  if (read.content === 'wellness') {
    for (const reading of read.readings) {
      const number = typeof reading.value === 'number' ? reading.value : null;
      const text = typeof reading.value === 'string' ? reading.value : null;
      await db
        .insertInto('wellness')
        .values({
          athlete_id: file.athlete_id,
          local_date: reading.local_date,
          key: reading.key,
          source_kind: file.source_kind,
          number,
          text,
        })
        .onConflict((c) => c.columns(['athlete_id', 'local_date', 'key', 'source_kind']).doUpdateSet({ number, text }))
        .execute();
    }
    return stored(`${read.readings.length} wellness readings, no activity`);
  }
  const items: { name: string | null; data: unknown }[] =
    read.content === 'workout'
      ? read.workouts.map((workout) => ({ name: workout.name, data: workout }))
      : read.content === 'course'
        ? read.courses.map((course) => ({
            name: course.name,
            data: {
              ...course,
              latitude_deg: [...course.latitude_deg],
              longitude_deg: [...course.longitude_deg],
              altitude_m: [...course.altitude_m].map((z) => (Number.isNaN(z) ? null : z)),
            },
          }))
        : [{ name: read.what, data: { what: read.what } }];
  for (const [place_in_file, item] of items.entries()) {
    await db
      .insertInto('document')
      .values({
        athlete_id: file.athlete_id,
        hash: file.hash,
        place_in_file,
        kind: read.content as 'workout' | 'course' | 'stored_only',
        name: item.name,
        data: JSON.stringify(item.data),
      })
      .execute();
  }
  if (read.content === 'stored_only') return stored(`kept as it is: ${read.what}; no activity in it`);
  return stored(`stored as a ${read.content}, no activity in it`);
}

async function logFile(
  db: Db,
  file: FileToStore,
  content: string,
  outcome: 'added' | 'merged' | 'failed',
  reason: string,
): Promise<void> {
  const values = {
    label: file.label,
    source_kind: file.source_kind,
    content,
    size_bytes: file.size_bytes,
    outcome,
    reason: reason === '' ? null : reason,
    imported_at: nowSeconds(),
  };
  await db
    .insertInto('file')
    .values({ athlete_id: file.athlete_id, hash: file.hash, ...values })
    .onConflict((conflict) => conflict.columns(['athlete_id', 'hash']).doUpdateSet(values))
    .execute();
}
