/**
 * A fake iGPSPORT: one region on one server, its object storage on another. It keeps state, pages, expires, refuses and
 * answers with the platform's documented oddities; what a careful client would not ask ends up in `violations`.
 */

import type { InventedWorkout } from './athlete.ts';
import type { FakeOptions, FakePlatform } from './fake.ts';
import { activityDetail, activityLaps, fileLink, listActivities } from './igpsport/activities.ts';
import {
  intervalInfo,
  newIntervals,
  newUser,
  statistics,
  updateIntervals,
  updateUser,
  userInfo,
} from './igpsport/athlete-answers.ts';
import {
  addWorkout,
  deleteWorkout,
  editWorkout,
  listWorkouts,
  listWorkoutsOld,
  SWEET_SPOT,
  workoutDetail,
} from './igpsport/library.ts';
import { segments } from './igpsport/segments.ts';
import { signInDesk } from './igpsport/sign-in.ts';
import { signatureCheck } from './igpsport/signature-check.ts';
import {
  type FakeState,
  MEMBERS,
  newSwitches,
  ok,
  onPlatform,
  type Region,
  refused,
  type Switches,
  USERNAMES,
} from './igpsport/state.ts';
import { startStorage } from './igpsport/storage.ts';
import { type FakeRequest, type FakeResponse, type FakeServer, startServer } from './server.ts';

export interface IgpsportOptions extends FakeOptions {
  readonly region?: Region;
}

export interface FakeIgpsport extends FakePlatform {
  readonly storage: FakeServer;
  readonly switches: Switches;
  /** Logins asked for so far. */
  readonly logins: number;
  /** Puts another file in the place of the one a workout has. */
  replaceFile(workout_number: number): void;
  addToLibrary(workout: Record<string, unknown>): number;
}

const PASSWORD = 'p4ss Wort, plain';

export async function startIgpsport({ athlete, port, region = 'intl' }: IgpsportOptions): Promise<FakeIgpsport> {
  let server: FakeServer | null = null;
  const member_id = MEMBERS[region];
  const state: FakeState = {
    region,
    athlete,
    member_id,
    username: USERNAMES[region],
    password: PASSWORD,
    switches: newSwitches(),
    activities: new Map(
      athlete.workouts.filter((w) => w.on.has('igpsport')).map((workout) => [workout.number, onPlatform(workout)]),
    ),
    library: new Map(),
    next_workout_id: 500_001,
    user: newUser(member_id, USERNAMES[region], athlete.weight_kg),
    intervals: newIntervals(member_id, athlete.ftp_w, athlete.lthr_bpm, athlete.max_hr_bpm),
    storage_url: '',
    violations: [],
    now: () => server?.now() ?? 0,
  };
  const desk = signInDesk(state);
  const badSignature = signatureCheck(state.now);
  const storage = await startStorage(state);
  state.storage_url = storage.url;
  server = await startServer((request) => {
    const { switches } = state;
    const { headers, path } = request;
    if (switches.firewall && !(headers['user-agent']?.startsWith('Mozilla/') && headers.origin && headers.referer)) {
      state.violations.push(`${path} was asked for without a browser's headers`);
      return { status: 403, body: '<html>blocked</html>' };
    }
    if (path === '/service/auth/account/login' && request.method === 'POST') return desk.logIn(request);
    if (path === '/service/edge-core/api/public/key') return ok({ secret_key: randomKey() });
    const member = desk.whose(request);
    if (member === null) return switches.errors_in_envelope ? refused(401, 'token 已过期') : { status: 401 };
    const mode = switches.signed_routes?.test(path) ? 'required' : switches.signing;
    const unsigned = badSignature(request, mode);
    if (unsigned) return unsigned;
    if (member === 'stranger') return strangerAnswer(path);
    const answer = route(state, request);
    if (answer) return answer;
    state.violations.push(`${request.method} ${path} is not known`);
    return { status: 404 };
  }, port);

  const one = (number: number) => {
    const found = state.activities.get(number);
    if (!found) throw new Error(`workout ${number} is not on this platform`);
    return found;
  };
  addWorkout(state, SWEET_SPOT);
  return {
    server,
    storage,
    url: server.url,
    base_url_env: 'PACELINE_IGPSPORT_BASE_URL',
    way: 'password',
    get answers() {
      return { username: state.username, password: state.password, region };
    },
    get env() {
      return { IGPSPORT_USERNAME: state.username, IGPSPORT_PASSWORD: state.password, IGPSPORT_REGION: region };
    },
    athlete_id: String(member_id),
    switches: state.switches,
    violations: state.violations,
    get logins() {
      return desk.attempts;
    },
    add(workout: InventedWorkout) {
      state.activities.set(workout.number, onPlatform(workout));
    },
    rename(number, name) {
      one(number).title = name;
    },
    changeLoad(number, load) {
      one(number).load = load;
    },
    remove(number) {
      state.activities.delete(number);
    },
    withhold: () => false,
    inventSport(number) {
      one(number).exercise_type = 42;
    },
    replaceFile(number) {
      one(number).file_version++;
    },
    addToLibrary: (workout) => addWorkout(state, workout).id,
    expireLogins(hard) {
      desk.endTokens();
      if (hard) state.password = `${PASSWORD} changed`;
    },
    close: async () => {
      await Promise.all([server.close(), storage.close()]);
    },
  };
}

