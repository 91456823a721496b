import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { Failure } from '../core/failure.ts';
import { openPaceline } from '../sync/open.ts';
import { asFit, compute, effort, newHome, recorded, storeFiles } from '../sync/workout.test-data.ts';
import { backupStore } from './backup.ts';
import { checkStore } from './check.ts';
import { exportStore } from './export.ts';
import { homePath } from './home.ts';
import { contentHash, keepOriginal, originalPath } from './originals.ts';
import { openSqlite, openStore, type Store } from './store.ts';
import { VIEW_NAMES } from './views.ts';

const emptyFolder = () => mkdtempSync(join(inject('runFolder'), 'store-'));
const mode = (path: string) => statSync(path).mode & 0o777;
const ride = asFit(recorded(effort({ seed: 1, duration_s: 600 }), { name: 'Ride, "quoted"\nand more' }));

async function failureOf(open: () => unknown): Promise<Failure> {
  const error = await Promise.resolve()
    .then(open)
    .then(
      () => null,
      (reason: unknown) => reason,
    );
  expect(error).toBeInstanceOf(Failure);
  return error as Failure;
}

describe('a home', () => {
  it('is private to its owner, also when it was open before', async () => {
    const home = newHome();
    mkdirSync(home, { mode: 0o755 });
    writeFileSync(join(home, 'paceline.db'), '', { mode: 0o644 });
    chmodSync(home, 0o755);
    const paceline = await openPaceline(home);
    await storeFiles(paceline, [['ride.fit', ride]]);
    for (const name of readdirSync(home)) {
      if (name !== 'originals') expect([name, mode(join(home, name))]).toEqual([name, 0o600]);
    }
    const original = originalPath(home, contentHash(ride));
    expect([home, join(home, 'originals'), join(original, '..')].map(mode)).toEqual([0o700, 0o700, 0o700]);
    expect(mode(original)).toBe(0o600);
    expect(checkStore(paceline.store)).toMatchObject({ integrity: 'ok', open_to_others: false, originals_missing: 0 });
    await paceline.store.close();
    await paceline.store.close();
  });

  it('may have blanks, quotes and signs in its path', async () => {
    const home = join(emptyFolder(), `it's a "home" #1 %20 ä?`);
    const paceline = await openPaceline(home);
    await storeFiles(paceline, [['ride.fit', ride]]);
    await paceline.store.close();
    const again = await openPaceline(home);
    expect(checkStore(again.store)).toMatchObject({ integrity: 'ok', originals: 1, originals_missing: 0 });
    await again.store.close();
  });

  it('is named by PACELINE_HOME, else by the platform', () => {
    expect(homePath({ PACELINE_HOME: '/x/y' }, 'linux')).toBe('/x/y');
    expect(homePath({ XDG_DATA_HOME: '/data' }, 'linux')).toBe('/data/paceline');
    expect(homePath({}, 'darwin')).toMatch(/Library\/Application Support\/Paceline$/);
    expect(homePath({ LOCALAPPDATA: '/local' }, 'win32')).toBe('/local/Paceline');
  });

  it('says what is wrong when it cannot be used', async () => {
    const file = join(emptyFolder(), 'file');
    writeFileSync(file, 'x');
    expect(await failureOf(() => openStore(join(file, 'home')))).toMatchObject({ code: 'home_not_writable' });
    expect(await failureOf(() => openStore(file))).toMatchObject({ code: 'home_not_writable' });

    const folder_for_file = emptyFolder();
    mkdirSync(join(folder_for_file, 'paceline.db'));
    expect(await failureOf(() => openStore(folder_for_file))).toMatchObject({ code: 'database_unreadable' });

    const garbage = emptyFolder();
    writeFileSync(
      join(garbage, 'paceline.db'),
      'this is no database, and it is long enough to be looked at as one'.repeat(50),
    );
    const failure = await failureOf(() => openStore(garbage));
    expect(failure).toMatchObject({ code: 'database_unreadable', next: expect.stringContaining('restore a backup') });
  });

  it('of a newer version is left alone', async () => {
    const home = newHome();
    await openStore(home).close();
    const database = openSqlite(join(home, 'paceline.db'));
    database.exec('PRAGMA user_version = 99');
    database.close();
    const failure = await failureOf(() => openStore(home));
    expect(failure).toMatchObject({ code: 'database_too_new', message: expect.stringContaining('schema 99') });
  });

  it('is found damaged by the check', async () => {
    const home = newHome();
    const paceline = await openPaceline(home);
    await storeFiles(paceline, [['ride.fit', ride]]);
    await paceline.store.close();
    const path = join(home, 'paceline.db');
    const bytes = readFileSync(path);
    bytes.fill(0xff, 6 * 4096, 9 * 4096);
    writeFileSync(path, bytes);
    const store = openStore(home);
    expect(checkStore(store).integrity).not.toBe('ok');
    await store.close();
  });
});

describe('a damaged database', () => {
  it('is told as such by whatever meets it', async () => {
    const home = newHome();
    await (await openPaceline(home)).store.close();
    const path = join(home, 'paceline.db');
    const bytes = readFileSync(path);
    bytes.fill(0xff, 2 * 4096);
    writeFileSync(path, bytes);
    const failure = await failureOf(() => openPaceline(home));
    expect(failure.code).toMatch(/^database_(damaged|unreadable)$/);
    expect(failure.next).toContain('a backup');
  });
});

