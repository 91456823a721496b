/** Workouts for tests: what one body did, second by second, and how devices and platforms tell of it. */

import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inject } from 'vitest';
import { openSources } from '../connectors/open-source.ts';
import type { ChannelId } from '../core/channel.ts';
import type { Recording } from '../core/recording.ts';
import type { SportId } from '../core/sport.ts';
import { writeFitActivity } from '../formats/fit/index.ts';
import { writeGpx } from '../formats/gpx/index.ts';
import { writeTcx } from '../formats/tcx/index.ts';
import { contentHash, keepOriginal } from '../store/originals.ts';
import { computeActivity } from './compute-activity.ts';
import { type ImportReport, importSources } from './import-sources.ts';
import { chooseAthlete, openPaceline, type Paceline } from './open.ts';
import { readFile, storable } from './read-file.ts';
import { recomputeStale } from './recompute.ts';
import { storeFile } from './store-file.ts';
import type { WorkerPool } from './worker-pool.ts';

/** 2026-03-01 07:00 UTC. */
export const START_S = 1_772_348_400;

export interface Effort {
  readonly start_s: number;
  readonly duration_s: number;
  readonly channels: Readonly<Record<Signal, Float64Array>>;
}

type Signal =
  | 'power_w'
  | 'heart_rate_bpm'
  | 'cadence_rpm'
  | 'speed_mps'
  | 'distance_m'
  | 'altitude_m'
  | 'latitude_deg'
  | 'longitude_deg';

export const ALL: readonly Signal[] = [
  'power_w',
  'heart_rate_bpm',
  'cadence_rpm',
  'speed_mps',
  'distance_m',
  'altitude_m',
  'latitude_deg',
  'longitude_deg',
];
export const PLACE: readonly Signal[] = ['speed_mps', 'distance_m', 'altitude_m', 'latitude_deg', 'longitude_deg'];

/** Numbers from 0 to 1, the same for the same seed. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A body at work: power wanders, the heart follows, the road goes on. `along` rides the same road at the same time. */
export function effort(options: {
  readonly start_s?: number;
  readonly duration_s?: number;
  readonly seed: number;
  readonly along?: Effort;
}): Effort {
  const { start_s = START_S, duration_s = 1800, seed, along } = options;
  const next = random(seed);
  const channels = Object.fromEntries(ALL.map((id) => [id, new Float64Array(duration_s)])) as Record<
    Signal,
    Float64Array
  >;
  let [target, power, heart, heading, distance] = [120 + 120 * next(), 100, 95 + 20 * next(), 2 * Math.PI * next(), 0];
  let [latitude, longitude, altitude] = [47 + next(), 8 + next(), 400];
  const level = 110 + 25 * next();
  for (let t = 0; t < duration_s; t++) {
    if (t % 90 === 0) target = 60 + 260 * next();
    power += 0.25 * (target - power) + 14 * (next() - 0.5);
    heart += (level + 0.22 * power - heart) / 40 + 0.6 * (next() - 0.5);
    heading += 0.04 * (next() - 0.5);
    const grade = 0.03 * Math.sin(t / 240 + seed);
    const speed = Math.max(2, 8 + 0.012 * (power - 150) - 60 * grade);
    distance += speed;
    altitude += speed * grade;
    latitude += (speed * Math.cos(heading)) / 111_195;
    longitude += (speed * Math.sin(heading)) / (111_195 * Math.cos((latitude * Math.PI) / 180));
    channels.power_w[t] = Math.max(0, Math.round(power));
    channels.heart_rate_bpm[t] = Math.round(heart);
    channels.cadence_rpm[t] = Math.round(80 + 0.06 * (power - 150) + 4 * next());
    channels.speed_mps[t] = speed;
    channels.distance_m[t] = distance;
    channels.altitude_m[t] = altitude;
    channels.latitude_deg[t] = latitude;
    channels.longitude_deg[t] = longitude;
  }
  if (along) for (const id of PLACE) channels[id].set(along.channels[id].subarray(0, duration_s));
  return { start_s, duration_s, channels };
}

export interface View {
  readonly sport?: SportId;
  readonly channels?: readonly Signal[];
  /** Seconds of the effort that were recorded. */
  readonly from_s?: number;
  readonly to_s?: number;
  /** Seconds its clock is ahead. */
  readonly clock_s?: number;
  readonly every_s?: number;
  /** Share of a value by which its sensors are off, at random. */
  readonly noise?: number;
  readonly name?: string;
  readonly serial?: string;
}

