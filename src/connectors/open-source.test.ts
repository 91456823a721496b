/** What a path turns out to be: files, folders, zips, archives in archives, links, hostile ones, several exports at once. */

import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { rawZip } from '../formats/zip.test-data.ts';
import { csvOf, newFolder, newZip, readAll, removeFolders, zipBytes } from './folder/archive.test-data.ts';
import { openSource, openSources } from './open-source.ts';

afterAll(removeFolders);

const STRAVA = csvOf([
  [
    'Activity ID',
    'Activity Date',
    'Activity Name',
    'Activity Type',
    'Activity Description',
    'Elapsed Time',
    'Filename',
  ],
  ['1', 'Oct 7, 2020, 2:43:11 PM', 'Ride', 'Ride', '', '60', 'activities/9.fit.gz'],
]);
const WORKOUTS = csvOf([
  ['Title', 'WorkoutType', 'WorkoutDay', 'TimeTotalInHours', 'DistanceInMeters'],
  ['Easy', 'Bike', '2026-03-03', '1', '30000'],
]);

describe('files and folders', () => {
  it('lists a folder in stable order, without noise, with one line for what is not training data', async () => {
    const folder = await newFolder({
      'b/2.fit': 'two',
      'a.gpx.gz': gzipSync('one'),
      'b/photo.jpg': 'x',
      'b/notes.pdf': 'x',
      '.hidden/x.fit': 'x',
      '__MACOSX/b/2.fit': 'x',
      'b/.DS_Store': 'x',
      'no-extension': 'just text',
      recording: '12345678.FIT....',
      'old.7z': 'x',
    });
    const source = await openSource(folder);
    expect(source).toMatchObject({ kind: 'folder', facts: [], total_bytes: 3 + 16 + gzipSync('one').length });
    expect(source.problems).toEqual([{ label: 'old.7z', reason: expect.stringContaining('Unpack it') }]);
    expect(source.left_out.map((left) => left.reason).join()).toMatch(/2 files are not training data \(1 \w+, 1 \w+\)/);
    const labels: string[] = [];
    for await (const entry of source.entries()) labels.push(entry.label);
    expect(labels).toEqual(['a.gpx.gz', 'b/2.fit', 'recording']);
    expect(await readAll(source)).toEqual({ 'a.gpx.gz': 'one', 'b/2.fit': 'two', recording: '12345678.FIT....' });
  });

  it('offers a single file whatever it is called, gzip layers removed', async () => {
    const folder = await newFolder({ 'odd.name': gzipSync(gzipSync('content')) });
    const source = await openSource(join(folder, 'odd.name'));
    expect(source.kind).toBe('file');
    expect(await readAll(source)).toEqual({ 'odd.name': 'content' });
  });

  it('refuses a cut gzip with a sentence', async () => {
    const packed = gzipSync('a recording that is long enough to be cut in half somewhere');
    const folder = await newFolder({ 'cut.fit.gz': packed.subarray(0, packed.length - 10) });
    expect(await readAll(await openSource(folder))).toEqual({ 'cut.fit.gz': expect.stringContaining('cut off') });
  });

  it('opens a zip that is called .fit, alone, in a folder and in a zip', async () => {
    const inner = await zipBytes({ '1_ACTIVITY.fit': 'recorded' });
    const folder = await newFolder({ 'ride.fit': inner });
    expect(await readAll(await openSource(join(folder, 'ride.fit')))).toEqual({ '1_ACTIVITY.fit': 'recorded' });
    expect(await readAll(await openSource(folder))).toEqual({ 'ride.fit': 'recorded' });
    expect(await readAll(await openSource(await newZip({ 'x/ride.fit': inner })))).toEqual({
      'x/ride.fit': 'recorded',
    });
    const two = await newFolder({ 'two.fit': await zipBytes({ 'a.fit': '1', 'b.fit': '2' }) });
    expect(await readAll(await openSource(two))).toEqual({ 'two.fit': expect.stringContaining('2 recordings') });
  });

  it('follows no link out of the folder, and no link twice', async () => {
    const outside = await newFolder({ 'secret.fit': 'secret' });
    const folder = await newFolder({ 'in/a.fit': 'a' });
    await symlink(join(outside, 'secret.fit'), join(folder, 'link.fit'));
    await symlink(outside, join(folder, 'linked'));
    await symlink(join(folder, 'in'), join(folder, 'again'));
    await symlink(folder, join(folder, 'in', 'loop'));
    const source = await openSource(folder);
    expect(source.left_out.map((left) => left.label).sort()).toEqual(['link.fit', 'linked']);
    expect(await readAll(source)).toEqual({ 'in/a.fit': 'a' });
  });

  it('does not read a file that became a link, vanished or shrank after it was listed', async () => {
    const outside = await newFolder({ 'secret.fit': 'secret' });
    const folder = await newFolder({ 'a.fit': 'a', 'b.fit': 'b', 'c.fit': 'content' });
    const source = await openSource(folder);
    await rename(join(folder, 'a.fit'), join(folder, 'moved'));
    await symlink(join(outside, 'secret.fit'), join(folder, 'a.fit'));
    await rename(join(folder, 'b.fit'), join(folder, 'moved2'));
    await writeFile(join(folder, 'c.fit'), 'con');
    const content = await readAll(source);
    expect(Object.values(content).every((text) => text.startsWith('! '))).toBe(true);
    expect(content['c.fit']).toContain('shorter than it says');
  });

  it('says what is wrong with a path', async () => {
    const folder = await newFolder();
    await expect(openSource(join(folder, 'nothing'))).rejects.toMatchObject({ code: 'source_not_found' });
    if (process.platform === 'win32') return;
    await expect(openSource('/dev/zero')).rejects.toMatchObject({ code: 'source_unreadable' });
    const server = createServer().listen(join(folder, 'socket.fit'));
    await once(server, 'listening');
    expect(await readAll(await openSource(folder))).toEqual({});
    server.close();
  });

  it('reads an empty folder, an empty file and an empty zip', async () => {
    const folder = await newFolder({ 'empty.fit': '' });
    expect(await readAll(await openSource(join(folder, 'empty.fit')))).toEqual({ 'empty.fit': '' });
    expect(await readAll(await openSource(await newFolder()))).toEqual({});
    await writeFile(join(folder, 'empty.zip'), rawZip([]));
    expect(await readAll(await openSource(join(folder, 'empty.zip')))).toEqual({});
  });
});

