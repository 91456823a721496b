import { afterEach, describe, expect, it } from 'vitest';
import type { Answer, Table } from './answer.ts';
import { getPerformanceCurve } from './get-performance-curve.ts';
import { getPerformanceCurveInput } from './inputs/get-performance-curve.ts';
import { type Seeded, seed } from './seed.test-data.ts';

let open: Seeded[] = [];
afterEach(async () => {
  for (const context of open) await context.dispose();
  open = [];
});

async function fresh(options: Parameters<typeof seed>[0] = {}): Promise<Seeded> {
  const context = await seed({ today: '2026-06-15', ...options });
  open.push(context);
  return context;
}

const ask = (context: Seeded, input: unknown = {}): Promise<Answer> =>
  getPerformanceCurve(context, getPerformanceCurveInput.parse(input));

const points = (pairs: readonly (readonly [number, number])[]) => ({
  durations_s: pairs.map(([d]) => d),
  values: pairs.map(([, v]) => v),
  start_s: pairs.map(() => 0),
});

/** Four maximal efforts with a known fit: CP 247.77 W, W′ 25,762 J by work against time. */
const TEST = points([
  [180, 380],
  [360, 322],
  [720, 287],
  [1200, 268],
]);

const column = (table: Table, name: string) => table.rows.map((row) => row[table.columns.indexOf(name)]);

describe('get_performance_curve', () => {
  it('shows the best of each duration with activity and date, and fits critical power', async () => {
    const context = await fresh();
    const [old, recent] = await context.add([
      {
        local_date: '2025-03-01',
        curves: {
          power_w: points([
            [180, 300],
            [720, 290],
          ]),
        },
      },
      { local_date: '2026-05-01', curves: { power_w: TEST } },
    ]);
    const answer = await ask(context, { periods: ['all'] });
    const table = answer.curve as Table;
    expect(table.columns).toEqual(['duration_s', 'power_w', 'activity', 'date']);
    expect(table.rows).toContainEqual([180, 380, `a${recent}`, '2026-05-01']);
    expect(table.rows).toContainEqual([720, 290, `a${old}`, '2025-03-01']);
    const [model] = (await ask(context, { periods: ['last_90_days'] })).models as { [key: string]: unknown }[];
    // 180 s, 720 s and 1200 s are durations of tables; between stored ones the curve is interpolated.
    expect(model).toMatchObject({ model: 'critical_power', method: 'work_time' });
    expect(model!.cp_w).toBeGreaterThan(240);
    expect(model!.cp_w).toBeLessThan(256);
  });

  it('puts periods side by side and compares the first with the last', async () => {
    const context = await fresh();
    await context.add([
      {
        local_date: '2025-03-01',
        curves: {
          power_w: points([
            [60, 500],
            [300, 400],
          ]),
        },
      },
      { local_date: '2026-05-01', curves: { power_w: points([[60, 450]]) } },
    ]);
    const table = (await ask(context)).curve as Table;
    expect(table.columns).toEqual([
      'duration_s',
      'p1_power_w',
      'p1_activity',
      'p1_date',
      'p2_power_w',
      'p2_activity',
      'p2_date',
      'p1_of_p2_pct',
    ]);
    expect(column(table, 'p1_of_p2_pct')).toContain(90);
    const answer = await ask(context, { periods: ['2024', 'all'] });
    expect(answer.notes.join(' ')).toMatch(/Nothing recorded in 2024/);
    expect((answer.curve as Table).columns).toContain('power_w');
  });

  it('gives W/kg, the profile and any duration', async () => {
    const context = await fresh({
      athlete: { sex: 'male' },
      thresholds: [
        { kind: 'weight_kg', value: 75, valid_from: '2020-01-01' },
        { kind: 'ftp_w', value: 315, valid_from: '2020-01-01', family: 'ride' },
      ],
    });
    await context.add([
      {
        local_date: '2026-05-01',
        curves: {
          power_w: points([
            [1, 1100],
            [5, 1000],
            [60, 600],
            [300, 375],
          ]),
        },
      },
    ]);
    const answer = await ask(context, { metric: 'power_per_kg', periods: ['all'], durations_s: [5, 60, 150, 300] });
    const table = answer.curve as Table;
    expect(column(table, 'power_wpkg')).toEqual([13.33, 8, 5.75, 5]);
    const profile = (answer.power_profile as { efforts: Table }).efforts;
    expect(profile.rows.find((row) => row[0] === 'ftp')).toEqual(['ftp', 4.2, 'Very good', 51.6, null]);
    expect(profile.rows.find((row) => row[0] === '300s')).toEqual(['300s', 5, 'Good', 50.7, true]);
  });

  it('tells runs as pace, without the treadmill, with critical speed', async () => {
    const context = await fresh();
    await context.add([
      // 3600 m in 780 s, 2400 m in 510 s, 1200 m in 240 s: CS 4.444 m/s, D′ 133.3 m.
      {
        sport: 'run',
        local_date: '2026-05-01',
        curves: {
          speed_mps: points([
            [120, 5.5556],
            [300, 4.8889],
            [600, 4.6667],
            [1200, 4.5556],
          ]),
        },
      },
      { sport: 'treadmill_run', local_date: '2026-05-02', curves: { speed_mps: points([[120, 9]]) } },
    ]);
    const answer = await ask(context, { sport: 'run', periods: ['all'] });
    expect((answer.curve as Table).columns).toContain('pace_per_km');
    expect(column(answer.curve as Table, 'pace_per_km')[0]).toBe('3:00');
    expect((answer.models as { critical_speed_mps: number }[])[0]!.critical_speed_mps).toBe(4.44);
    const indoor = await ask(context, { sport: 'run', periods: ['all'], indoor: 'only' });
    expect(column(indoor.curve as Table, 'pace_per_km')[0]).toBe('1:51');
  });

  it('says why there is no curve', async () => {
    const context = await fresh();
    expect((await ask(context)).next).toContain('paceline import <folder or archive>');
    await context.add([{ local_date: '2026-05-01', sport: 'run', metrics: { load: 1 } }]);
    const answer = await ask(context);
    expect(answer.absent).toEqual({ curve: 'no power was recorded' });
    expect(answer.notes.join(' ')).toMatch(/run \(1\)/);
    expect((await ask(context, { metric: 'power_per_kg' })).absent!.curve).toMatch(/no weight is set/);
    await expect(ask(context, { sport: 'quidditch' })).rejects.toThrow(/no such sport/);
    await expect(ask(context, { periods: ['yesterday'] })).rejects.toThrow(/cannot be read/);
  });
});
