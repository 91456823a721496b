import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureMetricColumns } from './metric-columns.ts';
import { readOnlyViews } from './sql-worker.ts';
import { openSqlite, openStore, type Store } from './store.ts';
import { storedViews, VIEW_NAMES, views } from './views.ts';

const IDS = ['load', 'moving_s', 'distance_m', 'ascent_m', 'work_kj', 'calories_kcal', 'np_w'];
const METRICS = IDS.map((id) => ({ id, title: id }));

let home: string;
let store: Store;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'paceline-test-'));
  store = openStore(home);
  await ensureMetricColumns(store.db, IDS);
  store.execute(`
    INSERT INTO athlete (id, name, time_zone) VALUES (1, 'One', 'UTC'), (2, 'Two', 'UTC');
    INSERT INTO activity (id, athlete_id, parent_id, is_parent, sport, family, indoor, name, start_s, end_s, utc_offset_s, local_date, stale)
    VALUES (1, 1, NULL, 0, 'ride', 'ride', 0, 'first', 1748764800, 1748768400, 7200, '2025-06-01', 0),
      (2, 1, NULL, 0, 'run', 'run', 0, 'stale', 1748937600, 1748941200, 7200, '2025-06-03', 1),
      (3, 1, NULL, 1, 'multisport', 'other', 0, 'event', 1749110400, 1749114000, 7200, '2025-06-05', 0),
      (4, 1, 3, 0, 'ride', 'ride', 0, 'leg', 1749110400, 1749114000, 7200, '2025-06-05', 0),
      (5, 2, NULL, 0, 'ride', 'ride', 0, 'other athlete', 1749110400, 1749114000, 7200, '2025-06-05', 0);
    INSERT INTO metric (activity_id, load, np_w) VALUES (1, 50, 200), (2, 999, 999), (4, 70, 210), (5, 90, 220);
    INSERT INTO lap (activity_id, place, trigger, start_s, elapsed_s) VALUES (1, 1, 'manual', 0, 60), (2, 1, 'manual', 0, 60), (5, 1, 'manual', 0, 60);
    INSERT INTO effort (activity_id, athlete_id, kind, family, local_date, start_s, duration_s)
    VALUES (1, 1, 'interval', 'ride', '2025-06-01', 0, 60), (2, 1, 'interval', 'run', '2025-06-03', 0, 60);
    INSERT INTO wellness (athlete_id, local_date, key, source_kind, number, text)
    VALUES (1, '2025-06-01', 'weight_kg', 'folder', 70, NULL), (1, '2025-06-01', 'note', 'folder', NULL, 'tired'),
      (2, '2025-06-01', 'weight_kg', 'folder', 90, NULL);
    INSERT INTO threshold (athlete_id, kind, family, value, valid_from, origin) VALUES (1, 'ftp_w', 'ride', 250, '2025-01-01', 'athlete');
  `);
});

afterAll(async () => {
  await store.close();
  rmSync(home, { recursive: true, force: true });
});

describe('temporary views of one athlete', () => {
  const all = (sql: string) => {
    const database = readOnlyViews(store.path, 1, METRICS);
    try {
      return database
        .prepare(sql)
        .all()
        .map((row) => ({ ...row }));
    } finally {
      database.close();
    }
  };

  it('can all be read, with the columns that are documented', () => {
    for (const { name, columns } of views(METRICS)) {
      const [row] = all(`SELECT * FROM ${name}`);
      if (row) expect(Object.keys(row)).toEqual(columns.map((column) => column.name));
    }
    expect(VIEW_NAMES).toContain('daily');
  });

  it('show the athlete’s own activities, legs in place of the event, values only where they are current', () => {
    expect(all('SELECT id, load, start_local, event_id FROM activities ORDER BY id')).toEqual([
      { id: 1, load: 50, start_local: '2025-06-01 10:00:00', event_id: null },
      { id: 2, load: null, start_local: '2025-06-03 10:00:00', event_id: null },
      { id: 4, load: 70, start_local: '2025-06-05 10:00:00', event_id: 3 },
    ]);
    expect(all('SELECT activity_id FROM laps')).toEqual([{ activity_id: 1 }]);
    expect(all('SELECT activity_id FROM efforts')).toEqual([{ activity_id: 1 }]);
  });

  it('have a row for every day, rest days included', () => {
    expect(all('SELECT local_date, activities, load FROM daily')).toEqual([
      { local_date: '2025-06-01', activities: 1, load: 50 },
      { local_date: '2025-06-02', activities: 0, load: 0 },
      { local_date: '2025-06-03', activities: 0, load: 0 },
      { local_date: '2025-06-04', activities: 0, load: 0 },
      { local_date: '2025-06-05', activities: 1, load: 70 },
    ]);
  });

  it('turn readings into a row per day', () => {
    expect(all('SELECT local_date, weight_kg, note, sleep_s FROM wellness_days')).toEqual([
      { local_date: '2025-06-01', weight_kg: 70, note: 'tired', sleep_s: null },
    ]);
  });

  it('hide every other table', () => {
    expect(all('SELECT * FROM activity')).toEqual([]);
    expect(all('SELECT * FROM setting')).toEqual([]);
    expect(all('SELECT * FROM wellness')).toEqual([]);
  });

  it('cannot change anything, nor attach, nor load', () => {
    for (const sql of [
      'INSERT INTO main.setting VALUES (1, 2)',
      'DELETE FROM main.activity',
      'UPDATE main.activity SET name = 1',
      'CREATE TABLE main.x (a)',
      'CREATE TEMP TABLE x (a)',
      'DROP TABLE main.activity',
      "SELECT load_extension('x')",
      'VACUUM',
    ]) {
      expect(() => all(sql), sql).toThrow();
    }
  });
});