describe('zips', () => {
  it('reads archives inside archives, small ones in memory and large ones from a temporary file that leaves nothing', async () => {
    const large = await zipBytes(
      Object.fromEntries(
        [1, 2, 3, 4].map((n) => [
          `${n}.fit`,
          Buffer.concat([...Array.from({ length: 5 }, () => randomBytes(1_000_000)), Buffer.from([n])]),
        ]),
      ),
    );
    expect(large.length).toBeGreaterThan(16 * 1024 * 1024);
    const path = await newZip({ 'big.zip': large, 'small.zip': await zipBytes({ 'deep/x.fit': 'x' }), 'top.fit': 't' });
    const temporary = async () => (await readdir(tmpdir())).filter((name) => name.endsWith('.tmp')).length;
    const before = await temporary();
    const source = await openSource(path);
    const entries = [];
    for await (const entry of source.entries()) entries.push(entry);
    expect(entries.map((entry) => entry.label)).toEqual([
      ...[1, 2, 3, 4].map((n) => `big.zip/${n}.fit`),
      'small.zip/deep/x.fit',
      'top.fit',
    ]);
    const read = await Promise.all(entries.map((entry) => entry.read()));
    expect(read.map((bytes) => bytes.at(-1))).toEqual([1, 2, 3, 4, 'x'.charCodeAt(0), 't'.charCodeAt(0)]);
    await source.close();
    expect(await temporary()).toBe(before);
  }, 60_000);

  it('stops at nesting, and reads what is above', async () => {
    let bytes = await zipBytes({ 'bottom.fit': 'b' });
    for (let level = 4; level >= 2; level--) bytes = await zipBytes({ [`${level}.zip`]: bytes, [`${level}.fit`]: 'f' });
    const folder = await newFolder({ '1.zip': bytes });
    const source = await openSource(folder);
    expect(source.problems).toEqual([
      { label: '1.zip/2.zip/3.zip/4.zip', reason: expect.stringContaining('nested more than 3') },
    ]);
    expect(Object.keys(await readAll(source))).toEqual(['1.zip/2.fit', '1.zip/2.zip/3.fit', '1.zip/2.zip/3.zip/4.fit']);
  });

  it('names hostile entries and reads the rest', async () => {
    const bomb = rawZip([{ name: 'inside.fit', content: Buffer.alloc(30_000_000) }]);
    const nested_bomb = rawZip([{ name: 'bombs.zip', content: Buffer.alloc(50_000_000) }]);
    const folder = await newFolder({
      'hostile.zip': rawZip([
        { name: '../evil.fit', content: 'x' },
        { name: '/abs.fit', content: 'x' },
        { name: 'link.fit', content: '/etc/passwd', unix_mode: 0o120777 },
        { name: 'secret.fit', content: 'x', flags: 1 },
        { name: 'bomb.fit', content: Buffer.alloc(30_000_000) },
        { name: 'photo.jpg', content: Buffer.alloc(30_000_000) },
        { name: 'good.fit', content: 'good' },
      ]),
      'bomb.zip': bomb,
      'nested.zip': nested_bomb,
      'cut.zip': bomb.subarray(0, 200),
      'not.zip': 'this is no zip at all',
    });
    const source = await openSource(folder);
    const reasons = Object.fromEntries(source.problems.map((problem) => [problem.label, problem.reason]));
    expect(reasons).toEqual({
      'hostile.zip/../evil.fit': expect.stringContaining('leads out'),
      'hostile.zip//abs.fit': expect.stringContaining('absolute'),
      'hostile.zip/link.fit': expect.stringContaining('link'),
      'hostile.zip/secret.fit': expect.stringContaining('encrypted'),
      'hostile.zip/bomb.fit': expect.stringContaining('200 times'),
      'bomb.zip/inside.fit': expect.stringContaining('200 times'),
      'nested.zip/bombs.zip': expect.stringContaining('200 times'),
      'cut.zip': expect.stringContaining('cut off'),
      'not.zip': expect.stringContaining('no directory'),
    });
    expect(await readAll(source)).toEqual({ 'hostile.zip/good.fit': 'good' });
    expect((await readdir(folder)).length).toBe(5);
    expect(existsSync(join(folder, '..', 'evil.fit'))).toBe(false);
  });

  it('fails with a sentence when the zip itself is cut off', async () => {
    const folder = await newFolder({
      'cut.zip': rawZip([{ name: 'a.fit', content: 'a'.repeat(500) }]).subarray(0, 60),
    });
    await expect(openSource(join(folder, 'cut.zip'))).rejects.toMatchObject({ code: 'zip_truncated' });
  });

  it('reads many small archives with few descriptors', async () => {
    const inner = await zipBytes({ 'ACTIVITY.fit': 'r' });
    const folder = await newFolder(Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`${n}.zip`, inner])));
    expect(Object.keys(await readAll(await openSource(folder)))).toHaveLength(300);
  });
});

