/** Figures: fitness curve, records, analysis, settings and zones, health metrics. */

import { addDays } from '../../../src/core/time.ts';
import type { FakeRequest, FakeResponse } from '../server.ts';
import { ATHLETE_ID, type Row } from './invented-rows.ts';
import { badRange, idOf, inside, list, ok, type Route, refuse, type State } from './state.ts';

const DAYS = '(\\d{4}-\\d{2}-\\d{2})/(\\d{4}-\\d{2}-\\d{2})';

function route(method: string, path: string, answer: Route[2]): Route {
  return [method, new RegExp(`^${path}$`), answer];
}

export const FIGURE_ROUTES: readonly Route[] = [
  route('POST', `/fitness/v1/athletes/(\\d+)/reporting/performancedata/${DAYS}`, performance),
  route('GET', '/personalrecord/v2/athletes/(\\d+)/workouts/(\\d+)', workoutRecords),
  route('GET', '/personalrecord/v2/athletes/(\\d+)/(Bike|Run)', sportRecords),
  route('POST', '/workout-analysis/v1/analyze.*', () => refuse(404)),
  route('POST', '/workout-analysis/v2/analyze/(summary|charts|laps)', analysis),
  route('GET', '/fitness/v1/athletes/(\\d+)/settings', (state) => ok(state.settings)),
  route('PUT', '/fitness/v2/athletes/(\\d+)/(powerzones|heartratezones|speedzones)', putZones),
  route('POST', '/trainingzones/v1/users/(\\d+)/(power|heartrate|speed)/calculate/(\\d+)', calculate),
  route('GET', `/metrics/v3/athletes/(\\d+)/consolidatedtimedmetrics/${DAYS}`, metrics),
  route('POST', '/metrics/v3/athletes/(\\d+)/consolidatedtimedmetric', putMetric),
];

function performance(state: State, request: FakeRequest, parts: readonly string[]): FakeResponse {
  const [, from = '', to = ''] = parts;
  const refusal = badRange(state, from, to, false);
  if (refusal) return refusal;
  const body = (request.json() ?? {}) as Row;
  const constant = (key: string, otherwise: number) => Number(body[key] ?? otherwise);
  let ctl = constant('ctlStart', constant('ctlStartValue', 0));
  let atl = constant('atlStart', constant('atlStartValue', 0));
  const sums = new Map<string, { actual: number; planned: number }>();
  for (const row of state.rows.values()) {
    const day = String(row.workoutDay).slice(0, 10);
    const sum = sums.get(day) ?? { actual: 0, planned: 0 };
    sum.actual += Number(row.tssActual ?? 0);
    sum.planned += Number(row.tssPlanned ?? 0);
    sums.set(day, sum);
  }
  const first = [...sums.keys()].sort()[0] ?? from;
  let day = state.modes.pmc_from === 'history' && first < from ? first : from;
  const rows: Row[] = [];
  for (; day <= to; day = addDays(day, 1)) {
    const { actual = 0, planned = 0 } = sums.get(day) ?? {};
    const load = day > state.athlete.today ? planned : actual;
    const tsb = ctl - atl;
    ctl += (load - ctl) / constant('ctlConstant', 42);
    atl += (load - atl) / constant('atlConstant', 7);
    if (day < from) continue;
    const value = (number: number) => (state.modes.pmc === 'nan' ? 'NaN' : number);
    rows.push({
      workoutDay: `${day}T00:00:00`,
      tssActual: actual,
      tssPlanned: planned,
      ifActual: null,
      ifPlanned: null,
      ctl: value(ctl),
      atl: value(atl),
      tsb: value(tsb),
    });
  }
  return list(state, rows);
}

function timeFrame({ modes }: State): unknown {
  return modes.time_frame === 'text' ? '2026' : { name: '2026' };
}

function workoutRecords(state: State, _request: FakeRequest, [, id = '']: readonly string[]): FakeResponse {
  const row = state.rows.get(Number(id));
  if (!row) return refuse(404);
  const personalRecords = [
    { class: 'Power', type: 'power5min', value: 268, rank: 2, timeFrame: timeFrame(state) },
  ].slice(0, Number(row.personalRecordCount ?? 0));
  if (state.modes.workout_records_as_list) return ok(personalRecords);
  const personalRecordCount = personalRecords.length;
  return ok({ calcsPending: false, workoutId: row.workoutId, personalRecordCount, personalRecords });
}

