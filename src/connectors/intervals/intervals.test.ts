/** The connector against the fake platform over real HTTP: logins, every stream, details, and what the platform holds back. */

import { afterEach, describe, expect, it } from 'vitest';
import { inventAthlete } from '../../../test/platforms/athlete.ts';
import { type IntervalsFake, startIntervals } from '../../../test/platforms/intervals.ts';
import type { Item, ItemCore } from '../../core/connector.ts';
import { readDocument } from '../../formats/read.ts';
import { directCaller, directSession, itemsOf, pagesOf, streamOf } from './direct-session.test-data.ts';
import { INTERVALS } from './intervals.ts';

let fake: IntervalsFake | null = null;

async function start(workouts = 40, seed = 1): Promise<IntervalsFake> {
  const athlete = inventAthlete({ workouts, platforms: ['intervals'] });
  fake = await startIntervals({ athlete, seed });
  fake.server.clock_s = Date.parse('2026-11-15T18:00:00Z') / 1000;
  return fake;
}

afterEach(async () => {
  const ended = fake;
  fake = null;
  await ended?.close();
  expect(ended?.violations ?? []).toEqual([]);
});

type Core<K extends ItemCore['kind']> = Extract<ItemCore, { kind: K }>;

function coreOf<K extends ItemCore['kind']>(items: readonly Item[], id: string, kind: K): Core<K> {
  const core = items.find((item) => item.external_id === id)?.core;
  if (core?.kind !== kind) throw new Error(`${id} is ${core?.kind ?? 'missing'}`);
  return core as Core<K>;
}

describe('signing in', () => {
  it('tells who the key belongs to and whom else it may read', async () => {
    const { url, answers } = await start(5);
    const { secrets, identity } = await INTERVALS.signIn(directCaller({ url }), 'key', answers);
    expect(identity).toMatchObject({ external_id: 'i111222', name: 'Ida Erfunden', time_zone: 'Europe/Vienna' });
    expect(identity.others).toEqual([{ external_id: 'i333444', name: 'Cora Coached' }]);
    expect(secrets).toMatchObject({ athlete_id: '0', own_id: 'i111222' });
  });

  it.each([
    ['a wrong key', 'key', { api_key: 'nonsense' }, 'wrong_credentials'],
    ['an empty key', 'key', { api_key: '  ' }, 'wrong_credentials'],
    ['a key of somebody else as token', 'token', { access_token: 'intervals-key-0a1b2c3d4e5f' }, 'wrong_credentials'],
    [
      'an athlete who is not coached',
      'key',
      { api_key: 'intervals-key-0a1b2c3d4e5f', athlete_id: 'i999' },
      'forbidden',
    ],
    ['an athlete id that is none', 'key', { api_key: 'intervals-key-0a1b2c3d4e5f', athlete_id: '../x' }, 'bad_request'],
  ])('refuses %s', async (_, way, answers, kind) => {
    const { url } = await start(3);
    const failed = INTERVALS.signIn(directCaller({ url }), way, answers);
    await expect(failed).rejects.toMatchObject({ trouble: { kind } });
  });

  it('reads with the token of an app, and names the permission that is missing', async () => {
    const { url, token } = await start(5);
    const session = await directSession({ url }, { access_token: token.value }, { way: 'token' });
    expect(session.account.others).toEqual([]);
    expect(await itemsOf(session, 'activities')).toHaveLength(5);
    token.scopes = ['ACTIVITY', 'SETTINGS'];
    const { account } = await directSession({ url }, { access_token: token.value }, { way: 'token' });
    expect(account.scopes).toEqual(['ACTIVITY:READ', 'SETTINGS:READ']);
    await expect(pagesOf(session, 'wellness')).rejects.toMatchObject({
      trouble: { kind: 'missing_scope', scope: 'WELLNESS:READ' },
    });
  });

  it('reads an athlete of the roster with the same key', async () => {
    const { url, answers } = await start(5);
    const session = await directSession({ url }, answers, { athlete: 'i333444' });
    expect((await itemsOf(session, 'activities')).map(({ external_id }) => external_id)).toContain('i80000001');
    const named = await directSession({ url }, { ...answers, athlete_id: 'i333444' });
    expect(named.account.name).toBe('Cora Coached');
    expect((await INTERVALS.check(named)).external_id).toBe('i333444');
    const bare = await directSession({ url }, { ...answers, athlete_id: '333444' });
    expect(bare.secrets).toMatchObject({ athlete_id: 'i333444', own_id: 'i333444' });
  });
});

