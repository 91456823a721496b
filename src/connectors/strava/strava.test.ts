/** Strava's connector against the fake Strava over real HTTP. */

import { afterEach, describe, expect, it } from 'vitest';
import { inventAthlete } from '../../../test/platforms/athlete.ts';
import { type StravaFake, type StravaOptions, startStrava } from '../../../test/platforms/strava.ts';
import type { Item, Session } from '../../core/connector.ts';
import { PlatformFailure } from '../../core/platform-failure.ts';
import type { Recording } from '../../core/recording.ts';
import type { ActivityFact } from '../../core/source.ts';
import { directCaller, directSession, runStream, streamOf } from './direct-caller.test-data.ts';
import { STRAVA } from './strava.ts';

const TODAY_S = Date.parse('2026-11-15T12:00:00Z') / 1000;
const REDIRECT = 'http://127.0.0.1:41234/callback';

let fake: StravaFake | null = null;

afterEach(async () => {
  const violations = fake?.violations ?? [];
  await fake?.close();
  fake = null;
  expect(violations).toEqual([]);
});

async function start(options: Partial<StravaOptions> & { workouts?: number } = {}): Promise<StravaFake> {
  const { workouts = 40, ...rest } = options;
  const athlete = inventAthlete({ workouts, platforms: ['strava'], longest_s: 900 });
  fake = await startStrava({
    athlete,
    limits: { read: [10_000, 100_000], overall: [20_000, 200_000] },
    ...rest,
  });
  fake.server.clock_s = TODAY_S;
  return fake;
}

/** What the loopback address gets after the person has clicked. */
async function approve(strava: StravaFake): Promise<Record<string, string>> {
  const { url, query } = STRAVA.ways[0]!.authorize!(strava.answers, REDIRECT, 'a-random-state');
  const address = new URL(`${strava.url}${new URL(url).pathname}?${new URLSearchParams(query)}`);
  const answer = await fetch(address, { redirect: 'manual' });
  const back = new URL(answer.headers.get('location')!);
  expect(back.searchParams.get('state')).toBe('a-random-state');
  const code = back.searchParams.get('code') ?? '';
  const granted_scope = back.searchParams.get('scope') ?? '';
  return { ...strava.answers, code, granted_scope, redirect_uri: REDIRECT };
}

async function signIn(strava: StravaFake): Promise<Session> {
  const caller = directCaller(strava.url, strava.server.now);
  const { secrets, identity } = await STRAVA.signIn(caller, 'app', await approve(strava));
  return directSession(strava.url, strava.server.now, secrets, identity);
}

function factOf(item: Item | undefined): ActivityFact {
  if (item?.core.kind !== 'activity') throw new Error('no activity');
  return item.core.fact;
}

async function itemOf(session: Session, strava: StravaFake, number: number): Promise<Item> {
  const { items } = await runStream(session, 'activities');
  const found = items.find(({ external_id }) => external_id === String(strava.find(number).id));
  if (!found) throw new Error(`workout ${number} was not listed`);
  return found;
}

async function detailOf(session: Session, item: Item) {
  return STRAVA.detail!(session, item);
}

function channel(recording: Recording | null, id: keyof Recording['samples']['channels']): Float64Array {
  const values = recording?.samples.channels[id];
  if (!values) throw new Error(`no ${id}`);
  return values;
}

const trouble = (work: Promise<unknown>) =>
  work.then(
    () => 'no trouble',
    (error: unknown) => (error instanceof PlatformFailure ? error.trouble : error),
  );

