/** The intervals of an activity, from manual laps where there are any, else found in power or pace; and their sets. */

import { cellAt } from '../core/grid.ts';
import type { Lap } from '../core/recording.ts';
import type { Effort } from './effort.ts';
import { findIntervals, findSets } from './intervals.ts';
import type { ActivityInput } from './metric.ts';
import { elapsedSpan, spanValues } from './span.ts';

const POWER_BIN_W = 5;
const SPEED_BIN_MPS = 0.05;
/** More runs above the threshold than this is uneven terrain, not a session of intervals. */
const MOST_INTERVALS = 100;

interface Signal {
  readonly values: Float64Array;
  readonly bin: number;
  /** Smallest difference of the class means that counts. */
  readonly difference: number;
  /** Key of its mean in SpanValues. */
  readonly key: 'average_power_w' | 'average_gap_mps';
}

/** Power for rides and rowing, grade-adjusted speed on foot. Without a threshold the activity's own normalized level stands in. */
function signal(a: ActivityInput): Signal | null {
  if (a.family === 'ride' || a.family === 'row') {
    const values = a.channel('power_w').value;
    const reference = a.threshold('ftp_w').value ?? a.metric('np_w').value;
    if (values === null || reference === null) return null;
    return { values, bin: POWER_BIN_W, difference: 0.2 * reference, key: 'average_power_w' };
  }
  if (a.family === 'run') {
    const values = a.series('gap_mps').value;
    const reference = a.threshold('threshold_speed_mps').value ?? a.metric('ngp_mps').value;
    if (values === null || reference === null) return null;
    return { values, bin: SPEED_BIN_MPS, difference: 0.1 * reference, key: 'average_gap_mps' };
  }
  return null;
}

/** Intervals in order of time, then sets of two or more alike. */
export function intervalEfforts(a: ActivityInput): Effort[] {
  const found = signal(a);
  if (found === null) return [];
  const fromLaps = lapIntervals(a, found);
  const spans = fromLaps ?? findIntervals(found.values, found.bin, found.difference).map((s) => ({ ...s, name: null }));
  if (spans.length > MOST_INTERVALS) return [];
  const intervals = spans.map(({ from, to, name }): Effort => {
    const at = elapsedSpan(a, from, to);
    return {
      kind: 'interval',
      ...at,
      duration_s: at.end_s - at.start_s,
      origin: fromLaps ? 'laps' : 'detected',
      label: name,
      values: spanValues(a, from, to),
    };
  });
  const levels = intervals.map((i) => ({ duration_s: i.duration_s, level: i.values[found.key] ?? 0 }));
  const sets = findSets(levels).map(({ from, to }): Effort => {
    const part = intervals.slice(from, to);
    const first = part[0]!;
    const last = part.at(-1)!;
    const mean = (value: (i: number) => number): number => {
      let sum = 0;
      for (let i = from; i < to; i++) sum += value(i);
      return sum / (to - from);
    };
    return {
      kind: 'set',
      start_s: first.start_s,
      end_s: last.end_s,
      duration_s: last.end_s - first.start_s,
      origin: first.origin,
      label: null,
      values: {
        count: part.length,
        each_s: mean((i) => levels[i]!.duration_s),
        [found.key]: mean((i) => levels[i]!.level),
      },
    };
  });
  return [...intervals, ...sets];
}

/** Laps the athlete set, work only; null when there are none or the device cut them by distance or time. */
function lapIntervals(
  a: ActivityInput,
  { key, difference }: Signal,
): { from: number; to: number; name: string | null }[] | null {
  const { laps } = a;
  const manual = laps.filter((lap) => lap.trigger === 'manual').length;
  if (manual < 2 || laps.some((lap) => lap.trigger === 'distance' || lap.trigger === 'time')) return null;
  const spans = laps.map((lap) => {
    const from = cellAt(a.grid, lap.start_s);
    const to = cellAt(a.grid, lap.end_s);
    return { lap, from, to, values: spanValues(a, from, to) };
  });
  if (equalDistances(spans.map((span) => span.values.distance_m ?? 0))) return null;
  const told = spans.some((span) => span.lap.intensity !== null && span.lap.intensity !== 'active');
  const levels = spans.map((span) => span.values[key] ?? 0);
  const low = Math.min(...levels);
  const high = Math.max(...levels);
  // Without the device's word a lap in the upper half of the levels is work, provided that there are two kinds of laps.
  const floor = high - low >= difference ? (low + high) / 2 : low;
  const work = spans.filter((span, i) => span.to > span.from && (told ? isWork(span.lap) : levels[i]! >= floor));
  return work.map(({ from, to, lap }) => ({ from, to, name: lap.name }));
}

function isWork(lap: Lap): boolean {
  return lap.intensity === 'active' || lap.intensity === null;
}

/** All laps but the last within 2 % of each other: cut by distance, whatever the trigger says. */
function equalDistances(metres: readonly number[]): boolean {
  const whole = metres.slice(0, -1);
  const min = Math.min(...whole);
  const max = Math.max(...whole);
  return whole.length >= 2 && min > 0 && (max - min) / max <= 0.02;
}
