import { afterEach, describe, expect, it } from 'vitest';
import type { Answer, Table } from './answer.ts';
import { comparePeriods } from './compare-periods.ts';
import { comparePeriodsInput } from './inputs/compare-periods.ts';
import { type Seeded, seed } from './seed.test-data.ts';

let open: Seeded[] = [];
afterEach(async () => {
  for (const context of open) await context.dispose();
  open = [];
});

const ask = (context: Seeded, input: unknown = {}): Promise<Answer> =>
  comparePeriods(context, comparePeriodsInput.parse(input));

async function twoMonths(): Promise<Seeded> {
  const context = await seed({ today: '2026-06-17' });
  open.push(context);
  const curve = (watts: number) => ({ durations_s: [60, 300], values: [watts, watts - 100], start_s: [0, 0] });
  await context.add([
    {
      local_date: '2026-04-10',
      metrics: { moving_s: 7200, distance_m: 50_000, load: 100 },
      curves: { power_w: curve(500) },
    },
    {
      local_date: '2026-05-05',
      metrics: { moving_s: 3600, distance_m: 25_000, load: 50 },
      curves: { power_w: curve(400) },
    },
    { local_date: '2026-05-06', sport: 'run', metrics: { moving_s: 1800, distance_m: 5000, load: 30 } },
  ]);
  return context;
}

const figure = (table: unknown, name: string) => (table as Table).rows.find((row) => row[0] === name);

describe('compare_periods', () => {
  it('puts two periods side by side with difference and change', async () => {
    const answer = await ask(await twoMonths(), { periods: ['2026-05', '2026-04'] });
    expect((answer.volume as Table).columns).toEqual(['figure', 'p1', 'p2', 'difference', 'change_pct']);
    expect(figure(answer.volume, 'activities')).toEqual(['activities', 2, 1, 1, 100]);
    expect(figure(answer.volume, 'moving_h')).toEqual(['moving_h', 1.5, 2, -0.5, -25]);
    expect(figure(answer.volume, 'run_moving_h')).toEqual(['run_moving_h', 0.5, 0, 0.5, null]);
    expect(figure(answer.load, 'load_total')).toEqual(['load_total', 80, 100, -20, -20]);
    expect(figure(answer.bests, 'ride_1:00_w')).toEqual(['ride_1:00_w', 400, 500, -100, -20]);
    expect(figure(answer.consistency, 'active_days')).toEqual(['active_days', 2, 1, 1, 100]);
    expect(answer.notes.join(' ')).toMatch(/differ in length/);
  });

  it('takes up to four, relative ones too, and only the sections asked for', async () => {
    const answer = await ask(await twoMonths(), {
      periods: ['2026-05', 'previous', 'year_before'],
      include: ['volume'],
      sport: 'ride',
    });
    expect((answer.volume as Table).columns).toEqual(['figure', 'p1', 'p2', 'p3', 'p1_minus_p2', 'p1_minus_p3']);
    expect(answer).not.toHaveProperty('load');
    expect((answer.periods as Table).rows).toHaveLength(3);
  });

  it('counts a period that is not over up to today and refuses one that has not begun', async () => {
    const context = await twoMonths();
    const answer = await ask(context, { periods: ['2026', '2025'] });
    expect((answer.periods as Table).rows[0]).toEqual(['p1', '2026', '2026-01-01', '2026-06-17', 168]);
    expect(answer.notes.join(' ')).toMatch(/up to today/);
    await expect(ask(context, { periods: ['2027', '2026'] })).rejects.toThrow(/future/);
    expect((await ask(context, { periods: ['2020', '2021'] })).notes[0]).toMatch(/No activity in any/);
  });
});
