/** Rows of a Strava export that lie or lack their file, and its other tables. */

import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { csvOf, newFolder, readAll, removeFolders } from '../folder/archive.test-data.ts';
import { openSource } from '../open-source.ts';
import { ENGLISH, factOf, open, row } from './export.test-data.ts';

afterAll(removeFolders);

describe('rows', () => {
  it('joins by file, by start when the file is missing, and keeps manual rows', async () => {
    const rows = [
      ENGLISH,
      row({ id: 1 }),
      row({ id: 2, file: 'activities/404.fit.gz' }),
      row({ id: 3, file: '', name: 'Typed in' }),
      row({ id: 4, file: '#error#' }),
      row({ id: 5, file: '' }),
      row({ id: 6, file: '', date: 'no date at all' }),
    ];
    const path = await newFolder({
      'activities.csv': csvOf(rows),
      'activities/7001.fit.gz': gzipSync('one'),
      'activities/5.gpx': 'app',
      'activities/999.bin.gz': gzipSync('orphan'),
    });
    const source = await openSource(path);
    expect(source.facts.map((fact) => [fact.external_id, fact.join.by])).toEqual([
      ['1', 'file'],
      ['2', 'start'],
      ['3', 'none'],
      ['4', 'start'],
      ['5', 'file'],
    ]);
    expect(source.facts[2]?.join).toEqual({
      by: 'none',
      local_date: '2020-10-07',
      start_s: Date.parse('2020-10-07T14:43:11Z') / 1000,
    });
    expect(source.problems.map((problem) => problem.label)).toEqual([
      'activities.csv',
      'activities/404.fit.gz',
      '#error#',
    ]);
    expect(await readAll(source)).toEqual({
      'activities/5.gpx': 'app',
      'activities/7001.fit.gz': 'one',
      'activities/999.bin.gz': 'orphan',
    });
  });

  it('sets impossible figures aside and says so', async () => {
    const dirty = row({
      elapsed_s: 84 * 86_400,
      average_speed_mps: 450,
      average_hr_bpm: 3,
      descent_m: -20,
      distance_m: 0,
      moving_s: 100,
      max_power_w: 'NaN',
    });
    const fact = await factOf([ENGLISH, dirty]);
    expect(fact.values).toEqual({ moving_s: 100 });
    expect([...fact.suspect].sort()).toEqual([
      'suspect_average_hr',
      'suspect_average_speed',
      'suspect_descent',
      'suspect_elapsed_time',
    ]);
    expect(fact.other).toMatchObject({ elapsed_s_as_written: 84 * 86_400, average_hr_bpm_as_written: 3 });
  });

  it('cleans text and bounds it', async () => {
    const fact = await factOf([ENGLISH, row({ name: 'a\u202eb\u0000', note: 'x'.repeat(10_000), gear: '  ' })]);
    expect(fact.name).toBe('ab');
    expect(fact.note).toHaveLength(4000);
    expect(fact.gear).toBeNull();
  });

  it('counts missing files instead of listing thousands, and says when none are there', async () => {
    const many = Array.from({ length: 50 }, (_, n) => row({ id: n + 1, file: `activities/${n}.fit.gz` }));
    const some = await open({ 'activities.csv': csvOf([ENGLISH, ...many]), 'activities/x.fit': 'x' });
    expect(some.problems).toHaveLength(21);
    expect(some.problems.at(-1)?.reason).toContain('30 more files');
    const none = await open({ 'activities.csv': csvOf([ENGLISH, ...many]) });
    expect(none.problems).toEqual([{ label: 'activities.csv', reason: expect.stringContaining('50 files') }]);
  });

  it('reads the rows before a broken quotation mark', async () => {
    const text = `${csvOf([ENGLISH, row({ id: 1 })])}\n2,"never closed`;
    const source = await open({ 'activities.csv': text, 'activities/7001.fit.gz': 'x' });
    expect(source.facts).toHaveLength(1);
    expect(source.problems[0]?.reason).toContain('quotation mark');
  });
});

describe('other tables', () => {
  it('offers settings and gear, and leaves other people and secrets alone', async () => {
    const source = await open({
      'activities.csv': csvOf([ENGLISH, row({})]),
      'activities/7001.fit.gz': 'x',
      'general_preferences.csv': csvOf([
        ['Date of Birth', 'Weight', 'Functional Threshold Power', 'Maximum Heartrate', 'Athlete Type'],
        ['1980-01-01', '61.5 kg', '250 W', '188', 'cyclist'],
      ]),
      'profile.csv': csvOf([
        ['Athlete ID', 'Weight'],
        ['1', '62.0 kg'],
      ]),
      'bikes.csv': csvOf([
        ['Bike Name', 'Bike Brand', 'Bike Model', 'x'],
        ['Red', 'Acme', 'Fast', ''],
        ['', 'Acme', 'Slow', ''],
      ]),
      'shoes.csv': csvOf([
        ['Shoe Name', 'Shoe Brand', 'Shoe Model', 'x'],
        ['', 'Foot', 'Runner 3', ''],
      ]),
      'followers.csv': 'Follower\nSomebody',
      'messaging.json': '[]',
      'logins.csv': 'IP\n1.2.3.4',
      'media/a.jpg': 'x',
      'media/b.fit': 'not ours to read',
      'routes/1.gpx': '<gpx/>',
      'routes.csv': 'Route Name',
    });
    expect(source.offers).toEqual([
      { kind: 'ftp_w', value: 250 },
      { kind: 'max_hr_bpm', value: 188 },
      { kind: 'weight_kg', value: 61.5 },
    ]);
    expect(source.gear).toEqual([
      { name: 'Red', kind: 'bike' },
      { name: 'Acme Slow', kind: 'bike' },
      { name: 'Foot Runner 3', kind: 'shoes' },
    ]);
    const left = Object.fromEntries(source.left_out.map(({ label, reason }) => [label, reason]));
    expect(left['followers.csv']).toContain('other people');
    expect(left['messaging.json']).toContain('other people');
    expect(left['logins.csv']).toContain('private');
    const labels = [];
    for await (const entry of source.entries()) labels.push(entry.label);
    expect(labels).toEqual(['activities/7001.fit.gz', 'routes/1.gpx']);
  });

  it('reads settings in another language and in pounds, and none when they are empty', async () => {
    const preferences = (cells: string[]) =>
      open({
        'activities.csv': csvOf([ENGLISH, row({})]),
        'general_preferences.csv': csvOf([['Geburtsdatum', 'Gewicht', 'FTP', 'Maximalpuls'], cells]),
      });
    expect((await preferences(['1980', '61,5 kg', '250 W', '188'])).offers.map((offer) => offer.value)).toEqual([
      250, 188, 61.5,
    ]);
    expect((await preferences(['1980', '150.0 lbs', '', ''])).offers).toEqual([{ kind: 'weight_kg', value: 68.04 }]);
    expect((await preferences(['', ' kg', ' W', ''])).offers).toEqual([]);
  });
});
