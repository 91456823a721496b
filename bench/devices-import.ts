/** Imports recordings into a throw-away home the way the product does, and hands out what it stored about each one alone. */

import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSource } from '../src/connectors/open-source.ts';
import { Failure } from '../src/core/failure.ts';
import type { Recording } from '../src/core/recording.ts';
import type { SourceContents, SourceEntry } from '../src/core/source.ts';
import type { Family, SportId } from '../src/core/sport.ts';
import { type DecodedCurve, decodeCurve } from '../src/store/curve-codec.ts';
import { contentHash } from '../src/store/originals.ts';
import { loadRecordings, type RecordingDetail, unpackRecording } from '../src/store/recordings.ts';
import type { Tables } from '../src/store/tables.ts';
import { type ImportRow, importSources } from '../src/sync/import-sources.ts';
import { chooseAthlete, openPaceline, type Paceline } from '../src/sync/open.ts';
import { recomputeInBackground } from '../src/sync/recompute.ts';
import { splitActivity } from '../src/sync/rejoin.ts';

/** A file to import: where it lies, or what it holds. */
export interface Input {
  /** What it is called in the reports. */
  readonly label: string;
  readonly path?: string;
  readonly bytes?: Uint8Array;
}

export interface Axis {
  readonly start_s: number;
  readonly max_gap_s: number;
  readonly breaks: readonly (readonly [number, number, string])[];
}

export type StoredLap = Tables['lap'];

/** One recording as an activity of its own: everything here was computed and stored by the import. */
export interface StoredActivity {
  readonly recording_id: number;
  readonly activity_id: number;
  readonly sport: SportId;
  readonly family: Family;
  readonly start_s: number;
  readonly detail: RecordingDetail;
  /** By metric id; null where the product says it cannot be computed. */
  readonly values: Readonly<Record<string, number | null>>;
  readonly absent: Readonly<Record<string, string>>;
  readonly laps: readonly StoredLap[];
  /** Repair id -> cells changed. */
  readonly repairs: ReadonlyMap<string, number>;
  /** Seconds after `axis.start_s` in which nothing was recorded: [from, to, pause | dropout]. */
  readonly axis: Axis;
}

export interface ImportedFile {
  readonly row: ImportRow | null;
  /** In order of start. */
  readonly activities: readonly StoredActivity[];
}

export interface Imported {
  readonly files: ReadonlyMap<string, ImportedFile>;
  readonly summary: string;
  /** A stored mean-maximal curve; null when there is none. */
  curve(activity: StoredActivity, kind: string): Promise<DecodedCurve | null>;
  /** The samples of a recording as they were stored. */
  recording(activity: StoredActivity): Promise<Recording>;
  close(): Promise<void>;
}

export interface ImportSettings {
  /** Called before the import, to set thresholds. */
  readonly prepare?: (paceline: Paceline, athlete_id: number) => Promise<void>;
}

/** Where a file named in a list lies: below the folder, or beside it when the folder or the names go one level deeper. */
export function locate(folder: string, label: string): string | null {
  const inside = label.slice(label.indexOf('/') + 1);
  const places = [join(folder, label), join(folder, 'data', label), join(folder, '..', label), join(folder, inside)];
  return places.find((path) => existsSync(path)) ?? null;
}

/**
 * Imports the files through the product's own path into a new temporary home. What the import joined (the same workout in
 * two files) is then split again by the product's own means, so that each file answers for itself.
 */
