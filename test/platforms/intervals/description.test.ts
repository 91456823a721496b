/** The checker notices what the description does not know, and the fake keeps its rules. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inventAthlete } from '../athlete.ts';
import { type IntervalsFake, startIntervals } from '../intervals.ts';
import { createChecker, readDescription } from './description.ts';

describe.skipIf(readDescription() === null)('the checker', () => {
  it('knows paths with and without a suffix', () => {
    const checker = createChecker();
    checker.request('GET', '/api/v1/athlete/0/wellness', new URLSearchParams('oldest=2026-01-01'));
    checker.request('GET', '/api/v1/athlete/0/wellness.csv', new URLSearchParams());
    checker.request('GET', '/api/v1/athlete/0/activities/search', new URLSearchParams('q=x'));
    checker.request('GET', '/api/v1/athlete/0/activities/i1,i2', new URLSearchParams());
    expect(checker.violations).toEqual([]);
  });

  it('names unknown paths, parameters and fields', () => {
    const checker = createChecker();
    checker.request('GET', '/api/v1/athlete/0/weight', new URLSearchParams());
    checker.request('GET', '/api/v1/athlete/0/activities', new URLSearchParams('after=1'));
    checker.response('GET', '/api/v1/athlete/0/gear', 200, [
      { id: 'b1', brand: 'X', distance: '12', type: 'Tricycle' },
    ]);
    expect(checker.violations).toEqual([
      'GET /api/v1/athlete/{id}/weight is not described',
      'listActivities: query parameter after is not described',
      'listActivities: query parameter oldest is missing',
      'Gear.brand is not described',
      'Gear.distance: string instead of number',
      'Gear.type: Tricycle is no value',
    ]);
  });
});

describe('the fake', () => {
  let fake: IntervalsFake;
  const get = (path: string, headers: Record<string, string> = {}, answers = fake.answers) =>
    fetch(`${fake.url}/api/v1/${path}`, {
      headers: {
        'user-agent': 'test',
        authorization: `Basic ${Buffer.from(`API_KEY:${answers.api_key}`).toString('base64')}`,
        ...headers,
      },
    });

  beforeAll(async () => {
    const athlete = inventAthlete({ workouts: 12, platforms: ['intervals'] });
    fake = await startIntervals({ athlete, limits: { quarter: 30, day: 5000 } });
    fake.server.clock_s = Date.parse('2026-11-15T18:00:00Z') / 1000;
  });
  afterAll(() => fake.close());

  it('refuses as the platform does', async () => {
    const status = async (path: string, headers?: Record<string, string>) => (await get(path, headers)).status;
    expect(await status('athlete/0', { authorization: 'Basic bm9uZTp4' })).toBe(401);
    expect(await status('athlete/0', { authorization: `Bearer ${fake.answers.api_key}` })).toBe(403);
    expect(await status('athlete/i424242')).toBe(403);
    expect(await status('athlete/i333444')).toBe(200);
    expect(await status('athlete/0', { 'user-agent': 'node' })).toBe(403);
    expect(await status('athletes', { authorization: `Bearer ${fake.token.value}` })).toBe(403);
    expect(await status('athlete/0/activities')).toBe(422);
    expect(await status('athlete/0/activities?oldest=2020-01-01&limit=ten')).toBe(500);
    expect(await status('athlete/0/events?category=PARTY')).toBe(422);
    expect(await status('activity/i1')).toBe(404);
    expect(await status('athlete/0/nowhere')).toBe(404);
  });

  it('projects fields, keeps the newest, and lets planned sessions move the fitness to come', async () => {
    const rows = (await (
      await get('athlete/0/activities?oldest=2020-01-01&limit=2&fields=id,name')
    ).json()) as object[];
    expect(rows).toEqual([
      { id: 'i70000012', name: expect.any(String) },
      { id: 'i70000011', name: expect.any(String) },
    ]);
    const days = (await (await get('athlete/0/wellness?oldest=2026-11-15&newest=2026-11-18')).json()) as {
      id: string;
      atl: number;
    }[];
    expect(days.map(({ id }) => id)).toEqual(['2026-11-15', '2026-11-16', '2026-11-17', '2026-11-18']);
    expect(days[2]!.atl).toBeGreaterThan(days[1]!.atl);
  });

  it('counts calls and asks to wait', async () => {
    let answer = await get('athlete/0/gear');
    expect(answer.headers.get('x-ratelimit-limit')).toBe('30,5000');
    for (let i = 0; i < 30 && answer.status === 200; i++) answer = await get('athlete/0/gear');
    expect(answer.status).toBe(429);
    expect(Number(answer.headers.get('retry-after'))).toBe(900);
    fake.server.clock_s! += 901;
    expect((await get('athlete/0/gear')).status).toBe(200);
  });
});
