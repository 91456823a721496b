import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Document } from '../core/document.ts';
import type { WellnessReading } from '../core/wellness.ts';
import { memorySource } from '../formats/byte-source.ts';
import { openCsv } from '../formats/csv.ts';
import { readDocument } from '../formats/read.ts';
import { openZip } from '../formats/zip.ts';
import type { DemoFile, DemoManifest } from './manifest.ts';
import { writeDemo } from './write.ts';

/** Long enough for a camp, a flu, a night ride, a triathlon and the account export. */
const OPTIONS = { years: 0.8, seed: 'test', end_date: '2026-10-18' };

let home: string;
let manifest: DemoManifest;
let archive: Map<string, Uint8Array>;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'paceline-demo-'));
  manifest = await writeDemo(join(home, 'demo'), OPTIONS);
  archive = await unzip(join(home, 'demo', manifest.special.archive!.path));
}, 120_000);

afterAll(async () => {
  await rm(home, { recursive: true, force: true });
});

async function unzip(path: string): Promise<Map<string, Uint8Array>> {
  const { entries } = await openZip(memorySource(await readFile(path)));
  const contents = new Map<string, Uint8Array>();
  for (const entry of entries) contents.set(entry.name, await entry.read());
  return contents;
}

async function bytesOf(file: DemoFile): Promise<Uint8Array> {
  const inside = `${manifest.special.archive!.path}/`;
  if (!file.path.startsWith(inside)) return readFile(join(home, 'demo', file.path));
  const bytes = archive.get(file.path.slice(inside.length))!;
  return file.path.endsWith('.gz') ? gunzipSync(bytes) : bytes;
}

async function read(file: DemoFile): Promise<Document> {
  return readDocument(await bytesOf(file), file.path);
}

async function listed(folder: string): Promise<string[]> {
  const all = await readdir(folder, { recursive: true, withFileTypes: true });
  return all
    .filter((e) => e.isFile())
    .map((e) => relative(folder, join(e.parentPath, e.name)).replaceAll('\\', '/'))
    .sort();
}

function of(kind: DemoFile['kind']): DemoFile[] {
  return manifest.files.filter((f) => f.kind === kind);
}

