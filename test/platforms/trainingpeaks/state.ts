/** What the fake TrainingPeaks knows and how its routes answer: rows that change, tokens that end, ranges that are refused. */

import { dayNumber, isDate } from '../../../src/core/time.ts';
import type { InventedAthlete } from '../athlete.ts';
import type { FakeRequest, FakeResponse, FakeServer } from '../server.ts';
import { calendarOf } from './invented-calendar.ts';
import {
  ATHLETE_ID,
  type DeviceFile,
  fileOf,
  metricRows,
  plannedRows,
  type Row,
  rowOf,
  settingsOf,
} from './invented-rows.ts';
import type { Modes } from './modes.ts';

export interface State extends ReturnType<typeof calendarOf> {
  readonly athlete: InventedAthlete;
  readonly modes: Modes;
  server: FakeServer;
  /** Cookies that are good. */
  readonly cookies: Set<string>;
  /** Token -> when it ends, Unix seconds. */
  readonly tokens: Map<string, number>;
  readonly rows: Map<number, Row>;
  readonly files: Map<number, DeviceFile[]>;
  readonly comments: Map<number, Row[]>;
  readonly private_notes: Map<number, string>;
  readonly metrics: Map<string, Row>;
  readonly plans: Map<number, Row>;
  readonly plan_workouts: Map<number, Row[]>;
  settings: Row;
  /** Athletes of the coach, beside the one who signs in. */
  roster: readonly { readonly athleteId: number; readonly firstName: string; readonly lastName: string }[];
  next_id: number;
}

export type Route = readonly [
  method: string,
  path: RegExp,
  answer: (state: State, request: FakeRequest, parts: readonly string[]) => FakeResponse,
];

export function inventState(athlete: InventedAthlete, modes: Modes, server: FakeServer, cookie: string): State {
  const mine = athlete.workouts.filter((workout) => workout.on.has('trainingpeaks'));
  const rows = [...mine.map(rowOf), ...plannedRows(athlete.today)];
  return {
    athlete,
    modes,
    server,
    cookies: new Set([cookie]),
    tokens: new Map(),
    rows: new Map(rows.map((row) => [row.workoutId as number, row])),
    files: new Map(
      mine.map((workout) => {
        const file = fileOf(workout);
        return [rowOf(workout).workoutId as number, file ? [file] : []];
      }),
    ),
    comments: new Map(),
    private_notes: new Map(),
    metrics: metricRows(athlete),
    plans: new Map(),
    plan_workouts: new Map(),
    settings: settingsOf(athlete, modes.units),
    roster: [],
    next_id: 3_990_000_000,
    ...calendarOf(athlete.today),
  };
}

export function ok(body: unknown): FakeResponse {
  return { body };
}

export function refuse(status: number, text?: string): FakeResponse {
  return { status, headers: { 'content-type': 'text/plain' }, ...(text === undefined ? {} : { body: text }) };
}

/** A list in the form the modes ask for. */
export function list({ modes }: State, rows: readonly unknown[]): FakeResponse {
  if (rows.length === 0) {
    if (modes.empty === '204') return { status: 204 };
    if (modes.empty === 'nothing') return { status: 200 };
    if (modes.empty === 'null') return { body: null };
  }
  return { body: modes.wrap ? { data: rows } : rows };
}

/** Null when the range may be listed, else the refusal. */
export function badRange({ modes }: State, from: string, to: string, limited = true): FakeResponse | null {
  if (!isDate(from) || !isDate(to)) return refuse(400, 'Invalid date');
  const days = dayNumber(to) - dayNumber(from) + 1;
  if (days < 1) return refuse(400, 'Start date is after end date');
  return limited && days > modes.limit_days ? refuse(400, 'Date range is too long') : null;
}

export function inside(day: unknown, from: string, to: string): boolean {
  const text = String(day).slice(0, 10);
  return text >= from && text <= to;
}

/** Of whom a path speaks: oneself or, for a coach, an athlete of the roster. */
export function mayRead(state: State, athlete_id: string): boolean {
  const id = Number(athlete_id);
  return id === ATHLETE_ID || (state.modes.coach && state.roster.some(({ athleteId }) => athleteId === id));
}

/** Fields a Basic account gets as null. */
const PAID_FIELDS = [
  ...['powerAverage', 'powerMaximum', 'normalizedPowerActual', 'heartRateMinimum', 'heartRateAverage', 'energy'],
  ...['heartRateMaximum', 'cadenceAverage', 'cadenceMaximum', 'elevationGain', 'elevationLoss', 'tssActual', 'if'],
  ...['tssSource', 'calories', 'velocityAverage', 'velocityMaximum', 'rpe', 'feeling', 'userTags', 'tssPlanned'],
];

/** The row as it goes out: structure as an object, for Basic without its figures, and sometimes numbers as text. */
export function shown({ modes }: State, row: Row): Row {
  const out: Row = { ...row };
  if (typeof out.structure === 'string') out.structure = JSON.parse(out.structure);
  if (modes.basic) for (const key of PAID_FIELDS) out[key] = null;
  if (modes.numbers_as_text) {
    for (const key of ['totalTime', 'distance', 'tssActual', 'powerAverage', 'workoutId']) {
      if (typeof out[key] === 'number') out[key] = String(out[key]);
    }
    out.if = 'NaN';
  }
  return out;
}

export function idOf(state: State): number {
  return state.next_id++;
}
