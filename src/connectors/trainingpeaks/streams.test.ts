/** Every stream beside the workouts, against the fake platform. */

import { afterEach, describe, expect, it } from 'vitest';
import { emptyRow, STRUCTURE } from '../../../test/platforms/trainingpeaks/invented-rows.ts';
import type { Modes } from '../../../test/platforms/trainingpeaks/modes.ts';
import type { TrainingPeaksFake } from '../../../test/platforms/trainingpeaks.ts';
import type { Item, Session } from '../../core/connector.ts';
import { addDays } from '../../core/time.ts';
import { run, signedIn, startFake, streamOf, TODAY } from './fake-session.test-data.ts';
import { compareFitness, fitnessDayOf } from './fitness.ts';

let fake: TrainingPeaksFake;
afterEach(() => fake?.close());

async function session(modes: Partial<Modes> = {}, workouts = 40): Promise<Session> {
  fake = await startFake({ workouts }, modes);
  return signedIn(fake);
}

describe('the other streams', () => {
  it('settings: profile and thresholds by sport, without addresses and keys', async () => {
    const { items } = await run(await session(), 'settings');
    expect(items.get('profile')!.core).toEqual({
      kind: 'profile',
      sex: 'female',
      birth_date: '1990-02-01',
      height_m: null,
      time_zone: 'Europe/Vienna',
    });
    expect(JSON.stringify([...items.values()])).not.toMatch(/example\.test|made-up-key/);
    const values = [...items.values()].flatMap(({ core }) => (core.kind === 'thresholds' ? core.values : []));
    expect(values).toEqual(
      expect.arrayContaining([
        { kind: 'ftp_w', family: null, value: 245, valid_from: null },
        { kind: 'lthr_bpm', family: null, value: 168, valid_from: null },
        { kind: 'max_hr_bpm', family: null, value: 188, valid_from: null },
        { kind: 'resting_hr_bpm', family: null, value: 48, valid_from: null },
        { kind: 'threshold_speed_mps', family: 'swim', value: 1.25, valid_from: null },
        { kind: 'threshold_speed_mps', family: 'run', value: 3.85, valid_from: null },
      ]),
    );
    expect(values).toHaveLength(6);
  });

  it('settings: a default pace is one for running, a sport of its own wins, dates are taken', async () => {
    const signed = await session();
    fake.state.settings = {
      powerZones: [
        { workoutTypeId: 8, threshold: 230 },
        { workoutTypeId: 2, threshold: '251', effectiveDate: '2026-02-01T00:00:00' },
        { workoutTypeId: 0, threshold: 'NaN' },
        { workoutTypeId: 55, threshold: 300 },
      ],
      speedZones: [{ workoutTypeId: 0, threshold: 3.9 }],
      heartRateZones: null,
    };
    const { items } = await run(signed, 'settings');
    const values = [...items.values()].flatMap(({ core }) => (core.kind === 'thresholds' ? core.values : []));
    expect(values).toEqual([
      { kind: 'ftp_w', family: 'ride', value: 251, valid_from: '2026-02-01' },
      { kind: 'threshold_speed_mps', family: 'run', value: 3.9, valid_from: null },
    ]);
  });

  it.each<Partial<Modes>>([{}, { wrap: true }])('metrics: one item a day: %o', async (modes) => {
    const { items, pages } = await run(await session(modes), 'metrics');
    expect(items.size).toBe(fake.state.metrics.size);
    const [day] = fake.state.athlete.days.slice(-1);
    const { core } = items.get(day!.local_date)!;
    if (core.kind !== 'wellness') throw new Error('no wellness');
    expect(Object.fromEntries(core.readings.map(({ key, value }) => [key, value]))).toMatchObject({
      resting_hr_bpm: day!.resting_hr_bpm,
      hrv_unspecified_ms: day!.hrv_ms,
      sleep_s: day!.sleep_s,
      weight_kg: day!.weight_kg,
    });
    expect(pages.at(-1)!.complete).toBeDefined();
  });

  it.each<Partial<Modes>>([{}, { note_versions: [3] }, { note_id: 'noteId' }, { note_id: 'calendarNoteId' }])(
    'notes: %o',
    async (modes) => {
      const { items } = await run(await session(modes), 'notes');
      expect([...items.keys()].sort()).toEqual(['501', '502']);
      expect(items.get('501')!.core).toMatchObject({
        kind: 'planned',
        entry: { category: 'note', title: 'Sore calf', note: 'left side', local_date: addDays(TODAY, -3) },
      });
    },
  );

  it('a list that is not there ends the run, and nothing counts as deleted', async () => {
    const signed = await session({ note_versions: [], side_host: false });
    for (const id of ['notes', 'strength', 'plans']) {
      const { pages } = await run(signed, id);
      expect(pages).toEqual([{ items: [], next: null }]);
    }
  });

  it('events, availability, annual plan', async () => {
    const signed = await session();
    const events = await run(signed, 'events', addDays(TODAY, -730));
    expect(events.pages).toHaveLength(1);
    expect(events.items.get('601')!.core).toMatchObject({
      entry: { category: 'race', category_as_written: 'CyclingRoad A', sport: 'ride', distance_m: 120_000 },
    });
    // Ten of what?
    expect(events.items.get('602')!.core).toMatchObject({ entry: { sport: 'run', distance_m: null } });
    expect((await run(signed, 'availability')).items.get('701')!.core).toMatchObject({
      entry: { category: 'away', category_as_written: 'Unavailable Vacation', last_date: addDays(TODAY, 15) },
    });
    const weeks = [...(await run(signed, 'annual_plan')).items.values()];
    expect(weeks).toHaveLength(3);
    expect(JSON.stringify(weeks)).not.toContain('Ida');
    expect(weeks.at(-1)!.core).toMatchObject({ entry: { category: 'phase', load: expect.any(Number) } });
  });

  it('equipment, strength', async () => {
    const signed = await session();
    const { items } = await run(signed, 'equipment');
    expect(items.get('81')!.core).toEqual({
      kind: 'gear',
      name: 'Grey gravel',
      gear: 'bike',
      distance_m: 251_000,
      retired: false,
    });
    expect(items.get('82')!.core).toMatchObject({ gear: 'shoes', retired: true });
    const strength = await run(signed, 'strength');
    expect([...strength.items.keys()]).toEqual(['strength:3001', 'strength:3001:planned']);
    expect(strength.items.get('strength:3001:planned')!.core).toMatchObject({
      entry: { note: 'slow down, fast up\nBack squat: 2 sets', activity_external_id: 'strength:3001' },
    });
  });

  it('libraries: all on a whole run, one a day later on', async () => {
    const signed = await session();
    const whole = await run(signed, 'libraries');
    expect([...whole.items.keys()]).toEqual(['library:91', 'library:92', '9101', '9201']);
    expect(whole.items.get('9101')!.core).toMatchObject({
      kind: 'workout',
      name: '4 x 5',
      folder: 'My workouts',
      workout: { steps: { length: 3 } },
    });
    expect(whole.pages.at(-1)!.complete).toEqual({ from: null, to: null });
    const later = await run(signed, 'libraries', TODAY);
    expect([...later.items.keys()]).toEqual(['library:91', 'library:92', '9101']);
    expect(later.pages.at(-1)!.complete).toBeUndefined();
  });

  it('plans with their workouts, read only', async () => {
    const signed = await session();
    fake.state.plans.set(11, { title: 'Ten weeks', startDate: '2026-01-05T00:00:00', dayCount: 70 });
    fake.state.plan_workouts.set(11, [{ ...emptyRow('2026-01-06'), workoutId: 5, title: 'One', structure: STRUCTURE }]);
    const { items } = await run(signed, 'plans');
    expect([...items.keys()]).toEqual(['plan:11', 'plan:11:5']);
    expect(fake.server.calls.every(({ method }) => method === 'GET')).toBe(true);
  });

  it.each<Partial<Modes>>([{}, { wrap: true }, { pmc_from: 'window' }])(
    'fitness: the same on every run: %o',
    async (modes) => {
      const signed = await session(modes, 300);
      const whole = await run(signed, 'fitness');
      const before = fake.server.calls.length;
      const later = await run(signed, 'fitness', addDays(TODAY, -14));
      expect(fake.server.calls.length - before).toBe(1);
      expect(later.items.size).toBe(14);
      const days = (items: Map<string, Item>) => [...items.values()].flatMap(({ raw }) => fitnessDayOf(raw) ?? []);
      const { ctl, atl, without_value } = compareFitness(days(later.items), days(whole.items));
      expect(ctl).toMatchObject({ days: 14 });
      expect(ctl!.max_abs).toBeLessThan(0.5);
      expect(atl!.max_abs).toBeLessThan(0.01);
      expect(without_value).toBe(0);
    },
  );

  it('fitness: "NaN" is nothing, never 0', async () => {
    const { items } = await run(await session({ pmc: 'nan' }), 'fitness');
    const days = [...items.values()].flatMap(({ raw }) => fitnessDayOf(raw) ?? []);
    expect(days.length).toBeGreaterThan(10);
    expect(days.every(({ ctl, atl, tsb }) => ctl === null && atl === null && tsb === null)).toBe(true);
    expect(compareFitness(days, days)).toEqual({ without_value: days.length, ctl: null, atl: null, tsb: null });
  });

  it('records with the three parameters that make them answer', async () => {
    const signed = await session();
    const whole = await run(signed, 'records');
    expect(whole.items.size).toBeGreaterThan(0);
    expect(fake.server.calls.every(({ status }) => status === 200)).toBe(true);
    expect(whole.pages.at(-1)!.complete).toEqual({ from: null, to: null });
    const before = fake.server.calls.length;
    await run(signed, 'records', TODAY);
    expect(fake.server.calls.length - before).toBe(streamOf('records').calls);
    const kinds = new Set(fake.server.calls.map(({ query }) => query.get('prType')));
    expect(kinds).toContain('hR20min');
  });
});