describe('the files of the demo', () => {
  it('are those of the manifest, inside the folder', async () => {
    const path = manifest.special.archive!.path;
    const loose = manifest.files.map((f) => f.path).filter((p) => !p.startsWith(`${path}/`));
    expect(await listed(join(home, 'demo'))).toEqual([...loose, path].sort());
    expect(await readdir(home)).toEqual(['demo']);
    expect(new Set(manifest.files.map((f) => f.path)).size).toBe(manifest.files.length);
  });

  it('read back as the recordings they are', async () => {
    for (const file of [...of('activity'), ...of('second_recording'), ...of('same_bytes')]) {
      const document = await read(file);
      if (document.kind !== 'activity') return expect.fail(`${file.path} is ${document.kind}`);
      if (file.path === manifest.special.cut_off) {
        expect(document.warnings.length + document.recordings.flatMap((r) => r.warnings).length).toBeGreaterThan(0);
        continue;
      }
      const sports = document.recordings.map((r) => r.sport);
      // TCX knows only running, biking and other.
      if (!file.path.endsWith('.tcx')) expect(sports, file.path).toEqual(file.sports);
      expect(document.multisport).toBe(file.sports.length > 1);
      expect(document.warnings, file.path).toEqual([]);
      const start_s = document.recordings[0]!.samples.time_s[0]!;
      expect(Math.abs(start_s - file.start_s!), file.path).toBeLessThanOrEqual(1);
    }
  }, 60_000);

  it('hold what the device said', async () => {
    const ride = of('activity').find((f) => f.sports[0] === 'ride' && f.path.startsWith('head-unit'))!;
    const document = await read(ride);
    if (document.kind !== 'activity') return expect.fail();
    const r = document.recordings[0]!;
    expect(r.device_values.np_w).toBeGreaterThan(90);
    expect(r.device_values.distance_m).toBeGreaterThan(10_000);
    expect(r.thresholds).toContainEqual({ kind: 'ftp_w', value: expect.any(Number) });
    const swim = of('activity').find((f) => f.sports[0] === 'pool_swim')!;
    const pool = await read(swim);
    if (pool.kind !== 'activity') return expect.fail();
    expect(pool.recordings[0]!.lengths.length).toBeGreaterThan(30);
    expect(pool.recordings[0]!.device_values.pool_length_m).toBe(25);
    const gym = await read(of('activity').find((f) => f.sports[0] === 'strength')!);
    if (gym.kind !== 'activity') return expect.fail();
    expect(gym.recordings[0]!.sets.filter((s) => s.active).length).toBeGreaterThan(7);
    expect(gym.recordings[0]!.sets.some((s) => s.weight_kg !== null && s.exercise !== null)).toBe(true);
  });

  it('have one ride on two devices', async () => {
    const [first, second] = manifest.special.recorded_twice!;
    const a = await read(manifest.files.find((f) => f.path === first)!);
    const b = await read(manifest.files.find((f) => f.path === second)!);
    if (a.kind !== 'activity' || b.kind !== 'activity') return expect.fail();
    const head = a.recordings[0]!;
    const watch = b.recordings[0]!;
    expect(watch.start_s - head.start_s).toBe(2);
    expect(watch.device_values.distance_m! / head.device_values.distance_m!).toBeCloseTo(1.005, 3);
    expect(head.samples.channels.power_w).toBeDefined();
    expect(head.samples.channels.heart_rate_bpm).toBeUndefined();
    expect(watch.samples.channels.heart_rate_bpm).toBeDefined();
    expect(watch.samples.channels.power_w).toBeUndefined();
    expect(watch.samples.time_s.length).toBeLessThan(head.samples.time_s.length / 2);
  });

  it('have copies, another format of the same, and refusals', async () => {
    const hash = async (f: DemoFile): Promise<string> =>
      createHash('sha256')
        .update(await bytesOf(f))
        .digest('hex');
    const firsts = new Set(await Promise.all(of('activity').map(hash)));
    expect(firsts.size).toBe(of('activity').length);
    expect(of('same_bytes').length).toBeGreaterThan(3);
    for (const file of of('same_bytes')) expect(firsts.has(await hash(file)), file.path).toBe(true);
    for (const file of [...of('unreadable'), ...of('not_training_data')]) await expect(read(file)).rejects.toThrow();
    for (const file of of('workout')) expect((await read(file)).kind).toBe('workout');
    for (const file of of('course')) {
      const document = await read(file);
      if (document.kind !== 'course') return expect.fail(file.path);
      expect(document.courses[0]!.latitude_deg.length).toBeGreaterThan(900);
    }
  });

  it('pack two months into an account export with a row for each', async () => {
    const { rows, typed_in, path } = manifest.special.archive!;
    const inside = of('activity').filter((f) => f.path.startsWith(`${path}/`));
    const table = openCsv(archive.get('activities.csv')!);
    const lines: (readonly string[])[] = [];
    for await (const row of table.rows()) lines.push(row);
    lines.shift();
    expect(lines.length).toBe(rows);
    expect(inside.length).toBe(rows - typed_in);
    const named = lines.map((l) => l[12]!).filter((name) => name !== '');
    expect(named.toSorted()).toEqual(inside.map((f) => f.path.slice(path.length + 1)).toSorted());
  });

  it('carry the readings of every morning', async () => {
    const key = (r: WellnessReading): string => `${r.local_date} ${r.key} ${r.value}`;
    const carried: string[] = [];
    for (const file of of('wellness')) {
      const document = await read(file);
      if (document.kind !== 'wellness') return expect.fail(`${file.path} is ${document.kind}`);
      expect(document.warnings, file.path).toEqual([]);
      carried.push(...document.readings.map(key));
    }
    expect(carried.toSorted()).toEqual(manifest.wellness.map(key).toSorted());
    expect(new Set(manifest.wellness.map((r) => r.key))).toContain('hrv_rmssd_ms');
  });

  it('show what the story promises', () => {
    const { special, counts } = manifest;
    expect(special.sick_weeks.length).toBe(1);
    expect(special.crossing_midnight.length).toBe(1);
    expect(special.other_time_zone).toBeGreaterThan(4);
    expect(special.multisport).toBeGreaterThan(0);
    expect(special.flaws.heart_rate_gap + special.flaws.heart_rate_zero).toBeGreaterThan(2);
    expect(special.flaws.power_spike).toBeGreaterThan(0);
    expect(special.tests.length).toBeGreaterThan(3);
    expect(counts.by_kind.activity).toBe(counts.workouts);
  });

  it('are the same bytes when written again', async () => {
    const again = await mkdtemp(join(tmpdir(), 'paceline-demo-'));
    try {
      expect(await writeDemo(again, OPTIONS)).toEqual(manifest);
      for (const path of await listed(again)) {
        if (path === manifest.special.archive!.path) {
          expect(await unzip(join(again, path))).toEqual(archive);
        } else {
          const same = (await readFile(join(again, path))).equals(await readFile(join(home, 'demo', path)));
          expect(same, path).toBe(true);
        }
      }
    } finally {
      await rm(again, { recursive: true, force: true });
    }
  }, 120_000);

  it('leave out what a few weeks have no room for', async () => {
    const short = await mkdtemp(join(tmpdir(), 'paceline-demo-'));
    const seen: [number, number][] = [];
    try {
      const options = { years: 0.06, seed: 'test', end_date: '2026-03-01' };
      const { special, counts } = await writeDemo(short, options, (done, total) => seen.push([done, total]));
      expect(special.archive).toBeNull();
      expect(special.recorded_twice).toBeNull();
      expect(special.cut_off).toBeNull();
      expect(counts.workouts).toBeGreaterThan(8);
      expect(seen.at(-1)).toEqual([counts.workouts, counts.workouts]);
      expect((await listed(short)).some((path) => path.endsWith('.zip'))).toBe(false);
    } finally {
      await rm(short, { recursive: true, force: true });
    }
  });
});
