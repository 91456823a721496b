import { afterEach, describe, expect, it } from 'vitest';
import type { Answer, Table } from './answer.ts';
import { estimateThresholds } from './estimate-thresholds.ts';
import { estimateThresholdsInput } from './inputs/estimate-thresholds.ts';
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
  estimateThresholds(context, estimateThresholdsInput.parse(input));

const points = (pairs: readonly (readonly [number, number])[]) => ({
  durations_s: pairs.map(([d]) => d),
  values: pairs.map(([, v]) => v),
  start_s: pairs.map(() => 0),
});

/** The rows of a table as objects. */
function objects(table: unknown): { [column: string]: unknown }[] {
  const { columns, rows } = table as Table;
  return rows.map((row) => Object.fromEntries(columns.map((column, i) => [column, row[i]])));
}

const POWER = points([
  [1, 1000],
  [480, 315],
  [1200, 280],
  [3600, 262],
]);

describe('estimate_thresholds', () => {
  it('gives every FTP method of the published example with evidence, beside the value in force', async () => {
    const context = await fresh([{ local_date: '2026-06-01', curves: { power_w: POWER } }], {
      thresholds: [{ kind: 'ftp_w', value: 250, valid_from: '2026-01-01', family: 'ride' }],
    });
    const answer = await ask(context);
    const methods = objects(answer.methods).filter((m) => m.threshold === 'ftp_w');
    const value = (method: string) => methods.find((m) => m.method === method)?.estimate;
    expect(value('from_60min')).toBe(262);
    expect(value('from_20min')).toBe(266);
    expect(value('from_8min')).toBe(284);
    const [ftp] = objects(answer.estimates);
    expect(ftp).toMatchObject({
      sport: 'ride',
      threshold: 'ftp_w',
      estimate: 266,
      method: 'from_20min',
      confidence: 'high',
      evidence: 'best 20:00 280 W (a1, 2026-06-01)',
      in_force: 250,
      in_force_from: '2026-01-01',
      in_force_origin: 'athlete',
      difference_pct: 6.4,
      set_with: 'paceline athlete set --ftp 266 --from 2026-06-17',
    });
  });

  it('trusts old evidence less and looks only into its window', async () => {
    const context = await fresh([{ local_date: '2026-04-01', curves: { power_w: POWER } }]);
    expect(objects((await ask(context)).estimates)[0]).toMatchObject({ confidence: 'medium', in_force: 'not set' });
    const before = await ask(context, { before: '2026-03-01' });
    expect(before.absent).toHaveProperty('estimates');
    expect(before.next).toContain('estimate_thresholds(days=365)');
  });

  it('estimates threshold and maximum heart rate, and keeps a higher maximum that was set', async () => {
    const context = await fresh(
      [
        {
          local_date: '2026-06-01',
          curves: {
            heart_rate_bpm: points([
              [5, 182],
              [1200, 170],
            ]),
          },
        },
        {
          local_date: '2025-06-01',
          curves: {
            heart_rate_bpm: points([
              [5, 186],
              [1200, 168],
            ]),
          },
        },
      ],
      { thresholds: [{ kind: 'max_hr_bpm', value: 190, valid_from: '2026-01-01' }] },
    );
    const rows = objects((await ask(context)).estimates);
    expect(rows.find((r) => r.threshold === 'lthr_bpm')).toMatchObject({
      estimate: 162,
      method: 'from_20min',
      confidence: 'low',
      set_with: 'paceline athlete set --lthr 162 --sport ride --from 2026-06-17',
    });
    expect(rows.find((r) => r.threshold === 'max_hr_bpm')).toMatchObject({
      estimate: 186,
      in_force: 190,
      set_with: null,
    });
  });

  it('estimates the pace of runs and swims', async () => {
    const effort = (distance_m: number, duration_s: number) => ({
      kind: 'best_distance',
      start_s: 0,
      duration_s,
      distance_m,
    });
    const context = await fresh([
      { local_date: '2026-06-01', sport: 'run', efforts: [effort(10_000, 2400), effort(1000, 220)] },
      { local_date: '2026-06-02', sport: 'pool_swim', efforts: [effort(400, 360), effort(200, 170)] },
    ]);
    const rows = objects((await ask(context)).estimates);
    const run = rows.find((r) => r.sport === 'run')!;
    // 10 km in 40:00 is VDOT 51.9; threshold pace after Daniels about 4:10.
    expect(run).toMatchObject({ threshold: 'threshold_speed_mps', method: 'daniels' });
    expect(run.pace).toMatch(/^4:0\d$/);
    expect(run.evidence).toMatch(/10 km in 40:00 \(a1, 2026-06-01\), VDOT 51.9/);
    expect(rows.find((r) => r.sport === 'swim')).toMatchObject({
      method: 'css_200_400',
      estimate: 1.05,
      pace: '1:35',
      set_with: 'paceline athlete set --swim-pace 1:35 --from 2026-06-17',
    });
    expect(objects((await ask(context, { sport: 'swim' })).estimates)).toHaveLength(1);
    await expect(ask(context, { sport: 'yoga' })).rejects.toThrow(/no thresholds/);
  });

  it('answers an empty database with what to do first', async () => {
    expect((await ask(await fresh([]))).next![0]).toMatch(/^paceline import/);
  });
});
