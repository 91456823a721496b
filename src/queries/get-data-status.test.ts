import { afterEach, describe, expect, it } from 'vitest';
import type { Answer, Table } from './answer.ts';
import { getDataStatus } from './get-data-status.ts';
import { getDataStatusInput } from './inputs/get-data-status.ts';
import { addRecording, seedActivities } from './recording.test-data.ts';
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
