import { afterEach, describe, expect, it } from 'vitest';
import { addDays } from '../core/time.ts';
import type { Answer, Table } from './answer.ts';
import { getTrainingLoad } from './get-training-load.ts';
import { getTrainingLoadInput } from './inputs/get-training-load.ts';
import { type Seeded, seed } from './seed.test-data.ts';

let open: Seeded[] = [];
afterEach(async () => {
  for (const context of open) await context.dispose();
  open = [];
});

async function steady(days: number, load: number, today = '2026-06-15'): Promise<Seeded> {
  const context = await seed({ today });
  open.push(context);
  await context.add(
    Array.from({ length: days }, (_, i) => ({
      local_date: addDays(today, i + 1 - days),
      load_method: 'power',
      metrics: { load },
    })),
  );
  return context;
}

const ask = (context: Seeded, input: unknown = {}): Promise<Answer> =>
  getTrainingLoad(context, getTrainingLoadInput.parse(input));

type Section = { readonly [key: string]: unknown };

describe('get_training_load', () => {
  it('gives the published example: 100 a day for 42 days', async () => {
    const context = await steady(42, 100);
    const today = (await ask(context)).today as Section;
    expect(today).toMatchObject({ ctl: 63.2, atl: 99.8, form_end_of_day: -36.5, load: 100, warming_up: true });
    expect(today.tsb_start_of_day).toBe(-37.4);
    expect(String(today.status)).toMatch(/^high risk/);
    expect(((await ask(context, { kernel: 'tp' })).today as Section).ctl).toBe(63.7);
  });

  it('shows six weeks by week, and days or months when asked', async () => {
    const context = await steady(400, 50);
    const weeks = (await ask(context)).week as Table;
    expect(weeks.columns.slice(0, 3)).toEqual(['week_from', 'load', 'ctl']);
    expect(weeks.rows.length).toBeGreaterThanOrEqual(6);
    expect(weeks.rows.at(-1)![0]).toBe('2026-06-15');
    const days = (await ask(context, { period: 'last_7_days' })).day as Table;
    expect(days.rows).toHaveLength(7);
    expect((await ask(context, { period: 'all' })).month).toBeDefined();
    const all = await ask(context, { period: 'all', resolution: 'day' });
    expect((all.day as Table).rows).toHaveLength(300);
    expect(all.notes.join(' ')).toMatch(/latest 300 of 400/);
  });

  it('finds the load for a form and the daily load for a fitness', async () => {
    const context = await steady(42, 100);
    const { targets } = (await ask(context, { target_form: -10, target_ctl: 80, target_date: '2026-07-27' })) as {
      targets?: { form: Section; fitness: Section };
    };
    // C = 63.21, A = 99.75: only rest and days bring form to −10.
    expect(targets!.form).toMatchObject({ on: '2026-06-16', not_reachable: expect.stringMatching(/rest day/) });
    // (80 − 63.212·e^(−1)) / (1 − e^(−1))
    expect(targets!.fitness).toMatchObject({ days: 42, load_per_day: 90 });
    await expect(ask(context, { target_ctl: 80 })).rejects.toThrow(/needs a date/);
    await expect(ask(context, { target_date: '2026-07-27' })).rejects.toThrow(/needs target_ctl/);
    await expect(ask(context, { target_ctl: 80, target_date: '2026-06-15' })).rejects.toThrow(/later/);
  });

  it('projects no training and a weekly load', async () => {
    const context = await steady(42, 100);
    const rest = (await ask(context)).projection as { days: Table };
    expect(rest.days.rows).toHaveLength(7);
    expect(rest.days.rows.at(-1)![1]).toBe(53.5);
    const load = (await ask(context, { project_days: 42, weekly_load: 700 })).projection as { days: Table };
    expect(load.days.rows.at(-1)![1]).toBe(86.5);
    expect(await ask(context, { project_days: 0 })).not.toHaveProperty('projection');
  });

  it('names the methods behind the days and the remedy for those without a load', async () => {
    const context = await steady(3, 60);
    await context.add([
      { local_date: '2026-06-14', sport: 'run', load_method: 'hrss', metrics: { load: 40 } },
      {
        local_date: '2026-06-14',
        load_method: null,
        absent: { load: 'no_load_computable', tss: 'ftp_not_set', hrss: 'no_heart_rate_recorded' },
      },
      { local_date: '2026-06-13', load_method: null, sport: 'yoga', absent: { load: 'no_load_computable' } },
    ]);
    const answer = await ask(context);
    const basis = answer.load_basis as { by_method: Table; without_load: Table; activities_without_load: number };
    expect(basis.by_method.rows).toContainEqual(['power (TSS)', 3, 180]);
    expect(basis.by_method.rows).toContainEqual(['heart rate (HRSS)', 1, 40]);
    expect(basis.activities_without_load).toBe(2);
    expect(JSON.stringify(basis.without_load.rows)).toMatch(/paceline athlete set --ftp/);
    expect(answer.notes.join(' ')).toMatch(/2 of 6 activities count as 0 load/);
  });

  it('counts one sport, leaves out stale activities and multisport parents, and says so', async () => {
    const context = await steady(10, 50);
    const [parent] = await context.add([
      { local_date: '2026-06-15', is_parent: true, sport: 'multisport', metrics: { load: 999 } },
    ]);
    await context.add([
      { local_date: '2026-06-15', parent_id: parent!, sport: 'run', load_method: 'pace', metrics: { load: 30 } },
      { local_date: '2026-06-15', stale: true, metrics: { load: 500 } },
    ]);
    const now = await context.again();
    const answer = await ask(now, { period: 'last_7_days' });
    expect((answer.day as Table).rows.at(-1)![1]).toBe(80);
    expect(answer.notes.join(' ')).toMatch(/1 activity is being recomputed/);
    expect(((await ask(now, { sport: 'run' })).today as Section).load).toBe(30);
    expect((await ask(now, { sport: 'swim' })).absent).toHaveProperty('ctl');
  });

  it('says what to do in an empty database, and refuses a period ahead', async () => {
    const context = await seed();
    open.push(context);
    expect((await ask(context)).next).toContain('paceline import <folder or archive>');
    await expect(ask(context, { after: '2027-01-01' })).rejects.toThrow(/future/);
  });
});