/** The effort as one device recorded it. */
export function recorded(body: Effort, view: View = {}): Recording {
  const { sport = 'ride', channels = ALL, from_s = 0, to_s = body.duration_s, clock_s = 0, every_s = 1 } = view;
  const seconds: number[] = [];
  for (let t = from_s; t < to_s; t += every_s) seconds.push(t);
  const next = random(from_s + to_s + every_s + clock_s + 1000);
  const place = new Set<ChannelId>(['latitude_deg', 'longitude_deg', 'distance_m', 'altitude_m']);
  const base = body.channels.distance_m[from_s]!;
  const own = Object.fromEntries(
    channels.map((id) => [
      id,
      Float64Array.from(seconds, (t) => {
        const value = body.channels[id][t]! - (id === 'distance_m' ? base : 0);
        return place.has(id) ? value : value * (1 + (view.noise ?? 0) * (next() - 0.5));
      }),
    ]),
  );
  const start_s = body.start_s + from_s + clock_s;
  const last = seconds.at(-1)! - from_s;
  return {
    sport,
    sport_as_written: null,
    name: view.name ?? null,
    note: null,
    start_s,
    end_s: start_s + last,
    utc_offset_s: null,
    device: { manufacturer: 'garmin', product: '3121', serial: view.serial ?? '1', software: null },
    file_identity: null,
    samples: { time_s: Float64Array.from(seconds, (t) => body.start_s + t + clock_s), channels: own, extra: [] },
    laps: [],
    lengths: [],
    sets: [],
    pauses: [],
    beats: null,
    events: [],
    device_values: { elapsed_s: last, timer_s: last },
    thresholds: [],
    warnings: [],
  };
}

export type Files = Readonly<Record<string, Uint8Array | string>>;

export const asFit = (...recordings: Recording[]): Uint8Array => writeFitActivity(recordings);
export const asTcx = (...recordings: Recording[]): string => writeTcx(recordings);
export const asGpx = (...recordings: Recording[]): string => writeGpx(recordings);

/** A folder with these files, and one below it for each path with a slash. */
export function folderOf(files: Files): string {
  const folder = mkdtempSync(join(inject('runFolder'), 'files-'));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

export function newHome(): string {
  return join(mkdtempSync(join(inject('runFolder'), 'home-')), 'home');
}

/** The whole import, with its workers. */
export async function importPath(paceline: Paceline, path: string, athlete?: string): Promise<ImportReport> {
  const { id } = await chooseAthlete(paceline.store, athlete);
  const sources = await openSources(path);
  try {
    return await importSources(paceline, sources, { athlete_id: id });
  } finally {
    for (const source of sources) await source.close();
  }
}

/** Computes on this thread: the same code without the threads, for tests with many homes. */
export const ON_THIS_THREAD: WorkerPool = {
  size: 1,
  async run<T>(task: Parameters<WorkerPool['run']>[0]): Promise<T> {
    if (task.kind !== 'compute') throw new Error('only computing is asked for here');
    return computeActivity(structuredClone(task.activity)) as T;
  },
  async close() {},
};

/** Stores files one after the other, as an import does, without workers. */
export async function storeFiles(paceline: Paceline, files: readonly (readonly [string, Uint8Array | string])[]) {
  const { store } = paceline;
  const athlete = await chooseAthlete(store);
  const stored = [];
  for (const [label, content] of files) {
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    const hash = contentHash(bytes);
    keepOriginal(store.home, hash, bytes);
    const file = { athlete_id: athlete.id, hash, label, source_kind: 'folder' as const, size_bytes: bytes.byteLength };
    stored.push(await storeFile(store, file, storable(await readFile(bytes, label, athlete.time_zone))));
  }
  return stored;
}

export async function inNewHome<T>(use: (paceline: Paceline) => Promise<T>): Promise<T> {
  const paceline = await openPaceline(newHome());
  try {
    return await use(paceline);
  } finally {
    await paceline.store.close();
  }
}

export function compute(paceline: Paceline): Promise<number> {
  return recomputeStale(paceline, ON_THIS_THREAD);
}

/** Activities as lists of the files they are made of, with their event: what must not depend on the order of import. */
export async function groupsOf({ store }: Paceline): Promise<string[]> {
  const rows = await store.db
    .selectFrom('activity as a')
    .innerJoin('activity_recording as ar', 'ar.activity_id', 'a.id')
    .innerJoin('recording as r', 'r.id', 'ar.recording_id')
    .leftJoin('file as f', (join) => join.onRef('f.hash', '=', 'r.hash').onRef('f.athlete_id', '=', 'r.athlete_id'))
    .leftJoin('activity as p', 'p.id', 'a.parent_id')
    .select(['a.id', 'f.label', 'r.place_in_file', 'r.file_identity', 'p.name as event'])
    .execute();
  const groups = new Map<number, { members: string[]; event: string | null }>();
  for (const { id, label, place_in_file, file_identity, event } of rows) {
    const group = groups.get(id) ?? { members: [], event };
    group.members.push(
      label === null ? String(file_identity) : place_in_file > 0 ? `${label}#${place_in_file}` : label,
    );
    groups.set(id, group);
  }
  return [...groups.values()]
    .map(({ members, event }) => `${members.sort().join(' + ')}${event === null ? '' : ` in ${event}`}`)
    .sort();
}
