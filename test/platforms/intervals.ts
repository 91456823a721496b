/** A fake Intervals.icu: the REST API of one athlete and of one who is coached, with the oddities of the real one. */

import { Random } from '../../src/demo/random.ts';
import { type InventedWorkout, inventAthlete } from './athlete.ts';
import type { FakeOptions, FakePlatform } from './fake.ts';
import { refuse } from './intervals/answer.ts';
import { answerApi, type Visitor } from './intervals/api.ts';
import { createChecker } from './intervals/description.ts';
import { DEFAULT_LIMITS, RateCounter, type RateLimits } from './intervals/rate-counter.ts';
import { type AthleteState, activityOf, type FakeActivity, stateOf } from './intervals/state.ts';
import { type FakeRequest, type FakeResponse, startServer } from './server.ts';

export interface IntervalsOptions extends FakeOptions {
  /** Default 2,500 in a quarter of an hour and 5,000 a day. */
  readonly limits?: RateLimits;
}

export interface IntervalsFake extends FakePlatform {
  /** The owner of the key. */
  readonly state: AthleteState;
  /** An athlete the same key may read. */
  readonly coached: AthleteState;
  readonly rate: RateCounter;
  /** A token of an app, with these permissions. */
  readonly token: { readonly value: string; scopes: string[] };
  find(workout_number: number): FakeActivity;
}

const OWNER = 'i111222';
const COACHED = 'i333444';
const SCOPES = ['ACTIVITY', 'WELLNESS', 'CALENDAR', 'CHATS', 'LIBRARY', 'SETTINGS'];

/** With the same options the same Intervals.icu. */
export async function startIntervals(options: IntervalsOptions): Promise<IntervalsFake> {
  const { athlete, seed = 1 } = options;
  const state = stateOf(OWNER, athlete);
  const coached = stateOf(COACHED, {
    ...inventAthlete({ workouts: 4, seed: 99, platforms: ['intervals'], today: athlete.today }),
    name: 'Cora Coached',
  });
  for (const activity of coached.activities) activity.id = activity.id.replace('i7', 'i8');
  const keys = new Set(['intervals-key-0a1b2c3d4e5f']);
  const tokens = new Set(['intervals-token-5f4e3d2c1b0a']);
  const [key = ''] = keys;
  const [value = ''] = tokens;
  const token = { value, scopes: [...SCOPES] };
  const rate = new RateCounter(options.limits ?? DEFAULT_LIMITS);
  const checker = createChecker();
  const server = await startServer(answer, options.port);
  const world = { athletes: [state, coached], random: new Random(`intervals ${seed}`), now: server.now };

  function answer(request: FakeRequest): FakeResponse {
    const { method, path, query, headers } = request;
    checker.request(method, path, query);
    if (/^(|node|undici|python.*|curl.*)$/i.test(headers['user-agent'] ?? '')) {
      return { status: 403, body: '<!DOCTYPE html><html><title>Attention Required!</title></html>' };
    }
    const visitor = visitorOf(headers.authorization ?? '');
    if (visitor === null) return refuse(401, 'Unauthorized');
    if (visitor === 'key as a token') return refuse(403, 'Access denied');
    const wait_s = rate.count(server.now());
    if (wait_s !== null) {
      return { ...refuse(429, 'Too many requests'), headers: { ...rate.headers(), 'retry-after': String(wait_s) } };
    }
    const response = answerApi(world, request, visitor);
    checker.response(method, path, response.status ?? 200, response.body);
    return { ...response, headers: { ...rate.headers(), ...response.headers } };
  }

  function visitorOf(authorization: string): Visitor | 'key as a token' | null {
    const [scheme, credential = ''] = authorization.split(' ');
    if (scheme === 'Basic') {
      const pair = Buffer.from(credential, 'base64').toString('utf8');
      return pair.startsWith('API_KEY:') && keys.has(pair.slice(8)) ? { key: true, scopes: SCOPES } : null;
    }
    if (scheme !== 'Bearer') return null;
    if (keys.has(credential)) return 'key as a token';
    return tokens.has(credential) ? { key: false, scopes: token.scopes } : null;
  }

  const find = (workout_number: number): FakeActivity => {
    const found = state.activities.find(({ workout }) => workout.number === workout_number);
    if (!found) throw new Error(`Intervals.icu does not have workout ${workout_number}`);
    return found;
  };

  return {
    server,
    url: server.url,
    base_url_env: 'PACELINE_INTERVALS_BASE_URL',
    way: 'key',
    answers: { api_key: key },
    env: { INTERVALS_ICU_API_KEY: key },
    athlete_id: OWNER,
    state,
    coached,
    rate,
    token,
    find,
    add: (workout: InventedWorkout) => void state.activities.push(activityOf(workout)),
    rename: (number, name) => {
      find(number).name = name;
    },
    changeLoad: (number, load) => {
      find(number).load = load;
    },
    remove: (number) => void state.activities.splice(state.activities.indexOf(find(number)), 1),
    withhold: (number) => {
      const activity = find(number);
      activity.withheld = true;
      // What came from Strava keeps the id it has there.
      activity.id = String(11_223_344_000 + number);
      return true;
    },
    inventSport: (number) => {
      find(number).type = 'Quidditch';
    },
    // Keys and tokens have no end of their own and nothing renews them: taken back is taken back.
    expireLogins: () => {
      keys.clear();
      tokens.clear();
    },
    violations: checker.violations,
    close: () => server.close(),
  };
}
