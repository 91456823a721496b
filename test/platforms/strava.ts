/** A fake Strava: API v3, OAuth and push subscriptions of one app and one athlete, with the oddities of the real one. */

import type { InventedWorkout } from './athlete.ts';
import type { FakeOptions, FakePlatform } from './fake.ts';
import { type FakeRequest, type FakeResponse, startServer } from './server.ts';
import { ATHLETE_ID } from './strava/activity-payload.ts';
import { activityOf, type StravaActivity } from './strava/activity-store.ts';
import { fault, TOO_MANY } from './strava/answer.ts';
import { answerApi } from './strava/api.ts';
import { type Checker, createChecker } from './strava/description.ts';
import { summaryAthlete } from './strava/library.ts';
import { Push } from './strava/push.ts';
import { type AppLimits, DEFAULT_LIMITS, RateCounter } from './strava/rate-counter.ts';
import { type App, SignIn, type SignInSwitches } from './strava/sign-in.ts';

export interface StravaOptions extends FakeOptions {
  /** What the app may do; default 100 and 1,000 reads, 200 and 2,000 calls. */
  readonly limits?: AppLimits;
}

export interface StravaSwitches extends SignInSwitches {
  /** Streams come as a list even where they were asked for by type. */
  streams_as_list: boolean;
  /** With `after` alone the oldest activity comes first, as it once did. */
  oldest_first_after: boolean;
  /** Every so many entries of the list of activities one is filtered out and its page is shorter; 0 for none. */
  filtered_every: number;
  /** The athlete pays: zones of activities and lists of segment efforts. */
  subscriber: boolean;
}

export interface StravaFake extends FakePlatform {
  readonly switches: StravaSwitches;
  readonly app: App;
  readonly sign_in: SignIn;
  readonly rate: RateCounter;
  readonly push: Push;
  /** Every activity, in no particular order; editable. */
  readonly activities: readonly StravaActivity[];
  find(workout_number: number): StravaActivity;
}

/** With the same options the same Strava. */
export async function startStrava(options: StravaOptions): Promise<StravaFake> {
  const { athlete } = options;
  const app: App = { id: '98765', secret: 'strava-secret-0f1e2d3c4b5a', callback_domain: 'localhost', active: true };
  const switches: StravaSwitches = {
    untick: [],
    refuse: false,
    rotate: true,
    revoke: true,
    streams_as_list: false,
    oldest_first_after: false,
    filtered_every: 0,
    subscriber: true,
  };
  const checker: Checker = createChecker();
  const rate = new RateCounter(options.limits ?? DEFAULT_LIMITS);
  const activities = athlete.workouts.filter((workout) => workout.on.has('strava')).map(activityOf);
  const server = await startServer(answer, options.port);
  const sign_in = new SignIn(app, switches, server.now, () => summaryAthlete(athlete));
  const push = new Push(app, ATHLETE_ID, server.now);
  const world = { athlete, activities, switches, now: server.now };

  async function answer(request: FakeRequest): Promise<FakeResponse> {
    checker.request(request.method, request.path, request.query);
    return sign_in.answer(request) ?? (await push.answer(request)) ?? api(request);
  }

  function api(request: FakeRequest): FakeResponse {
    const scopes = sign_in.scopesOf(request.headers.authorization);
    // Refusals of this kind carry no rate headers.
    if (scopes === null) return fault(401, 'Authorization Error', 'Athlete', 'access_token', 'invalid');
    if (!app.active) return fault(403, 'Forbidden', 'Application', 'Status', 'Inactive');
    const is_read = !(request.method === 'POST' && /\/(activities|uploads)$/.test(request.path));
    const allowed = rate.count(server.now(), is_read);
    const response = allowed ? answerApi(world, request, scopes, checker) : TOO_MANY;
    if (response.status === 401 || response.status === 404) return response;
    return { ...response, headers: { ...response.headers, ...rate.headers(is_read) } };
  }

  const find = (workout_number: number): StravaActivity => {
    const found = activities.find(({ workout }) => workout.number === workout_number);
    if (!found) throw new Error(`Strava does not have workout ${workout_number}`);
    return found;
  };

  return {
    server,
    url: server.url,
    base_url_env: 'PACELINE_STRAVA_BASE_URL',
    way: 'app',
    answers: { client_id: app.id, client_secret: app.secret },
    env: { STRAVA_CLIENT_ID: app.id, STRAVA_CLIENT_SECRET: app.secret },
    athlete_id: String(ATHLETE_ID),
    switches,
    app,
    sign_in,
    rate,
    push,
    activities,
    find,
    add: (workout: InventedWorkout) => void activities.push(activityOf(workout)),
    rename: (number, name) => {
      find(number).name = name;
    },
    changeLoad: (number, load) => {
      find(number).suffer_score = load;
    },
    remove: (number) => void activities.splice(activities.indexOf(find(number)), 1),
    withhold: () => false,
    inventSport: (number) => {
      find(number).sport_type = 'Quidditch';
    },
    expireLogins: (hard = false) => sign_in.expire(hard),
    violations: checker.violations,
    close: () => server.close(),
  };
}