describe('transactions', () => {
  it('leave nothing behind when they fail', async () => {
    const store = openStore(newHome());
    const add = (s: Pick<Store, 'db'>, name: string) =>
      s.db.insertInto('gear').values({ athlete_id: 1, name, kind: 'bike' }).execute();
    await store.db
      .insertInto('athlete')
      .values({ name: 'A', sex: null, birth_date: null, height_m: null, time_zone: 'UTC' })
      .execute();
    const failing = store.db.transaction().execute(async (db) => {
      await add({ db }, 'one');
      store.insertMany('gear', ['athlete_id', 'name', 'kind'], [[1, 'two', 'bike']]);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await store.db.selectFrom('gear').selectAll().execute()).toEqual([]);
    await Promise.all(
      Array.from({ length: 20 }, (_, i) => store.db.transaction().execute(async (db) => add({ db }, `gear ${i}`))),
    );
    expect(await store.db.selectFrom('gear').selectAll().execute()).toHaveLength(20);
    await store.close();
  });

  it('of several connections wait for each other', async () => {
    const home = newHome();
    const [a, b] = [openStore(home), openStore(home)];
    const before = b.version();
    await a.db.insertInto('setting').values({ key: 'x', value: '0' }).execute();
    expect(b.version()).not.toBe(before);
    const increment = (store: Store) =>
      store.db.transaction().execute(async (db) => {
        const { value } = await db
          .selectFrom('setting')
          .select('value')
          .where('key', '=', 'x')
          .executeTakeFirstOrThrow();
        await db
          .updateTable('setting')
          .set({ value: String(Number(value) + 1) })
          .where('key', '=', 'x')
          .execute();
      });
    for (let i = 0; i < 50; i++) await increment(i % 2 === 0 ? a : b);
    const row = await a.db.selectFrom('setting').select('value').where('key', '=', 'x').executeTakeFirstOrThrow();
    expect(row.value).toBe('50');
    await a.close();
    await b.close();
  });
});

describe('originals', () => {
  it('are kept once, whole', () => {
    const home = emptyFolder();
    const bytes = new TextEncoder().encode('content');
    const hash = contentHash(bytes);
    keepOriginal(home, hash, bytes);
    const path = originalPath(home, hash);
    expect(readFileSync(path, 'utf8')).toBe('content');
    const { mtimeMs } = statSync(path);
    keepOriginal(home, hash, bytes);
    expect(statSync(path).mtimeMs).toBe(mtimeMs);
    writeFileSync(path, '');
    keepOriginal(home, hash, bytes);
    expect(readFileSync(path, 'utf8')).toBe('content');
    expect(readdirSync(join(path, '..'))).toEqual([hash]);
    expect(() => originalPath(home, '../../etc/passwd')).toThrow(RangeError);
  });
});

describe('backup and export', () => {
  it('give back everything', async () => {
    const paceline = await openPaceline(newHome());
    await storeFiles(paceline, [['ride.fit', ride]]);
    await compute(paceline);
    const target = join(emptyFolder(), `back'up`);
    expect(backupStore(paceline.store, target)).toEqual({ folder: target, originals: 1 });
    expect([target, join(target, 'paceline.db'), originalPath(target, contentHash(ride))].map(mode)).toEqual([
      0o700, 0o600, 0o600,
    ]);
    expect((await failureOf(() => backupStore(paceline.store, target))).code).toBe('folder_not_empty');

    const restored = await openPaceline(target);
    const all = (store: Store) =>
      store.db.selectFrom('activity as a').innerJoin('metric as m', 'm.activity_id', 'a.id').selectAll().execute();
    expect(await all(restored.store)).toEqual(await all(paceline.store));
    expect((await storeFiles(restored, [['again.fit', ride]]))[0]!.outcome).toBe('skipped');
    await restored.store.close();
    await paceline.store.close();
  });

  it('write open formats, with a heading even where there is nothing', async () => {
    const paceline = await openPaceline(newHome());
    await storeFiles(paceline, [['ride.fit', ride]]);
    await compute(paceline);
    const folder = join(emptyFolder(), 'export');
    const result = exportStore(paceline.store, folder, VIEW_NAMES);
    expect(result.originals).toBe(1);
    expect(readFileSync(join(folder, 'originals', `${contentHash(ride)}.fit`))).toEqual(Buffer.from(ride));
    expect(result.tables['activities.csv']).toBe(1);
    const [heading] = readFileSync(join(folder, 'activities.csv'), 'utf8').split('\r\n');
    expect(heading).toMatch(/^athlete_id,id,local_date,/);
    for (const view of VIEW_NAMES) expect(readFileSync(join(folder, `${view}.csv`), 'utf8')).toMatch(/^\w+,/);
    expect(existsSync(join(folder, 'athlete.json'))).toBe(true);
    expect(readdirSync(folder).filter((name) => mode(join(folder, name)) & 0o077)).toEqual([]);
    await paceline.store.close();
  });
});