describe('several exports', () => {
  const strava = { 'activities.csv': STRAVA, 'activities/9.fit.gz': gzipSync('ride') };

  it('finds an export whether zipped, unpacked, wrapped in a folder or inside another zip', async () => {
    const wrapped = Object.fromEntries(Object.entries(strava).map(([name, content]) => [`export_1/${name}`, content]));
    const paths = [
      await newZip(strava),
      await newZip(wrapped),
      await newFolder(strava),
      await newFolder(wrapped),
      await newFolder({ 'export_1.zip': await zipBytes(strava) }),
      await newZip({ 'mail/export_1.zip': await zipBytes(wrapped) }),
    ];
    for (const path of paths) {
      const source = await openSource(path);
      expect(source.kind).toBe('strava_archive');
      const [fact] = source.facts;
      expect(fact?.external_id).toBe('1');
      expect(Object.entries(await readAll(source))).toEqual([[fact?.join.by === 'file' && fact.join.label, 'ride']]);
    }
  });

  it('keeps the kinds of a mixed folder apart', async () => {
    const folder = await newFolder({
      'strava.zip': await zipBytes(strava),
      'garmin/DI_CONNECT/DI-Connect-Uploaded-Files/UploadedFiles_0-_Part1.zip': await zipBytes({
        'me@x.org_5.fit': 'g',
      }),
      'WorkoutExport-A-B-2026-01-01-2026-12-31.zip': await zipBytes({ 'workouts.csv': WORKOUTS }),
      'loose.fit': 'l',
    });
    const sources = await openSources(folder);
    expect(sources.map((source) => source.kind)).toEqual(['strava_archive', 'garmin_archive', 'trainingpeaks_archive']);
    const labels = [];
    for (const source of sources) labels.push(...Object.keys(await readAll(source)));
    expect(labels).toEqual([
      'strava.zip/activities/9.fit.gz',
      'garmin/DI_CONNECT/DI-Connect-Uploaded-Files/UploadedFiles_0-_Part1.zip/5.fit',
      'loose.fit',
    ]);
    const whole = await openSource(folder);
    expect(whole).toMatchObject({ kind: 'folder', facts: [{ external_id: '1' }, {}] });
    await whole.close();
  });

  it('takes loose files beside one export as a source of their own', async () => {
    const folder = await newFolder({ 'export.zip': await zipBytes(strava), 'loose.fit': 'l' });
    const sources = await openSources(folder);
    expect(sources.map((source) => source.kind)).toEqual(['folder', 'strava_archive']);
    for (const source of sources) await source.close();
    const whole = await openSource(folder);
    expect(whole.kind).toBe('strava_archive');
    expect(Object.keys(await readAll(whole))).toEqual(['export.zip/activities/9.fit.gz', 'loose.fit']);
  });

  it('does not take the table of another program for an export', async () => {
    const folder = await newFolder({
      'activities.csv': 'id,title\n1,Ride\n',
      'workouts.csv': 'a,b\n1,2\n',
      '1.fit': 'x',
    });
    const source = await openSource(folder);
    expect(source).toMatchObject({ kind: 'folder', facts: [] });
    expect(Object.keys(await readAll(source))).toEqual(['1.fit']);
  });
});