describe('activities', () => {
  it('bring the figures of the platform in our units', async () => {
    const { url, answers, find } = await start();
    const session = await directSession({ url }, answers);
    const items = await itemsOf(session, 'activities');
    expect(items).toHaveLength(40);
    const { workout } = find(2);
    const { fact, local_date, thresholds, has_more } = coreOf(items, 'i70000002', 'activity');
    expect(local_date).toBe(workout.local_date);
    expect(has_more).toBe(true);
    expect(fact.join).toEqual({ by: 'start', start_s: workout.start_s, duration_s: workout.duration_s });
    expect(fact.values).toMatchObject({
      distance_m: workout.distance_m,
      average_power_w: workout.average_power_w,
      work_kj: (workout.average_power_w! * workout.duration_s) / 1000,
      training_load: workout.load,
      tss: workout.load,
      intensity_factor: expect.closeTo((workout.average_power_w! * 1.06) / 245, 2),
    });
    expect(fact.other).toMatchObject({ gear_id: 'b101', platform_source: 'GARMIN_CONNECT' });
    expect(thresholds).toContainEqual({ kind: 'ftp_w', family: 'ride', value: 245, valid_from: local_date });
    expect(thresholds).toContainEqual({ kind: 'lthr_bpm', family: 'ride', value: 168, valid_from: local_date });
  });

  it('have no TSS where the load was not made from power', async () => {
    const { url, answers } = await start();
    const { fact, thresholds } = coreOf(
      await itemsOf(await directSession({ url }, answers), 'activities'),
      'i70000003',
      'activity',
    );
    expect(fact.sport).toBe('run');
    expect(fact.values.tss).toBeUndefined();
    expect(fact.values.training_load).toBeGreaterThan(0);
    expect(thresholds).toContainEqual(
      expect.objectContaining({ kind: 'threshold_speed_mps', family: 'run', value: 3.3898 }),
    );
  });

  it('keep nothing secret and nothing that changes by itself', async () => {
    const { url, answers } = await start();
    const session = await directSession({ url }, answers);
    const [first, second] = [await itemsOf(session, 'activities'), await itemsOf(session, 'activities')];
    // Null or absent is chance; what is kept does not depend on it.
    expect(second).toEqual(first);
    const everything = JSON.stringify([
      ...first,
      ...(await itemsOf(session, 'profile')),
      ...(await itemsOf(session, 'library')),
      ...(await itemsOf(session, 'custom_items')),
    ]);
    expect(everything).not.toMatch(/skyline|example\.org|secret-key|share-token|Conny/);
  });

  it('typed in by hand are the whole activity', async () => {
    const { url, answers } = await start();
    const core = coreOf(await itemsOf(await directSession({ url }, answers), 'activities'), 'i70000005', 'activity');
    expect(core).toMatchObject({ has_more: false, samples_version: null, fact: { join: { by: 'none' } } });
  });

  it('of an unknown sport keep its name', async () => {
    const { url, answers, inventSport } = await start(5);
    inventSport(2);
    const core = coreOf(await itemsOf(await directSession({ url }, answers), 'activities'), 'i70000002', 'activity');
    expect(core.fact).toMatchObject({ sport: 'other', sport_as_written: 'Quidditch' });
  });

  it('that came from Strava are told, not taken for empty ones', async () => {
    const { url, answers, withhold } = await start(10);
    withhold(4);
    const core = coreOf(await itemsOf(await directSession({ url }, answers), 'activities'), '11223344004', 'activity');
    expect(core.withheld).toMatch(/Strava/);
    expect(core).toMatchObject({ has_more: false, samples_version: null, thresholds: [] });
  });

  it('come page by page, newest first, and go on where they stopped', async () => {
    const { url, answers, server, state } = await start(450);
    const session = await directSession({ url }, answers);
    const pages = await pagesOf(session, 'activities');
    expect(pages.map((page) => page.items.length)).toEqual([200, 199, 51, 0]);
    expect(pages.map((page) => page.complete !== undefined)).toEqual([false, false, false, true]);
    expect(pages.at(-1)).toMatchObject({ next: null, complete: { from: null, to: '2026-11-16' } });
    const ids = pages.flatMap((page) => page.items.map((item) => item.external_id));
    expect(new Set(ids).size).toBe(450);
    expect(ids[0]).toBe('i70000450');

    for (const [i, page] of pages.slice(0, -1).entries()) {
      const rest = await pagesOf(session, 'activities', { resume: page.next });
      const all = [...pages.slice(0, i + 1), ...rest].flatMap(({ items }) => items.map((item) => item.external_id));
      expect(new Set(all).size).toBe(450);
      expect(rest.at(-1)?.complete).toEqual({ from: null, to: '2026-11-16' });
    }

    server.calls.length = 0;
    const [recent, ...more] = await pagesOf(session, 'activities', { from: '2026-10-16' });
    expect(more).toEqual([]);
    expect(server.calls).toHaveLength(1);
    expect(recent?.complete).toEqual({ from: '2026-10-16', to: '2026-11-16' });
    expect(recent?.items).toHaveLength(
      state.activities.filter(({ workout }) => workout.local_date >= '2026-10-16').length,
    );
  });

  it('uploaded while a run was interrupted are not missed', async () => {
    const { url, answers, add } = await start(250);
    const [first] = await pagesOf(await directSession({ url }, answers), 'activities');
    const later = inventAthlete({ workouts: 300, platforms: ['intervals'], today: '2026-12-20', seed: 8 });
    add(later.workouts.at(-1)!);
    const session = await directSession({ url, today: '2026-12-20' }, answers);
    const rest = await pagesOf(session, 'activities', { resume: first!.next });
    expect(rest.flatMap(({ items }) => items.map((item) => item.external_id))).toContain('i70000300');
    expect(rest.at(-1)?.complete).toEqual({ from: null, to: '2026-12-21' });
  });
});

