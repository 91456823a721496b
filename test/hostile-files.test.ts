/** Damaged and hostile files end in a clear error or in what could be read, quickly, in little memory, and touch nothing else. */

import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { faultOfSentence } from '../bench/fuzz-faults.ts';
import { hostileFiles } from '../bench/fuzz-hostile.ts';
import { faultsOfHome } from '../bench/kill-dump.ts';
import { writeTestFolder } from '../bench/kill-folder.ts';
import { type ImportEnd, runImport } from '../bench/kill-run.ts';
import type { RecordingDetail } from '../src/store/recordings.ts';
import { openSqlite } from '../src/store/store.ts';
import type { ImportReport, ImportRow } from '../src/sync/import-sources.ts';

const MALFORMED = resolve(import.meta.dirname, '../../shared/data/malformed');
const SECRET = 'only-the-owner-of-this-machine-knows-this';
/** A process of its own reads each file; starting it takes a good part of this. */
const MOST_MEMORY_BYTES = 500_000_000;
const LONGEST_MS = 15_000;
/** Files of less cannot do much harm by themselves. */
const SMALL_BYTES = 300_000;

const scratch = mkdtempSync(join(tmpdir(), 'paceline-hostile-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
let homes = 0;

interface Read {
  readonly end: ImportEnd;
  readonly home: string;
  readonly rows: readonly ImportRow[];
}

/** Imports into a new home as a person would, and checks what holds for every import. */
async function importAlone(path: string): Promise<Read> {
  const home = join(scratch, `home-${homes++}`);
  const outside = listing(scratch, home);
  const end = await runImport(home, [path]);
  expect(end.killed, 'it ended by itself').toBe(false);
  expect(end.milliseconds).toBeLessThan(LONGEST_MS);
  expect(end.peak_bytes ?? 0).toBeLessThan(MOST_MEMORY_BYTES);
  expect(listing(scratch, home), 'nothing is written outside the home').toEqual(outside);
  expect(end.stdout + end.stderr).not.toContain(SECRET);
  if (existsSync(join(home, 'paceline.db'))) {
    expect(faultsOfHome(home)).toEqual([]);
    for (const name of listing(home, '')) expect(readFileSync(join(home, name)).includes(SECRET), name).toBe(false);
  }
  if (end.stdout === '') {
    // Nothing could be opened at all: then there is one sentence.
    expect(end.code).toBe(1);
    expect(faultOfSentence(end.stderr)).toBeNull();
    return { end, home, rows: [] };
  }
  const { files } = JSON.parse(end.stdout) as ImportReport;
  for (const row of files.filter((found) => found.outcome !== 'added')) expect(faultOfSentence(row.reason)).toBeNull();
  return { end, home, rows: files };
}

function listing(folder: string, except: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => except === '' || !path.startsWith(except))
    .map((path) => path.slice(folder.length + 1))
    .sort();
}

interface StoredRecording {
  readonly label: string;
  readonly record_count: number;
  readonly detail: RecordingDetail;
}

function recordingsOf(home: string): StoredRecording[] {
  const database = openSqlite(join(home, 'paceline.db'), { readOnly: true });
  const sql =
    'SELECT f.label, r.record_count, r.detail FROM file f JOIN recording r ON r.hash = f.hash ORDER BY f.label, r.place_in_file';
  const rows = database.prepare(sql).all() as { label: string; record_count: number; detail: string }[];
  database.close();
  return rows.map((row) => ({ ...row, detail: JSON.parse(row.detail) as RecordingDetail }));
}

/** How each damaged file has to end; `records` of its first recording where the damage says how many there are. */
const ENDINGS: Readonly<
  Record<string, { ends: 'refused' | 'whole' | 'part' | 'either'; reason?: RegExp; records?: number }>
> = {
  'bad-values.gpx': { ends: 'part', reason: /left out/ },
  'billion-laughs.gpx': { ends: 'refused', reason: /entities/ },
  'chained-second-segment-broken.fit': { ends: 'part', records: 14 },
  'deep-nesting.tcx': { ends: 'refused', reason: /nests/ },
  'empty.fit': { ends: 'refused', reason: /empty/ },
  'empty.gpx': { ends: 'refused', reason: /empty/ },
  'empty.tcx': { ends: 'refused', reason: /empty/ },
  'field-size-zero.fit': { ends: 'whole' },
  'header-claims-200-bytes.fit': { ends: 'part', reason: /200 bytes/, records: 590 },
  'header-claims-three-times-the-size.fit': { ends: 'part', reason: /announces/, records: 590 },
  'is-a-fit.gpx': { ends: 'whole' },
  'is-a-gzip.fit': { ends: 'whole' },
  'is-a-tcx.fit': { ends: 'whole' },
  'no-file-id.fit': { ends: 'whole' },
  'one-bit-flipped.fit': { ends: 'part', reason: /checksum/, records: 1072 },
  'random-bytes.fit': { ends: 'refused' },
  'real-course-truncated.fit': { ends: 'part', reason: /course/ },
  'real-data-size-zero.fit': { ends: 'part', reason: /0 bytes/ },
  'real-file-crc.fit': { ends: 'part', reason: /checksum/, records: 14 },
  'real-second-crc-wrong.fit': { ends: 'part', reason: /checksum/, records: 14 },
  'real-second-header-corrupt.fit': { ends: 'part', records: 14 },
  'real-second-without-data.fit': { ends: 'part', records: 14 },
  'real-strava-android-truncated.fit': { ends: 'part', reason: /announces/ },
  'real-zip-named.fit': { ends: 'whole' },
  'truncated-60-percent.fit': { ends: 'part', reason: /announces/ },
  'truncated-in-header.fit': { ends: 'refused', reason: /header/ },
  'truncated-mid-element.gpx': { ends: 'part', reason: /middle/ },
  'undefined-local-message.fit': { ends: 'part', reason: /never defined/, records: 60 },
  'utf16-with-bom.gpx': { ends: 'either' },
  'workout-not-xml.zwo': { ends: 'refused', reason: /JSON/ },
  'wrong-file-crc.fit': { ends: 'part', reason: /checksum/, records: 1072 },
  'wrong-header-crc.fit': { ends: 'part', reason: /checksum/, records: 1072 },
  'xxe-file.tcx': { ends: 'refused', reason: /entities/ },
};

describe.skipIf(!existsSync(MALFORMED))('damaged files found and made', () => {
  it('end as their damage demands', { timeout: 120_000 }, async () => {
    const { home, rows } = await importAlone(MALFORMED);
    const recordings = recordingsOf(home);
    const by_file = new Map(rows.map((row) => [row.file, row]));
    for (const name of readdirSync(MALFORMED)) {
      const row = by_file.get(name);
      expect(row, `${name} is answered for`).toBeDefined();
      const wanted = ENDINGS[name];
      // A file that came later has to end somehow; how is not known here.
      if (!wanted || wanted.ends === 'either') continue;
      const { outcome, reason } = row!;
      expect(outcome === 'failed', `${name}: ${outcome} ${reason}`).toBe(wanted.ends === 'refused');
      if (wanted.ends === 'part') expect(reason, `${name} is read with a warning`).not.toBe('');
      if (wanted.reason) expect(reason, name).toMatch(wanted.reason);
      const first = recordings.find((found) => found.label === name);
      if (wanted.records !== undefined) expect(first?.record_count, name).toBe(wanted.records);
    }
    const secret = readFileSync('/etc/passwd', 'utf8').split('\n')[0]!;
    for (const path of listing(home, '')) {
      if (!path.startsWith('originals')) expect(readFileSync(join(home, path)).includes(secret), path).toBe(false);
    }
  });
});

describe('files made to do harm', () => {
  const secret = join(scratch, 'secret.txt');
  writeFileSync(secret, SECRET);
  mkdirSync(join(scratch, 'files'));

  const hostile = hostileFiles(secret);
  const accepted = (rows: readonly ImportRow[]) =>
    rows.filter((row) => row.outcome !== 'failed').map(({ file, reason }) => `${file}: ${reason}`);

  for (const { name, attempt, bytes, ends } of hostile.filter((file) => file.bytes.length >= SMALL_BYTES)) {
    it(`${name}: ${attempt}`, { timeout: 60_000 }, async () => {
      const path = join(scratch, 'files', name);
      writeFileSync(path, bytes);
      const { rows } = await importAlone(path);
      if (ends === 'refused') expect(accepted(rows)).toEqual([]);
      rmSync(path);
    });
  }

  it('small ones in one folder with honest files, which all come in', { timeout: 60_000 }, async () => {
    const folder = join(scratch, 'mixed');
    await writeTestFolder(folder, 3);
    const small = hostile.filter((file) => file.bytes.length < SMALL_BYTES);
    for (const { name, bytes } of small) writeFileSync(join(folder, name), bytes);
    const { rows, end } = await importAlone(folder);
    expect(end.code).toBe(0);
    for (const { name, attempt, ends } of small) {
      const own = rows.filter((row) => row.file === name || row.file.startsWith(`${name}/`));
      // Rows of a table are told under the name of the source.
      if (name !== 'same-time.zip') expect(own.length, `${name} (${attempt}) is answered for`).toBeGreaterThan(0);
      if (ends === 'refused') expect(accepted(own), `${name} (${attempt})`).toEqual([]);
    }
    const honest = rows.filter((row) => row.file.startsWith('watch/'));
    expect(honest.length).toBeGreaterThan(1);
    expect(honest.filter((row) => row.outcome === 'failed')).toEqual([]);
  });

  it('names, links and folders that lead elsewhere', { timeout: 60_000 }, async () => {
    const folder = join(scratch, 'elsewhere');
    await writeTestFolder(join(folder, 'good'), 2);
    const ride = readFileSync(join(folder, 'good/watch/0.fit'));
    for (const name of [
      '-rf.fit',
      'new\nline.fit',
      '\u202etif.fit',
      'a b\t.fit',
      `${'x'.repeat(240)}.fit`,
      '%2e%2e%2f.fit',
    ]) {
      writeFileSync(join(folder, name), ride);
    }
    symlinkSync(secret, join(folder, 'secret.fit'));
    symlinkSync('/etc', join(folder, 'etc'));
    symlinkSync(folder, join(folder, 'good/loop'));
    symlinkSync(join(folder, 'nowhere'), join(folder, 'dangling.fit'));
    const { rows, end } = await importAlone(folder);
    expect(end.code).toBe(0);
    expect(rows.filter((row) => row.file.includes('secret') || row.file.startsWith('etc'))).toEqual([]);
    expect(rows.map((row) => row.file).join('')).not.toMatch(/[\n\t\u202e]/);
  });
});
