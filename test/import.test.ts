/** The whole way of a file: connector, worker threads, database, values. Real files, real threads, a real database. */

import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { csvOf } from '../src/connectors/folder/archive.test-data.ts';
import { ENGLISH, row } from '../src/connectors/strava-archive/export.test-data.ts';
import { addAthlete, openPaceline, type Paceline } from '../src/sync/open.ts';
import { countStale, recomputeInBackground } from '../src/sync/recompute.ts';
import {
  asFit,
  asGpx,
  asTcx,
  effort,
  folderOf,
  groupsOf,
  importPath,
  inNewHome,
  newHome,
  recorded,
  START_S,
} from '../src/sync/workout.test-data.ts';

const DAY_S = 86_400;
const ride = (day: number, view: Parameters<typeof recorded>[1] = {}) =>
  recorded(effort({ seed: day + 1, start_s: START_S + day * DAY_S, duration_s: 1500 }), { serial: `${day}`, ...view });

async function everything({ store }: Paceline) {
  const rows = await store.db
    .selectFrom('activity as a')
    .leftJoin('metric as m', 'm.activity_id', 'a.id')
    .selectAll()
    .orderBy('a.id')
    .execute();
  return rows;
}

const STRAVA_DATE = 'Mar 1, 2026, 7:00:00 AM';
const stravaRow = (more: Parameters<typeof row>[0]) =>
  row({ date: STRAVA_DATE, elapsed_s: '1500.0', moving_s: '1490.0', elapsed_s_shown: '1500', ...more });

