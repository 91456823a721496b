/** The import: every file of every source, read in parallel, stored in order, one transaction each; then the values. */

import { Failure } from '../core/failure.ts';
import type { ActivityFact, SettingOffer, SourceContents, SourceEntry } from '../core/source.ts';
import { THRESHOLDS, type ThresholdKind } from '../core/thresholds.ts';
import { today } from '../core/time.ts';
import { isDatabaseTrouble } from '../store/database-trouble.ts';
import { contentHash } from '../store/originals.ts';
import type { Db, Store } from '../store/store.ts';
import { type StoredFact, storeFact } from './facts.ts';
import type { Paceline } from './open.ts';
import type { StorableFile } from './read-file.ts';
import { recomputeStale } from './recompute.ts';
import { loadSettings, type Settings } from './settings.ts';
import { markOutdated } from './stale.ts';
import { knownFile, type StoredFile, storeFailure, storeFile } from './store-file.ts';
import { createWorkerPool, type WorkerPool } from './worker-pool.ts';

export interface ImportRow {
  readonly file: string;
  readonly outcome: 'added' | 'merged' | 'skipped' | 'failed';
  /** What became of it in a sentence; never empty for merged, skipped and failed. */
  readonly reason: string;
  /** activity | workout | course | wellness | stored_only | unreadable | summary */
  readonly content: string;
  readonly activity_ids: readonly number[];
}

export interface ImportReport {
  readonly summary: {
    readonly added: number;
    readonly merged: number;
    readonly skipped: number;
    readonly failed: number;
  };
  readonly files: readonly ImportRow[];
  /** Parts of archives that were not read on purpose. */
  readonly left_out: readonly { readonly file: string; readonly reason: string }[];
  /** What is odd about a source as a whole. */
  readonly warnings: readonly { readonly file: string; readonly reason: string }[];
  readonly computed: number;
}

export interface ImportProgress {
  readonly phase: 'reading' | 'computing';
  readonly done: number;
  /** null while the number of files is not known. */
  readonly total: number | null;
  readonly bytes: number;
  readonly total_bytes: number | null;
}

export interface ImportOptions {
  readonly athlete_id: number;
  readonly onProgress?: (progress: ImportProgress) => void;
  readonly signal?: AbortSignal;
}

/** Content held in memory at once, whatever the sizes of the files. */
const IN_FLIGHT_BYTES = 256_000_000;
/** Files that may be read ahead of the one to be stored next: a large one must not leave the other workers idle. */
const AHEAD_PER_WORKER = 16;

export async function importSources(
  paceline: Paceline,
  sources: readonly SourceContents[],
  options: ImportOptions,
): Promise<ImportReport> {
  const { store } = paceline;
  const pool = createWorkerPool();
  try {
    const rows: ImportRow[] = [];
    const left_out: { file: string; reason: string }[] = [];
    const warnings: { file: string; reason: string }[] = [];
    const total_bytes = sources.reduce<number | null>(
      (sum, s) => (sum === null || s.total_bytes === null ? null : sum + s.total_bytes),
      0,
    );
    const progress = { done: 0, bytes: 0 };
    const report = () =>
      options.onProgress?.({ phase: 'reading', done: progress.done, total: null, bytes: progress.bytes, total_bytes });
    for (const source of sources) {
      const settings = await loadSettings(store.db, options.athlete_id);
      const landing: Landing = { store, source, settings, facts: factsByFile(source.facts), table_offsets: [] };
      const own: ImportRow[] = [];
      await importEntries(landing, pool, options, (row, entry) => {
        own.push(row);
        progress.done++;
        progress.bytes += entry.size_bytes;
        report();
      });
      own.push(...(await importFacts(landing, own)));
      await importSettings(landing, own);
      rows.push(...own);
      warnings.push(...offsetWarning(source, landing.table_offsets));
      for (const problem of source.problems) {
        rows.push({
          file: problem.label,
          outcome: 'failed',
          reason: problem.reason,
          content: 'unreadable',
          activity_ids: [],
        });
      }
      left_out.push(...source.left_out.map(({ label, reason }) => ({ file: label, reason })));
    }
    // Files carry settings of their own; what they change for activities already there is found here.
    await store.db.transaction().execute((db) => markOutdated(db, options.athlete_id, paceline.versions));
    const computed = await recomputeStale(paceline, pool, {
      athlete_id: options.athlete_id,
      ...(options.signal ? { signal: options.signal } : {}),
      onProgress: (done, total) =>
        options.onProgress?.({ phase: 'computing', done, total, bytes: progress.bytes, total_bytes }),
    });
    if (computed > 0) store.optimize();
    const count = (outcome: ImportRow['outcome']) => rows.filter((row) => row.outcome === outcome).length;
    return {
      summary: { added: count('added'), merged: count('merged'), skipped: count('skipped'), failed: count('failed') },
      files: rows,
      left_out,
      warnings,
      computed,
    };
  } finally {
    await pool.close();
  }
}

interface Flight {
  readonly entry: SourceEntry;
  readonly size: number;
  /** null when the content could not even be read. */
  readonly hash: string | null;
  readonly result: Promise<StorableFile | Failure>;
}

