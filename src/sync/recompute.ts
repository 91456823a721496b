/** Computes what is stale: new activities, and those whose thresholds, recordings or definitions changed. */

import { Failure } from '../core/failure.ts';
import { addDays, localDate } from '../core/time.ts';
import { isDatabaseTrouble } from '../store/database-trouble.ts';
import { inOneBuffer, loadStored } from '../store/recordings.ts';
import type { Db, Store } from '../store/store.ts';
import type { ActivityTask, ComputedActivity } from './compute-activity.ts';
import { tellsOfWholeEvent } from './events.ts';
import { factsOf } from './facts.ts';
import type { Paceline } from './open.ts';
import { released, restrictedSources } from './restricted-sources.ts';
import { saveComputed, saveFailure } from './save-computed.ts';
import { fingerprint, loadSettings, type Settings, settingsBetween, settingsRevision } from './settings.ts';
import { createWorkerPool, type WorkerPool } from './worker-pool.ts';

export interface RecomputeOptions {
  /** Default: every athlete. */
  readonly athlete_id?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

/** How many activities wait for their values. */
export async function countStale(db: Db, athlete_id?: number): Promise<number> {
  let query = db
    .selectFrom('activity')
    .select((s) => s.fn.countAll<number>().as('count'))
    .where('stale', '=', 1);
  if (athlete_id !== undefined) query = query.where('athlete_id', '=', athlete_id);
  return (await query.executeTakeFirstOrThrow()).count;
}

/** Starts its own workers; use `recomputeStale` when there is a pool already. */
export async function recomputeInBackground(paceline: Paceline, options: RecomputeOptions = {}): Promise<number> {
  if ((await countStale(paceline.store.db, options.athlete_id)) === 0) return 0;
  const pool = createWorkerPool();
  const stop = () => void pool.close();
  options.signal?.addEventListener('abort', stop, { once: true });
  try {
    return await recomputeStale(paceline, pool, options);
  } finally {
    options.signal?.removeEventListener('abort', stop);
    await pool.close();
  }
}

/** Returns how many activities were computed. Can be killed at any time; the rest stays stale and is done next time. */
export async function recomputeStale(
  paceline: Paceline,
  pool: WorkerPool,
  options: RecomputeOptions = {},
): Promise<number> {
  const { store } = paceline;
  let query = store.db.selectFrom('activity').select(['id', 'athlete_id']).where('stale', '=', 1).orderBy('id');
  if (options.athlete_id !== undefined) query = query.where('athlete_id', '=', options.athlete_id);
  const stale = await query.execute();
  const settings = settingsCache();
  let done = 0;
  const writer = createWriter(paceline, settings, (count) => {
    done += count;
    options.onProgress?.(done, stale.length);
  });
  let next = 0;
  const runner = async () => {
    while (next < stale.length) {
      const { id, athlete_id } = stale[next++]!;
      options.signal?.throwIfAborted();
      try {
        await writer.add(await computeOne(store, pool, id, await settings(store.db, athlete_id)));
      } catch (error) {
        // The others end with the activity they are at.
        next = stale.length;
        throw error;
      }
    }
  };
  // More than the workers hold, so that the next task is ready when one of them is free.
  const ended = await Promise.allSettled(Array.from({ length: 3 * pool.size }, runner));
  await writer.end();
  options.signal?.throwIfAborted();
  for (const one of ended) if (one.status === 'rejected') throw one.reason;
  return done;
}

type SettingsOf = (db: Db, athlete_id: number) => Promise<Settings>;

/** The current settings of an athlete, read again only after a change by whatever process. */
function settingsCache(): SettingsOf {
  const cache = new Map<number, { revision: string; settings: Settings }>();
  return async (db, athlete_id) => {
    const revision = await settingsRevision(db);
    const known = cache.get(athlete_id);
    if (known?.revision === revision) return known.settings;
    const settings = await loadSettings(db, athlete_id);
    cache.set(athlete_id, { revision, settings });
    return settings;
  };
}

interface Computed {
  readonly id: number;
  readonly athlete_id: number;
  readonly revision: number;
  readonly settings: Settings;
  /** A Failure when it could not be computed. */
  readonly outcome: ComputedActivity | Failure;
}

/** null when there is nothing to do any more. */
async function computeOne(store: Store, pool: WorkerPool, id: number, settings: Settings): Promise<Computed | null> {
  const task = await taskFor(store, id, settings);
  if (!task) return null;
  const { revision, ...activity } = task;
  const outcome = await pool.run<ComputedActivity>({ kind: 'compute', activity }).catch((error: unknown) => {
    if (error instanceof Failure && error.code !== 'pool_closed') return error;
    throw error;
  });
  return { id, athlete_id: settings.athlete.id, revision, settings, outcome };
}

/** Activities stored in one transaction: each commit writes the pages of the indexes anew. */
const MOST_AT_ONCE = 8;
/** However slowly they come, nothing waits longer to be stored. */
const LONGEST_WAIT_MS = 200;

/** Takes what was computed and stores some of it at a time, `onStored` telling how many. */
function createWriter(paceline: Paceline, settingsOf: SettingsOf, onStored: (count: number) => void) {
  let waiting: Computed[] = [];
  let timer: NodeJS.Timeout | undefined;
  let last: Promise<void> = Promise.resolve();
  const flush = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    const some = waiting;
    waiting = [];
    last = last.then(async () => {
      await storeAll(paceline, settingsOf, some);
      onStored(some.length);
    });
    // Whoever adds next, or the end, is told.
    last.catch(() => {});
    return last;
  };
  return {
    /** Waits for the disk when much has gathered; rejects when something before could not be stored. */
    async add(computed: Computed | null): Promise<void> {
      if (!computed) {
        onStored(1);
        return;
      }
      waiting.push(computed);
      if (waiting.length >= MOST_AT_ONCE) await flush();
      else timer ??= setTimeout(flush, LONGEST_WAIT_MS);
    },
    end: flush,
  };
}