describe('import', () => {
  it('reports every file, and does nothing the second time, under whatever name', async () => {
    const folder = folderOf({
      '1.fit': asFit(ride(0)),
      'deep/er/2.tcx': asTcx(ride(1)),
      '3.gpx.gz': gzipSync(asGpx(ride(2))),
      'copy of 1.fit': asFit(ride(0)),
      '1 by another device.fit': asFit(ride(0, { serial: 'x', clock_s: 5, noise: 0.02 })),
      'broken.fit': new Uint8Array(200).fill(7),
      'empty.gpx': '',
    });
    await inNewHome(async (home) => {
      const report = await importPath(home, folder);
      expect(report.summary).toEqual({ added: 3, merged: 1, skipped: 1, failed: 2 });
      expect(report.computed).toBe(3);
      for (const { outcome, reason } of report.files) if (outcome !== 'added') expect(reason).not.toBe('');
      expect(await groupsOf(home)).toHaveLength(3);
      const before = await everything(home);
      expect(before.every((activity) => activity.stale === 0 && activity.elapsed_s !== null)).toBe(true);
      const kept = readdirSync(join(home.store.home, 'originals'), { recursive: true }).filter(
        (name) => String(name).length > 60,
      );
      expect(kept).toHaveLength(4);

      const renamed = folderOf({ 'other name.fit': asFit(ride(0)), 'again.tcx': asTcx(ride(1)) });
      const again = await importPath(home, renamed);
      expect(again).toMatchObject({ summary: { added: 0, merged: 0, skipped: 2, failed: 0 }, computed: 0 });
      expect((await importPath(home, folder)).summary).toEqual({ added: 0, merged: 0, skipped: 5, failed: 2 });
      expect(await everything(home)).toEqual(before);
      expect(await home.store.db.selectFrom('recording').select('id').execute()).toHaveLength(4);
    });
  });

  it('of an empty folder does nothing', async () => {
    await inNewHome(async (home) => {
      const report = await importPath(home, folderOf({}));
      expect(report).toMatchObject({ summary: { added: 0, merged: 0, skipped: 0, failed: 0 }, computed: 0 });
    });
  });

  it('of a thousand small files keeps their order and their number', async () => {
    const files: Record<string, string> = {};
    for (let i = 0; i < 1000; i++) {
      const body = effort({ seed: i, start_s: START_S + i * 3600, duration_s: 30 });
      files[`${String(i).padStart(4, '0')}.gpx`] = asGpx(
        recorded(body, { channels: ['heart_rate_bpm', 'latitude_deg', 'longitude_deg'] }),
      );
    }
    await inNewHome(async (home) => {
      const report = await importPath(home, folderOf(files));
      expect(report.summary).toEqual({ added: 1000, merged: 0, skipped: 0, failed: 0 });
      const rows = await home.store.db.selectFrom('activity').select(['id', 'start_s']).orderBy('id').execute();
      expect(rows.map((row) => (row.start_s - START_S) / 3600)).toEqual(rows.map((_, i) => i));
      expect(await countStale(home.store.db)).toBe(0);
    });
  }, 240_000);

  it('tells the same whatever the order of the files', async () => {
    const bytes = [
      asFit(ride(0)),
      asFit(ride(0, { serial: 'x', clock_s: -20, noise: 0.03 })),
      asTcx(ride(0, { clock_s: 3 })),
      asGpx(ride(1)),
      asFit(ride(1, { sport: 'run' })),
    ];
    const outcome = async (names: readonly string[]) =>
      inNewHome(async (home) => {
        const ends = ['fit', 'fit', 'tcx', 'gpx', 'fit'];
        await importPath(
          home,
          folderOf(Object.fromEntries(bytes.map((content, i) => [`${names[i]}.${ends[i]}`, content]))),
        );
        const rows = await everything(home);
        return rows
          .map(({ id, activity_id, revision, origins, device_values, ...rest }) => JSON.stringify(rest))
          .sort();
      });
    const expected = await outcome(['a', 'b', 'c', 'd', 'e']);
    expect(expected).toHaveLength(3);
    expect(await outcome(['e', 'd', 'c', 'b', 'a'])).toEqual(expected);
    expect(await outcome(['c', 'a', 'e', 'b', 'd'])).toEqual(expected);
  });

  it('gives one file to two athletes, each with what is theirs', async () => {
    await inNewHome(async (home) => {
      const folder = folderOf({ '1.fit': asFit(ride(0)) });
      await importPath(home, folder);
      await addAthlete(home.store, 'Other');
      const report = await importPath(home, folder, 'Other');
      expect(report.summary).toEqual({ added: 1, merged: 0, skipped: 0, failed: 0 });
      const rows = await everything(home);
      expect(rows.map((activity) => activity.athlete_id)).toEqual([1, 2]);
      expect(await home.store.db.selectFrom('original').select('hash').execute()).toHaveLength(1);
      expect((await importPath(home, folder, 'Other')).summary.skipped).toBe(1);
    });
  });

  it('goes on where it was stopped', async () => {
    const folder = folderOf(Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`${i}.fit`, asFit(ride(i))])));
    const home = newHome();
    const first = await openPaceline(home);
    const abort = new AbortController();
    const { openSources } = await import('../src/connectors/open-source.ts');
    const { importSources } = await import('../src/sync/import-sources.ts');
    const { chooseAthlete } = await import('../src/sync/open.ts');
    const { id } = await chooseAthlete(first.store);
    const sources = await openSources(folder);
    const stopped = importSources(first, sources, {
      athlete_id: id,
      signal: abort.signal,
      onProgress: ({ done }) => done === 4 && abort.abort(),
    });
    await expect(stopped).rejects.toThrow('abort');
    for (const source of sources) await source.close();
    await first.store.close();
    const second = await openPaceline(home);
    const report = await importPath(second, folder);
    expect(report.summary.added + report.summary.skipped).toBe(10);
    expect(report.summary.skipped).toBeGreaterThan(0);
    expect(await groupsOf(second)).toHaveLength(10);
    expect(await countStale(second.store.db)).toBe(0);
    await second.store.close();
  });

  it('finds a failed file readable later', async () => {
    await inNewHome(async (home) => {
      const content = asFit(ride(0));
      const folder = folderOf({ '1.fit': content.slice(0, 20) });
      expect((await importPath(home, folder)).summary.failed).toBe(1);
      writeFileSync(join(folder, '1.fit'), content);
      expect((await importPath(home, folder)).summary.added).toBe(1);
    });
  });
});