describe('signing in', () => {
  it('asks for commas, exchanges the code once, and knows who it is', async () => {
    const strava = await start();
    const answers = await approve(strava);
    expect(answers.granted_scope).toBe('read,read_all,profile:read_all,activity:read_all');
    const caller = directCaller(strava.url, strava.server.now);
    const { secrets, identity } = await STRAVA.signIn(caller, 'app', answers);
    expect(identity).toMatchObject({ external_id: strava.athlete_id, name: 'Ida Erfunden', notes: [] });
    expect(identity.scopes).toContain('activity:read');
    expect(STRAVA.expires_s(secrets)).toBe(TODAY_S + 21_600 - 600);
    // A code works once.
    expect(await trouble(STRAVA.signIn(caller, 'app', answers))).toEqual({ kind: 'login_expired' });
    const wrong = { ...(await approve(strava)), client_secret: 'no' };
    expect(await trouble(STRAVA.signIn(caller, 'app', wrong))).toEqual({ kind: 'wrong_credentials' });
    const stranger = { ...(await approve(strava)), client_id: '1' };
    expect(await trouble(STRAVA.signIn(caller, 'app', stranger))).toEqual({ kind: 'wrong_credentials' });
  });

  it('says which box was not ticked', async () => {
    const strava = await start();
    const caller = directCaller(strava.url, strava.server.now);
    strava.switches.untick = ['activity:read_all'];
    expect(await trouble(STRAVA.signIn(caller, 'app', await approve(strava)))).toEqual({
      kind: 'missing_scope',
      scope: 'activity:read_all',
    });
    strava.switches.untick = ['profile:read_all', 'read_all'];
    const { identity } = await STRAVA.signIn(caller, 'app', await approve(strava));
    expect(identity.notes).toHaveLength(2);
    expect(streamOf('zones').scope).toBe('profile:read_all');
    expect(identity.scopes).not.toContain('profile:read_all');
  });

  it('keeps the rotated refresh token, and the old one is dead', async () => {
    const strava = await start();
    const session = await signIn(strava);
    const caller = directCaller(strava.url, strava.server.now);
    // With hours left the same access token comes back.
    const same = await STRAVA.renew!(caller, session.secrets);
    expect(same.access_token).toBe(session.secrets.access_token);
    strava.expireLogins();
    const fresh = await STRAVA.renew!(caller, session.secrets);
    expect(fresh.access_token).not.toBe(session.secrets.access_token);
    expect(fresh.refresh_token).not.toBe(session.secrets.refresh_token);
    expect(fresh.client_secret).toBe(strava.app.secret);
    expect(await trouble(STRAVA.renew!(caller, session.secrets))).toEqual({ kind: 'login_expired' });
    await runStream(directSession(strava.url, strava.server.now, fresh, session.account), 'athlete');
    expect(await trouble(runStream(session, 'athlete'))).toEqual({ kind: 'login_expired' });
  });

  it('revokes, also where only the older way exists', async () => {
    const strava = await start();
    const first = await signIn(strava);
    const caller = directCaller(strava.url, strava.server.now);
    await STRAVA.signOut!(caller, first.secrets);
    expect(strava.sign_in.open_grants).toBe(0);
    const second = await signIn(strava);
    strava.switches.revoke = false;
    await STRAVA.signOut!(caller, second.secrets);
    expect(strava.sign_in.open_grants).toBe(0);
    // What is revoked already is as it should be.
    await STRAVA.signOut!(caller, second.secrets);
  });

  it('checks who is signed in, and tells a sleeping app from a missing box', async () => {
    const strava = await start();
    const session = await signIn(strava);
    expect(await STRAVA.check(session)).toEqual(session.account);
    strava.app.active = false;
    expect(await trouble(STRAVA.check(session))).toMatchObject({ kind: 'plan' });
  });
});