type Answerer = (state: FakeState, request: FakeRequest) => FakeResponse;

const GATEWAY = '/service/web-gateway/web-analyze/activity/';
const SEGMENTS = '/service/web-gateway/segments4j/';
const MOBILE = '/service/mobile/api/';
const RECORD = '/service/sportg/sporth/memberrecordplus/';

/** By path in lower case: the mobile routes do not look at the case. */
const ROUTES: Readonly<Record<string, Answerer>> = {
  [`GET ${GATEWAY}querymyactivity`]: listActivities,
  [`GET ${MOBILE}user/userinfo`]: userInfo,
  [`GET ${MOBILE}v2/user/userintervalinfo`]: intervalInfo,
  [`POST ${MOBILE}user/updatepersonalintervalinfo`]: updateIntervals,
  [`POST ${MOBILE}user/updatepersonaluserinfo`]: updateUser,
  [`GET ${MOBILE}workout/customworkout`]: listWorkouts,
  [`GET ${MOBILE}workout/getworkoutlist`]: listWorkoutsOld,
  [`GET ${MOBILE}workout/getworkoutdetail`]: workoutDetail,
  [`POST ${MOBILE}workout/editcustomworkout`]: editWorkout,
  [`POST ${MOBILE}workout/customworkoutdel`]: deleteWorkout,
  [`GET ${RECORD}getmemberdatastatisticsv4`]: inRegion('cn', statistics),
  [`GET ${RECORD}getmemberdatastatistics`]: inRegion('intl', statistics),
};

function inRegion(region: Region, answerer: Answerer): Answerer {
  return (state, request) => (state.region === region ? answerer(state, request) : { status: 404 });
}

const BY_RIDE: Readonly<Record<string, (state: FakeState, ride_id: string) => FakeResponse>> = {
  queryActivityDetail: activityDetail,
  queryActivityLap: activityLaps,
  getDownloadUrl: fileLink,
};

/** Null for a path that is not known. */
function route(state: FakeState, request: FakeRequest): FakeResponse | null {
  const { method, path } = request;
  const answerer = ROUTES[`${method} ${path.toLowerCase()}`];
  if (answerer) return answerer(state, request);
  if (method !== 'GET') return null;
  if (path.startsWith(SEGMENTS)) return segments(state, path.slice(SEGMENTS.length), request);
  const [name = '', ride_id = ''] = path.startsWith(GATEWAY) ? path.slice(GATEWAY.length).split('/') : [];
  return BY_RIDE[name]?.(state, ride_id) ?? null;
}

/** What the owner of the same number in the other region has: nothing of this athlete. */
function strangerAnswer(path: string): FakeResponse {
  const memberId = 999_001;
  if (/userinfo$/i.test(path)) return ok({ memberId, nickName: 'Somebody Else' });
  if (/userintervalinfo$/i.test(path)) return ok({ member: { memberId, ftp: 300, lthr: 170 } });
  return ok({ pageNo: 1, pageSize: 20, totalPage: 1, totalRows: 0, rows: [] });
}

/** Random padding makes it another text each time, as the real one is. */
function randomKey(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(256))).toString('base64');
}