async function storeAll(paceline: Paceline, settingsOf: SettingsOf, all: readonly Computed[]): Promise<void> {
  if (all.length === 0) return;
  const { store } = paceline;
  try {
    await store.db.transaction().execute(async (db) => {
      for (const one of all) await storeOne(paceline, db, settingsOf, one);
    });
  } catch (error) {
    if (isDatabaseTrouble(error)) throw error;
    // Something about one of them: it alone goes without values.
    for (const one of all) {
      if (all.length > 1) await storeAll(paceline, settingsOf, [one]);
      else {
        const outcome = new Failure('unexpected', (error as Error).message);
        await store.db.transaction().execute((db) => storeOne(paceline, db, settingsOf, { ...one, outcome }));
      }
    }
  }
}

async function storeOne({ store, versions }: Paceline, db: Db, settingsOf: SettingsOf, one: Computed): Promise<void> {
  const { id, athlete_id, settings, outcome } = one;
  const now = await db
    .selectFrom('activity')
    .select(['id', 'athlete_id', 'parent_id', 'local_date', 'family', 'repairs_off', 'rpe', 'stale', 'revision'])
    .where('id', '=', id)
    .executeTakeFirst();
  // Done by another process, or changed while it was computed: then it stays stale and is computed again.
  if (!now || now.stale === 0 || now.revision !== one.revision) return;
  const current = await settingsOf(db, athlete_id);
  const row = { ...now, ...(outcome instanceof Failure ? {} : outcome.row) };
  const used = fingerprint(settings, row, versions);
  if (current !== settings && fingerprint(current, row, versions) !== used) return;
  if (outcome instanceof Failure) await saveFailure(store, db, now, outcome, used);
  else await saveComputed(store, db, now, outcome, used);
}

/** null when the activity is gone or not stale any more. */
async function taskFor(
  { db }: Store,
  id: number,
  settings: Settings,
): Promise<(ActivityTask & { readonly revision: number }) | null> {
  const activity = await db
    .selectFrom('activity')
    .select(['parent_id', 'repairs_off', 'stale', 'revision'])
    .where('id', '=', id)
    .executeTakeFirst();
  if (activity?.stale !== 1) return null;
  const members = await db
    .selectFrom('activity_recording')
    .select(['recording_id', 'evidence'])
    .where('activity_id', '=', id)
    .execute();
  const ids = members.map((member) => member.recording_id);
  const offsets = new Map(members.map((member) => [member.recording_id, clockOffset(member.evidence)]));
  const restricted = await restrictedSources(db, settings.athlete.id);
  const recordings = released(await loadStored(db, ids), restricted);
  if (recordings.length === 0) return null;
  if (restricted.has(recordings[0]!.source_kind)) {
    await withhold(db, id, activity.revision, recordings[0]!.source_kind);
    return null;
  }
  const facts = (await factsOf(db, ids)).filter(({ source_kind }) => !restricted.has(source_kind));
  const starts = recordings.map((r) => r.start_s);
  return {
    revision: activity.revision,
    parts: recordings.map(({ id: recording_id, format, utc_offset_s, time_zone, zone_origin, detail, blocks }) => ({
      id: recording_id,
      format,
      clock_offset_s: offsets.get(recording_id) ?? 0,
      utc_offset_s,
      time_zone,
      zone_origin,
      stored: { detail, blocks: inOneBuffer(blocks) },
    })),
    facts: activity.parent_id === null ? facts : facts.filter(({ fact }) => !tellsOfWholeEvent(fact)),
    repairs_off: JSON.parse(activity.repairs_off) as string[],
    // Ten years of files carry ten thousand settings; a worker needs those of the day, wherever on earth it was.
    settings: settingsBetween(
      settings,
      addDays(localDate(Math.min(...starts), 0), -2),
      addDays(localDate(Math.max(...starts), 0), 2),
    ),
  };
}

/** Nothing but a restricted source tells of it: it is known and counted, and has no values. */
async function withhold(db: Db, id: number, revision: number, source_kind: string): Promise<void> {
  await db
    .updateTable('activity')
    .set({ stale: 2, withheld: source_kind })
    .where('id', '=', id)
    .where('revision', '=', revision)
    .execute();
}

function clockOffset(evidence: string | null): number {
  return evidence === null ? 0 : ((JSON.parse(evidence) as { clock_offset_s?: number }).clock_offset_s ?? 0);
}
