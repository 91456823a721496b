/** List, detail, laps and file addresses of the fake. */

import { localDateTime } from '../../../src/core/time.ts';
import type { FakeRequest, FakeResponse } from '../server.ts';
import { byRideId, type FakeState, ok, refused, rideIdOf, type WorkoutOnPlatform } from './state.ts';

/** Whatever is asked for. */
const MOST_ROWS = 20;

export function listActivities(state: FakeState, { query }: FakeRequest): FakeResponse {
  const { switches } = state;
  const page = Number(query.get('pageNo') ?? 1);
  const size = Math.min(MOST_ROWS, Number(query.get('pageSize') ?? MOST_ROWS));
  const [from, to] = [query.get('beginTime'), query.get('endTime')];
  const wanted = [...state.activities.values()]
    .filter(({ workout }) => {
      if (from === null && to === null) return true;
      // A row without a date is in no range of dates.
      if (switches.undated.has(workout.number)) return false;
      return workout.local_date >= (from ?? '') && workout.local_date <= (to ?? '9999');
    })
    .sort((a, b) => b.workout.start_s - a.workout.start_s);
  const pages = Math.max(1, Math.ceil(wanted.length / size));
  const shown = switches.repeat_last_page ? Math.min(page, pages) : page;
  const rows = wanted.slice((shown - 1) * size, shown * size).map((one) => rowOf(state, one));
  if (switches.other_spelling) {
    return ok({ pageNo: String(page), pageSize: String(size), totalPage: String(pages), list: rows.map(inPascalCase) });
  }
  const totals = switches.repeat_last_page ? {} : { totalPage: pages, totalRows: wanted.length };
  return ok({ pageNo: page, pageSize: size, ...totals, rows });
}

function rowOf(state: FakeState, one: WorkoutOnPlatform): Record<string, unknown> {
  const { workout } = one;
  const { switches } = state;
  const dated = switches.full_datetime ? localTime(one, 0) : workout.local_date.replaceAll('-', '.');
  return {
    id: `66a1f0c2d7${workout.number}`,
    rideId: rideIdOf(state, workout.number),
    exerciseType: one.exercise_type,
    title: one.title,
    startTime: switches.undated.has(workout.number) ? null : dated,
    rideDistance: workout.distance_m,
    totalMovingTime: workout.duration_s,
    avgSpeed: Math.round((workout.distance_m / workout.duration_s) * 1000) / 1000,
    dataStatus: 1,
    errorType: 0,
    analysisStatus: 1,
    ...(switches.link_in === 'row' && !workout.manual ? { fitOssPath: fileUrl(state, one) } : {}),
    productName: 'iGPSPORT BSC300',
    label: one.exercise_type === 1 ? 2 : 1,
    isOpen: 0,
    unRead: false,
  };
}

export function activityDetail(state: FakeState, ride_id: string): FakeResponse {
  const one = byRideId(state, ride_id);
  if (!one) return refused(40_404, 'activity not found');
  const { workout } = one;
  const speed = workout.distance_m / workout.duration_s;
  return ok({
    rideId: rideIdOf(state, workout.number),
    memberId: state.member_id,
    title: one.title,
    product: 301,
    productName: 'iGPSPORT BSC300',
    manufacturer: 115,
    startTime: localTime(one, 0),
    endTime: localTime(one, workout.duration_s),
    startTimeWithWeek: `${workout.local_date.replaceAll('-', '.')} 周二 08:15`,
    movingTime: workout.duration_s,
    totalTime: workout.duration_s,
    rideDistance: workout.distance_m,
    avgSpeed: speed,
    maxSpeed: speed * 1.6,
    totalAscent: workout.ascent_m,
    totalDescent: workout.ascent_m - 7,
    avgHrm: workout.average_hr_bpm,
    maxHrm: workout.average_hr_bpm + 30,
    avgCad: 86,
    ...(workout.average_power_w === null
      ? {}
      : {
          avgPower: workout.average_power_w,
          maxPower: workout.average_power_w * 3,
          pwrNP: workout.average_power_w + 12,
          pwrIF: 0.84,
          pwrTSS: one.load,
          avgBalance: [51.5, 48.5],
        }),
    avgTQEffect: null,
    calorie: 700,
    exerciseType: one.exercise_type,
    hrZoom: [{ grade: 1, zoom: '0-119', startNum: 0, endNum: 119, percentage: 12.0, time: 648 }],
    upAndDownSlopeZoom: [{ type: 2, distance: 1200, percentage: 0.4 }],
    ...(state.switches.link_in === 'request' || workout.manual ? {} : { fitUrl: fileUrl(state, one) }),
    status: 1,
    label: one.exercise_type === 1 ? 2 : 1,
    deviceInfo: { deviceName: 'BSC300', deviceImage: 'https://example.test/bsc300.png', softwareVersion: '1.40' },
  });
}

export function activityLaps(state: FakeState, ride_id: string): FakeResponse {
  const one = byRideId(state, ride_id);
  if (!one) return { status: 404, body: { code: 404, message: 'not found', data: null } };
  const { workout } = one;
  const lap = (name: string, times: number, distance: number) => ({
    lap: name,
    times,
    distance,
    avgSpeed: distance / times,
    avgHr: workout.average_hr_bpm,
    avgCad: 86,
    totalAscent: 20,
    avgPace: (times / distance) * 1000,
    normalizedPower: 0,
  });
  const { duration_s, distance_m } = workout;
  return ok([
    lap('1', duration_s / 2, distance_m / 2),
    lap('2', duration_s / 2, distance_m / 2),
    lap(state.region === 'cn' ? '总计' : 'Total', duration_s, distance_m),
  ]);
}

export function fileLink(state: FakeState, ride_id: string): FakeResponse {
  const one = byRideId(state, ride_id);
  if (!one || one.workout.manual) return refused(40_404, 'no file');
  const url = fileUrl(state, one);
  return ok(state.switches.link_as_object ? { downloadUrl: url } : url);
}

function fileUrl(state: FakeState, { workout, file_version }: WorkoutOnPlatform): string {
  return `${state.storage_url}/${state.member_id}-${workout.number}-${file_version}`;
}

/** On the athlete's wall clock, without saying where that is. */
function localTime({ workout }: WorkoutOnPlatform, seconds: number): string {
  return localDateTime(workout.start_s + seconds, workout.utc_offset_s).replace('T', ' ');
}

function inPascalCase(row: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(row).filter(([name]) => name !== 'id');
  return Object.fromEntries(
    entries.map(([name, value]) => [
      name[0]!.toUpperCase() + name.slice(1),
      typeof value === 'number' && name !== 'rideId' ? String(value) : value,
    ]),
  );
}
