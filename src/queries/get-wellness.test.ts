import { afterEach, describe, expect, it } from 'vitest';
import { addDays } from '../core/time.ts';
import type { Answer, Table } from './answer.ts';
import { getWellness } from './get-wellness.ts';
import { getWellnessInput } from './inputs/get-wellness.ts';
import { type Seeded, type SeedOptions, seed } from './seed.test-data.ts';

let open: Seeded[] = [];
afterEach(async () => {
  for (const context of open) await context.dispose();
  open = [];
});

const TODAY = '2026-06-17';
type Reading = NonNullable<SeedOptions['wellness']>[number];

async function fresh(wellness: readonly Reading[]): Promise<Seeded> {
  const context = await seed({ today: TODAY, wellness });
  open.push(context);
  return context;
}

const ask = (context: Seeded, input: unknown = {}): Promise<Answer> =>
  getWellness(context, getWellnessInput.parse(input));

/** `days` days up to today, oldest first. */
const daily = (key: Reading['key'], days: number, value: (i: number) => number, source_kind = 'folder'): Reading[] =>
  Array.from({ length: days }, (_, i) => ({
    local_date: addDays(TODAY, i + 1 - days),
    key,
    value: value(i),
    source_kind,
  }));

const steady = (i: number) => 50 + (i % 3);

describe('get_wellness', () => {
  it('shows two weeks by day, sleep in hours, notes where they are', async () => {
    const context = await fresh([
      ...daily('sleep_s', 20, () => 27_000),
      ...daily('resting_hr_bpm', 3, () => 47),
      { local_date: TODAY, key: 'note', value: 'felt good' },
    ]);
    const days = (await ask(context)).days as Table;
    expect(days.columns).toEqual(['local_date', 'resting_hr_bpm', 'sleep_h', 'note']);
    expect(days.rows).toHaveLength(14);
    expect(days.rows[0]).toEqual([TODAY, 47, 7.5, 'felt good']);
    expect(days.rows[13]).toEqual(['2026-06-04', null, 7.5, null]);
  });

  it('reads readiness from its parts and names those that are missing', async () => {
    const context = await fresh([
      ...daily('hrv_rmssd_ms', 67, (i) => (i < 60 ? steady(i) : 40)),
      ...daily('resting_hr_bpm', 67, (i) => (i < 60 ? 46 + (i % 2) : 52)),
    ]);
    const answer = await ask(context);
    const readiness = answer.readiness as unknown as {
      score: number;
      reading: string;
      missing: string;
      components: Table;
    };
    // Both parts are clipped at −2.
    expect(readiness).toMatchObject({ score: 20, reading: 'low', missing: 'sleep, form, subjective' });
    expect(readiness.components.rows.map((row) => row.slice(0, 2))).toEqual([
      ['hrv', -2],
      ['resting_hr', -2],
    ]);
    expect(readiness.components.rows[0]![2]).toMatch(/HRV \(rMSSD\).*below/);
    expect((answer.baselines as Table).rows.map((row) => row[0])).toContain('hrv_rmssd_ms (7 days)');
    expect(answer.notes.join(' ')).toMatch(/not validated/);
  });

  it('never mixes the three statistics called HRV', async () => {
    const context = await fresh([
      ...daily('hrv_sdnn_ms', 67, () => 120),
      ...daily('hrv_rmssd_ms', 67, steady),
      ...daily('hrv_unspecified_ms', 67, () => 80),
    ]);
    const rows = ((await ask(context)).baselines as Table).rows;
    const usual = (name: string) => rows.find((row) => row[0] === name)?.[4];
    expect(usual('hrv_sdnn_ms (7 days)')).toBe(120);
    expect(usual('hrv_unspecified_ms (7 days)')).toBe(80);
    expect(usual('hrv_rmssd_ms (7 days)')).toBeCloseTo(51, 0);
  });

  it('takes the first source in order on a day with several, and fills its gaps from others', async () => {
    const context = await fresh([
      ...daily('resting_hr_bpm', 12, () => 70, 'trainingpeaks'),
      ...daily('resting_hr_bpm', 3, () => 50, 'garmin_archive'),
      ...daily('hrv_rmssd_ms', 3, () => 60, 'intervals'),
      ...daily('hrv_rmssd_ms', 3, () => 61, 'somewhere_else'),
      ...daily('sleep_s', 3, () => 3600, 'trainingpeaks'),
      ...daily('sleep_s', 3, () => 7200, 'garmin_archive'),
    ]);
    const answer = await ask(context);
    const days = answer.days as Table;
    expect(days.columns).toEqual(['local_date', 'hrv_rmssd_ms', 'resting_hr_bpm', 'sleep_h']);
    expect(days.rows[0]).toEqual([TODAY, 60, 50, 2]);
    expect(days.rows.at(-1)).toEqual(['2026-06-06', null, 70, null]);
    expect(answer.notes).toContain(
      'resting heart rate, sleep come from garmin_archive and trainingpeaks; the first wins on a day with both.',
    );
    expect(answer.notes).toContain(
      'HRV (rMSSD) comes from intervals and somewhere_else; the first wins on a day with both.',
    );
    const months = (await ask(context, { resolution: 'month', keys: ['sleep_s', 'resting_hr_bpm'] })).months as Table;
    expect(months.rows).toEqual([['2026-06', 2, (3 * 50 + 9 * 70) / 12]]);
  });

  it('turns to months for long spans, shows other readings by key, and refuses unknown ones', async () => {
    const context = await fresh(daily('steps', 400, () => 8000));
    expect((await ask(context, { period: 'all', keys: ['steps'] })).months).toMatchObject({
      columns: ['month', 'steps'],
    });
    expect((await ask(context)).notes.join(' ')).toMatch(/Also read: steps/);
    await expect(ask(context, { keys: ['blood_type'] })).rejects.toThrow(/no reading/);
  });

  it('says from when to when there are readings, and what to do without any', async () => {
    const old = await fresh([{ local_date: '2024-01-05', key: 'weight_kg', value: 70 }]);
    const answer = await ask(old);
    expect(answer.notes.join(' ')).toMatch(/readings go from 2024-01-05 to 2024-01-05/);
    expect(answer.next).toContain('get_wellness(before="2024-01-05")');
    expect((await ask(old, { before: '2024-01-05' })).days).toMatchObject({ rows: [['2024-01-05', 70]] });
    expect((await ask(await fresh([]))).next![0]).toMatch(/^paceline import/);
  });
});
