/** Cookie to token, and who the login is. */

import type { FakeRequest, FakeResponse } from '../server.ts';
import { ATHLETE_ID } from './invented-rows.ts';
import { ok, type Route, refuse, type State } from './state.ts';

const LOGIN_PAGE =
  '<!DOCTYPE html><html><head><title>TrainingPeaks</title></head><body><form>Log in: Username, Password</form></body></html>';

export const TOKEN_ROUTES: readonly Route[] = [
  ['GET', /^\/users\/v3\/token$/, mint],
  ['GET', /^\/users\/v3\/user$/, user],
  ['GET', /^\/users\/v1\/user\/accessrights$/, () => ok({ rights: [] })],
  [
    'GET',
    /^\/coaches\/v1\/coaches\/(\d+)\/athletes$/,
    (state) => (state.modes.coach ? ok(state.roster) : refuse(403, 'not a coach')),
  ],
];

function mint(state: State, request: FakeRequest): FakeResponse {
  const { modes, server } = state;
  const cookie = /(?:^|;\s*)Production_tpAuth=([^;]+)/.exec(request.headers.cookie ?? '')?.[1];
  const good = cookie !== undefined && state.cookies.has(cookie);
  if (modes.token === 'html') return { status: 200, body: LOGIN_PAGE };
  if (modes.token === 'redirect') return { status: 302, headers: { location: 'https://home.trainingpeaks.com/login' } };
  if (modes.token === 'forbidden') return refuse(403);
  if (modes.token === 'success_false') return ok({ success: false, token: null });
  if (modes.token === 'no_token') return ok({ success: true, token: { token_type: 'Bearer' } });
  if (!good) return refuse(401);
  const access_token = `gAAAA-made-up-${state.tokens.size + 1}-${state.next_id++}`;
  const ends_s = server.now() + modes.token_lives_s;
  state.tokens.set(access_token, ends_s);
  return ok({
    success: true,
    token: {
      access_token,
      token_type: 'Bearer',
      expires_in: modes.token_lives_s,
      expires: new Date(ends_s * 1000).toISOString(),
      refresh_token: 'made-up-refresh-token',
      scope: 'made-up scope list',
    },
  });
}

/** Null when the token is good. */
export function refuseToken(state: State, request: FakeRequest): FakeResponse | null {
  const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
  const ends_s = state.tokens.get(token);
  return ends_s !== undefined && ends_s > state.server.now() ? null : refuse(401);
}

function user(state: State): FakeResponse {
  const { modes, athlete } = state;
  const [firstName = '', lastName = ''] = athlete.name.split(' ');
  const own = {
    athleteId: ATHLETE_ID,
    firstName,
    lastName,
    email: 'ida@example.test',
    userType: modes.basic ? 6 : 4,
    athleteType: 3,
    coachedBy: null,
    expireOn: modes.basic ? '2019-02-01T00:00:00' : '2099-02-01T00:00:00',
    premiumTrial: false,
    premiumTrialDaysRemaining: 0,
  };
  const others = state.roster.map((entry) => ({ ...own, ...entry, email: 'someone@example.test' }));
  const body = {
    userId: ATHLETE_ID,
    personId: ATHLETE_ID,
    accountSettingsId: ATHLETE_ID,
    userName: 'ida.e',
    email: 'ida@example.test',
    firstName,
    lastName,
    fullName: athlete.name,
    userType: own.userType,
    age: 36,
    birthday: '1990-02-01T00:00:00',
    gender: 'f',
    timeZone: athlete.time_zone,
    units: modes.units,
    language: 'en',
    isAthlete: true,
    created: '2024-01-01T00:00:00',
    lastLogon: '2026-03-01T06:10:00',
    settings: {
      account: { isPremium: !modes.basic, isCoached: false, coachType: 0 },
      dashboard: { pods: [{ chartType: 32, ctlConstant: 42, ctlStartValue: 0, atlConstant: 7, atlStartValue: 0 }] },
    },
    // The trap: with a coach the first athlete is somebody else.
    athletes: modes.coach ? [...others, own] : [own],
  };
  const accountStatus = { status: 0, lockedOut: false, isAthlete: true, isCoach: modes.coach };
  return ok(modes.user_wrapped ? { user: body, accountStatus } : { ...body, accountStatus });
}
