import { afterEach, describe, expect, it } from 'vitest';
import type { Answer, Table } from './answer.ts';
import { getAthlete } from './get-athlete.ts';
import { getAthleteInput } from './inputs/get-athlete.ts';
import { type Seeded, seed } from './seed.test-data.ts';

let open: Seeded[] = [];
afterEach(async () => {
  for (const context of open) await context.dispose();
  open = [];
});

const ask = (context: Seeded, input: unknown = {}): Promise<Answer> =>
  getAthlete(context, getAthleteInput.parse(input));

async function rider(): Promise<Seeded> {
  const context = await seed({
    today: '2026-06-17',
    thresholds: [
      { kind: 'ftp_w', value: 240, valid_from: '2025-01-01', family: 'ride' },
      { kind: 'ftp_w', value: 250, valid_from: '2026-01-01', family: 'ride' },
      { kind: 'ftp_w', value: 250, valid_from: '2026-02-01', family: 'ride' },
      { kind: 'lthr_bpm', value: 170, valid_from: '2026-03-01', origin: 'file' },
      { kind: 'threshold_speed_mps', value: 4, valid_from: '2025-01-01', family: 'run' },
      { kind: 'weight_kg', value: 70, valid_from: '2026-01-01' },
    ],
    wellness: [
      { local_date: '2026-05-01', key: 'weight_kg', value: 70.4 },
      { local_date: '2026-05-11', key: 'weight_kg', value: 69.6 },
    ],
  });
  open.push(context);
  await context.add([
    { local_date: '2026-06-01', gear: 'Road bike', metrics: { distance_m: 50_000, moving_s: 7200 } },
    { local_date: '2026-06-05', gear: 'Road bike', metrics: { distance_m: 30_000, moving_s: 3600 } },
    { local_date: '2026-06-06', sport: 'run' },
  ]);
  await context.store.db.insertInto('gear').values({ athlete_id: 1, name: 'Road bike', kind: 'bike' }).execute();
  return context;
}

describe('get_athlete', () => {
  it('gives thresholds in force on a date, their changes, and zones with boundaries', async () => {
    const context = await rider();
    const answer = await ask(context);
    const thresholds = answer.thresholds as Table;
    expect(thresholds.rows).toContainEqual(['ftp_w', 'ride', 250, null, '2026-02-01', 'athlete']);
    expect(thresholds.rows).toContainEqual(['threshold_speed_mps', 'run', 4, '4:10', '2025-01-01', 'athlete']);
    expect(thresholds.rows).toContainEqual(['lthr_bpm', 'all', 170, null, '2026-03-01', 'file']);
    const history = answer.history as Table;
    expect(history.rows.filter((row) => row[1] === 'ftp_w').map((row) => row[3])).toEqual([250, 240]);
    const zones = answer.zones as unknown as { ride_power: { zones: Table }; run_pace: { zones: Table } };
    expect(zones.ride_power.zones.rows[3]).toEqual(['4 threshold', 225, 263]);
    expect(zones.ride_power.zones.rows[6]).toEqual(['7 neuromuscular', 375, null]);
    expect(zones.run_pace.zones.rows[4]).toEqual(['5a', '4:10', '4:01']);
    expect(answer.absent).toHaveProperty('max_hr_bpm');
    expect(answer.absent).not.toHaveProperty('ride_ftp_w');
    const earlier = (await ask(context, { date: '2025-06-01' })).thresholds as Table;
    expect(earlier.rows).toContainEqual(['ftp_w', 'ride', 240, null, '2025-01-01', 'athlete']);
  });

  it('tells profile with age, weight by month, gear, and other athletes', async () => {
    const context = await rider();
    await context.store.db
      .insertInto('athlete')
      .values({ name: 'Second', sex: null, birth_date: null, height_m: null, time_zone: 'UTC' })
      .execute();
    const answer = await ask(context, { include: ['profile', 'weight', 'gear', 'athletes'] });
    expect(answer.profile).toMatchObject({ sex: 'female', age_years: 36, height_cm: 170 });
    const weight = answer.weight as unknown as { in_force_kg: number; months: Table };
    expect(weight.in_force_kg).toBe(70);
    expect(weight.months.rows).toEqual([['2026-05', 70, 69.6, 70.4, 2]]);
    expect((answer.gear as Table).rows).toEqual([['Road bike', 'bike', 2, 80_000, 3, '2026-06-05']]);
    expect((answer.athletes as Table).rows).toEqual([
      [1, 'Test Athlete', 3, true],
      [2, 'Second', 0, null],
    ]);
    expect(answer).not.toHaveProperty('zones');
  });

  it('answers for an athlete about whom nothing is known', async () => {
    const context = await seed({ athlete: { sex: null, birth_date: null, height_m: null } });
    open.push(context);
    const answer = await ask(context);
    expect(answer.profile).toEqual({ name: 'Test Athlete', time_zone: 'Europe/Berlin', units: 'metric' });
    expect(answer.next).toContain('paceline import <folder>');
    await expect(ask(context, { date: 'today' })).rejects.toThrow(/calendar date/);
  });
});
