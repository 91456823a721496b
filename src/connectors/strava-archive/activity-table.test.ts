/** The columns of activities.csv in every width and language. */

import { afterAll, describe, expect, it } from 'vitest';
import { csvOf, removeFolders } from '../folder/archive.test-data.ts';
import { ACTIVITY_COLUMNS } from './activity-columns.ts';
import { findColumns } from './activity-table.ts';
import { sportOfType } from './activity-type.ts';
import { at, ENGLISH, factOf, GERMAN, narrow, open, row } from './export.test-data.ts';

afterAll(removeFolders);

const FULL = {
  name: 'Round the lake',
  note: 'first line\nsecond line',
  private_note: 'knee',
  gear: 'Red bike',
  commute: '1.0',
  commute_shown: 'true',
  max_hr_bpm_shown: '181',
  max_hr_bpm: '',
  average_hr_bpm: '143.2',
  average_power_w: '187.5',
  max_power_w: '640',
  weighted_average_power_w: '201',
  work_j: '656250.0',
  calories_kcal: '700.0',
  ascent_m: '410.5',
  average_speed_mps: '8.6',
  max_speed_mps: '16.1',
  average_cadence_rpm: '86',
  relative_effort: '77.0',
  average_temperature_c: '18',
  rpe: '6.0',
  bike_id: '8939761.0',
  flagged: '0.0',
  media: 'media/a.jpg|media/b.jpg',
};

const EXPECTED = {
  external_id: '100',
  join: { by: 'file', label: 'activities/7001.fit.gz', start_s: Date.parse('2020-10-07T14:43:11Z') / 1000 },
  sport: 'ride',
  sport_as_written: 'Ride',
  name: 'Round the lake',
  note: 'first line\nsecond line',
  gear: 'Red bike',
  rpe: 6,
  tags: ['commute'],
  values: {
    elapsed_s: 3600,
    moving_s: 3500,
    distance_m: 30120.5,
    ascent_m: 410.5,
    work_kj: 656.25,
    calories_kcal: 700,
    average_speed_mps: 8.6,
    max_speed_mps: 16.1,
    average_power_w: 187.5,
    max_power_w: 640,
    average_hr_bpm: 143.2,
    average_cadence_rpm: 86,
    average_temperature_c: 18,
    relative_effort: 77,
  },
  suspect: [],
};

describe('widths', () => {
  const table = [ENGLISH, row(FULL)];
  it.each([
    [103, 102],
    [99, 98],
    [94, 93],
    [92, 91],
    [86, 85],
  ])('reads the form of %i columns', async (width, full) => {
    const rows = narrow(table, full, true);
    expect(rows[0]).toHaveLength(width);
    const fact = await factOf(rows);
    expect(fact).toMatchObject(EXPECTED);
    expect(fact).toMatchObject({
      private_note: 'knee',
      media: ['media/a.jpg', 'media/b.jpg'],
      values: { max_hr_bpm: 181 },
      other: { weighted_average_power_w: 201, bike_id: 8939761, flagged: 0, upload_id: '7001' },
    });
  });

  it('reads the form of 79 columns, with HTML around its names and without the first heart rate', async () => {
    const rows = narrow(table, 81, false, [7, 10]);
    expect(rows[0]).toHaveLength(79);
    rows[0] = rows[0]!.map((name) => {
      if (name === 'Average Flow') return 'Avg Flow';
      if (name === 'Average Elapsed Speed') return 'Avg Elapsed Speed';
      return name === 'Type' || name === 'Flagged'
        ? `<span class="translation_missing" title="x">${name}</span>`
        : name;
    });
    const fact = await factOf(rows);
    expect(fact).toMatchObject(EXPECTED);
    expect(fact).toMatchObject({ private_note: null, media: [], other: { flagged: 0 } });
    expect(fact.values.max_hr_bpm).toBeUndefined();
  });

  it('reads the narrow header of before 2019', async () => {
    const rows = [
      ['id', 'date', 'name', 'type', 'description', 'elapsed_time', 'distance', 'commute', 'gear', 'filename'],
      [
        '100',
        '2018-11-27 19:11:32',
        'Evening Ride',
        'Ride',
        '',
        '1468',
        '6075.0',
        'true',
        'Red',
        'activities/7001.fit.gz',
      ],
    ];
    expect(await factOf(rows)).toMatchObject({
      join: { by: 'file', start_s: Date.parse('2018-11-27T19:11:32Z') / 1000 },
      values: { elapsed_s: 1468, distance_m: 6075 },
      tags: ['commute'],
      gear: 'Red',
    });
  });

  it('reads ragged rows and a table saved by a spreadsheet', async () => {
    expect(await factOf([ENGLISH, row(FULL).slice(0, 40)])).toMatchObject({ name: 'Round the lake', rpe: null });
    const saved = row({
      ...FULL,
      date: '07/10/2020 14:43',
      commute: '1',
      average_hr_bpm: '143,2',
      distance_m: '30120,5',
    });
    const text = `\ufeff${csvOf([ENGLISH, saved, row({ id: 101, date: '25/10/2020 09:00', file: '' })], ';')}`;
    const source = await open({ 'activities.csv': text, 'activities/7001.fit.gz': 'x' });
    expect(source.facts[0]).toMatchObject({
      join: { start_s: Date.parse('2020-10-07T14:43:00Z') / 1000 },
      values: { average_hr_bpm: 143.2, distance_m: 30120.5 },
      tags: ['commute'],
    });
  });

  it('keeps rows whose id a spreadsheet has rounded, each by itself', async () => {
    const rows = [ENGLISH, row({ id: '1.20706E+10' }), row({ id: '1.20706E+10', name: 'Other', file: '' })];
    const source = await open({ 'activities.csv': csvOf(rows) });
    const ids = source.facts.map((fact) => fact.external_id);
    expect(new Set(ids).size).toBe(2);
    expect(ids.every((id) => /^row-[0-9a-f]{24}$/.test(id))).toBe(true);
  });
});