describe('activities', () => {
  it('lists the whole history and stops at the empty page', async () => {
    const strava = await start({ workouts: 450 });
    strava.switches.filtered_every = 50;
    const session = await signIn(strava);
    strava.server.calls.length = 0;
    const { pages, items } = await runStream(session, 'activities');
    expect(new Set(items.map((item) => item.external_id)).size).toBe(450);
    expect(strava.server.calls).toHaveLength(4);
    // The first page is short although more follow.
    expect(pages[0]!.items.length).toBeLessThan(200);
    expect(pages.slice(0, -1).every((page) => page.complete === undefined && page.next !== null)).toBe(true);
    expect(pages.at(-1)).toEqual({ items: [], next: null, complete: { from: null, to: null } });
    const days = items.map((item) => (item.core.kind === 'activity' ? item.core.local_date : ''));
    expect(days).toEqual([...days].sort().reverse());
  });

  it('goes on at the page after the one that was stored, and claims nothing after a long break', async () => {
    const strava = await start({ workouts: 450 });
    const session = await signIn(strava);
    const whole = await runStream(session, 'activities');
    const resumed = await runStream(session, 'activities', { resume: whole.pages[0]!.next });
    expect(resumed.items.map((item) => item.external_id)).toEqual(
      whole.items.slice(200).map((item) => item.external_id),
    );
    expect(resumed.pages.at(-1)!.complete).toEqual({ from: null, to: null });
    strava.server.clock_s = TODAY_S + 7200;
    const late = await runStream(session, 'activities', { resume: whole.pages[0]!.next });
    expect(late.pages.at(-1)!.complete).toBeUndefined();
  });

  it('looks back over a window in two calls, whatever the order', async () => {
    const strava = await start();
    const session = await signIn(strava);
    for (const oldest_first of [false, true]) {
      strava.switches.oldest_first_after = oldest_first;
      strava.server.calls.length = 0;
      const { items, pages } = await runStream(session, 'activities', { from: '2026-11-01' });
      expect(strava.server.calls).toHaveLength(2);
      const days = items.map((item) => (item.core.kind === 'activity' ? item.core.local_date : ''));
      const expected = strava.activities.filter(({ workout }) => workout.local_date >= '2026-11-01');
      expect(days.filter((day) => day >= '2026-11-01')).toHaveLength(expected.length);
      expect(days).toEqual([...days].sort().reverse());
      expect(pages.at(-1)!.complete).toEqual({ from: '2026-11-01', to: null });
    }
    // A day that has not come yet, by a clock that is ahead: nothing is refused.
    await runStream(session, 'activities', { from: '2027-01-01' });
  });

  it('reads an activity as the export archive would', async () => {
    const strava = await start();
    const session = await signIn(strava);
    const activity = strava.activities.find(({ workout }) => workout.average_power_w !== null)!;
    const item = await itemOf(session, strava, activity.workout.number);
    const { workout } = activity;
    expect(item.core).toMatchObject({
      kind: 'activity',
      local_date: workout.local_date,
      withheld: null,
      has_more: true,
    });
    const fact = factOf(item);
    expect(fact).toMatchObject({
      external_id: String(activity.id),
      join: { by: 'start', start_s: workout.start_s, duration_s: workout.duration_s },
      sport: workout.sport,
      name: workout.name,
    });
    expect(fact.values).toMatchObject({
      elapsed_s: workout.duration_s,
      distance_m: workout.distance_m,
      ascent_m: workout.ascent_m,
      average_power_w: workout.average_power_w,
      average_hr_bpm: workout.average_hr_bpm,
      relative_effort: workout.load,
    });
    expect(fact.other).toMatchObject({ time_zone: 'Europe/Vienna', upload_id: String(activity.upload_id) });
  });

  it('keeps estimated power apart, knows entries by hand, unknown sports and hidden starts', async () => {
    const strava = await start();
    const session = await signIn(strava);
    const estimated = strava.activities.find((one) => one.estimated_power)!;
    const by_hand = strava.activities.find(({ workout }) => workout.manual)!;
    const hidden = strava.activities.find(({ workout, estimated_power }) => !workout.manual && !estimated_power)!;
    hidden.hidden_start = true;
    const { items } = await runStream(session, 'activities');
    const of = (id: number) => items.find((item) => item.external_id === String(id))!;

    expect(factOf(of(estimated.id)).values.average_power_w).toBeUndefined();
    expect(factOf(of(estimated.id)).other.estimated_average_power_w).toBe(140);
    expect(of(by_hand.id).core).toMatchObject({ has_more: false });
    expect(factOf(of(by_hand.id)).join).toEqual({
      by: 'none',
      local_date: by_hand.workout.local_date,
      start_s: by_hand.workout.start_s,
    });
    expect(factOf(of(hidden.id)).join).toEqual({
      by: 'day',
      local_date: hidden.workout.local_date,
      duration_s: hidden.workout.duration_s,
      distance_m: hidden.workout.distance_m,
    });
    const samples = await detailOf(session, of(hidden.id));
    expect(samples.recording).toBeNull();
    expect(samples.missing).toMatchObject({ for_good: true, reason: expect.stringContaining('hidden') });

    strava.inventSport(by_hand.workout.number);
    const again = await itemOf(session, strava, by_hand.workout.number);
    expect(factOf(again).sport_as_written).toBe('Quidditch');
    expect(factOf(again).sport).toBe(by_hand.type === 'Run' ? 'run' : 'ride');
  });

  it('leaves out what only the athlete may see without the permission for it', async () => {
    const strava = await start();
    strava.activities[3]!.visibility = 'only_me';
    strava.switches.untick = ['activity:read_all'];
    const caller = directCaller(strava.url, strava.server.now);
    expect(await trouble(STRAVA.signIn(caller, 'app', await approve(strava)))).toMatchObject({ kind: 'missing_scope' });
    strava.switches.untick = [];
    const { items } = await runStream(await signIn(strava), 'activities');
    expect(items).toHaveLength(40);
  });

  it('keeps no tokens, tracks at full length, or names', async () => {
    const strava = await start();
    const session = await signIn(strava);
    const item = await itemOf(session, strava, 4);
    const detail = await detailOf(session, item);
    const kept = JSON.stringify([item.raw, detail.parts, (await runStream(session, 'routes')).items]);
    expect(kept).toContain('summary_polyline');
    for (const word of ['"polyline"', 'embed', 'Otto', 'Erfunden', 'pk.not-to-be-kept', 'pictures.example/medium']) {
      expect(kept).not.toContain(word);
    }
    expect(detail.parts.map((part) => part.name)).toContain('comments');
    expect(JSON.stringify(detail.parts)).toContain('Well ridden!');
  });
});

