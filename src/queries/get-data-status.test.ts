import { afterEach, describe, expect, it } from 'vitest';
import { addDays } from '../core/time.ts';
import type { Answer, Table } from './answer.ts';
import { getDataStatus } from './get-data-status.ts';
import { getDataStatusInput } from './inputs/get-data-status.ts';
import { mirrorAge } from './mirror-age.ts';
import { addAccount, addChange, addFact, addItem, TEST_PLATFORMS } from './platform.test-data.ts';
import { addRecording, seedActivities, series } from './recording.test-data.ts';
import type { SeedActivity, Seeded } from './seed.test-data.ts';

let open: Seeded[] = [];
afterEach(async () => {
  for (const context of open) await context.dispose();
  open = [];
});

async function fresh(activities: readonly SeedActivity[], options = {}): Promise<Seeded> {
  const { context } = await seedActivities(activities, options);
  open.push(context);
  return context;
}

const ask = (context: Seeded, input: unknown = {}): Promise<Answer> =>
  getDataStatus(context, getDataStatusInput.parse(input));

const table = (answer: Answer, section: string) => answer[section] as Table;

async function addFile(context: Seeded, label: string, reason: string): Promise<void> {
  await context.store.db
    .insertInto('file')
    .values({
      athlete_id: 1,
      hash: label,
      label,
      source_kind: 'folder',
      content: 'unreadable',
      size_bytes: 10,
      outcome: 'failed',
      reason,
      imported_at: 1_780_000_000,
    })
    .execute();
}

const ACTIVITIES: SeedActivity[] = [
  { local_date: '2025-12-01', metrics: { average_power_w: 200, average_hr_bpm: 140 } },
  { local_date: '2026-02-01', metrics: { average_power_w: 210, load: 80 } },
  { local_date: '2026-03-01', metrics: { average_hr_bpm: 130, load: 30 } },
  { local_date: '2026-04-01', sport: 'run', metrics: { average_hr_bpm: 150, load: 40 } },
];

describe('get_data_status', () => {
  it('counts what is there and what is missing', async () => {
    const answer = await ask(await fresh(ACTIVITIES));
    expect(answer.database).toMatchObject({ activities: 4, first_date: '2025-12-01', last_date: '2026-04-01' });
    expect(answer.missing).toEqual({
      rides: 3,
      rides_without_power: 1,
      activities_without_heart_rate: 1,
      activities_without_load: 1,
      activities_without_samples: 0,
      waiting_for_values: 0,
    });
  });

  it('names each missing threshold with its period and the exact command', async () => {
    const context = await fresh(ACTIVITIES, {
      thresholds: [{ kind: 'ftp_w', value: 250, valid_from: '2026-01-01', family: 'ride' }],
    });
    const { columns, rows } = table(await ask(context), 'missing_thresholds');
    const row = (threshold: string) => {
      const found = rows.find((cells) => cells[0] === threshold)!;
      return Object.fromEntries(columns.map((column, i) => [column, found[i]]));
    };
    expect(row('FTP')).toMatchObject({
      activities: 1,
      from: '2025-12-01',
      to: '2025-12-01',
      command: 'paceline athlete set --ftp <watts> --from 2025-12-01',
    });
    expect(row('threshold heart rate')).toMatchObject({ sport: 'ride, run', activities: 3, to: '2026-04-01' });
    expect(row('threshold pace')).toMatchObject({ sport: 'run', activities: 1 });
  });

  it('lists failed files with their reasons, the latest first and not more than asked for', async () => {
    const context = await fresh(ACTIVITIES);
    for (let i = 0; i < 12; i++) await addFile(context, `broken-${i}.fit`, 'the header is cut short');
    const answer = await ask(context, { failures: 3 });
    expect(table(answer, 'failed_files').rows).toEqual([
      ['broken-11.fit', 'folder', 'the header is cut short'],
      ['broken-10.fit', 'folder', 'the header is cut short'],
      ['broken-9.fit', 'folder', 'the header is cut short'],
    ]);
    expect(answer.notes.join(' ')).toContain('12 files failed; the latest 3 are listed');
    expect(table(answer, 'files').rows).toContainEqual(['folder', 'unreadable', 'failed', 12]);
  });

  it('lists joined activities, years by source, and repairs', async () => {
    const context = await fresh([
      { ...ACTIVITIES[0]!, name: 'Twice', repairs: [{ repair: 'power-spikes', cells: 3 }] },
      ACTIVITIES[1]!,
    ]);
    await addRecording(context, 1, { label: 'a.fit' });
    await addRecording(context, 1, { joined_by: 'same_signal', source_kind: 'strava_archive' });
    await addRecording(context, 2, { label: 'b.fit' });
    const answer = await ask(context);
    const joined = answer.joined_activities as Table & { total: number };
    expect(joined.total).toBe(1);
    expect(joined.rows[0]!.slice(0, 5)).toEqual(['a1', '2025-12-01', 'Twice', 2, 'same_signal']);
    expect(table(answer, 'activities_per_year').rows).toEqual([
      ['2026', 1, null],
      ['2025', 1, 1],
    ]);
    expect(table(answer, 'repairs').rows).toEqual([['power-spikes', 1, 3]]);
  });

  it('sees what changed since it was asked before', async () => {
    const context = await fresh(ACTIVITIES);
    expect((await ask(context)).database).toMatchObject({ activities: 4 });
    await context.add([{ local_date: '2026-05-01' }]);
    expect((await ask(context)).database).toMatchObject({ activities: 5 });
  });

  it('tells an empty database what to do first, and what failed if anything was tried', async () => {
    const context = await fresh([]);
    expect((await ask(context)).next![0]).toContain('paceline import');
    await addFile(context, 'x.fit', 'not a FIT file');
    expect(table(await ask(context), 'failed_files').rows).toHaveLength(1);
  });
});

