import { afterEach, describe, expect, it } from 'vitest';
import type { Answer, Table } from './answer.ts';
import { consistency } from './consistency.ts';
import { summarizeTrainingInput } from './inputs/summarize-training.ts';
import { type SeedActivity, type Seeded, seed } from './seed.test-data.ts';
import { summarizeTraining } from './summarize-training.ts';
import { patternOf } from './zone-distribution.ts';

let open: Seeded[] = [];
afterEach(async () => {
  for (const context of open) await context.dispose();
  open = [];
});

async function fresh(activities: readonly SeedActivity[] = []): Promise<Seeded> {
  const context = await seed({ today: '2026-06-17' });
  open.push(context);
  await context.add(activities);
  return context;
}

const ask = (context: Seeded, input: unknown = {}): Promise<Answer> =>
  summarizeTraining(context, summarizeTrainingInput.parse(input));

const ride = (local_date: string, more: Partial<SeedActivity> = {}): SeedActivity => ({
  local_date,
  metrics: {
    moving_s: 3600,
    recorded_s: 3600,
    elapsed_s: 4000,
    distance_m: 30_000,
    ascent_m: 200,
    work_kj: 700,
    load: 60,
    average_power_w: 200,
  },
  ...more,
});

const run = (local_date: string): SeedActivity => ({
  local_date,
  sport: 'trail_run',
  metrics: { moving_s: 1800, recorded_s: 1800, distance_m: 5400, load: 40, average_hr_bpm: 150 },
});

