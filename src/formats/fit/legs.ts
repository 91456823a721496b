/** Cuts the records of one activity into its sessions: one leg each, by time, whatever order the file has them in. */

import type { Warning } from '../../core/recording.ts';
import type { Message } from './messages.ts';
import { SESSION } from './profile.ts';
import type { Rows } from './records.ts';
import { FIT_SPORT } from './sports.ts';

/** Rows of the activity's records: a range where they follow each other, which they nearly always do, else a list. */
export type LegRows = Rows | Uint32Array;

export interface Leg {
  /** Null when the file has no session and the leg is made from the records. */
  readonly session: Message | null;
  readonly start_s: number;
  readonly end_s: number;
  readonly rows: LegRows;
  readonly warnings: readonly Warning[];
}

interface Window {
  readonly session: Message;
  readonly start_s: number;
  readonly end_s: number;
}

/** More sessions than any event has; a damaged file may seem to hold millions. */
const MAX_LEGS = 500;
const DAY_S = 86_400;
const MONTH_S = 31 * DAY_S;

/** The legs in order of time. Empty when there is neither a session nor a record with a time. */
export function splitLegs(sessions: readonly Message[], times: Float64Array): Leg[] {
  const windows = distinct(
    sessions
      .slice(0, MAX_LEGS)
      .map(window)
      .filter((w) => !Number.isNaN(w.start_s)),
  );
  if (windows.length > 1) return byTime(windows, times);

  const span = plausibleSpan(times);
  const only = windows[0] ?? null;
  const session = only?.session ?? sessions[0] ?? null;
  const warnings: Warning[] = [];
  const rows: Rows = { from: 0, to: times.length };
  if (only && (!span || touches(only, span))) {
    let { end_s } = only;
    // Some devices write an elapsed time of their own invention; the records know better.
    if (span && (span.end_s > end_s + 60 || end_s - only.start_s > MONTH_S)) {
      end_s = Math.max(only.start_s, span.end_s);
      warnings.push({
        code: 'session_time_contradicts_records',
        message: 'The elapsed time of the session does not fit its records; the end was taken from the records.',
      });
    }
    return [{ session, start_s: only.start_s, end_s, rows, warnings }];
  }
  if (!span) return [];
  if (only) {
    warnings.push({
      code: 'session_time_contradicts_records',
      message: 'The start time of the session is not when the records were made; the time of the records was taken.',
    });
  }
  return [{ session, ...span, rows, warnings }];
}

function window(session: Message): Window {
  const elapsed = session.value(SESSION.total_elapsed_time);
  const timer = session.value(SESSION.total_timer_time);
  let duration = Number.isNaN(elapsed) ? timer : elapsed;
  let start_s = session.date(SESSION.start_time.num);
  if (Number.isNaN(start_s)) start_s = session.time_s - (Number.isNaN(duration) ? 0 : duration);
  if (Number.isNaN(duration)) duration = session.time_s > start_s ? session.time_s - start_s : 0;
  const end_s = start_s + duration;
  return { session, start_s, end_s };
}

/** Sorted by start, without repeated sessions and without one that only sums up the others. */
function distinct(windows: readonly Window[]): Window[] {
  const sorted = [...windows].sort((a, b) => a.start_s - b.start_s);
  const sport = (w: Window) => w.session.code(SESSION.sport.num);
  return sorted.filter((w, i) => {
    const repeated = sorted.some(
      (other, j) => j > i && other.start_s === w.start_s && other.end_s >= w.end_s && sport(other) === sport(w),
    );
    const sums_up =
      sport(w) === FIT_SPORT.multisport &&
      sorted.length > 2 &&
      sorted.every((other) => other === w || (other.start_s >= w.start_s - 1 && other.end_s <= w.end_s + 1));
    return !repeated && !sums_up;
  });
}

/** A record belongs to the last session that had begun; records without a time stay with the one before them. */
function byTime(windows: readonly Window[], times: Float64Array): Leg[] {
  const leg_of = new Uint16Array(times.length);
  const counts = new Uint32Array(windows.length);
  let current = 0;
  let ordered = true;
  for (let i = 0; i < times.length; i++) {
    const time = times[i]!;
    if (!Number.isNaN(time)) {
      while (current + 1 < windows.length && windows[current + 1]!.start_s <= time) current++;
      while (current > 0 && windows[current]!.start_s > time) {
        current--;
        ordered = false;
      }
    }
    leg_of[i] = current;
    counts[current]!++;
  }
  let from = 0;
  return windows.map((w, leg) => {
    const count = counts[leg]!;
    const rows = ordered ? { from, to: from + count } : rowsOf(leg, leg_of, count);
    from += count;
    const next_s = windows[leg + 1]?.start_s ?? Number.POSITIVE_INFINITY;
    if (w.end_s <= next_s + 1) return { ...w, rows, warnings: [] };
    const warning = {
      code: 'sessions_overlap',
      message: 'The session lasts beyond the start of the next one; records from there on were given to the next one.',
    };
    return { ...w, end_s: next_s, rows, warnings: [warning] };
  });
}

function rowsOf(leg: number, leg_of: Uint16Array, count: number): Uint32Array {
  const rows = new Uint32Array(count);
  let n = 0;
  for (let i = 0; i < leg_of.length; i++) if (leg_of[i] === leg) rows[n++] = i;
  return rows;
}

/** First and last time near the middle of all times: single records may carry a clock that was not set yet. */
function plausibleSpan(times: Float64Array): { start_s: number; end_s: number } | null {
  const step = Math.max(1, Math.floor(times.length / 1001));
  const sample: number[] = [];
  for (let i = 0; i < times.length; i += step) if (!Number.isNaN(times[i]!)) sample.push(times[i]!);
  if (sample.length === 0) return null;
  const middle = sample.sort((a, b) => a - b)[sample.length >> 1]!;
  let start_s = middle;
  let end_s = middle;
  for (let i = 0; i < times.length; i++) {
    const time = times[i]!;
    if (time < start_s && time > middle - MONTH_S) start_s = time;
    if (time > end_s && time < middle + MONTH_S) end_s = time;
  }
  return { start_s, end_s };
}

function touches(a: { start_s: number; end_s: number }, b: { start_s: number; end_s: number }): boolean {
  return a.start_s <= b.end_s + DAY_S && a.end_s >= b.start_s - DAY_S;
}