const NOW_S = 1_781_683_200; // 2026-06-17T08:00:00Z

describe('get_data_status of platforms', () => {
  const status = (context: Seeded, input: unknown = {}): Promise<Answer> =>
    getDataStatus(context, getDataStatusInput.parse(input), NOW_S);
  const rowsOf = (answer: Answer, section: string) => {
    const { columns, rows } = answer[section] as Table;
    return rows.map((cells) => Object.fromEntries(columns.map((column, i) => [column, cells[i]])));
  };
  const connected = (activities: readonly SeedActivity[] = ACTIVITIES, options = {}) =>
    fresh(activities, { platforms: TEST_PLATFORMS, ...options });

  it('says which platforms can be connected when none is', async () => {
    const answer = await status(await connected());
    expect(answer.notes[0]).toBe(
      'No platform is connected. Intervals.icu and Strava can be, such as: paceline connect intervals',
    );
    expect(answer).not.toHaveProperty('accounts');
    expect(await mirrorAge(await connected())).toBeNull();
  });

  it('tells of each account how fresh it is, what is still to come, and what is wrong', async () => {
    const context = await connected();
    const intervals = await addAccount(context, {
      platform: 'intervals',
      external_id: 'i1',
      synced_at: NOW_S - 3 * 3600,
      notes: ['free plan: power is not handed out'],
    });
    const strava = await addAccount(context, { platform: 'strava', released: false, synced_at: NOW_S - 60 });
    await addAccount(context, { platform: 'intervals', external_id: 'i2', state: 'needs_login', trouble: 'Sign in.' });
    for (let i = 0; i < 300; i++) {
      await addItem(context, { account_id: strava, external_id: `s${i}`, local_date: '2026-05-01', detail: 'wanted' });
    }
    await addItem(context, { account_id: intervals, external_id: 'x', local_date: '2026-05-01', withheld: 'no' });
    await context.store.db
      .updateTable('account')
      .set({ paused_until_s: NOW_S + 780, done_by_s: NOW_S + 86_400 })
      .where('id', '=', strava)
      .execute();
    await context.store.db
      .insertInto('stream')
      .values([
        { account_id: intervals, stream: 'activities', listed: 10, completed_at: NOW_S },
        { account_id: intervals, stream: 'wellness', listed: 400, total: 900, resume: '{}' },
        { account_id: intervals, stream: 'gear', listed: 0, trouble: 'The permission was not given.' },
      ])
      .execute();
    const answer = await status(await context.again());
    expect(rowsOf(answer, 'accounts')).toMatchObject([
      {
        account: 'intervals:i1',
        state: 'ready',
        synced: '2026-06-17 07:00',
        age: '3 h',
        held_back: 1,
        paused_until: null,
      },
      {
        account: 'strava',
        age: 'less than 2 min',
        backlog: 300,
        paused_until: '2026-06-17 10:13',
        done_by: '2026-06-18 10:00',
      },
      { account: 'intervals:i2', state: 'needs_login', age: 'never' },
    ]);
    expect(answer.trouble).toEqual({
      'intervals:i1 gear': 'The permission was not given.',
      'intervals:i2': 'Sign in.',
    });
    expect(answer.notes[0]).toBe('intervals:i1: free plan: power is not handed out');
    expect(rowsOf(answer, 'unfinished')).toEqual([
      { account: 'intervals:i1', stream: 'wellness', listed: 400, total: 900 },
    ]);
    expect(answer.next![0]).toBe('paceline connect intervals');
  });

  it('ages without a change of the database', async () => {
    const context = await connected();
    await addAccount(context, { platform: 'intervals', synced_at: NOW_S });
    expect(rowsOf(await getDataStatus(context, {}, NOW_S + 600), 'accounts')[0]!.age).toBe('10 min');
    expect(rowsOf(await getDataStatus(context, {}, NOW_S + 86_400 * 3), 'accounts')[0]!.age).toBe('3 days');
  });

  it('puts changes into words, cleaned, the latest first', async () => {
    const context = await connected();
    const account_id = await addAccount(context, { platform: 'intervals' });
    const recording_id = await addRecording(context, 2, {});
    await addFact(context, { source_kind: 'intervals', external_id: 'i9', recording_id });
    const ride = await addItem(context, {
      account_id,
      external_id: 'i9',
      local_date: '2026-02-01',
      name: 'Long\u202e ride',
    });
    const plan = await addItem(context, {
      account_id,
      external_id: 'e1',
      kind: 'planned',
      stream: 'calendar',
      name: '5 x 5',
    });
    const night = await addItem(context, { account_id, external_id: '2026-06-01', kind: 'wellness' });
    await addChange(context, {
      account_id,
      item_id: ride,
      at: NOW_S - 60,
      fields: [
        { field: 'analysis.zones', before: '1', after: '2' },
        { field: 'icu_training_load', before: '82', after: '85' },
        { field: 'name', before: 'Ride', after: 'Long\u202e ride' },
        { field: 'average_hr', before: '1', after: null },
      ],
    });
    await addChange(context, { account_id, item_id: plan, kind: 'deleted', at: NOW_S });
    await addChange(context, { account_id, item_id: night, fields: [{ field: 'sleep', before: '1', after: '2' }] });
    const rows = rowsOf(await status(context), 'changes');
    expect(rows).toEqual([
      {
        seen: '2026-06-17 10:00',
        source: 'intervals',
        what: 'planned entry: deleted',
        id: null,
        local_date: null,
        name: '5 x 5',
        note: null,
      },
      {
        seen: '2026-06-17 09:59',
        source: 'intervals',
        what: 'activity: renamed, load recalculated',
        id: 'a2',
        local_date: '2026-02-01',
        name: 'Long ride',
        note: 'name Ride → Long ride; icu_training_load 82 → 85; zones 1 → 2; 1 more',
      },
    ]);
    expect(await status(context, { changes: 0 })).not.toHaveProperty('changes');
  });

  it('lists holes by source and month with the command that fills them', async () => {
    const context = await connected(
      [
        { local_date: '2026-05-01', metrics: { average_power_w: 200, load: 80 } },
        { local_date: '2026-05-02', metrics: { load: 30 } },
        { local_date: '2026-04-03', name: 'Typed in' },
        { local_date: '2026-04-04', name: 'File failed' },
        { local_date: '2025-04-04', sport: 'run', name: 'From the export of Strava' },
      ],
      {
        wellness: [
          { local_date: '2026-06-10', key: 'sleep_s', value: 27_000 },
          { local_date: '2026-06-14', key: 'sleep_score', value: 80 },
          { local_date: '2026-05-20', key: 'weight_kg', value: 70 },
        ],
      },
    );
    const samples = { time_s: series(10, (i) => i), channels: { heart_rate_bpm: series(10, () => 100) }, extra: [] };
    for (const id of [1, 2]) await addRecording(context, id, { samples });
    const account_id = await addAccount(context, { platform: 'intervals', synced_at: NOW_S });
    const typed = await addRecording(context, 3, { source_kind: 'intervals' });
    await addFact(context, { source_kind: 'intervals', external_id: 'i3', recording_id: typed });
    await addItem(context, { account_id, external_id: 'i3', local_date: '2026-04-03' });
    const failed = await addRecording(context, 4, { source_kind: 'intervals' });
    await addFact(context, { source_kind: 'intervals', external_id: 'i4', recording_id: failed });
    await addItem(context, {
      account_id,
      external_id: 'i4',
      local_date: '2026-04-04',
      detail: 'failed',
      detail_reason: 'The file is cut short.',
    });
    // Held back: two in May, one of them on the day of a ride that came from a file; one in 2025 that an export brought.
    await addItem(context, { account_id, external_id: '101', local_date: '2026-05-01', withheld: 'from Strava' });
    await addItem(context, { account_id, external_id: '102', local_date: '2026-05-09', withheld: 'from Strava' });
    await addItem(context, { account_id, external_id: '103', local_date: '2024-05-09', withheld: 'from Strava' });
    await addItem(context, { account_id, external_id: '104', local_date: '2025-04-04', withheld: 'from Strava' });
    const exported = await addRecording(context, 5, { source_kind: 'strava_archive' });
    await addFact(context, { source_kind: 'strava_archive', external_id: '104', recording_id: exported });
    const answer = await status(await context.again());
    const holes = rowsOf(answer, 'holes');
    expect(holes.map(({ missing, source, count, when }) => [missing, source, count, when])).toEqual([
      ['activities held back by the platform', 'intervals', 2, '2026-05 1, 2024 1'],
      ['samples that could not be fetched', 'intervals', 1, '2026-04 1'],
      ['samples of activities known only by totals', 'intervals', 1, '2026-04 1'],
      ['samples of activities known only by totals', 'strava_archive', 1, '2025 1'],
      ['power in rides', null, 1, '2026-05 1'],
      ['nights of sleep', null, 5, '2026-06 5'],
      ['days more than a week after a weighing', null, 21, '2026-06 16, 2026-05 5'],
    ]);
    expect(holes[1]!.reason).toBe('The file is cut short.');
    const remedies = answer.remedies as Record<string, string>;
    expect(Object.keys(remedies)).toEqual([
      'activities held back by the platform',
      'samples that could not be fetched',
      'samples of activities known only by totals',
      'power in rides',
      'nights of sleep, days more than a week after a weighing',
    ]);
    expect(Object.values(remedies).every((remedy) => /paceline (import|sync|connect) /.test(remedy))).toBe(true);
    expect(remedies['samples that could not be fetched']).toBe(
      'Try them again: paceline sync --full --source intervals',
    );
  });

  it('stays short, whatever is wrong, unless more is asked for', async () => {
    const context = await connected(
      Array.from({ length: 600 }, (_, i) => ({
        local_date: addDays('2026-06-17', -6 * i),
        sport: i % 3 === 0 ? ('run' as const) : ('ride' as const),
        name: `A long name of an activity, number ${i}`,
        metrics: i % 2 === 0 ? { average_power_w: 200, average_hr_bpm: 140 } : {},
      })),
      { wellness: [{ local_date: '2020-01-01', key: 'sleep_s', value: 27_000 }] },
    );
    const account_id = await addAccount(context, { platform: 'intervals', external_id: 'i1', synced_at: NOW_S });
    for (let i = 0; i < 60; i++) {
      const item_id = await addItem(context, {
        account_id,
        external_id: `i${i}`,
        local_date: addDays('2026-06-17', -20 * i),
        name: `A long name of an activity, number ${i}`,
        detail: ['failed', 'wanted', 'absent'][i % 3]!,
        detail_reason: `Reason number ${i % 17} why it could not be fetched from there.`,
      });
      await addChange(context, {
        account_id,
        item_id,
        fields: [{ field: 'name', before: 'x'.repeat(90), after: 'y' }],
      });
      await addFile(context, `a/long/path/to/some/file-${i}.fit`, 'the header of this file is cut short');
    }
    for (let id = 1; id <= 20; id++) {
      await addRecording(context, id, { label: `${id}.fit` });
      await addRecording(context, id, { joined_by: 'same_signal', source_kind: 'strava_archive' });
    }
    const answer = await status(context);
    expect(JSON.stringify(answer).length).toBeLessThan(6000);
    const failed = rowsOf(answer, 'holes').filter(({ missing }) => missing === 'samples that could not be fetched');
    expect(failed.map(({ reason }) => reason)).toHaveLength(3);
    expect(failed.reduce((sum, { count }) => sum + Number(count), 0)).toBe(20);
    const more = await status(context, { changes: 50, months: 24 });
    expect((more.changes as Table).rows).toHaveLength(50);
  });
});

describe('mirrorAge', () => {
  it('is the age of the oldest account that is signed in and may be shown', async () => {
    const context = await fresh([], { platforms: TEST_PLATFORMS });
    await addAccount(context, { platform: 'intervals', synced_at: NOW_S - 3 * 3600 });
    await addAccount(context, { platform: 'strava', released: false, synced_at: NOW_S - 86_400 });
    expect(await mirrorAge(await context.again(), NOW_S)).toEqual({
      synced_s: NOW_S - 3 * 3600,
      note: 'The mirror of Intervals.icu is 3 h old.',
    });
    await addAccount(context, { platform: 'intervals', external_id: '8' });
    expect((await mirrorAge(await context.again(), NOW_S))!.note).toBe(
      'Intervals.icu has not been fetched completely yet.',
    );
  });
});
