/** The laps of a recording with our own figures for each, on the repaired grid. */

import { cellAt } from '../core/grid.ts';
import type { Lap } from '../core/recording.ts';
import type { ActivityInput } from './metric.ts';
import { type SpanValues, spanValues } from './span.ts';

export interface LapValues {
  /** From 0, in the recording's order. */
  readonly index: number;
  readonly name: string | null;
  readonly trigger: Lap['trigger'];
  readonly intensity: Lap['intensity'];
  /** Seconds after the grid's start; the end is exclusive. */
  readonly start_s: number;
  readonly end_s: number;
  readonly values: SpanValues;
}

/**
 * Figures of each lap. Its distance is read off the counter at both its ends, or from its pool lengths, so that the laps add
 * up to the distance of the activity: what was covered where there are no records, or faster than any second can be
 * credited with, is part of a lap too.
 */
export function lapValues(a: ActivityInput): LapValues[] {
  const covered = counter(a);
  return a.laps.map((lap, index) => {
    const from = cellAt(a.grid, lap.start_s);
    const to = cellAt(a.grid, lap.end_s);
    const values = spanValues(a, from, to);
    const metres = poolMetres(a, lap) ?? (covered && to > from ? covered(to) - covered(from) : null);
    const seconds = values.recorded_s ?? 0;
    const own =
      metres === null
        ? values
        : { ...values, distance_m: metres, ...(seconds > 0 && { average_speed_mps: metres / seconds }) };
    return {
      index,
      name: lap.name,
      trigger: lap.trigger,
      intensity: lap.intensity,
      start_s: lap.start_s - a.grid.start_s,
      end_s: lap.end_s - a.grid.start_s,
      values: own,
    };
  });
}

/** Metres of the active lengths that begin in the lap; null where there are no lengths. */
function poolMetres(a: ActivityInput, lap: Lap): number | null {
  const pool = a.device_values.pool_length_m ?? 0;
  if (a.family !== 'swim' || !(pool > 0) || !a.lengths.some((length) => length.active)) return null;
  // A length and the lap it opens are stamped up to a second apart.
  const begins = (time_s: number) => time_s >= lap.start_s - 1 && time_s < lap.end_s - 1;
  return pool * a.lengths.filter((length) => length.active && begins(length.start_s)).length;
}

/** Metres on the counter when a cell begins, straight between the cells that have a value; null without a counter. */
function counter(a: ActivityInput): ((cell: number) => number) | null {
  const distance = a.grid.channels.distance_m;
  const known = distance?.findIndex((d) => !Number.isNaN(d)) ?? -1;
  if (!distance || known < 0) return null;
  const end = distance.findLastIndex((d) => !Number.isNaN(d));
  // Where the activity's own distance begins: 0, or what the counter stood at.
  const start = Math.min(
    distance[known]!,
    Math.max(0, distance[end]! - (a.metric('distance_m').value ?? distance[end]!)),
  );
  return (cell) => {
    if (cell - 1 < known) return start;
    if (cell - 1 >= end) return distance[end]!;
    let before = cell - 1;
    while (Number.isNaN(distance[before])) before--;
    let after = cell - 1;
    while (Number.isNaN(distance[after])) after++;
    if (before === after) return distance[before]!;
    const share = (cell - 1 - before) / (after - before);
    return distance[before]! + (distance[after]! - distance[before]!) * share;
  };
}