export async function importInputs(inputs: readonly Input[], settings: ImportSettings = {}): Promise<Imported> {
  const home = mkdtempSync(join(tmpdir(), 'paceline-accuracy-'));
  let paceline: Paceline | null = null;
  const close = async () => {
    await paceline?.store.close();
    rmSync(home, { recursive: true, force: true });
  };
  try {
    paceline = await openPaceline(home);
    const { store } = paceline;
    const athlete = await chooseAthlete(store);
    await settings.prepare?.(paceline, athlete.id);
    const hashes = new Map<string, Set<string>>();
    const report = await importSources(paceline, [sourceOf(inputs, hashes)], { athlete_id: athlete.id });
    await splitEverything(paceline);
    const by_hash = await storedActivities(paceline);
    const rows = new Map<string, ImportRow>();
    for (const row of report.files) if (!rows.has(row.file)) rows.set(row.file, row);
    const files = new Map<string, ImportedFile>();
    for (const { label } of inputs) {
      const activities = [...(hashes.get(label) ?? [])].flatMap((hash) => by_hash.get(hash) ?? []);
      activities.sort((a, b) => a.start_s - b.start_s);
      files.set(label, { row: rows.get(label) ?? null, activities });
    }
    const { added, merged, skipped, failed } = report.summary;
    return {
      files,
      summary: `${added} added, ${merged} merged, ${skipped} skipped, ${failed} failed`,
      async curve({ activity_id }, kind) {
        const row = await store.db
          .selectFrom('curve')
          .select('data')
          .where('activity_id', '=', activity_id)
          .where('kind', '=', kind)
          .executeTakeFirst();
        return row ? decodeCurve(row.data) : null;
      },
      async recording(activity) {
        const [stored] = await loadRecordings(store.db, [activity.recording_id]);
        return unpackRecording(stored!);
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** All inputs as one source, so that the import reads several at a time; each is opened as the product opens any path. */
function sourceOf(inputs: readonly Input[], hashes: Map<string, Set<string>>): SourceContents {
  const problems: { label: string; reason: string }[] = [];
  const remember = (label: string, bytes: Uint8Array): Uint8Array => {
    const found = hashes.get(label) ?? new Set();
    hashes.set(label, found.add(contentHash(bytes)));
    return bytes;
  };
  async function* entries(): AsyncGenerator<SourceEntry> {
    for (const { label, path, bytes } of inputs) {
      if (bytes) yield { label, size_bytes: bytes.byteLength, read: async () => remember(label, bytes) };
      if (path === undefined) continue;
      try {
        const source = await openSource(path);
        for await (const entry of source.entries()) {
          // Read at once: the source is closed before the import gets to it.
          const content = await entry.read();
          yield { label, size_bytes: entry.size_bytes, read: async () => remember(label, content) };
        }
        problems.push(...source.problems.map(({ reason }) => ({ label, reason })));
        await source.close();
      } catch (error) {
        problems.push({ label, reason: error instanceof Failure ? error.message : String(error) });
      }
    }
  }
  return {
    kind: 'folder',
    label: 'accuracy',
    total_bytes: null,
    facts: [],
    readings: [],
    offers: [],
    gear: [],
    problems,
    left_out: [],
    entries,
    close: async () => {},
  };
}

async function splitEverything(paceline: Paceline): Promise<void> {
  const { store } = paceline;
  const joined = await store.db
    .selectFrom('activity_recording')
    .select('activity_id')
    .groupBy('activity_id')
    .having((w) => w.fn.countAll(), '>', 1)
    .execute();
  for (const { activity_id } of joined) await splitActivity(store, activity_id);
  await recomputeInBackground(paceline);
}

async function storedActivities({ store: { db } }: Paceline): Promise<Map<string, StoredActivity[]>> {
  const rows = await db
    .selectFrom('recording as r')
    .innerJoin('activity_recording as ar', 'ar.recording_id', 'r.id')
    .innerJoin('activity as a', 'a.id', 'ar.activity_id')
    .select(['r.id', 'r.hash', 'r.detail', 'ar.activity_id', 'a.sport', 'a.family', 'r.start_s'])
    .select(['a.absent', 'a.axis'])
    .orderBy('r.id')
    .execute();
  const metrics = new Map((await db.selectFrom('metric').selectAll().execute()).map((row) => [row.activity_id, row]));
  const laps = Map.groupBy(
    await db.selectFrom('lap').selectAll().orderBy('activity_id').orderBy('place').execute(),
    (lap) => lap.activity_id,
  );
  const repairs = Map.groupBy(await db.selectFrom('repair').selectAll().execute(), (repair) => repair.activity_id);
  const by_hash = new Map<string, StoredActivity[]>();
  for (const row of rows) {
    if (row.hash === null) continue;
    const changed = new Map<string, number>();
    for (const { repair, cells } of repairs.get(row.activity_id) ?? []) {
      changed.set(repair, (changed.get(repair) ?? 0) + cells);
    }
    const list = by_hash.get(row.hash) ?? [];
    by_hash.set(row.hash, list);
    list.push({
      recording_id: row.id,
      activity_id: row.activity_id,
      sport: row.sport as SportId,
      family: row.family as Family,
      start_s: row.start_s,
      detail: JSON.parse(row.detail) as RecordingDetail,
      values: metrics.get(row.activity_id) ?? {},
      absent: JSON.parse(row.absent) as Record<string, string>,
      laps: laps.get(row.activity_id) ?? [],
      repairs: changed,
      axis: { start_s: row.start_s, max_gap_s: 10, breaks: [], ...(JSON.parse(row.axis) as Partial<Axis>) },
    });
  }
  return by_hash;
}