describe('detail', () => {
  it('makes a recording of the streams, in both shapes, with at most three calls', async () => {
    const strava = await start();
    const session = await signIn(strava);
    const activity = strava.activities.find(
      ({ workout, comments }) => workout.average_power_w !== null && workout.number % 9 === 0 && comments === 0,
    )!;
    const item = await itemOf(session, strava, activity.workout.number);
    for (const as_list of [false, true]) {
      strava.switches.streams_as_list = as_list;
      strava.server.calls.length = 0;
      const { recording, fact, parts, missing, originals } = await detailOf(session, item);
      expect(strava.server.calls.length).toBeLessThanOrEqual(3);
      expect({ originals, missing }).toEqual({ originals: [], missing: null });
      const truth = activity.workout.recording();
      // The pause at the traffic light is a jump in time.
      expect(recording!.samples.time_s).toHaveLength(truth.samples.time_s.length - 20);
      expect(recording!.samples.time_s[299]).toBe(truth.start_s + 299);
      expect(recording!.samples.time_s[300]).toBe(truth.start_s + 320);
      expect(recording).toMatchObject({ start_s: truth.start_s, end_s: truth.end_s, utc_offset_s: truth.utc_offset_s });
      expect(channel(recording, 'heart_rate_bpm')[10]).toBe(truth.samples.channels.heart_rate_bpm![10]);
      expect(channel(recording, 'latitude_deg')[10]).toBeCloseTo(truth.samples.channels.latitude_deg![10]!, 5);
      expect(channel(recording, 'power_w')[96]).toBeNaN();
      expect(channel(recording, 'power_w')[95]).toBe(truth.samples.channels.power_w![95]);
      expect(recording!.laps).toHaveLength(2);
      expect(recording!.laps[1]).toMatchObject({ name: 'Uphill', end_s: truth.end_s });
      expect(fact!.external_id).toBe(item.external_id);
      const efforts = JSON.stringify(parts.find((part) => part.name === 'segment_efforts')!.raw);
      // Digits beyond 2^53 are still all there.
      expect(efforts).toMatch(/"33294856903694\d{5}"/);
    }
  });

  it('reads every activity there is, one after the other', async () => {
    const strava = await start();
    const session = await signIn(strava);
    const { items } = await runStream(session, 'activities');
    let recorded = 0;
    for (const item of items) {
      if (item.core.kind !== 'activity' || !item.core.has_more) continue;
      const { recording, fact, missing } = await detailOf(session, item);
      expect(missing).toBeNull();
      expect(recording!.samples.time_s.length).toBeGreaterThan(500);
      // The join does not change between list and detail.
      expect(fact!.join).toEqual(item.core.fact.join);
      recorded++;
    }
    expect(recorded).toBe(strava.activities.filter(({ workout }) => !workout.manual).length);
  });

  it('knows more than the list: description, effort, gear', async () => {
    const strava = await start();
    const session = await signIn(strava);
    const ride = strava.activities.find(
      ({ workout, type }) => type === 'Ride' && workout.number % 6 === 0 && !workout.manual,
    )!;
    const item = await itemOf(session, strava, ride.workout.number);
    const { fact } = await detailOf(session, item);
    expect(factOf(item).gear).toBeNull();
    expect(fact).toMatchObject({ gear: 'Road', rpe: ride.workout.rpe, note: `What was felt on ${ride.workout.name}` });
    expect(fact!.values.calories_kcal).toBeGreaterThan(0);
    expect(fact!.sport).toBe(factOf(item).sport);
  });

  it('takes no estimate for power', async () => {
    const strava = await start();
    const session = await signIn(strava);
    const ride = strava.activities.find((one) => one.estimated_power)!;
    const { recording } = await detailOf(session, await itemOf(session, strava, ride.workout.number));
    expect(recording!.samples.channels.power_w).toBeUndefined();
    expect(recording!.samples.extra.map((one) => one.id)).toEqual(['x_estimated_power', 'x_moving']);
    expect(recording!.warnings.map((warning) => warning.code)).toContain('power_estimated');
  });

  it('asks for zones of recent activities until it is told that there are none', async () => {
    const strava = await start();
    const session = await signIn(strava);
    const recent = strava.activities.filter(({ workout, comments }) => workout.number > 30 && comments === 0);
    const [first, second, third] = recent.filter(({ workout }) => !workout.manual);
    const asked = () => strava.server.calls.filter(({ path }) => /activities\/\d+\/zones$/.test(path)).length;
    const one = await detailOf(session, await itemOf(session, strava, first!.workout.number));
    expect(one.parts.map((part) => part.name)).toContain('zones');
    strava.switches.subscriber = false;
    await detailOf(session, await itemOf(session, strava, second!.workout.number));
    await detailOf(session, await itemOf(session, strava, third!.workout.number));
    expect(asked()).toBe(2);
  });

  it('survives an activity that is gone, one without streams, and one that is broken', async () => {
    const strava = await start();
    const session = await signIn(strava);
    const [gone, bare, broken] = strava.activities.filter(({ workout }) => !workout.manual);
    const items = await Promise.all([gone, bare, broken].map((one) => itemOf(session, strava, one!.workout.number)));
    strava.remove(gone!.workout.number);
    expect(await detailOf(session, items[0]!)).toMatchObject({ recording: null, missing: { for_good: true } });
    strava.server.fail(/activities\/\d+\/streams/, { status: 404 });
    const without = await detailOf(session, items[1]!);
    expect(without).toMatchObject({ recording: null, missing: { for_good: true } });
    expect(without.fact).not.toBeNull();
    broken!.corrupt = true;
    expect(await trouble(detailOf(session, items[2]!))).toEqual({ kind: 'server' });
  });
});