function sportRecords(state: State, request: FakeRequest, [, sport = '']: readonly string[]): FakeResponse {
  const [type, from, to] = ['prType', 'startDate', 'endDate'].map((name) => request.query.get(name));
  if (!type || !from || !to) return refuse(500);
  const kind = sport === 'Bike' ? 2 : 3;
  const best = [...state.rows.values()]
    .filter((row) => row.workoutTypeValueId === kind && inside(row.workoutDay, from.slice(0, 10), to.slice(0, 10)))
    .filter((row) => typeof row.powerAverage === 'number' && /^power/.test(type))
    .sort((a, b) => Number(b.powerAverage) - Number(a.powerAverage))
    .slice(0, 3);
  return list(
    state,
    best.map((row, i) => ({
      id: Number(row.workoutId) * 10 + i,
      athleteId: ATHLETE_ID,
      workoutId: row.workoutId,
      workoutDate: row.workoutDay,
      workoutTypeId: kind,
      workoutTitle: row.title,
      class: 'Power',
      type,
      timeFrame: timeFrame(state),
      value: row.powerAverage,
      invalid: false,
      rank: i + 1,
      eventName: null,
    })),
  );
}

function analysis(state: State, request: FakeRequest, [kind = '']: readonly string[]): FakeResponse {
  const id = Number(((request.json() ?? {}) as Row).workoutId);
  const row = state.rows.get(id);
  const has_file = (state.files.get(id) ?? []).length > 0;
  if (!row || (kind !== 'summary' && !has_file)) return refuse(404);
  if (kind === 'charts') return ok({ metadata: {}, data: [{ time: 0, Power: 100, HeartRate: 100 }] });
  if (kind === 'laps') return ok({ columnMetadata: {}, data: [] });
  const seconds = Number(row.totalTime ?? 0) * 3600;
  return ok({
    startTimestamp: row.startTime,
    data: { TotalElapsedTime: { friendlyName: 'Duration', value: seconds, unit: 's' } },
  });
}

const ZONES: Readonly<Record<string, string>> = {
  powerzones: 'powerZones',
  heartratezones: 'heartRateZones',
  speedzones: 'speedZones',
};

/** Whatever is sent replaces the whole list, stale bands and all. */
function putZones(state: State, request: FakeRequest, [, kind = '']: readonly string[]): FakeResponse {
  const sets = request.json();
  if (!Array.isArray(sets)) return refuse(500);
  state.settings = { ...state.settings, [ZONES[kind]!]: sets };
  return { status: 204 };
}

function calculate(_state: State, request: FakeRequest, [, kind = '']: readonly string[]): FakeResponse {
  const body = (request.json() ?? {}) as Row;
  const threshold = Number(body.LTPower ?? body.LTHR ?? body.speed);
  if (!Number.isFinite(threshold)) return refuse(500);
  const band = (label: string, low: number, high: number) => ({
    label,
    minimum: Math.round(low * threshold),
    maximum: Math.round(high * threshold),
    minimumAsDouble: low * threshold,
    maximumAsDouble: high * threshold,
  });
  const zones = [band('Zone 1', 0, 0.55), band('Zone 2', 0.56, 0.75), band('Zone 3', 0.76, 10)];
  return ok(kind === 'speed' ? { zones, thresholdSpeed: threshold } : { zones, lactateThreshold: threshold });
}

function metrics(state: State, _request: FakeRequest, [, from = '', to = '']: readonly string[]): FakeResponse {
  const refusal = badRange(state, from, to);
  if (refusal) return refusal;
  const rows = [...state.metrics.values()].filter((row) => inside(row.timeStamp, from, to));
  if (state.modes.wrap && rows.length > 0) return ok({ metrics: rows });
  return list(state, rows);
}

function putMetric(state: State, request: FakeRequest): FakeResponse {
  const body = (request.json() ?? {}) as Row;
  const day = String(body.timeStamp).slice(0, 10);
  if (!/^\d{4}-/.test(day) || !Array.isArray(body.details)) return refuse(500);
  const known = state.metrics.get(day);
  const details = [...((known?.details as unknown[]) ?? []), ...body.details];
  const row = { id: known?.id ?? `m-${idOf(state)}`, athleteId: ATHLETE_ID, timeStamp: `${day}T00:00:00`, details };
  state.metrics.set(day, row);
  return ok(row);
}
