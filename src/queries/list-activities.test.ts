import { afterEach, describe, expect, it } from 'vitest';
import type { Failure } from '../core/failure.ts';
import type { Answer } from './answer.ts';
import { listActivitiesInput } from './inputs/list-activities.ts';
import { listActivities } from './list-activities.ts';
import { addRecording, seedActivities } from './recording.test-data.ts';
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
  listActivities(context, listActivitiesInput.parse(input));

const column = (answer: Answer, name: string): unknown[] => {
  const at = (answer.columns as string[]).indexOf(name);
  return (answer.rows as unknown[][] | undefined)?.map((row) => (at < 0 ? undefined : row[at])) ?? [];
};

const ids = (answer: Answer) => column(answer, 'id');

const MIXED: SeedActivity[] = [
  {
    local_date: '2026-06-01',
    name: 'Zürich hills',
    sport: 'gravel_ride',
    gear: 'Red 100% bike',
    latitude_deg: 47.37,
    longitude_deg: 8.54,
    metrics: { distance_m: 60_000, moving_s: 9000, load: 120, np_w: 210, average_power_w: 180, average_hr_bpm: 140 },
  },
  {
    local_date: '2026-06-03',
    name: 'Easy',
    note: 'Coffee with Łukasz',
    sport: 'run',
    metrics: { distance_m: 8000, moving_s: 2700, load: 40, average_hr_bpm: 135 },
    absent: { np_w: 'no_power_recorded', average_power_w: 'no_power_recorded', swolf: 'not_for_this_sport' },
  },
  {
    local_date: '2026-06-05',
    name: 'Commute_1',
    sport: 'ride',
    latitude_deg: 47.3705,
    longitude_deg: 8.5405,
    metrics: { distance_m: 12_000, moving_s: 1800 },
    absent: { load: 'ftp_not_set', np_w: 'no_power_recorded', average_hr_bpm: 'no_heart_rate_recorded' },
  },
];

