/** A fake TrainingPeaks: both hosts on one address, with a memory, the 90-day limit, tokens that end, and every contradiction as a mode. */

import type { InventedWorkout } from './athlete.ts';
import type { FakeOptions, FakePlatform } from './fake.ts';
import { type FakeRequest, type FakeResponse, startServer } from './server.ts';
import { CALENDAR_ROUTES } from './trainingpeaks/calendar-routes.ts';
import { calendarFeed, exportZip } from './trainingpeaks/export-routes.ts';
import { FIGURE_ROUTES } from './trainingpeaks/figure-routes.ts';
import { ATHLETE_ID, fileOf, type Row, rowOf, workoutIdOf } from './trainingpeaks/invented-rows.ts';
import { type Modes, NORMAL } from './trainingpeaks/modes.ts';
import { inventState, mayRead, type Route, refuse, type State } from './trainingpeaks/state.ts';
import { refuseToken, TOKEN_ROUTES } from './trainingpeaks/token-routes.ts';
import { WORKOUT_ROUTES } from './trainingpeaks/workout-routes.ts';

export interface TrainingPeaksFake extends FakePlatform {
  /** What contradicting reports say it does; may be changed at any time. */
  readonly modes: Modes;
  /** Everything it knows; may be changed at any time. */
  readonly state: State;
  /** The row of one of the athlete's workouts. */
  row(workout_number: number): Row;
}

export interface TrainingPeaksOptions extends FakeOptions {
  readonly modes?: Partial<Modes>;
}

const ROUTES: readonly Route[] = [...TOKEN_ROUTES, ...WORKOUT_ROUTES, ...FIGURE_ROUTES, ...CALENDAR_ROUTES];
const EXPORT = /^\/fitness\/v1\/export\/(\d+)\/(workouts|files|metrics)\/([\d-]+)\/([\d-]+)(?:\/(raw))?$/;
const FEED = /^\/ical\/([\w-]+)\.ics$/;
/** Whom a path speaks of. */
const ATHLETE = /\/(?:athletes|export|calendar)\/(\d+)(?:\/|$)/;

export async function startTrainingPeaks(options: TrainingPeaksOptions): Promise<TrainingPeaksFake> {
  // As long and as opaque as the real one.
  const cookie = `V0014${'gTqfA3xZ9-_k'.repeat(149)}`;
  const modes: Modes = { ...NORMAL, ...options.modes };
  let state: State | null = null;
  const server = await startServer((request) => answer(state!, request), options.port ?? 0);
  state = inventState(options.athlete, modes, server, cookie);
  const known = state;
  const row = (workout_number: number): Row => {
    const found = known.rows.get(workoutIdOf(workout_number));
    if (!found) throw new Error(`TrainingPeaks does not have workout ${workout_number}`);
    return found;
  };
  return {
    server,
    url: server.url,
    base_url_env: 'PACELINE_TRAININGPEAKS_BASE_URL',
    way: 'cookie',
    answers: { cookie },
    env: { TP_AUTH_COOKIE: cookie },
    athlete_id: String(ATHLETE_ID),
    modes,
    state: known,
    row,
    add(workout: InventedWorkout) {
      const file = fileOf(workout);
      known.rows.set(workoutIdOf(workout.number), rowOf(workout));
      known.files.set(workoutIdOf(workout.number), file ? [file] : []);
    },
    rename(workout_number, name) {
      Object.assign(row(workout_number), { title: name, lastModifiedDate: '2026-11-16T09:00:00' });
    },
    changeLoad(workout_number, load) {
      Object.assign(row(workout_number), { tssActual: load, lastModifiedDate: '2026-11-16T09:00:00' });
    },
    remove(workout_number) {
      known.rows.delete(workoutIdOf(workout_number));
      known.files.delete(workoutIdOf(workout_number));
    },
    withhold: () => false,
    inventSport(workout_number) {
      Object.assign(row(workout_number), { workoutTypeValueId: 977, workoutSubTypeId: 12 });
    },
    expireLogins(hard = false) {
      known.tokens.clear();
      if (hard) known.cookies.clear();
    },
    violations: [],
    close: () => server.close(),
  };
}

async function answer(state: State, request: FakeRequest): Promise<FakeResponse> {
  const feed = FEED.exec(request.path);
  if (feed) return calendarFeed(state, feed[1]!);
  if (request.path !== '/users/v3/token') {
    const refused = refuseToken(state, request);
    if (refused) return refused;
  }
  const about = ATHLETE.exec(request.path)?.[1];
  if (about !== undefined && !mayRead(state, about)) return refuse(403, 'Not your athlete');
  const zip = EXPORT.exec(request.path);
  if (zip) return exportZip(state, request, zip.slice(1));
  let path_known = false;
  for (const [method, path, handle] of ROUTES) {
    const found = path.exec(request.path);
    if (!found) continue;
    path_known = true;
    if (method === request.method) return handle(state, request, found.slice(1));
  }
  return refuse(path_known ? 405 : 404);
}
