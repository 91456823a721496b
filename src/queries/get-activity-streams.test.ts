import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { Grid } from '../core/grid.ts';
import type { Answer, Table } from './answer.ts';
import { bucketsOf, reduceChannel } from './bucket-samples.ts';
import { getActivityStreams } from './get-activity-streams.ts';
import { getActivityStreamsInput } from './inputs/get-activity-streams.ts';
import { addRecording, seedActivities, series } from './recording.test-data.ts';
import type { SeedActivity, Seeded } from './seed.test-data.ts';

let open: Seeded[] = [];
afterEach(async () => {
  for (const context of open) await context.dispose();
  open = [];
});

const ask = (context: Seeded, input: unknown): Promise<Answer> =>
  getActivityStreams(context, getActivityStreamsInput.parse(input));

const column = (answer: Answer, name: string): unknown[] => {
  const at = (answer.columns as string[]).indexOf(name);
  return (answer.rows as unknown[][]).map((row) => row[at]);
};

/** 600 s at 200 W with a spike, a pause of 100 s, 300 s at 100 W. */
async function ride(extra: Partial<SeedActivity> = {}): Promise<Seeded> {
  const { context } = await seedActivities([
    {
      local_date: '2026-06-01',
      duration_s: 1000,
      thresholds_used: { cp_w: [150, '2026-01-01', 'athlete'], w_prime_j: [20_000, '2026-01-01', 'athlete'] },
      laps: [
        { place: 1, start_s: 0, elapsed_s: 600 },
        { place: 2, start_s: 700, elapsed_s: 300 },
      ],
      efforts: [{ kind: 'interval', start_s: 100, duration_s: 50 }],
      ...extra,
    },
  ]);
  open.push(context);
  const { start_s } = await context.store.db.selectFrom('activity').select('start_s').executeTakeFirstOrThrow();
  const second = (i: number) => (i < 600 ? i : i + 100);
  await addRecording(context, 1, {
    pauses: [{ start_s: start_s + 600, end_s: start_s + 700 }],
    samples: {
      time_s: series(900, (i) => start_s + second(i)),
      channels: {
        power_w: series(900, (i) => (i === 300 ? 3000 : i < 600 ? 200 : 100)),
        distance_m: series(900, (i) => i * 8),
        altitude_m: series(900, (i) => 100 + i * 0.4),
        latitude_deg: series(900, (i) => 47 + i * 1e-5),
        longitude_deg: series(900, () => 8),
      },
      extra: [{ id: 'x_gear', title: 'gear', unit: '', values: series(900, (i) => i % 2) }],
    },
  });
  return context;
}