describe('details', () => {
  async function detailOf(number: number) {
    const { url, answers, find } = fake!;
    const session = await directSession({ url }, answers);
    const item = (await itemsOf(session, 'activities')).find(({ external_id }) => external_id === find(number).id)!;
    fake!.server.calls.length = 0;
    return { detail: await INTERVALS.detail!(session, item), workout: find(number).workout };
  }

  it('hand out the file of the device', async () => {
    await start();
    const { detail, workout } = await detailOf(1);
    expect(detail.missing).toBeNull();
    expect(detail.recording).toBeNull();
    expect(detail.originals.map(({ label }) => label)).toEqual(['i70000001.fit']);
    expect(Buffer.from(detail.originals[0]!.bytes)).toEqual(Buffer.from(workout.fit()));
    const document = readDocument(detail.originals[0]!.bytes, 'x.fit');
    expect(document.kind).toBe('activity');
    expect(detail.parts).toEqual([]);
    expect(fake!.server.calls).toHaveLength(1);
  });

  it('tell the intervals of many with one call', async () => {
    const { url, answers } = await start();
    const session = await directSession({ url }, answers);
    const listed = await itemsOf(session, 'activities');
    const recorded = listed.filter(({ core }) => core.kind === 'activity' && core.has_more);
    fake!.server.calls.length = 0;
    const stored = listed.map(({ external_id }) => ({ external_id, local_date: null }));
    const pages = await pagesOf(session, 'activity_intervals', { stored });
    expect(fake!.server.calls).toHaveLength(Math.ceil(listed.length / 50));
    const items = pages.flatMap((page) => page.items);
    expect(items.map(({ external_id }) => external_id).sort()).toEqual(
      recorded.map(({ external_id }) => external_id).sort(),
    );
    expect(items[0]!.raw).toMatchObject({ icu_intervals: [{ type: 'WORK' }, { type: 'RECOVERY' }] });
  });

  it('make a recording of streams where there is no file', async () => {
    await start();
    const { detail, workout } = await detailOf(7);
    const made = detail.recording!;
    const { samples, start_s, end_s } = workout.recording();
    expect(detail.originals).toEqual([]);
    expect(made).toMatchObject({ start_s, end_s, utc_offset_s: workout.utc_offset_s, sport: workout.sport });
    expect(made.samples.time_s).toEqual(samples.time_s);
    expect(Object.keys(made.samples.channels).sort()).toEqual(Object.keys(samples.channels).sort());
    for (const [id, values] of Object.entries(samples.channels)) {
      expect(made.samples.channels[id as keyof typeof samples.channels]).toEqual(values);
    }
  });

  it('bring comments without the names of others', async () => {
    await start();
    const { detail } = await detailOf(2);
    const messages = detail.parts.find(({ name }) => name === 'messages')?.raw;
    expect(messages).toEqual([
      {
        id: '5000000002',
        by: 'someone else',
        content: 'Nice pacing',
        created: '2026-01-01T10:00:00.000+00:00',
        type: 'TEXT',
      },
    ]);
  });

  it('say when there is neither file nor streams, and keep what the platform computed', async () => {
    await start();
    const { url, answers } = fake!;
    const session = await directSession({ url }, answers);
    const item = (await itemsOf(session, 'activities')).find(({ external_id }) => external_id === 'i70000005')!;
    const detail = await INTERVALS.detail!(session, item);
    expect(detail.missing).toMatchObject({ for_good: true });
    expect(detail.parts.map(({ name }) => name)).toEqual(['hr-histogram']);
  });

  it('are not taken from a page or a damaged file in the place of one', async () => {
    const { server } = await start();
    server.fail(/\/file$/, { status: 200, body: Buffer.from('<!DOCTYPE html><html>Sign in</html>') });
    await expect(detailOf(1)).rejects.toMatchObject({ trouble: { kind: 'server' } });
    server.fail(/\/file$/, { status: 200, body: Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3]) });
    expect((await detailOf(1)).detail.recording).not.toBeNull();
  });
});

