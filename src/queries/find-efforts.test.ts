import { afterEach, describe, expect, it } from 'vitest';
import type { Answer } from './answer.ts';
import { findEfforts } from './find-efforts.ts';
import { findEffortsInput } from './inputs/find-efforts.ts';
import { seedActivities } from './recording.test-data.ts';
import type { SeedActivity, Seeded } from './seed.test-data.ts';

let open: Seeded[] = [];
afterEach(async () => {
  for (const context of open) await context.dispose();
  open = [];
});

async function fresh(activities: readonly SeedActivity[]): Promise<Seeded> {
  const { context } = await seedActivities(activities);
  open.push(context);
  return context;
}

const ask = (context: Seeded, input: unknown = {}): Promise<Answer> =>
  findEfforts(context, findEffortsInput.parse(input));

const column = (answer: Answer, name: string): unknown[] => {
  const at = (answer.columns as string[]).indexOf(name);
  return (answer.rows as unknown[][] | undefined)?.map((row) => row[at]) ?? [];
};

const interval = (start_s: number, duration_s: number, average_power_w: number) => ({
  kind: 'interval',
  start_s,
  duration_s,
  average_power_w,
  average_hr_bpm: 160,
});

const HISTORY: SeedActivity[] = [
  {
    local_date: '2026-05-01',
    name: 'Fives',
    efforts: [
      interval(600, 300, 300),
      interval(1200, 300, 310),
      { kind: 'set', start_s: 600, duration_s: 900, average_power_w: 305, label: '2 × 5:00' },
      { kind: 'best_power', start_s: 1200, duration_s: 300, average_power_w: 312 },
      { kind: 'best_power', start_s: 1200, duration_s: 60, average_power_w: 400 },
      {
        kind: 'climb',
        start_s: 2000,
        duration_s: 1200,
        distance_m: 5000,
        ascent_m: 400,
        grade_pct: 8,
        vam_mph: 1200,
        latitude_deg: 47.0,
        longitude_deg: 179.999,
        label: '2',
      },
    ],
  },
  {
    local_date: '2026-06-01',
    name: 'Short ones',
    sport: 'indoor_ride',
    efforts: [interval(300, 60, 420), { kind: 'best_power', start_s: 300, duration_s: 300, average_power_w: 280 }],
    warnings: { reading: ['stuck_power'] },
  },
  { local_date: '2026-06-02', name: 'Old values', stale: true, efforts: [interval(0, 300, 999)] },
];

describe('find_efforts', () => {
  it('finds intervals, newest first by default, and never those of stale activities', async () => {
    const answer = await ask(await fresh(HISTORY));
    expect(column(answer, 'name')).toEqual(['Short ones', 'Fives', 'Fives']);
    expect(column(answer, 'average_power_w')).not.toContain(999);
    expect(answer.next![0]).toBe('get_activity_streams(id="a2", start_s=300, end_s=360)');
  });

  it('filters by shape and sorts', async () => {
    const context = await fresh(HISTORY);
    const answer = await ask(context, { min_s: 200, max_s: 400, min_w: 250, sort: 'power' });
    expect(column(answer, 'average_power_w')).toEqual([310, 300]);
    expect(column(await ask(context, { sport: 'indoor_ride' }), 'duration_s')).toEqual([60]);
    expect(column(await ask(context, { before: '2026-05-31' }), 'activity')).toEqual(['a1', 'a1']);
  });

  it('gives bests a duration when none is asked for, and marks suspect signals', async () => {
    const context = await fresh(HISTORY);
    const answer = await ask(context, { kind: 'best_power' });
    expect(column(answer, 'average_power_w')).toEqual([312, 280]);
    expect(answer.scope).toMatchObject({ min_s: 300, max_s: 300 });
    expect(answer.notes[0]).toContain('best 5 minutes');
    expect(column(answer, 'suspect')).toEqual([null, true]);
  });

  it('finds climbs near a place, across the date line too', async () => {
    const context = await fresh(HISTORY);
    const near = { kind: 'climb', latitude_deg: 47.001, longitude_deg: -179.999, radius_km: 1 };
    expect(column(await ask(context, near), 'ascent_m')).toEqual([400]);
    expect((await ask(context, { ...near, latitude_deg: 47.1 })).rows).toEqual([]);
    await expect(ask(context, { kind: 'climb', latitude_deg: 47 })).rejects.toMatchObject({ code: 'half_a_place' });
  });

  it('pages through equal values', async () => {
    const context = await fresh([
      { local_date: '2026-05-01', efforts: Array.from({ length: 11 }, (_, i) => interval(i * 100, 60, 300)) },
    ]);
    const seen: unknown[] = [];
    let cursor: string | undefined;
    do {
      const answer: Answer = await ask(context, { sort: 'power', limit: 4, cursor });
      seen.push(...column(answer, 'in_activity_s'));
      cursor = answer.next_cursor;
    } while (cursor);
    expect(new Set(seen).size).toBe(11);
  });

  it('says when nothing fits, and what to do with an empty database', async () => {
    const context = await fresh(HISTORY);
    expect((await ask(context, { min_w: 2000 })).notes[0]).toBe('No effort fits.');
    expect((await ask(await fresh([]))).next![0]).toContain('paceline import');
  });
});