describe('get_activity_streams', () => {
  it('averages to the points asked for and leaves the pause out', async () => {
    const answer = await ask(await ride(), { id: 'a1', channels: ['power_w', 'distance_m'], points: 9 });
    expect(answer.columns).toEqual(['at_s', 'power_w', 'distance_m']);
    expect(column(answer, 'at_s')).toEqual([0, 100, 200, 300, 400, 500, 700, 800, 900]);
    expect(column(answer, 'power_w')).toEqual([200, 200, 200, 200, 200, 200, 100, 100, 100]);
    expect(column(answer, 'distance_m')[0]).toBe(792);
    expect(answer.scope).toMatchObject({ recorded_s: 900, seconds_per_point: 100, samples: 'repaired', to_s: 1000 });
  });

  it('shows repaired samples, and raw ones on request', async () => {
    const context = await ride();
    const repaired = await ask(context, { id: 'a1', channels: ['power_w'], points: 1, range: true });
    expect(repaired.columns).toEqual(['at_s', 'power_w', 'min_power_w', 'max_power_w']);
    expect(column(repaired, 'max_power_w')).toEqual([200]);
    expect(repaired.notes.join(' ')).toContain('power-spikes changed 1 samples');
    const raw = await ask(context, { id: 'a1', channels: ['power_w'], points: 1, range: true, raw: true });
    expect(column(raw, 'max_power_w')).toEqual([3000]);
  });

  it('leaves a repair out that is switched off for the activity', async () => {
    const context = await ride();
    await context.store.db.updateTable('activity').set({ repairs_off: '["power-spikes"]' }).execute();
    const answer = await ask(context, { id: 'a1', channels: ['power_w'], points: 1, range: true });
    expect(column(answer, 'max_power_w')).toEqual([3000]);
  });

  it('shows a lap, an interval or a stretch of seconds', async () => {
    const context = await ride();
    expect((await ask(context, { id: 'a1', lap: 2 })).scope).toMatchObject({ from_s: 700, to_s: 1000 });
    expect((await ask(context, { id: 'a1', interval: 1 })).scope).toMatchObject({ from_s: 100, to_s: 150 });
    const part = await ask(context, { id: 'a1', start_s: 590, end_s: 710, points: 50 });
    expect(column(part, 'at_s')).toEqual([...range(590, 600), ...range(700, 710)]);
    await expect(ask(context, { id: 'a1', lap: 3 })).rejects.toMatchObject({ code: 'no_such_window' });
    await expect(ask(context, { id: 'a1', start_s: 610, end_s: 690 })).rejects.toMatchObject({ code: 'empty_window' });
    await expect(ask(context, { id: 'a1', lap: 1, start_s: 0 })).rejects.toMatchObject({ code: 'two_windows' });
  });

  it('derives speed, grade and W′ balance, and keeps developer channels', async () => {
    const context = await ride();
    const answer = await ask(context, {
      id: 'a1',
      channels: ['speed_mps', 'grade_pct', 'w_prime_balance_j', 'x_gear', 'heart_rate_bpm'],
      points: 3,
    });
    expect(column(answer, 'speed_mps')).toEqual([8, 8, 8]);
    expect(column(answer, 'grade_pct')[0]).toBeCloseTo(5, 1);
    expect(column(answer, 'w_prime_balance_j')[1]).toBeLessThan(0);
    expect(column(answer, 'x_gear')).toEqual([0.5, 0.5, 0.5]);
    expect(answer.absent).toEqual({ heart_rate_bpm: 'no heart rate was recorded' });
    expect(answer.notes.join(' ')).toContain('speed_mps was not recorded; it is derived from distance');
    const statistics = answer.statistics as Table;
    expect(statistics.rows.find((row) => row[0] === 'speed_mps')).toEqual(['speed_mps', 8, 8, 8, 100]);
  });

  it('names the channels there are when asked for another', async () => {
    const context = await ride();
    await expect(ask(context, { id: 'a1', channels: ['watts'] })).rejects.toMatchObject({
      code: 'no_such_channel',
      next: expect.stringContaining('power_w'),
    });
  });

  it('says that an entry without samples has none', async () => {
    const { context } = await seedActivities([{ local_date: '2026-06-01' }]);
    open.push(context);
    await addRecording(context, 1, {});
    const answer = await ask(context, { id: 'a1' });
    expect(answer.notes[0]).toContain('no samples');
    expect(answer.absent!.power_w).toContain('no samples');
  });

  it('takes each channel of a joined activity from its best recording, clocks put right', async () => {
    const { context } = await seedActivities([{ local_date: '2026-06-01', duration_s: 600 }]);
    open.push(context);
    const { start_s } = await context.store.db.selectFrom('activity').select('start_s').executeTakeFirstOrThrow();
    const shape = (i: number) => 150 + 50 * Math.sin(i / 40);
    await addRecording(context, 1, {
      samples: {
        time_s: series(600, (i) => start_s + i),
        channels: { power_w: series(600, (i) => Math.round(shape(i))) },
        extra: [],
      },
    });
    await addRecording(context, 1, {
      joined_by: 'same_time',
      evidence: '{"clock_offset_s":-7}',
      samples: {
        time_s: series(600, (i) => start_s + i + 7),
        channels: { heart_rate_bpm: series(600, (i) => (i < 300 ? 120 : 160)) },
        extra: [],
      },
    });
    const answer = await ask(context, { id: 'a1', channels: ['power_w', 'heart_rate_bpm'], points: 2 });
    expect(column(answer, 'heart_rate_bpm')).toEqual([120, 160]);
  });

  it('stays within its budget', async () => {
    const context = await ride();
    const channels = [
      'power_w',
      'distance_m',
      'altitude_m',
      'speed_mps',
      'grade_pct',
      'w_prime_balance_j',
      'x_gear',
      'latitude_deg',
      'longitude_deg',
    ];
    const answer = await ask(context, { id: 'a1', channels, points: 200, range: true });
    expect(JSON.stringify(answer).length).toBeLessThan(30_000);
  });
});

describe('buckets', () => {
  const grid = (recorded_s: number): Grid => ({
    start_s: 0,
    elapsed_s: recorded_s,
    recorded_s,
    max_gap_s: 10,
    stretches: [{ at_s: 0, index: 0, length: recorded_s }],
    breaks: [],
    channels: {},
    warnings: [],
  });

  it('cover every cell once and keep sum, lowest and highest', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 1 }),
        fc.integer({ min: 1, max: 50 }),
        (list, points) => {
          const values = Float64Array.from(list);
          const buckets = bucketsOf(grid(list.length), 0, list.length, points);
          expect(buckets.edges[0]).toBe(0);
          expect(buckets.edges.at(-1)).toBe(list.length);
          const reduced = reduceChannel(values, buckets, 'mean');
          let sum = 0;
          reduced.value.forEach((mean, b) => {
            const cells = buckets.edges[b + 1]! - buckets.edges[b]!;
            expect(cells).toBeGreaterThan(0);
            sum += mean! * cells;
          });
          expect(sum).toBeCloseTo(
            list.reduce((a, b) => a + b, 0),
            5,
          );
          expect(Math.max(...(reduced.max as number[]))).toBe(Math.max(...list));
          expect(Math.min(...(reduced.min as number[]))).toBe(Math.min(...list));
        },
      ),
    );
  });

  it('leave missing cells out and are null without any', () => {
    const values = Float64Array.from([1, Number.NaN, Number.NaN, Number.NaN]);
    expect(reduceChannel(values, bucketsOf(grid(4), 0, 4, 2), 'mean').value).toEqual([1, null]);
  });
});

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}
