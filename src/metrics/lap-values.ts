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

export function lapValues(a: ActivityInput): LapValues[] {
  return a.laps.map((lap, index) => ({
    index,
    name: lap.name,
    trigger: lap.trigger,
    intensity: lap.intensity,
    start_s: lap.start_s - a.grid.start_s,
    end_s: lap.end_s - a.grid.start_s,
    values: spanValues(a, cellAt(a.grid, lap.start_s), cellAt(a.grid, lap.end_s)),
  }));
}