describe('views over platforms', () => {
  const all = (sql: string) => {
    const database = readOnlyViews(store.path, 3, METRICS);
    try {
      return database
        .prepare(sql)
        .all()
        .map((row) => ({ ...row }));
    } finally {
      database.close();
    }
  };
  beforeAll(() =>
    store.execute(`
      INSERT INTO athlete (id, name, time_zone) VALUES (3, 'Three', 'UTC');
      INSERT INTO account (id, athlete_id, platform, external_id, name, login, way, connected_at, show_models, combine, synced_at)
      VALUES (1, 3, 'intervals', 'i1', 'Me', 'intervals:i1', 'key', 0, 1, 1, 1748764800),
        (2, 3, 'strava', 's1', 'Me', 'strava:s1', 'app', 0, 1, 0, NULL);
      INSERT INTO activity (id, athlete_id, is_parent, sport, family, indoor, name, start_s, end_s, utc_offset_s, local_date, stale, withheld)
      VALUES (31, 3, 0, 'ride', 'ride', 0, 'both', 1748764800, 1748768400, 0, '2025-06-01', 0, NULL),
        (32, 3, 0, 'ride', 'ride', 0, 'held', 1748164800, 1748168400, 0, '2025-05-01', 2, 'strava'),
        (33, 3, 0, 'ride', 'ride', 0, 'not put together yet', 1748964800, 1748968400, 0, '2025-06-03', 1, NULL);
      INSERT INTO recording (id, athlete_id, place_in_file, source_kind, format, sport, family, start_s, end_s, utc_offset_s, zone_origin, record_count, detail)
      VALUES (1, 3, 0, 'intervals', 'fit', 'ride', 'ride', 0, 1, 0, 'file', 1, '{}'),
        (2, 3, 0, 'strava', 'streams', 'ride', 'ride', 0, 1, 0, 'file', 1, '{}'),
        (3, 3, 0, 'strava', 'streams', 'ride', 'ride', 0, 1, 0, 'file', 1, '{}');
      INSERT INTO activity_recording (recording_id, activity_id, joined_by) VALUES (1, 31, 'only'), (2, 31, 'same_time'), (3, 32, 'only');
      INSERT INTO fact (athlete_id, source_kind, external_id, recording_id, data)
      VALUES (3, 'intervals', 'i9', 1, '{}'), (3, 'strava', 's9', 2, '{}'), (3, 'intervals', 'i8', 3, '{}');
      INSERT INTO payload VALUES ('p', x'00');
      INSERT INTO item (id, account_id, stream, external_id, kind, local_date, name, payload_hash, run, first_seen_at, seen_at, changed_at)
      VALUES (1, 1, 'calendar', 'e1', 'planned', '2025-06-01', 'plan', 'p', 1, 0, 0, 0),
        (2, 1, 'calendar', 'e2', 'planned', '2025-05-01', 'plan', 'p', 1, 0, 0, 0),
        (3, 1, 'activities', 'i9', 'activity', '2025-06-01', 'both', 'p', 1, 0, 0, 0),
        (4, 2, 'activities', 's9', 'activity', '2025-06-01', 'secret', 'p', 1, 0, 0, 0);
      INSERT INTO planned (item_id, athlete_id, source_kind, category, local_date, title, activity_external_id)
      VALUES (1, 3, 'intervals', 'workout', '2025-06-01', '5 x 5', 'i9'), (2, 3, 'intervals', 'workout', '2025-05-01', 'easy', 'i8'),
        (4, 3, 'strava', 'other', '2025-06-01', 'secret', NULL);
      INSERT INTO change (account_id, item_id, at, kind, fields) VALUES (1, 3, 1748764800, 'changed', '[]'), (2, 4, 1748764800, 'changed', '[]');
      INSERT INTO wellness (athlete_id, local_date, key, source_kind, number)
      VALUES (3, '2025-06-01', 'weight_kg', 'intervals', 70), (3, '2025-06-01', 'weight_kg', 'garmin_archive', 69),
        (3, '2025-06-01', 'resting_hr_bpm', 'intervals', 45), (3, '2025-06-02', 'weight_kg', 'strava', 80);
      INSERT INTO threshold (athlete_id, kind, family, value, valid_from, origin, account_id)
      VALUES (3, 'ftp_w', 'ride', 250, '2025-01-01', 'platform', 1), (3, 'weight_kg', NULL, 81, '2025-01-01', 'platform', 2);
    `),
  );

  it('show what was planned, with the activity that came of it', () => {
    expect(all('SELECT source, local_date, name, activity_id FROM planned_entries ORDER BY local_date')).toEqual([
      { source: 'intervals', local_date: '2025-05-01', name: 'easy', activity_id: null },
      { source: 'intervals', local_date: '2025-06-01', name: '5 x 5', activity_id: 31 },
    ]);
  });

  it('show what changed at platforms', () => {
    expect(all('SELECT * FROM source_changes')).toEqual([
      {
        seen_utc: '2025-06-01 08:00:00',
        source: 'intervals',
        stream: 'activities',
        local_date: '2025-06-01',
        name: 'both',
        activity_id: 31,
        kind: 'changed',
        fields_note: '[]',
      },
    ]);
  });

  it('show accounts, of a restricted one that there is one', () => {
    expect(all('SELECT source, external_id, name, synced_utc FROM accounts')).toEqual([
      { source: 'intervals', external_id: 'i1', name: 'Me', synced_utc: '2025-06-01 08:00:00' },
      { source: 'strava', external_id: null, name: null, synced_utc: null },
    ]);
    const columns = views([])
      .find(({ name }) => name === 'accounts')!
      .columns.map(({ name }) => name);
    expect(columns).not.toContain('login');
  });

  it('leave out what a source does not let be shown', () => {
    expect(all('SELECT id FROM activities')).toEqual([{ id: 31 }]);
    expect(all('SELECT id FROM recordings')).toEqual([{ id: 1 }]);
    expect(all('SELECT kind FROM thresholds')).toEqual([{ kind: 'ftp_w' }]);
    expect(all('SELECT local_date FROM daily')).toEqual([{ local_date: '2025-06-01' }]);
  });

  it('take a reading from the first source that has it', () => {
    expect(all('SELECT local_date, weight_kg, resting_hr_bpm FROM wellness_days')).toEqual([
      { local_date: '2025-06-01', weight_kg: 69, resting_hr_bpm: 45 },
    ]);
  });

  it('hold it all back in the stored views too', () => {
    store.execute(storedViews(IDS));
    const database = openSqlite(store.path, { readOnly: true });
    const count = (sql: string) => (database.prepare(sql).get() as { n: number }).n;
    for (const [view, rows] of Object.entries({ activities: 1, recordings: 1, planned_entries: 2, wellness_days: 1 })) {
      expect(count(`SELECT count(*) AS n FROM ${view} WHERE athlete_id = 3`), view).toBe(rows);
    }
    // Another athlete's choices hold for that athlete alone.
    expect(count('SELECT count(*) AS n FROM activities WHERE athlete_id = 1')).toBe(3);
    database.close();
  });
});

describe('stored views', () => {
  it('carry the athlete, and can be created again', () => {
    store.execute(storedViews(IDS));
    store.execute(storedViews(IDS));
    const database = openSqlite(store.path, { readOnly: true });
    const rows = database.prepare('SELECT athlete_id, count(*) AS n FROM activities GROUP BY 1').all();
    expect(rows.map((row) => ({ ...row }))).toEqual([
      { athlete_id: 1, n: 3 },
      { athlete_id: 2, n: 1 },
      { athlete_id: 3, n: 1 },
    ]);
    for (const name of VIEW_NAMES) database.prepare(`SELECT * FROM ${name}`).all();
    expect(database.prepare('SELECT sum(load) AS load FROM daily WHERE athlete_id = 2').get()).toMatchObject({
      load: 90,
    });
    database.close();
  });
});