describe('list_activities', () => {
  it('lists newest first with units in the keys and local start times', async () => {
    const answer = await ask(await fresh(MIXED));
    expect(ids(answer)).toEqual(['a3', 'a2', 'a1']);
    expect(column(answer, 'start_local')).toEqual(['2026-06-05T08:00', '2026-06-03T08:00', '2026-06-01T08:00']);
    expect(column(answer, 'distance_m')).toEqual([12_000, 8000, 60_000]);
    expect(answer.total).toBe(3);
    expect(answer.next).toContain('get_activity(id="a3")');
  });

  it('says why a cell is empty, and nothing about what does not apply', async () => {
    const { absent } = await ask(await fresh(MIXED));
    expect(absent!.np_w).toBe('no power was recorded (2 of 3)');
    expect(absent!.load).toContain('no FTP is set for this date');
    expect(absent).not.toHaveProperty('swolf');
  });

  it('finds words in any case, accents or not, in name and note', async () => {
    const context = await fresh(MIXED);
    expect(ids(await ask(context, { text: 'ZURICH' }))).toEqual(['a1']);
    expect(ids(await ask(context, { text: 'lukasz coffee' }))).toEqual(['a2']);
    expect(ids(await ask(context, { text: 'zurich coffee' }))).toEqual([]);
    expect(ids(await ask(context, { text: '%' }))).toEqual([]);
    expect(ids(await ask(context, { text: 'e_1' }))).toEqual(['a3']);
  });

  it('filters by sport, family, gear, size and what is recorded', async () => {
    const context = await fresh(MIXED);
    expect(ids(await ask(context, { sport: 'ride' }))).toEqual(['a3', 'a1']);
    expect(ids(await ask(context, { sport: 'Gravel ride' }))).toEqual(['a1']);
    expect(ids(await ask(context, { gear: '100%' }))).toEqual(['a1']);
    expect(ids(await ask(context, { gear: '1%0' }))).toEqual([]);
    expect(ids(await ask(context, { min_km: 10, max_km: 20 }))).toEqual(['a3']);
    expect(ids(await ask(context, { min_minutes: 45 }))).toEqual(['a2', 'a1']);
    expect(ids(await ask(context, { has_power: true }))).toEqual(['a1']);
    expect(ids(await ask(context, { has_load: false }))).toEqual(['a3']);
    expect(ids(await ask(context, { after: '2026-06-02', before: '2026-06-03' }))).toEqual(['a2']);
  });

  it('filters by the source of a recording', async () => {
    const context = await fresh(MIXED);
    await addRecording(context, 2, { source_kind: 'strava_archive' });
    const answer = await ask(context, { source: 'strava_archive', fields: ['sources'] });
    expect(answer.rows).toEqual([['a2', '2026-06-03T08:00', 'run', 'Easy', 'strava_archive/fit']]);
  });

  it('sorts by any metric in both directions, activities without it last', async () => {
    const context = await fresh(MIXED);
    expect(ids(await ask(context, { sort: 'load' }))).toEqual(['a1', 'a2', 'a3']);
    expect(ids(await ask(context, { sort: '-load' }))).toEqual(['a2', 'a1', 'a3']);
    expect(ids(await ask(context, { sort: 'oldest' }))).toEqual(['a1', 'a2', 'a3']);
  });

  it('pages without repeating or skipping, also where values are equal', async () => {
    const context = await fresh(
      Array.from({ length: 23 }, (_, i) => ({
        local_date: '2026-05-01',
        at_s: 100 * (i % 3),
        metrics: { load: i % 4 },
      })),
    );
    for (const sort of ['newest', 'oldest', 'load', '-load', 'np_w']) {
      const seen: unknown[] = [];
      let cursor: string | undefined;
      do {
        const answer: Answer = await ask(context, { sort, limit: 5, cursor });
        seen.push(...ids(answer));
        cursor = answer.next_cursor;
      } while (cursor);
      expect(new Set(seen).size).toBe(23);
      expect(seen.length).toBe(23);
    }
    const { next_cursor } = await ask(context, { limit: 5 });
    await expect(ask(context, { sort: 'load', cursor: next_cursor })).rejects.toMatchObject({ code: 'bad_cursor' });
    await expect(ask(context, { cursor: 'nonsense' })).rejects.toMatchObject({ code: 'bad_cursor' });
  });

  it('finds what is around an activity in time and in place', async () => {
    const context = await fresh(MIXED);
    const near = await ask(context, { around: 'a1' });
    expect(ids(near)).toEqual(['a2', 'a3']);
    expect(column(near, 'apart_h')).toEqual([48, 96]);
    expect(ids(await ask(context, { around: 1, around_by: 'place' }))).toEqual(['a3']);
    await expect(ask(context, { around: 'a2', around_by: 'place' })).rejects.toMatchObject({ code: 'no_position' });
  });

  it('shows chosen fields and refuses unknown ones with the closest names', async () => {
    const context = await fresh(MIXED);
    const answer = await ask(context, { fields: ['note', 'np_w', 'gear', 'indoor'], limit: 3 });
    expect(answer.columns).toEqual(['id', 'start_local', 'sport', 'name', 'note', 'np_w', 'gear_name', 'indoor']);
    const failure = (await ask(context, { fields: ['np_watts'] }).catch((error: Failure) => error)) as Failure;
    expect(failure.code).toBe('no_such_metric');
    expect(failure.next).toContain('np_w');
  });

  it('lists stale activities without values and says so', async () => {
    const context = await fresh([{ ...MIXED[0]!, stale: true }, MIXED[1]!]);
    const answer = await ask(await context.again());
    expect(ids(answer)).toEqual(['a2', 'a1']);
    expect(column(answer, 'distance_m')).toEqual([8000, null]);
    expect(answer.absent!.distance_m).toContain('being computed');
    expect(answer.notes[0]).toContain('being recomputed');
    expect(column(answer, 'start_to_end_s')).toEqual([null, 3600]);
  });

  it('lists a multisport event besides its legs', async () => {
    const context = await fresh([
      { local_date: '2026-06-10', sport: 'multisport', is_parent: true, duration_s: 9000 },
      { local_date: '2026-06-10', sport: 'run', parent_id: 1, at_s: 30_000, metrics: { distance_m: 5000 } },
    ]);
    const answer = await ask(context);
    expect(column(answer, 'part_of')).toEqual(['a1', null]);
    expect(answer.notes.join(' ')).toContain('multisport');
  });

  it('answers an empty database with what to do first', async () => {
    const answer = await ask(await fresh([]));
    expect(answer.next![0]).toContain('paceline import');
  });

  it('names the ids closest to one that does not exist', async () => {
    const context = await fresh(MIXED);
    const failure = (await ask(context, { around: 'a99' }).catch((error: Failure) => error)) as Failure;
    expect(failure.next).toContain('Closest ids: a3');
  });
});