describe('summarize_training', () => {
  it('adds up weeks that start on Monday, sports and the whole', async () => {
    // 2026-06-15 is a Monday.
    const context = await fresh([ride('2026-06-14'), ride('2026-06-15'), run('2026-06-15'), run('2026-06-17')]);
    const answer = await ask(context);
    const week = answer.week as Table;
    expect(week.columns).toEqual([
      'week_from',
      'activities',
      'active_days',
      'moving_h',
      'distance_m',
      'ascent_m',
      'work_kj',
      'load',
    ]);
    expect(week.rows).toEqual([
      ['2026-06-08', 1, 1, 1, 30_000, 200, 700, 60],
      ['2026-06-15', 3, 2, 2, 40_800, 200, 700, 140],
    ]);
    expect(answer.total).toMatchObject({ activities: 4, active_days: 3, moving_h: 3, distance_m: 70_800, load: 200 });
    const sports = answer.by_sport as Table;
    expect(sports.rows.map((row) => row[0])).toEqual(['ride', 'run']);
    const at = (row: number, name: string) => sports.rows[row]![sports.columns.indexOf(name)];
    expect(at(0, 'average_power_w')).toBe(200);
    expect(at(0, 'average_hr_bpm')).toBeNull();
    expect(at(1, 'average_speed_mps')).toBe(3);
    expect(at(1, 'work_kj')).toBeNull();
  });

  it('splits by sport and filters by family or sport', async () => {
    const context = await fresh([ride('2026-06-15'), run('2026-06-15'), run('2026-05-30')]);
    const split = (await ask(context, { by: 'month', split: 'sport' })).month as Table;
    expect(split.rows.map((row) => row.slice(0, 3))).toEqual([
      ['2026-05', 'trail_run', 1],
      ['2026-06', 'ride', 1],
      ['2026-06', 'trail_run', 1],
    ]);
    expect((await ask(context, { by: 'total', sport: 'trail_run' })).total).toMatchObject({ activities: 2 });
    expect((await ask(context, { by: 'total', sport: 'swim' })).notes.join(' ')).toMatch(/No activity matches/);
  });

  it('does not count multisport parents, stale activities or other athletes', async () => {
    const context = await fresh([ride('2026-06-15')]);
    await context.add([
      ride('2026-06-15', { is_parent: true, sport: 'multisport' }),
      ride('2026-06-15', { stale: true }),
    ]);
    await context.store.db
      .insertInto('athlete')
      .values({ id: 2, name: 'Other', sex: null, birth_date: null, height_m: null, time_zone: 'UTC' })
      .execute();
    await context.store.db.updateTable('activity').set({ athlete_id: 2 }).where('stale', '=', 1).execute();
    expect((await ask(context)).total).toMatchObject({ activities: 1, load: 60 });
  });

  it('compares with the same days a year before', async () => {
    const context = await fresh([
      ride('2025-01-10'),
      ride('2025-07-01'),
      ride('2026-01-10'),
      ride('2026-03-01'),
      run('2026-04-01'),
    ]);
    const answer = await ask(context, { period: 'this_year', by: 'total' });
    expect(answer.year_before).toMatchObject({
      after: '2025-01-01',
      before: '2025-06-17',
      activities: 1,
      change_pct: { activities: 200, moving_h: 150 },
    });
  });

  it('spreads zones over three and names the pattern', async () => {
    const zones = { power: [40, 40, 5, 0, 10, 5, 0], seiler_power: [80, 5, 15], sweet_spot: [3] };
    const context = await fresh([ride('2026-06-15', { zones }), ride('2026-06-16', { zones })]);
    const found = (await ask(context)).zones as { power: { [key: string]: unknown; zones: Table } };
    expect(found.power).toMatchObject({
      activities: 2,
      below_lt1_pct: 80,
      above_lt2_pct: 15,
      polarization_index: 2.38,
      pattern: 'polarized',
      sweet_spot_pct: 3,
    });
    expect(found.power.zones.rows[0]).toEqual(['Z1', 0, 40]);
    expect(patternOf([70, 20, 10])).toBe('pyramidal');
    expect(patternOf([30, 50, 20])).toBe('threshold');
    expect(patternOf([30, 20, 50])).toBe('high_intensity');
    expect(patternOf([95, 5, 0])).toBe('base');
    expect(patternOf([0, 0, 0])).toBeNull();
  });

  it('lists milestones with the activity that reached them, and the next ones', async () => {
    const context = await fresh(
      Array.from({ length: 12 }, (_, i) => ride(`2026-06-${String(i + 1).padStart(2, '0')}`)),
    );
    const { milestones } = (await ask(context, { by: 'total', include: ['milestones'] })) as unknown as {
      milestones: { passed: Table; next: Table };
    };
    expect(milestones.passed.rows).toContainEqual(['2026-06-10', '10 activities', 'a10']);
    expect(milestones.passed.rows).toContainEqual(['2026-06-04', '100 km ridden', 'a4']);
    expect(milestones.next.rows).toContainEqual(['500 km ridden', 360, 140]);
  });

  it('labels sessions by intensity factor', async () => {
    const context = await fresh(
      [0.5, 0.7, 0.72, 0.95].map((intensity_factor, i) =>
        ride(`2026-06-0${i + 1}`, { metrics: { intensity_factor, recorded_s: 3600 } }),
      ),
    );
    const table = (await ask(context, { include: ['intensity'] })).intensity as Table;
    expect(table.rows.map((row) => [row[1], row[3]])).toEqual([
      [1, 25],
      [2, 50],
      [1, 25],
    ]);
  });

  it('answers an empty database with what to do first', async () => {
    expect((await ask(await fresh())).next![0]).toMatch(/^paceline import/);
  });
});

describe('consistency', () => {
  it('finds streaks and the longest gap, edges included', () => {
    const c = consistency(
      ['2026-06-01', '2026-06-02', '2026-06-03', '2026-06-10'],
      '2026-05-25',
      '2026-06-17',
      '2026-06-17',
    );
    expect(c).toMatchObject({
      days: 24,
      active_days: 4,
      weeks: 4,
      active_weeks: 2,
      longest_streak_days: 3,
      longest_gap_days: 7,
      longest_gap_from: '2026-05-25',
      current_streak_days: 0,
    });
    expect(consistency([], null, '2026-06-17', '2026-06-17')).toMatchObject({ active_days: 0, longest_gap_days: 1 });
  });
});