describe.skipIf(!existsSync('../shared/data'))('real files', () => {
  it('reads a Strava export of one activity, a zip and a gzip called .fit', async () => {
    const strava = await openSource('../shared/data/archive/strava-export-one-activity');
    expect(strava).toMatchObject({ kind: 'strava_archive', problems: [], left_out: [] });
    expect(strava.facts[0]).toMatchObject({
      external_id: '12070555079',
      sport: 'run',
      name: 'Laufen Landal Park',
      join: { by: 'file', label: 'activities/12866632127.fit.gz', start_s: Date.parse('2022-05-29T15:53:35Z') / 1000 },
      values: { elapsed_s: 1428, moving_s: 1411, distance_m: 3322.949951171875, calories_kcal: 262 },
    });
    expect(Object.values(await readAll(strava))[0]?.slice(8, 12)).toBe('.FIT');
    for (const name of ['real-zip-named.fit', 'is-a-gzip.fit']) {
      const [content] = Object.values(await readAll(await openSource(`../shared/data/malformed/${name}`)));
      expect(content?.slice(8, 12)).toBe('.FIT');
    }
  });

  it('opens a folder inside a folder that may not be entered', async () => {
    const folder = await newFolder({ 'a.fit': 'a' });
    await mkdir(join(folder, 'locked'), { mode: 0o000 });
    const source = await openSource(folder);
    expect(Object.keys(await readAll(source))).toEqual(['a.fit']);
  });
});
