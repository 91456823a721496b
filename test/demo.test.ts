/** The invented athlete: the same for the same seed, and imported to exactly what its manifest says. */

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { DemoManifest } from '../src/demo/manifest.ts';
import { writeDemo } from '../src/demo/write.ts';
import { DEMO, demoHome, demoPrinted } from './demo-home.ts';

let home: string;
let manifest: DemoManifest;
let database: DatabaseSync;
let written: Map<string, string>;

const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** Path -> content hash of every file below a folder. */
function contents(folder: string): Map<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    files
      .map((entry): [string, string] => {
        const path = join(entry.parentPath, entry.name);
        return [path.slice(folder.length + 1), hash(readFileSync(path))];
      })
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

const rows = <Row>(statement: string): Row[] => database.prepare(statement).all() as Row[];
const of = (kind: string) => manifest.counts.by_kind[kind as keyof typeof manifest.counts.by_kind] ?? 0;
const paths = (kind: string) => manifest.files.filter((file) => file.kind === kind).map((file) => file.path);

beforeAll(async () => {
  const folder = join(inject('runFolder'), 'demo-again');
  [home, manifest] = await Promise.all([demoHome(), writeDemo(folder, DEMO)]);
  written = contents(folder);
  database = new DatabaseSync(join(home, 'paceline.db'), { readOnly: true });
}, 240_000);
afterAll(() => database?.close());

describe('the same seed', () => {
  it('gives the same bytes, in another process and another folder', () => {
    expect(written.size).toBeGreaterThan(200);
    expect(contents(join(home, 'demo-files'))).toEqual(written);
  });

  it('another seed gives another athlete, another end the same start of one', async () => {
    const [a, b] = await Promise.all(
      ['paceline', 'other'].map((seed) =>
        writeDemo(join(inject('runFolder'), `demo-${seed}`), { years: 0.1, seed, end_date: DEMO.end_date }),
      ),
    );
    expect(a!.counts).not.toEqual(b!.counts);
    expect(b!.athlete.name).toBe(a!.athlete.name);
  });
});

describe('the import', () => {
  it('makes of every file what the manifest says', async () => {
    const { summary } = JSON.parse(await demoPrinted());
    const { typed_in } = manifest.special.archive!;
    expect(summary).toEqual({
      added: of('activity') + of('wellness') + of('course') + of('workout') + typed_in,
      merged: of('second_recording'),
      skipped: of('same_bytes'),
      failed: of('unreadable'),
    });
    expect(manifest.files.length).toBe(
      of('activity') +
        of('second_recording') +
        of('same_bytes') +
        of('wellness') +
        of('course') +
        of('workout') +
        of('unreadable') +
        of('not_training_data'),
    );
  });

  it('finds every workout once, by sport', () => {
    const found = rows<{ sport: string; count: number }>(
      'SELECT sport, count(*) AS count FROM activity WHERE is_parent = 0 GROUP BY sport',
    );
    const { yoga, ...recorded } = Object.fromEntries(found.map(({ sport, count }) => [sport, count]));
    expect(recorded).toEqual(manifest.counts.by_sport);
    expect(yoga).toBe(manifest.special.archive!.typed_in);
    const events = rows<{ count: number }>('SELECT count(*) AS count FROM activity WHERE is_parent = 1');
    expect(events[0]!.count).toBe(manifest.special.multisport);
  });

  it('starts every workout in the second in which it was recorded', () => {
    const starts = new Set(
      rows<{ start_s: number }>('SELECT start_s FROM activity').map(({ start_s }) => Math.round(start_s)),
    );
    const lost = manifest.files.filter((file) => file.kind === 'activity' && !starts.has(Math.round(file.start_s!)));
    expect(lost.map((file) => file.path)).toEqual([]);
  });

  it('joins what two devices or formats recorded', () => {
    const joined = rows<{ count: number }>(
      'SELECT count(*) AS count FROM (SELECT activity_id FROM activity_recording GROUP BY activity_id HAVING count(*) > 1)',
    );
    expect(paths('second_recording').length).toBeGreaterThan(0);
    expect(joined[0]!.count).toBe(of('second_recording'));
  });

  it('refuses what cannot be read with a reason, and keeps the rest of a file that ends early', () => {
    const failed = rows<{ label: string; reason: string }>("SELECT label, reason FROM file WHERE outcome = 'failed'");
    expect(failed.map(({ label }) => label)).toEqual(paths('unreadable'));
    expect(failed.every(({ reason }) => reason.length > 10)).toBe(true);
    const [cut] = rows<{ warnings: string }>(
      `SELECT a.warnings FROM activity a JOIN activity_recording ar ON ar.activity_id = a.id JOIN recording r ON r.id = ar.recording_id
       JOIN file f ON f.hash = r.hash WHERE f.label = '${manifest.special.cut_off}'`,
    );
    expect(cut!.warnings).toMatch(/end/);
  });

  it('knows every reading of scale and watch', () => {
    const stored = rows<{ count: number }>('SELECT count(*) AS count FROM wellness');
    expect(stored[0]!.count).toBe(new Set(manifest.wellness.map(({ local_date, key }) => `${local_date} ${key}`)).size);
  });

  it('holds every threshold the athlete set, with its date', () => {
    const stored = rows<{ kind: string; valid_from: string; value: number }>(
      "SELECT kind, valid_from, value FROM threshold WHERE origin = 'athlete'",
    );
    for (const { kind, valid_from, value } of manifest.thresholds) {
      const same = stored.filter((row) => row.kind === kind && row.valid_from === valid_from);
      expect(
        same.some((row) => Math.abs(row.value - value) < 1e-9),
        `${kind} ${valid_from}`,
      ).toBe(true);
    }
  });

  it('finds the damage that was done', () => {
    const repaired = rows<{ repair: string; count: number }>(
      'SELECT repair, count(DISTINCT activity_id) AS count FROM repair GROUP BY repair',
    );
    const count = (repair: string) => repaired.find((row) => row.repair === repair)?.count ?? 0;
    const { flaws } = manifest.special;
    expect(count('gps-jumps')).toBeGreaterThanOrEqual(flaws.position_jump);
    expect(count('power-spikes')).toBeGreaterThanOrEqual(flaws.power_spike);
    expect(count('heart-rate-dropouts')).toBeGreaterThanOrEqual(flaws.heart_rate_zero);
  });

  it('leaves nothing waiting for its values', () => {
    expect(rows('SELECT id FROM activity WHERE stale = 1')).toEqual([]);
  });
});