describe('languages', () => {
  it('reads German, also with a column that lost its name', async () => {
    const cells = row({
      ...FULL,
      date: '21.07.2026, 15:09:27',
      type: 'Radfahrt',
      distance_shown: '30,12',
      downhill_distance_m: 1200,
    });
    expect(GERMAN[at('downhill_distance_m')]).toBe('');
    const fact = await factOf([GERMAN, cells]);
    expect(fact).toMatchObject({ ...EXPECTED, sport_as_written: 'Radfahrt', join: { by: 'file' } });
    expect(fact).toMatchObject({ media: ['media/a.jpg', 'media/b.jpg'], other: { downhill_distance_m: 1200 } });
    expect(fact.values.max_hr_bpm).toBe(181);
  });

  it.each([
    ['fr', 3, 'Sortie à vélo'],
    ['nl', 4, 'Fietsrit'],
    ['es', 5, 'Bicicleta'],
  ] as const)('reads %s from the names that are known and the order of the rest', async (language, index, type) => {
    const header = [...ACTIVITY_COLUMNS.map((names, n) => names[index] ?? `inconnu ${n}`), 'Médias'];
    header[0] = header[0]!.replaceAll("'", '\u2019');
    const cells = row({ ...FULL, type });
    expect(findColumns(header, [cells])).toMatchObject({ language, anchor: 12, complete: true });
    expect(await factOf([header, cells])).toMatchObject({
      ...EXPECTED,
      sport_as_written: type,
      media: ['media/a.jpg', 'media/b.jpg'],
    });
  });

  it('reads an unknown language by position, from either form', async () => {
    const unknown = ENGLISH.map((_, n) => `колонка ${n}`);
    expect(await factOf([unknown, row({ ...FULL, date: '7 okt. 2020, 14:43:11' })])).toMatchObject(EXPECTED);
    expect(await factOf(narrow([unknown, row(FULL)], 81, false, [7, 10]))).toMatchObject(EXPECTED);
    expect(await factOf(narrow([unknown, row(FULL)], 91, true))).toMatchObject(EXPECTED);
  });

  it('uses only the first columns when an unknown language has an unknown order', async () => {
    const unknown = ENGLISH.map((_, n) => `колонка ${n}`);
    const cells = row(FULL);
    cells.splice(14, 0, 'new', 'columns');
    const rows = [[...unknown, 'x', 'y'], cells];
    const source = await open({ 'activities.csv': csvOf(rows), 'activities/7001.fit.gz': 'x' });
    expect(source.problems[0]?.reason).toContain('unknown language');
    expect(source.facts[0]).toMatchObject({ name: 'Round the lake', join: { by: 'file' }, gear: null });
    expect(source.facts[0]?.values).toEqual({ elapsed_s: 3600 });
  });

  it('knows types in several languages and leaves others to the file', () => {
    const types = [
      'Virtual Ride',
      'VirtualRide',
      'E-Bike Ride',
      'Canoe',
      'Football (Soccer)',
      'Lauf',
      'Gewichtstraining',
    ];
    expect(types.map(sportOfType)).toEqual([
      'virtual_ride',
      'virtual_ride',
      'e_bike_ride',
      'paddle',
      'soccer',
      'run',
      'strength',
    ]);
    expect(['Course à pied', 'Randonnée', 'Hardloopsessie', 'Wandern', 'Spaziergang'].map(sportOfType)).toEqual([
      'run',
      'hike',
      'run',
      'hike',
      'walk',
    ]);
    expect(sportOfType('Quidditch')).toBeNull();
  });
});