interface Landing {
  readonly store: Store;
  readonly source: SourceContents;
  readonly settings: Settings;
  readonly facts: ReadonlyMap<string, ActivityFact>;
  /** Where the source's table and its files differ in time, one number a file. */
  readonly table_offsets: number[];
}

async function importEntries(
  landing: Landing,
  pool: WorkerPool,
  options: ImportOptions,
  onRow: (row: ImportRow, entry: SourceEntry) => void,
): Promise<void> {
  const flights: Flight[] = [];
  let in_flight = 0;
  const land = async () => {
    const flight = flights.shift()!;
    in_flight -= flight.size;
    onRow(await finish(landing, flight), flight.entry);
  };
  for await (const entry of landing.source.entries()) {
    options.signal?.throwIfAborted();
    const flight = await launch(landing, pool, entry);
    flights.push(flight);
    in_flight += flight.size;
    // Landing in order of launch keeps ids and joins the same on every run.
    while (flights.length > AHEAD_PER_WORKER * pool.size || in_flight > IN_FLIGHT_BYTES) await land();
  }
  while (flights.length > 0) {
    options.signal?.throwIfAborted();
    await land();
  }
}

async function launch({ store, settings }: Landing, pool: WorkerPool, entry: SourceEntry): Promise<Flight> {
  let bytes: Uint8Array;
  try {
    bytes = await entry.read();
  } catch (error) {
    return { entry, size: 0, hash: null, result: Promise.resolve(asFailure(error)) };
  }
  const { athlete } = settings;
  const hash = contentHash(bytes);
  const known = await knownFile(store.db, athlete.id, hash);
  if (known)
    return { entry, size: bytes.byteLength, hash, result: Promise.resolve(new Failure('known', known.reason)) };
  const result = pool
    .run<StorableFile>({
      kind: 'read',
      bytes,
      name: entry.label,
      athlete_zone: athlete.time_zone,
      original: { home: store.home, hash },
    })
    .catch(asFailure);
  return { entry, size: bytes.byteLength, hash, result };
}

async function finish(landing: Landing, flight: Flight): Promise<ImportRow> {
  const { store, source, settings } = landing;
  const { entry, hash, size } = flight;
  const read = await flight.result;
  const failed = (reason: string): ImportRow => ({
    file: entry.label,
    outcome: 'failed',
    reason,
    content: 'unreadable',
    activity_ids: [],
  });
  if (hash === null) return failed(sentence(read as Failure));
  const file = {
    athlete_id: settings.athlete.id,
    hash,
    label: entry.label,
    source_kind: source.kind,
    size_bytes: size,
  };
  if (read instanceof Failure && read.code === 'pool_closed') throw read;
  if (read instanceof Failure && read.code !== 'known') {
    await storeFailure(store, file, sentence(read));
    return failed(sentence(read));
  }
  let stored: StoredFile | null;
  try {
    stored =
      read instanceof Failure
        ? await knownFile(store.db, settings.athlete.id, hash)
        : await storeFile(store, file, read);
  } catch (error) {
    // A full disk or a locked database concerns every file; what one file's content breaks concerns it alone.
    if (isDatabaseTrouble(error)) throw error;
    const reason = `could not be stored (${(error as Error).message})`;
    await storeFailure(store, file, reason);
    return failed(reason);
  }
  if (!stored) return failed('was removed while it was imported');
  const fact = landing.facts.get(entry.label);
  if (fact && stored.recording_ids.length > 0) {
    const { table_offset_s } = await store.db
      .transaction()
      .execute((db) => storeFact(db, settings, source.kind, fact, stored.recording_ids[0]!));
    if (table_offset_s !== null) landing.table_offsets.push(table_offset_s);
  }
  return {
    file: entry.label,
    outcome: stored.outcome,
    reason: stored.reason,
    content: read instanceof Failure ? 'known' : read.content,
    activity_ids: stored.activity_ids,
  };
}

function factsByFile(facts: readonly ActivityFact[]): Map<string, ActivityFact> {
  const by_file = new Map<string, ActivityFact>();
  for (const fact of facts) if (fact.join.by === 'file') by_file.set(fact.join.label, fact);
  return by_file;
}

/** Lines of a table that are stored in one transaction. */
const FACTS_AT_ONCE = 50;

