/** Profile, thresholds and statistics of the fake, with the writes that lose what is not sent along. */

import type { FakeRequest, FakeResponse } from '../server.ts';
import { type FakeState, ok, refused, rideIdOf } from './state.ts';

export function newUser(member_id: number, username: string, weight_kg: number): Record<string, unknown> {
  return {
    memberId: member_id,
    strMemberId: String(member_id),
    nickName: 'Ida E.',
    avatar: 'https://example.test/ida.png',
    sex: 2,
    ...(username.includes('@') ? { email: username } : { phone: username }),
    cityId: 4401,
    cityName: 'Wien',
    height: 172,
    weight: weight_kg,
    birthDate: '1988-04-09',
    mhr: 188,
    lthr: 168,
    ftp: 245,
    rideTime: 540_000,
    rideNum: 120,
    timeZone: username.includes('@') ? 3600 : 28_800,
    bikeWeight: 8.4,
    regTime: '03/01/2021 09:00:00',
    deviceName: 'BSC300,BSC200',
    hasPassword: true,
  };
}

export function newIntervals(member_id: number, ftp_w: number, lthr_bpm: number, max_hr_bpm: number) {
  return {
    member: {
      memberId: member_id,
      ftp: ftp_w,
      lthr: lthr_bpm,
      mhr: max_hr_bpm,
      quietHeartRate: 48,
      heartRateComputeMode: 0,
      runHeartRateComputeMode: 0,
      runLthr: 171,
      runMhr: 190,
      swimHeartRateComputeMode: 0,
      swimLthr: 0,
      swimMhr: 0,
    },
    power: [{ id: 1001, start: 0, end: 127 }],
    heartRate: [{ id: 1002, start: 0, end: 113 }],
    heartRateReserve: [],
    heartRateLactateThreshold: [],
    speed: [{ id: 1003, start: 0, end: 18 }],
    cad: [{ id: 1004, start: 80, end: 100 }],
  };
}

export function userInfo(state: FakeState): FakeResponse {
  return state.switches.no_user_info ? { status: 403 } : ok(state.user);
}

export function intervalInfo(state: FakeState): FakeResponse {
  const { weight_in_intervals, nested_intervals } = state.switches;
  const { member } = state.intervals as { member: object };
  const extra = weight_in_intervals ? { nickName: 'Ida E.', weight: 66.5, height: 172 } : {};
  const info = { ...state.intervals, member: { ...member, ...extra } };
  return ok(nested_intervals ? { data: info } : info);
}

/** Takes only the whole object; what is left out is gone. */
export function updateIntervals(state: FakeState, request: FakeRequest): FakeResponse {
  const body = request.json() as Record<string, unknown> | null;
  if (!body || typeof body.member !== 'object' || 'data' in body) return refused(1004, 'parameter error');
  state.intervals = body;
  return ok(true);
}

export function updateUser(state: FakeState, request: FakeRequest): FakeResponse {
  const body = (request.json() ?? {}) as Record<string, unknown>;
  if (!Number.isInteger(body.weight)) return refused(1004, 'parameter error');
  Object.assign(state.user, {
    cityId: body.areaId ?? 0,
    cityName: body.areaId === undefined ? '' : state.user.cityName,
    nickName: body.nickName,
    birthDate: body.birthDate,
    sex: body.gender,
    height: body.height,
    weight: body.weight,
  });
  return ok(true);
}

const PARAMETERS = {
  cn: ['distanceUnit', 'time', 'type', 'bigSportType'],
  intl: ['DistanceUnit', 'Time', 'Type'],
};

export function statistics(state: FakeState, { query }: FakeRequest): FakeResponse {
  const names = [...query.keys()];
  if (names.join() !== PARAMETERS[state.region].join()) {
    state.violations.push(`statistics were asked for with ${names.join()}`);
  }
  const time = query.get('time') ?? query.get('Time') ?? '';
  if (!/^\d{4}-\d{2}-\d{2}$/.test(time)) return refused(1004, 'parameter error');
  const year = time.slice(0, 4);
  const rides = [...state.activities.values()].filter(({ workout }) => workout.local_date.startsWith(year));
  const sum = (of: (one: (typeof rides)[number]) => number) => rides.reduce((total, one) => total + of(one), 0);
  const totalDistance = sum(({ workout }) => workout.distance_m);
  const totalTimerTime = sum(({ workout }) => workout.duration_s);
  const axis = Array.from({ length: 12 }, (_, i) => {
    const month = `${year}-${String(i + 1).padStart(2, '0')}`;
    const inside = rides.filter(({ workout }) => workout.local_date.startsWith(month));
    const frame = { alias: String(i + 1), group: String(i + 1), time: month.replace('-', '/') };
    // Months without rides say nothing of their count.
    if (inside.length === 0) return { ...frame, value: 0.0 };
    const km = inside.reduce((total, { workout }) => total + workout.distance_m, 0) / 1000;
    return { ...frame, totalCount: inside.length, totalTimerTime: 3600.0, value: km };
  });
  const longest = rides.toSorted((a, b) => b.workout.distance_m - a.workout.distance_m)[0];
  return ok({
    statisticsData: {
      totalCount: rides.length,
      totalDistance,
      totalTimerTime,
      avgSpeed: totalTimerTime > 0 ? totalDistance / totalTimerTime : 0,
      sumTotalAscent: sum(({ workout }) => workout.ascent_m),
      totalCalories: 90_000,
      totalPwrTSS: sum(({ load }) => load),
    },
    axis,
    milestoneList: [{ count: rides.length, distance: '10' }],
    personalBestList: longest
      ? [
          {
            activityId: rideIdOf(state, longest.workout.number),
            memberId: String(state.member_id),
            keyName: 'MaxDistance',
            keyLabel: '最远距离',
            keyValue: String(longest.workout.distance_m),
            keyTime: `${longest.workout.local_date} 08:53:11`,
          },
        ]
      : [],
  });
}