describe('the other streams', () => {
  it('profile: athlete, weight and thresholds by family', async () => {
    const { url, answers } = await start(5);
    const items = await itemsOf(await directSession({ url }, answers), 'profile');
    expect(coreOf(items, 'profile', 'profile')).toEqual({
      kind: 'profile',
      sex: 'female',
      birth_date: '1990-04-12',
      height_m: 1.71,
      time_zone: 'Europe/Vienna',
    });
    expect(coreOf(items, 'body', 'thresholds').values.map(({ kind }) => kind)).toEqual(['resting_hr_bpm', 'weight_kg']);
    const ride = coreOf(items, 'settings:501', 'thresholds').values;
    expect(ride).toContainEqual({ kind: 'ftp_w', family: 'ride', value: 245, valid_from: null });
    const run = coreOf(items, 'settings:502', 'thresholds').values;
    expect(run).toContainEqual({ kind: 'threshold_speed_mps', family: 'run', value: 3.3898, valid_from: null });
    expect(items.find(({ external_id }) => external_id === 'settings:501')?.raw).toHaveProperty('power_zones');
  });

  it('wellness: what was measured, not what was copied', async () => {
    const { url, answers, state } = await start(40);
    const pages = await pagesOf(await directSession({ url }, answers), 'wellness');
    const items = pages.flatMap((page) => page.items);
    expect(pages.at(-1)?.complete).toEqual({ from: null, to: '2026-11-15' });
    expect(items.length).toBeGreaterThanOrEqual(state.days.size);
    for (const [date, day] of state.days) {
      const { readings } = coreOf(items, date, 'wellness');
      const by_key = new Map(readings.map(({ key, value }) => [key, value]));
      expect(by_key.get('resting_hr_bpm')).toBe(day.restingHR);
      expect(by_key.get('hrv_rmssd_ms')).toBe(day.hrv);
      expect(by_key.get('weight_kg')).toBe(day.tempWeight === true ? undefined : day.weight);
      expect(by_key.has('mood')).toBe(false);
    }
    const custom = items.find(({ external_id }) => state.days.get(external_id)?.Rpe === 4)!;
    expect(custom.raw).toMatchObject({ Rpe: 4 });
  });

  it('calendar: every category, with the steps of workouts', async () => {
    const { url, answers, state } = await start(5);
    const items = await itemsOf(await directSession({ url }, answers), 'calendar');
    expect(items).toHaveLength(state.events.length);
    const entries = items.map(({ core }) => (core.kind === 'planned' ? core.entry : null)!);
    const of = (word: string) => entries.find((entry) => entry.category_as_written === word)!;
    expect(of('RACE_A')).toMatchObject({
      category: 'race',
      title: 'Autumn race',
      distance_m: 120_000,
      last_date: null,
    });
    expect(of('PLAN')).toMatchObject({ category: 'phase', title: 'Base', last_date: '2026-10-13' });
    expect(of('SICK')).toMatchObject({ category: 'away', local_date: '2026-10-26', last_date: '2026-10-28' });
    expect(of('TARGET')).toMatchObject({ category: 'target', load: 400, duration_s: 36_000 });
    expect(of('SET_EFTP')).toMatchObject({ category: 'other' });
    const { workout } = of('WORKOUT');
    expect(workout?.steps).toMatchObject([
      { kind: 'step', intensity: 'warmup', target: { of: 'ftp_pct', low: 50, high: 75, ramp: true } },
      {
        kind: 'repeat',
        times: 3,
        steps: [
          {
            end: { seconds: 600 },
            target: { low: 98, high: 102, ramp: false },
            cadence: { of: 'cadence_rpm', low: 90 },
          },
          { target: { of: 'ftp_pct', low: 50, high: 50 } },
        ],
      },
      { intensity: 'cooldown', target: { of: 'power_zone', low: 1 } },
    ]);
    expect(entries.find(({ title }) => title === 'Strength')).toMatchObject({ sport: 'strength', workout: null });
  });

  it('library, plan, gear and what else the account has', async () => {
    const { url, answers } = await start(5);
    const session = await directSession({ url }, answers);
    const library = await itemsOf(session, 'library');
    expect(library.map(({ external_id }) => external_id)).toEqual([
      'folder:11',
      'folder:12',
      'workout:701',
      'workout:702',
      'workout:703',
    ]);
    expect(coreOf(library, 'workout:703', 'workout')).toMatchObject({
      folder: 'Build block',
      workout: { sport: 'ride' },
    });
    expect((await itemsOf(session, 'training_plan'))[0]?.core).toMatchObject({
      name: 'Build block',
      local_date: '2026-11-02',
    });
    const gear = await itemsOf(session, 'gear');
    expect(gear.map(({ core }) => (core.kind === 'gear' ? [core.gear, core.retired] : null))).toEqual([
      ['bike', false],
      ['bike', true],
      ['shoes', false],
      ['other', false],
    ]);
    expect(gear[0]?.raw).toMatchObject({ reminders: [{ name: 'Wax chain' }] });
    expect(await itemsOf(session, 'custom_items')).toHaveLength(2);
    expect((await itemsOf(session, 'routes'))[0]?.core).toMatchObject({ name: 'Round the lake' });
    for (const id of ['power_curves', 'hr_curves', 'pace_curves']) expect(await itemsOf(session, id)).toHaveLength(1);
  });

  it('each take the calls they say when nothing has changed', async () => {
    const { url, answers, server } = await start(40);
    const session = await directSession({ url }, answers);
    for (const stream of INTERVALS.streams) {
      server.calls.length = 0;
      const stored = [{ external_id: 'i70000040', local_date: '2026-11-14' }];
      const pages = await pagesOf(session, stream.id, { from: '2026-10-16', stored });
      expect([stream.id, server.calls.length]).toEqual([stream.id, stream.calls]);
      if (stream.id !== 'activity_intervals') expect(pages.at(-1)?.complete).toBeDefined();
    }
    expect(streamOf('activities').fresh_s).toBe(0);
  });

  it('are left out quietly where the platform does not have them', async () => {
    const { url, answers, server } = await start(5);
    const session = await directSession({ url }, answers);
    server.fail(/\/power-curves/, { status: 404, body: {}, times: 2 });
    expect(await pagesOf(session, 'power_curves')).toEqual([{ items: [], next: null }]);
    server.fail(/\/gear/, { status: 404, body: {}, times: 2 });
    expect(await pagesOf(session, 'gear')).toEqual([{ items: [], next: null }]);
    server.fail(/\/routes/, { status: 422, body: {} });
    expect(await pagesOf(session, 'routes')).toEqual([{ items: [], next: null }]);
    server.fail(/\/training-plan/, { status: 404, body: {} });
    expect((await pagesOf(session, 'training_plan'))[0]?.items).toEqual([]);
  });
});

