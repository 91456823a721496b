/** Everything beside activities, against the fake over real HTTP: athlete, statistics, workouts, segments. */

import { describe, expect, it } from 'vitest';
import { paths, run, signedIn, start } from './fake-session.test-data.ts';

describe('the athlete', () => {
  it('tells who they are without addresses, and weight as a threshold', async () => {
    const fake = await start();
    const session = await signedIn(fake, { ftp: '251' });
    const { items, pages } = await run(session, 'profile');
    expect(items.map(({ external_id }) => external_id)).toEqual(['profile', 'weight', 'own-settings']);
    expect(items[0]!.core).toEqual({
      kind: 'profile',
      sex: 'female',
      birth_date: '1988-04-09',
      height_m: 1.72,
      time_zone: null,
    });
    expect(JSON.stringify(items)).not.toMatch(/example\.test"|ida@/);
    expect(items[1]!.core).toMatchObject({
      values: [{ kind: 'weight_kg', family: null, value: 66.5, valid_from: null }],
    });
    expect(items[2]!.core).toMatchObject({ values: [{ kind: 'ftp_w', family: 'ride', value: 251 }] });
    expect(pages[0]!.complete).toBeDefined();
    const thresholds = await run(session, 'thresholds');
    expect(JSON.stringify(thresholds.items[0]!.core)).not.toContain('ftp_w');
  });

  it.each([false, true])('tells thresholds by sport; 0 is none (wrapped: %s)', async (nested) => {
    const fake = await start();
    fake.switches.nested_intervals = nested;
    const session = await signedIn(fake);
    const { items } = await run(session, 'thresholds');
    expect(items).toHaveLength(1);
    expect(items[0]!.core).toEqual({
      kind: 'thresholds',
      values: [
        ['ftp_w', 'ride', 245],
        ['lthr_bpm', 'ride', 168],
        ['max_hr_bpm', 'ride', 188],
        ['resting_hr_bpm', null, 48],
        ['lthr_bpm', 'run', 171],
        ['max_hr_bpm', 'run', 190],
      ].map(([kind, family, value]) => ({ kind, family, value, valid_from: null })),
    });
    expect(items[0]!.raw).toMatchObject({ power: [{ id: 1001, start: 0, end: 127 }] });
  });

  it('goes without the profile where China refuses it', async () => {
    const fake = await start({ region: 'cn' });
    fake.switches.no_user_info = true;
    fake.switches.weight_in_intervals = true;
    const session = await signedIn(fake);
    const logins = fake.logins;
    const profile = await run(session, 'profile');
    expect(profile).toMatchObject({ items: [], pages: [{ next: null }] });
    expect(profile.pages[0]).not.toHaveProperty('complete');
    expect(fake.logins).toBe(logins);
    const { items } = await run(session, 'thresholds');
    expect(JSON.stringify(items[0]!.core)).toContain('"weight_kg","family":null,"value":66.5');
    expect(items[1]!.core).toMatchObject({ kind: 'profile', height_m: 1.72, sex: null });
  });
});

describe('statistics', () => {
  it.each(['intl', 'cn'] as const)('go back year by year (%s)', async (region) => {
    const fake = await start({ region, workouts: 60, days_between: 10 });
    const session = await signedIn(fake);
    const { items, pages } = await run(session, 'statistics');
    expect(items.map(({ external_id }) => external_id)).toEqual([
      '2026',
      '2026 MaxDistance',
      '2025',
      '2025 MaxDistance',
    ]);
    expect(items[1]!.core).toMatchObject({ kind: 'other', name: 'Longest distance of 2026' });
    // Two years without a ride end the history.
    expect(pages).toHaveLength(4);
    expect(fake.violations).toEqual([]);
  });

  it('cost one call later on, two around New Year', async () => {
    const fake = await start();
    const session = await signedIn(fake);
    expect((await run(session, 'statistics', { from: '2026-11-08' })).pages).toHaveLength(1);
    expect((await run(session, 'statistics', { from: '2025-12-28' })).pages).toHaveLength(2);
  });
});

describe('workouts', () => {
  it('come with their steps', async () => {
    const fake = await start();
    const session = await signedIn(fake);
    const { items, pages } = await run(session, 'workouts');
    expect(pages[0]!.complete).toEqual({ from: null, to: null });
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({ external_id: '500001', core: { kind: 'workout', name: '2x20 sweet spot' } });
    const open_target = { of: 'open', low: null, high: null, ramp: false };
    const step = { kind: 'step', note: null, cadence: null, cues: [] };
    expect(items[0]!.core).toMatchObject({
      workout: {
        sport: 'ride',
        steps: [
          {
            ...step,
            intensity: 'warmup',
            end: { kind: 'time', seconds: 600 },
            target: { of: 'power_w', low: 115, high: 150, ramp: false },
          },
          {
            kind: 'repeat',
            times: 2,
            steps: [
              {
                ...step,
                note: 'stay seated',
                target: { of: 'ftp_pct', low: 88, high: 94 },
                cadence: { of: 'cadence_rpm', low: 85, high: 95 },
              },
              { ...step, end: { kind: 'distance', meters: 2000 }, target: { of: 'speed_mps', low: 5, high: 10 } },
            ],
          },
          { ...step, intensity: 'cooldown', end: { kind: 'lap_button' }, target: open_target },
        ],
      },
    });
  });

  it('page through the library, and cost one call when nothing was added', async () => {
    const fake = await start();
    for (let i = 0; i < 60; i++)
      fake.addToLibrary({ title: `w${i}`, structure: [], createTimestamp: 1_600_000_000_000 });
    const session = await signedIn(fake);
    expect((await run(session, 'workouts')).items).toHaveLength(61);
    fake.server.calls.length = 0;
    const later = await run(session, 'workouts', { from: '2100-01-01' });
    expect(later.pages[0]).toEqual({ items: [], next: null, total: 0 });
    expect(paths(fake)).toEqual(['CustomWorkout', 'CustomWorkout']);
  });

  it('show a gap where repeats inside repeats were lost', async () => {
    const fake = await start();
    const inner = { type: 'Repetition', length: { unit: 'Repetition', value: 3 }, steps: [{ type: 'Step' }] };
    fake.addToLibrary({
      title: 'nested',
      workoutType: 'run',
      structure: [{ type: 'Repetition', length: { unit: 'Repetition', value: 2 }, steps: [inner] }],
    });
    const session = await signedIn(fake);
    const { items } = await run(session, 'workouts');
    expect(items[0]!.core).toMatchObject({
      workout: {
        sport: 'run',
        steps: [{ times: 2, steps: [{ times: 3, steps: [{ note: expect.stringContaining('does not hand out') }] }] }],
      },
    });
  });

  it('read the older list of China', async () => {
    const fake = await start({ region: 'cn' });
    fake.switches.old_workout_list = true;
    expect((await run(await signedIn(fake), 'workouts')).items).toHaveLength(1);
  });
});

describe('segments', () => {
  it('are listed in China, with one’s own name alone on the leaderboard', async () => {
    const fake = await start({ region: 'cn' });
    const session = await signedIn(fake);
    const list = await run(session, 'segments');
    expect(list.items.map(({ core }) => core)).toEqual([
      { kind: 'other', name: 'Kahlenberg', local_date: null },
      { kind: 'other', name: 'Donauinsel sprint', local_date: null },
    ]);
    const details = await run(session, 'segment-details');
    expect(details.pages).toHaveLength(2);
    const raw = JSON.stringify(details.items[0]!.raw);
    expect(raw).not.toMatch(/Somebody|"42"|42\.png/);
    expect(raw).toContain('Ida E.');
    expect(details.items[0]!.raw).toMatchObject({
      detail: { totalAscent: 260 },
      efforts: [{ rideTotalTime: 712 }],
      rank: { personalRank: 2, rankList: { rows: [{ rideTotalTime: 604 }, { memberId: '654321' }] } },
    });
    const resumed = await run(session, 'segment-details', { resume: details.pages[0]!.next });
    expect(resumed.items).toHaveLength(1);
    fake.switches.segment_efforts = 'object';
    expect((await run(session, 'segment-details')).items[0]!.raw).toMatchObject({ efforts: [] });
    expect(fake.violations).toEqual([]);
  });

  it('are not asked for elsewhere', async () => {
    const fake = await start();
    const session = await signedIn(fake);
    fake.server.calls.length = 0;
    expect((await run(session, 'segments')).items).toEqual([]);
    expect((await run(session, 'segment-details')).items).toEqual([]);
    expect(fake.server.calls).toEqual([]);
  });
});
