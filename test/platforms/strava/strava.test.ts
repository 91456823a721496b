/** The fake Strava behaves as the real one is known to, so that what passes against it means something. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inventAthlete } from '../athlete.ts';
import { type StravaFake, startStrava } from '../strava.ts';
import { createChecker } from './description.ts';

let strava: StravaFake;
let token: string;

beforeAll(async () => {
  const athlete = inventAthlete({ workouts: 12, platforms: ['strava'], longest_s: 14_000 });
  strava = await startStrava({ athlete, limits: { read: [1000, 10_000], overall: [2000, 20_000] } });
  strava.server.clock_s = Date.parse('2026-11-15T12:00:00Z') / 1000;
  token = await tokenFor('read,read_all,profile:read_all,activity:read_all');
});

afterAll(() => strava.close());

async function tokenFor(scope: string): Promise<string> {
  const query = new URLSearchParams({
    client_id: strava.app.id,
    redirect_uri: 'http://localhost:8111/x',
    response_type: 'code',
    scope,
    state: 's',
  });
  const answer = await fetch(`${strava.url}/oauth/authorize?${query}`, { redirect: 'manual' });
  const code = new URL(answer.headers.get('location')!).searchParams.get('code')!;
  const form = { client_id: strava.app.id, client_secret: strava.app.secret, code, grant_type: 'authorization_code' };
  const exchanged = await fetch(`${strava.url}/api/v3/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
  });
  expect(exchanged.headers.get('x-ratelimit-limit')).toBeNull();
  return ((await exchanged.json()) as { access_token: string }).access_token;
}

const get = (path: string, bearer = token) =>
  fetch(`${strava.url}/api/v3${path}`, { headers: { authorization: `Bearer ${bearer}` } });

const recorded = () => strava.activities.find(({ workout }) => !workout.manual)!;

describe('the fake Strava', () => {
  it('refuses other addresses, unknown scopes and the athlete who says no', async () => {
    const ask = (changes: Record<string, string>) => {
      const query = {
        client_id: strava.app.id,
        redirect_uri: 'http://localhost/x',
        response_type: 'code',
        scope: 'read',
      };
      return fetch(`${strava.url}/oauth/authorize?${new URLSearchParams({ ...query, ...changes })}`, {
        redirect: 'manual',
      });
    };
    expect((await ask({ redirect_uri: 'https://elsewhere.example/x' })).status).toBe(400);
    expect((await ask({ scope: 'read activity:read' })).status).toBe(400);
    strava.switches.refuse = true;
    const no = await ask({});
    strava.switches.refuse = false;
    expect(no.headers.get('location')).toContain('error=access_denied');
  });

  it('answers 401 for a missing scope, and hides what is only for the athlete', async () => {
    const narrow = await tokenFor('read,activity:read');
    const refused = await get('/athlete/zones', narrow);
    expect(refused.status).toBe(401);
    expect(await refused.json()).toMatchObject({ errors: [{ field: 'profile:read_all_permission', code: 'missing' }] });
    recorded().visibility = 'only_me';
    const all = (await (await get('/athlete/activities?per_page=200')).json()) as unknown[];
    const some = (await (await get('/athlete/activities?per_page=200', narrow)).json()) as unknown[];
    expect(all.length - some.length).toBe(1);
    expect((await get(`/activities/${recorded().id}`, narrow)).status).toBe(404);
    recorded().visibility = 'everyone';
    recorded().private_points = 100;
    const length = async (bearer: string) => {
      const path = `/activities/${recorded().id}/streams?keys=heartrate&key_by_type=true`;
      return ((await (await get(path, bearer)).json()) as { heartrate: { data: unknown[] } }).heartrate.data.length;
    };
    expect((await length(token)) - (await length(narrow))).toBe(200);
    recorded().private_points = 0;
  });

  it('gives streams at full length, or fewer when asked; distance always', async () => {
    const long = strava.activities.find(({ workout }) => !workout.manual && workout.duration_s > 11_000)!;
    const streams = async (query: string) =>
      (await (await get(`/activities/${long.id}/streams?${query}`)).json()) as Record<string, { data: unknown[] }>;
    const full = await streams('keys=heartrate&key_by_type=true');
    expect(Object.keys(full)).toEqual(['distance', 'heartrate']);
    expect(full.heartrate!.data.length).toBeGreaterThan(11_000);
    const low = await streams('keys=heartrate&key_by_type=true&resolution=low');
    expect(low.heartrate!.data.length).toBeLessThanOrEqual(100);
    expect((await get(`/activities/${long.id}/streams?keys=time&key_by_type=true&resolution=all`)).status).toBe(400);
    const by_hand = strava.activities.find(({ workout }) => workout.manual)!;
    expect((await get(`/activities/${by_hand.id}/streams?keys=time&key_by_type=true`)).status).toBe(404);
  });

  it('writes long ids as bare numbers', async () => {
    const text = await (await get(`/athletes/${strava.athlete_id}/routes`)).text();
    expect(text).toContain('"id":3329485690369457990,"id_str":"3329485690369457990"');
    expect(await (await get(`/activities/${recorded().id}`)).text()).toMatch(/"id":33294856903694\d{5},/);
  });

  it('hands comments out by cursors, people without ids', async () => {
    const talked = strava.activities.find(({ comments }) => comments > 0)!;
    const page = async (query: string) =>
      (await (await get(`/activities/${talked.id}/comments?${query}`)).json()) as {
        cursor: string | null;
        id: number;
      }[];
    expect((await page('')).map(({ cursor }) => cursor)).toEqual([null, null]);
    const [first] = await page('page_size=1');
    expect(first!.cursor).toMatch(/%3D|%2F/);
    const [second] = await page(`page_size=1&after_cursor=${encodeURIComponent(first!.cursor!)}`);
    expect(second!.id).toBe(first!.id + 1);
    expect(await page(`page_size=1&after_cursor=${encodeURIComponent(second!.cursor!)}`)).toEqual([]);
    const kudos = await (await get(`/activities/${talked.id}/kudos`)).text();
    expect(kudos).not.toContain('"id"');
  });

  it('counts by quarter and day, and refuses with text for errors', async () => {
    strava.rate.limits = { read: [strava.rate.used.read_quarter + 1, 1000], overall: [5000, 50_000] };
    const last = await get('/athlete');
    expect(last.headers.get('x-readratelimit-usage')).toMatch(/^\d+,\d+$/);
    const over = await get('/athlete');
    expect(over.status).toBe(429);
    expect(await over.json()).toMatchObject({ errors: 'Rate Limit Exceeded' });
    strava.server.clock_s = strava.server.now() + 900;
    expect((await get('/athlete')).status).toBe(200);
    expect(strava.rate.used.read_quarter).toBe(1);
    strava.rate.limits = { read: [1000, 10_000], overall: [2000, 20_000] };
    const write = await fetch(`${strava.url}/api/v3/activities`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
    });
    expect(write.status).toBe(401);
    expect(strava.rate.headers(false)['X-Readratelimit-Usage']).toBe(',');
  });

  it('refuses what is in the future, is retired, or needs a subscription', async () => {
    const ahead = strava.server.now() * 1000;
    expect(await (await get(`/athlete/activities?after=${ahead}`)).json()).toMatchObject({
      errors: [{ field: 'after', code: 'future' }],
    });
    for (const path of ['/clubs/231407/members', '/clubs/231407/activities', '/clubs/231407/admins']) {
      const gone = await get(path);
      expect([gone.status, await gone.text()], path).toEqual([404, '']);
    }
    strava.switches.subscriber = false;
    expect((await get('/segment_efforts?segment_id=229781')).status).toBe(402);
    strava.switches.subscriber = true;
    expect((await get('/segment_efforts?segment_id=229781')).status).toBe(200);
    expect((await get('/gear/b7001')).status).toBe(200);
    expect(strava.violations).toEqual([]);
  });

  it('notices what the description does not know', async () => {
    const checker = createChecker();
    checker.request('GET', '/api/v3/segments/1/leaderboard', new URLSearchParams());
    checker.request('GET', '/api/v3/athlete/activities', new URLSearchParams({ per_page: 'many', limit: '5' }));
    checker.request('GET', '/api/v3/activities/1/streams', new URLSearchParams({ keys: 'time' }));
    checker.response('GET', '/api/v3/athlete', 200, { id: 1, shoe_size: 43, weight: 'heavy' });
    checker.response('GET', '/api/v3/athlete/activities', 200, [{ sport_type: 'Quidditch', type: 'Quidditch' }]);
    const path = '../../../../shared/specs/strava-swagger.json';
    const { existsSync } = await import('node:fs');
    const described = existsSync(new URL(path, import.meta.url));
    expect(checker.violations).toEqual(
      described
        ? [
            'GET /api/v3/segments/{id}/leaderboard is not described',
            'GET /api/v3/athlete/activities: per_page is no integer',
            'GET /api/v3/athlete/activities: query parameter limit is not described',
            'GET /api/v3/activities/{id}/streams: query parameter key_by_type is missing',
            'GET /api/v3/athlete.shoe_size is not described (DetailedAthlete)',
            'GET /api/v3/athlete.weight: string instead of number',
            'GET /api/v3/athlete/activities[].type: Quidditch is no value of ActivityType',
          ]
        : [],
    );
  });
});
