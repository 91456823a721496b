import { afterEach, describe, expect, it } from 'vitest';
import type { Answer, Table } from './answer.ts';
import { compareActivities } from './compare-activities.ts';
import { compareActivitiesInput } from './inputs/compare-activities.ts';
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

const ask = (context: Seeded, input: unknown): Promise<Answer> =>
  compareActivities(context, compareActivitiesInput.parse(input));

const row = (answer: Answer, name: string) => (answer.rows as unknown[][]).find((cells) => cells[0] === name);

const RIDES: SeedActivity[] = [
  {
    local_date: '2026-05-01',
    metrics: { distance_m: 40_000.4, moving_s: 5400, np_w: 200.6, average_hr_bpm: 140, load: 80 },
    thresholds_used: { ftp_w: [250, '2026-01-01', 'athlete'] },
    curves: { power_w: { durations_s: [5, 60, 300], values: [800, 400, 300], start_s: [0, 0, 0] } },
  },
  {
    local_date: '2026-06-01',
    sport: 'indoor_ride',
    metrics: { distance_m: 42_000.6, moving_s: 5000, np_w: 210.4, load: 90 },
    absent: { average_hr_bpm: 'no_heart_rate_recorded' },
    thresholds_used: { ftp_w: [260, '2026-06-01', 'athlete'] },
    curves: { power_w: { durations_s: [5, 60], values: [820, 390], start_s: [0, 0] } },
  },
  { local_date: '2026-06-02', sport: 'run', metrics: { distance_m: 10_000, moving_s: 3000, load: 60, ngp_mps: 3.4 } },
];

describe('compare_activities', () => {
  it('puts metrics side by side; differences are those of the values shown', async () => {
    const answer = await ask(await fresh(RIDES), { ids: ['a1', 2] });
    expect(answer.columns).toEqual(['metric', 'a1', 'a2', 'a2_difference']);
    expect(row(answer, 'np_w')).toEqual(['np_w', 201, 210, 9]);
    expect(row(answer, 'distance_m')).toEqual(['distance_m', 40_000, 42_001, 2001]);
    expect(row(answer, 'average_hr_bpm')).toEqual(['average_hr_bpm', 140, null, null]);
    expect(answer.absent).toMatchObject({ average_hr_bpm: 'a2: no heart rate was recorded' });
  });

  it('names what does not compare: thresholds that changed, simulated speed', async () => {
    const { notes } = await ask(await fresh(RIDES), { ids: ['a1', 'a2'] });
    expect(notes.join(' ')).toContain('FTP on the day: a1 250 W, a2 260 W');
    expect(notes.join(' ')).toContain('simulated');
  });

  it('adds bests at table durations on request', async () => {
    const answer = await ask(await fresh(RIDES), { ids: ['a1', 'a2'], curve: 'power', metrics: ['np_w'] });
    const { rows } = answer.best_power as Table;
    expect(rows).toEqual([
      [5, 800, 820, 20],
      [60, 400, 390, -10],
      [300, 300, null, null],
    ]);
  });

  it('compares across sports only what every sport has', async () => {
    const answer = await ask(await fresh(RIDES), { ids: ['a1', 'a3'] });
    expect(row(answer, 'np_w')).toBeUndefined();
    expect(row(answer, 'load')).toEqual(['load', 80, 60, -20]);
    expect(answer.notes[0]).toContain('Different sports');
  });

  it('refuses one activity twice, unknown metrics and multisport events', async () => {
    const context = await fresh([...RIDES, { local_date: '2026-06-03', sport: 'multisport', is_parent: true }]);
    await expect(ask(context, { ids: ['a1', '1'] })).rejects.toMatchObject({ code: 'too_few' });
    await expect(ask(context, { ids: ['a1', 'a4'] })).rejects.toMatchObject({ code: 'parent_not_comparable' });
    await expect(ask(context, { ids: ['a1', 'a2'], metrics: ['speed'] })).rejects.toMatchObject({
      code: 'no_such_metric',
    });
  });
});
