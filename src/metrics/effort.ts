/** A part of an activity worth finding again: an interval, a set, a climb, a best. */

import type { SpanValues } from './span.ts';

export type EffortKind =
  | 'interval'
  | 'set'
  | 'climb'
  | 'best_power'
  | 'best_heart_rate'
  | 'best_speed'
  | 'best_gap_speed'
  /** Shortest time over `distance_m`. */
  | 'best_distance';

export interface Effort {
  readonly kind: EffortKind;
  /** Seconds after the grid's start; the end is exclusive. */
  readonly start_s: number;
  readonly end_s: number;
  readonly duration_s: number;
  /** How it was found: device laps or detection in the signal; null for climbs and bests. */
  readonly origin: 'laps' | 'detected' | null;
  /** A lap's name or a climb's category; null when it has none. */
  readonly label: string | null;
  readonly values: SpanValues;
}