describe('import of a Strava export', () => {
  it('names activities, and a newer export renames them', async () => {
    const csv = (name: string) =>
      csvOf([
        ENGLISH,
        stravaRow({ name }),
        stravaRow({ id: 101, name: 'Gym', type: 'Workout', file: '', date: 'Mar 2, 2026, 11:30:00 PM' }),
      ]);
    const files = { 'activities/7001.fit.gz': gzipSync(asFit(ride(0))) };
    await inNewHome(async (home) => {
      await home.store.db
        .insertInto('athlete')
        .values({ name: 'Me', sex: null, birth_date: null, height_m: null, time_zone: 'Europe/Berlin' })
        .execute();
      const report = await importPath(home, folderOf({ ...files, 'activities.csv': csv('First name') }));
      expect(report.summary).toMatchObject({ added: 2, failed: 0 });
      expect(report.warnings).toEqual([]);
      const names = async () => (await everything(home)).map((activity) => [activity.name, activity.local_date]);
      expect(await names()).toEqual([
        ['First name', '2026-03-01'],
        ['Gym', '2026-03-03'],
      ]);
      const before = await everything(home);
      const again = await importPath(home, folderOf({ ...files, 'activities.csv': csv('First name') }));
      expect(again).toMatchObject({ summary: { added: 0, merged: 0, skipped: 2, failed: 0 }, computed: 0 });
      expect(await everything(home)).toEqual(before);
      const renamed = await importPath(home, folderOf({ ...files, 'activities.csv': csv('Second name') }));
      expect(renamed.computed).toBe(1);
      expect(await names()).toEqual([
        ['Second name', '2026-03-01'],
        ['Gym', '2026-03-03'],
      ]);
    });
  });

  it('joins a row whose file is missing to the file from elsewhere, whichever comes first', async () => {
    const archive = folderOf({
      'activities.csv': csvOf([ENGLISH, stravaRow({ name: 'Known by name' })]),
      'activities/other.txt': '',
    });
    const device = folderOf({ '1.fit': asFit(ride(0)) });
    for (const order of [
      [archive, device],
      [device, archive],
    ]) {
      await inNewHome(async (home) => {
        for (const path of order) await importPath(home, path);
        expect((await everything(home)).map((activity) => activity.name)).toEqual(['Known by name']);
      });
    }
  });

  it('warns when the table and the files disagree about the hour', async () => {
    const rows = [0, 1, 2].map((day) =>
      stravaRow({ id: 100 + day, date: `Mar ${day + 1}, 2026, 9:00:00 AM`, file: `activities/${day}.fit` }),
    );
    const folder = folderOf({
      'activities.csv': csvOf([ENGLISH, ...rows]),
      ...Object.fromEntries([0, 1, 2].map((day) => [`activities/${day}.fit`, asFit(ride(day))])),
    });
    await inNewHome(async (home) => {
      const { warnings } = await importPath(home, folder);
      expect(warnings).toHaveLength(1);
      expect(warnings[0]!.reason).toContain('2 h 0 min later than its files (3 of 3)');
      expect((await everything(home)).map((activity) => activity.start_s)).toEqual(
        [0, 1, 2].map((d) => START_S + d * DAY_S),
      );
    });
  });

  it('takes settings as of its own newest activity; the older export does not undo the newer', async () => {
    const archive = (day: number, ftp: number) =>
      folderOf({
        'activities.csv': csvOf([
          ENGLISH,
          stravaRow({ id: 100 + day, date: `Mar ${day + 1}, 2026, 7:00:00 AM`, file: `activities/${day}.fit` }),
        ]),
        [`activities/${day}.fit`]: asFit(ride(day)),
        'general_preferences.csv': csvOf([
          ['Birthday', 'Weight', 'FTP', 'Max Heartrate'],
          ['1980', '70 kg', `${ftp} W`, '190'],
        ]),
      });
    await inNewHome(async (home) => {
      await importPath(home, archive(5, 280));
      await importPath(home, archive(1, 240));
      const again = await importPath(home, archive(5, 280));
      expect(again.computed).toBe(0);
      const rows = await home.store.db
        .selectFrom('threshold')
        .select(['value', 'valid_from', 'family', 'origin'])
        .where('kind', '=', 'ftp_w')
        .orderBy('valid_from')
        .execute();
      expect(rows).toEqual([
        { value: 240, valid_from: '2026-03-02', family: 'ride', origin: 'platform' },
        { value: 280, valid_from: '2026-03-06', family: 'ride', origin: 'platform' },
      ]);
    });
  });
});

describe('memory and threads', () => {
  it('are given back: many imports in one process', async () => {
    await inNewHome(async (home) => {
      const folder = folderOf({ '1.fit': asFit(ride(0)) });
      for (let i = 0; i < 5; i++) {
        writeFileSync(join(folder, `${i + 2}.fit`), asFit(ride(i + 1)));
        expect((await importPath(home, folder)).summary.added).toBe(i === 0 ? 2 : 1);
      }
      rmSync(folder, { recursive: true });
      mkdirSync(folder);
      expect(existsSync(folder)).toBe(true);
      expect(await recomputeInBackground(home)).toBe(0);
    });
  });
});