describe('limits', () => {
  it('are read from the headers, the quarter first', () => {
    const read = INTERVALS.limits.read;
    expect(read({ 'x-ratelimit-limit': '2500,5000', 'x-ratelimit-remaining': '2391,4702' })).toEqual([
      { id: 'quarter', limit: 2500, used: 109 },
      { id: 'day', limit: 5000, used: 298 },
    ]);
    expect(read({})).toBeNull();
    expect(read({ 'x-ratelimit-limit': ',5000', 'x-ratelimit-remaining': '' })).toEqual([
      { id: 'day', limit: 5000, used: null },
    ]);
  });

  it('end in a refusal that is understood', async () => {
    const { url, answers, server } = await start(3);
    const session = await directSession({ url }, answers);
    server.fail(/./, { status: 429, headers: { 'retry-after': '7' }, body: { status: 429 } });
    await expect(pagesOf(session, 'gear')).rejects.toMatchObject({ trouble: { kind: 'rate_limited' } });
    server.fail(/./, { status: 503, body: 'unavailable' });
    await expect(pagesOf(session, 'gear')).rejects.toMatchObject({ trouble: { kind: 'server' } });
    server.fail(/./, { status: 200, body: '<html>Cloudflare</html>' });
    await expect(pagesOf(session, 'gear')).rejects.toMatchObject({ trouble: { kind: 'unexpected' } });
    server.fail(/./, { status: 200, body: { error: 'no list' } });
    await expect(pagesOf(session, 'activities')).rejects.toMatchObject({ trouble: { kind: 'unexpected' } });
  });
});