/** Facts whose file was not among the entries, or that name no file. */
async function importFacts({ store, source, settings }: Landing, rows: readonly ImportRow[]): Promise<ImportRow[]> {
  const read = new Set(rows.filter((row) => row.activity_ids.length > 0).map((row) => row.file));
  const out: ImportRow[] = [];
  const open = source.facts.filter((fact) => fact.join.by !== 'file' || !read.has(fact.join.label));
  const told: StoredFact[] = [];
  for (let i = 0; i < open.length; i += FACTS_AT_ONCE) {
    await store.db.transaction().execute(async (db) => {
      for (const fact of open.slice(i, i + FACTS_AT_ONCE))
        told.push(await storeFact(db, settings, source.kind, fact, null));
    });
  }
  for (const [i, fact] of open.entries()) {
    const stored = told[i]!;
    const file = `${source.label}: ${fact.join.by === 'file' ? fact.join.label : `entry ${fact.external_id}`}`;
    const row = { file, content: 'summary', activity_ids: stored.activity_id === null ? [] : [stored.activity_id] };
    if (stored.outcome === 'unjoined') {
      const reason = 'the archive names an activity whose file is missing and whose time or length is not known';
      out.push({ ...row, outcome: 'failed', reason });
    } else if (stored.alone) {
      const again = stored.outcome === 'unchanged';
      out.push({
        ...row,
        outcome: again ? 'skipped' : 'added',
        reason: again ? 'already imported' : 'an entry without a recording',
      });
    }
  }
  return out;
}

/** A table that is off by the same time for most of its files was written in another zone than it says. */
function offsetWarning(source: SourceContents, offsets: readonly number[]): ImportReport['warnings'] {
  if (offsets.length === 0) return [];
  const middle = [...offsets].sort((a, b) => a - b)[offsets.length >> 1]!;
  const near = offsets.filter((offset) => Math.abs(offset - middle) <= 60).length;
  if (Math.abs(middle) < 120 || near < 0.75 * offsets.length) return [];
  const minutes = Math.round(Math.abs(middle) / 60);
  const by = `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  const reason = `the archive's table gives start times ${by} ${middle > 0 ? 'later' : 'earlier'} than its files (${near} of ${offsets.length}); the files' times are used, and entries without a file may be off by as much`;
  return [{ file: source.label, reason }];
}

/** Wellness readings, gear, and settings the archive carries: as of the newest activity in it. */
async function importSettings({ store, source, settings }: Landing, rows: readonly ImportRow[]): Promise<void> {
  const { readings, gear, offers, kind: source_kind } = source;
  if (readings.length + gear.length + offers.length === 0) return;
  const athlete_id = settings.athlete.id;
  await store.db.transaction().execute(async (db) => {
    for (const { local_date, key, value } of readings) {
      const values = {
        number: typeof value === 'number' ? value : null,
        text: typeof value === 'string' ? value : null,
      };
      await db
        .insertInto('wellness')
        .values({ athlete_id, local_date, key, source_kind, ...values })
        .onConflict((c) => c.columns(['athlete_id', 'local_date', 'key', 'source_kind']).doUpdateSet(values))
        .execute();
    }
    for (const { name, kind } of gear) {
      await db
        .insertInto('gear')
        .values({ athlete_id, name, kind })
        .onConflict((c) => c.doNothing())
        .execute();
    }
    const valid_from = (await newestDay(db, rows)) ?? today(settings.athlete.time_zone);
    for (const offer of offers) await takeOffer(db, athlete_id, offer, valid_from);
  });
}

/** The last local day the source's own activities reach: older archives must not change what holds later. */
async function newestDay(db: Db, rows: readonly ImportRow[]): Promise<string | null> {
  const ids = rows.flatMap((row) => row.activity_ids);
  let newest: string | null = null;
  for (let i = 0; i < ids.length; i += 500) {
    const found = await db
      .selectFrom('activity')
      .select((s) => s.fn.max('local_date').as('local_date'))
      .where('id', 'in', ids.slice(i, i + 500))
      .executeTakeFirst();
    if (found?.local_date && (newest === null || found.local_date > newest)) newest = found.local_date;
  }
  return newest;
}

async function takeOffer(db: Db, athlete_id: number, { kind, value }: SettingOffer, valid_from: string): Promise<void> {
  const { min, max, families } = THRESHOLDS[kind];
  if (!(value >= min && value <= max)) return;
  // Platforms keep one power threshold and mean the bicycle's, one pace and mean the run's.
  const of_ride = POWER_KINDS.includes(kind);
  const own: readonly string[] = families;
  const family = of_ride ? 'ride' : kind === 'threshold_speed_mps' && own.includes('run') ? 'run' : null;
  const same = await db
    .selectFrom('threshold')
    .select(['id', 'value', 'valid_from'])
    .where('athlete_id', '=', athlete_id)
    .where('kind', '=', kind)
    .where('family', family === null ? 'is' : '=', family)
    .where('origin', '=', 'platform')
    .where('valid_from', '<=', valid_from)
    .orderBy('valid_from', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (same?.value === value) return;
  if (same?.valid_from === valid_from) {
    await db.updateTable('threshold').set({ value }).where('id', '=', same.id).execute();
    return;
  }
  await db
    .insertInto('threshold')
    .values({ athlete_id, kind, family, value, valid_from, origin: 'platform' })
    .execute();
}

const POWER_KINDS: readonly ThresholdKind[] = ['ftp_w', 'cp_w', 'w_prime_j', 'p_max_w'];

function asFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  return new Failure(
    'unreadable',
    `cannot be read (${(error as NodeJS.ErrnoException).code ?? (error as Error).message})`,
  );
}

function sentence(failure: Failure): string {
  return failure.next ? `${failure.message} ${failure.next}` : failure.message;
}