describe('the rest', () => {
  it('reads the athlete with weight, FTP and gear in one call', async () => {
    const strava = await start();
    const session = await signIn(strava);
    strava.server.calls.length = 0;
    const { items } = await runStream(session, 'athlete');
    expect(strava.server.calls).toHaveLength(1);
    expect(items.map((item) => item.core)).toEqual([
      { kind: 'profile', sex: 'female', birth_date: null, height_m: null, time_zone: null },
      {
        kind: 'thresholds',
        values: [
          { kind: 'weight_kg', family: null, value: 66.5, valid_from: null },
          { kind: 'ftp_w', family: 'ride', value: 245, valid_from: null },
        ],
      },
      { kind: 'gear', name: 'Road', gear: 'bike', distance_m: 8_123_400, retired: false },
      { kind: 'gear', name: 'Old one', gear: 'bike', distance_m: 8_123_400, retired: true },
      { kind: 'gear', name: 'Brand Model', gear: 'shoes', distance_m: 8_123_400, retired: false },
    ]);
  });

  it('lists segments, routes with all their digits, clubs, zones and totals, one call each when nothing changed', async () => {
    const strava = await start();
    const session = await signIn(strava);
    for (const [id, count] of [
      ['starred_segments', 3],
      ['routes', 3],
      ['clubs', 1],
      ['zones', 1],
      ['totals', 1],
    ] as const) {
      strava.server.calls.length = 0;
      const { items, pages } = await runStream(session, id, { from: '2026-11-01' });
      expect(items, id).toHaveLength(count);
      expect(strava.server.calls, id).toHaveLength(streamOf(id).calls);
      expect(pages.at(-1)!.complete, id).toBeDefined();
      const whole = await runStream(session, id);
      expect(whole.items, id).toEqual(items);
    }
    const { items } = await runStream(session, 'routes');
    expect(items.map((item) => item.external_id)).toContain('3329485690369457990');
    expect(JSON.stringify(items)).not.toContain('3329485690369458000');
  });

  it('fetches a track for each route, one a page, and goes on after a break', async () => {
    const strava = await start();
    const session = await signIn(strava);
    strava.server.fail(/2900000000000000123\/export_gpx/, { status: 404 });
    const whole = await runStream(session, 'route_files');
    expect(whole.items.map((item) => item.external_id)).toEqual([
      '3329485690369457990',
      '3329485690369457991',
      '2900000000000000123',
    ]);
    expect(whole.items.map((item) => (item.raw as { format: string }).format)).toEqual(['gpx', 'gpx', 'tcx']);
    expect(whole.items[1]!.raw).toMatchObject({ file_name: 'strava_Loop_2_zum_Würstelstand.gpx' });
    expect(JSON.stringify(whole.items)).not.toContain('Otto');
    expect(whole.pages.at(-1)!.complete).toEqual({ from: null, to: null });
    const rest = await runStream(session, 'route_files', { resume: whole.pages[0]!.next });
    expect(rest.items.map((item) => item.external_id)).toEqual(whole.items.slice(1).map((item) => item.external_id));
  });

  it('takes a web page for what it is', async () => {
    const strava = await start();
    const session = await signIn(strava);
    strava.server.fail(/athlete\/activities/, { status: 502, body: '<html>Bad gateway</html>' });
    expect(await trouble(runStream(session, 'activities'))).toEqual({ kind: 'server' });
    strava.server.fail(/athlete\/activities/, { status: 200, body: '<html>Log in</html>' });
    expect(await trouble(runStream(session, 'activities'))).toMatchObject({ kind: 'unexpected' });
    strava.server.fail(/athlete\/activities/, { status: 200, body: { message: 'maintenance' } });
    expect(await trouble(runStream(session, 'activities'))).toMatchObject({ kind: 'unexpected' });
  });

  it('reads the budgets from headers of any case and stops at the limit', async () => {
    const strava = await start({ limits: { read: [5, 1000], overall: [200, 2000] } });
    const session = await signIn(strava);
    const { headers } = await session.call({ url: 'https://www.strava.com/api/v3/athlete' });
    expect(STRAVA.limits.read(headers)).toEqual([
      { id: 'read_quarter', limit: 5, used: 1 },
      { id: 'read_day', limit: 1000, used: 1 },
      { id: 'overall_quarter', limit: 200, used: 1 },
      { id: 'overall_day', limit: 2000, used: 1 },
    ]);
    for (let i = 0; i < 4; i++) await STRAVA.check(session);
    expect(await trouble(STRAVA.check(session))).toEqual({ kind: 'rate_limited' });
    strava.server.clock_s = TODAY_S + 900;
    await STRAVA.check(session);
  });
});
