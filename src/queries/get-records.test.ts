import { afterEach, describe, expect, it } from 'vitest';
import type { Answer, Table } from './answer.ts';
import { getRecords } from './get-records.ts';
import { getRecordsInput } from './inputs/get-records.ts';
import { type SeedActivity, type Seeded, seed } from './seed.test-data.ts';

let open: Seeded[] = [];
afterEach(async () => {
  for (const context of open) await context.dispose();
  open = [];
});

async function fresh(activities: readonly SeedActivity[], options: Parameters<typeof seed>[0] = {}): Promise<Seeded> {
  const context = await seed({ today: '2026-06-17', ...options });
  open.push(context);
  await context.add(activities);
  return context;
}

const ask = (context: Seeded, input: unknown = {}): Promise<Answer> =>
  getRecords(context, getRecordsInput.parse(input));

const power = (five: number, sixty: number) => ({ durations_s: [5, 60], values: [five, sixty], start_s: [0, 0] });
const best = (distance_m: number, duration_s: number) => ({
  kind: 'best_distance',
  start_s: 0,
  duration_s,
  distance_m,
});

const RIDES: SeedActivity[] = [
  {
    local_date: '2025-05-01',
    curves: { power_w: power(900, 400) },
    metrics: { distance_m: 100_000, moving_s: 12_000, load: 200 },
  },
  {
    local_date: '2026-05-01',
    name: 'Hill day',
    curves: { power_w: power(800, 450) },
    metrics: { distance_m: 40_000, moving_s: 6000, ascent_m: 1500, load: 150 },
  },
];

describe('get_records', () => {
  it('lists power bests in W and W/kg with the weight of the day', async () => {
    const context = await fresh(RIDES, {
      thresholds: [
        { kind: 'weight_kg', value: 90, valid_from: '2025-01-01' },
        { kind: 'weight_kg', value: 75, valid_from: '2026-01-01' },
      ],
    });
    const { bests } = (await ask(context)) as unknown as { bests: { ride: { power: Table } } };
    expect(bests.ride.power.rows).toContainEqual([5, 900, 'a1', '2025-05-01', 10.67, 'a2', '2026-05-01']);
    expect(bests.ride.power.rows).toContainEqual([60, 450, 'a2', '2026-05-01', 6, null, null]);
  });

  it('lists times over distances, without the treadmill', async () => {
    const context = await fresh([
      { local_date: '2026-01-01', sport: 'run', efforts: [best(5000, 1300), best(1000, 240)] },
      { local_date: '2026-02-01', sport: 'trail_run', efforts: [best(5000, 1250)] },
      { local_date: '2026-03-01', sport: 'treadmill_run', efforts: [best(5000, 900)] },
      { local_date: '2026-03-02', sport: 'run', efforts: [best(5000, 800)], stale: true },
    ]);
    const { bests } = (await ask(context)) as unknown as { bests: { run: { distances: Table } } };
    expect(bests.run.distances.rows).toEqual([
      ['1 km', '4:00', 240, '4:00', 'a1', '2026-01-01'],
      ['5 km', '20:50', 1250, '4:10', 'a2', '2026-02-01'],
    ]);
    const one = (await ask(context, { sport: 'run', year: 2025 })) as Answer;
    expect(one.absent).toHaveProperty('records');
  });

  it('finds the biggest, streaks and Eddington numbers', async () => {
    const context = await fresh([
      ...RIDES,
      { local_date: '2026-06-16', metrics: { distance_m: 3000 } },
      { local_date: '2026-06-17', metrics: { distance_m: 3000 } },
    ]);
    const answer = await ask(context, { include: ['biggest', 'streaks', 'eddington'] });
    const biggest = answer.biggest as Table;
    expect(biggest.columns).toEqual([
      'sport',
      'record',
      'distance_m',
      'moving_s',
      'ascent_m',
      'load',
      'activity',
      'local_date',
      'name',
    ]);
    expect(biggest.rows).toContainEqual([
      'ride',
      'farthest',
      100_000,
      12_000,
      null,
      200,
      'a1',
      '2025-05-01',
      'Activity',
    ]);
    expect(biggest.rows).toContainEqual([
      'ride',
      'most ascent',
      40_000,
      6000,
      1500,
      150,
      'a2',
      '2026-05-01',
      'Hill day',
    ]);
    expect((answer.streaks as Table).rows).toContainEqual(['current days', 2, '2026-06-16', '2026-06-17']);
    // Days of 100, 40, 3 and 3 km; in miles 62, 25, 1.9 and 1.9.
    expect((answer.eddington as Table).rows).toEqual([['ride', 3, 2, 2, 1]]);
  });

  it('tells which bests one activity set, against what, and whether they still stand', async () => {
    const context = await fresh([
      ...RIDES,
      {
        local_date: '2026-06-01',
        curves: { power_w: power(850, 460) },
        efforts: [best(10_000, 900)],
        metrics: { distance_m: 50_000 },
      },
      { local_date: '2026-06-10', curves: { power_w: power(860, 400) } },
    ]);
    const table = (await ask(context, { activity: 'a3' })).records as Table;
    const row = (name: string) => table.rows.find((r) => r[0] === name);
    expect(row('power 1:00')).toEqual(['power 1:00', 'W', 460, 450, 2.2, 'a2', '2026-05-01', 'all time', true]);
    // 900 W was more than a year before.
    expect(row('power 0:05')).toEqual(['power 0:05', 'W', 850, 800, 6.3, 'a2', '2026-05-01', 'last 365 days', false]);
    expect(row('best 10 km')).toEqual(['best 10 km', 's', '15:00', null, null, null, null, 'first of its kind', true]);
    expect(row('farthest')).toMatchObject({ 2: 50_000, 7: 'last 365 days' });
  });

  it('does not let damaged recordings set records and explains it', async () => {
    const context = await fresh([
      ...RIDES,
      { local_date: '2026-06-01', curves: { power_w: power(1500, 900) }, warnings: { signs: ['stuck_power'] } },
    ]);
    const { bests } = (await ask(context)) as unknown as { bests: { ride: { power: Table } } };
    expect(bests.ride.power.rows[0]![1]).toBe(900);
    const answer = await ask(context, { activity: '3' });
    expect((answer.records as Table).rows).toEqual([]);
    expect(answer.notes.join(' ')).toMatch(/Power of this activity looks wrong/);
  });

  it('points from a multisport event to its legs and refuses unknown ids', async () => {
    const context = await fresh([{ local_date: '2026-06-01', is_parent: true, sport: 'multisport' }]);
    await context.add([{ local_date: '2026-06-01', parent_id: 1, sport: 'run' }]);
    expect((await ask(context, { activity: 'a1' })).next).toEqual(['get_records(activity="a2")']);
    await expect(ask(context, { activity: 'a99' })).rejects.toThrow(/no activity a99/);
    await expect(ask(context, { activity: 'a99' })).rejects.toMatchObject({
      next: expect.stringMatching(/Closest ids: a2, a1/),
    });
    const empty = await fresh([]);
    expect((await ask(empty)).next![0]).toMatch(/^paceline import/);
  });
});
