/** What a metric is: one number of one activity, described well enough to print its documentation and to recompute it. */

import type { Athlete } from '../core/athlete.ts';
import type { ChannelId } from '../core/channel.ts';
import type { Grid } from '../core/grid.ts';
import type { Known } from '../core/known.ts';
import type { DeviceValues, Lap, Length, Pause } from '../core/recording.ts';
import type { Family, SportId } from '../core/sport.ts';
import type { ThresholdKind, ThresholdsInForce } from '../core/thresholds.ts';

/** How values of several activities become one for a day, week or group. null: they do not combine. */
export type OverDays = 'sum' | 'max' | 'min' | 'mean' | 'time_weighted_mean' | null;

export interface Metric {
  /** Stable, snake_case, ends in its unit where it has one. */
  readonly id: string;
  readonly title: string;
  /** Empty for a pure number. */
  readonly unit: string;
  /** Raised whenever the same input would give another number: stored values are then recomputed. */
  readonly version: number;
  readonly families: 'all' | readonly Family[];
  /** Channels, thresholds and other metrics it reads, for the documentation. */
  readonly needs: readonly string[];
  readonly over_days: OverDays;
  /** The formula with its edge cases in one or two sentences. */
  readonly definition: string;
  /** Author and year. */
  readonly source: string;
  compute(activity: ActivityInput): Known<number>;
}

/** A way to arrive at one load number; `load_order` is a list of these. */
export type LoadMethod = 'power' | 'pace' | 'swim_pace' | 'hrss' | 'hr_zones' | 'hr_squared';

/** What is known about one activity, after repair. */
export interface ActivityFacts {
  readonly grid: Grid;
  readonly sport: SportId;
  readonly family: Family;
  readonly indoor: boolean;
  readonly thresholds: ThresholdsInForce;
  readonly athlete: Pick<Athlete, 'sex' | 'height_m'>;
  readonly laps: readonly Lap[];
  readonly lengths: readonly Length[];
  readonly pauses: readonly Pause[];
  readonly device_values: DeviceValues;
  /** Perceived exertion 0–10, or null. */
  readonly rpe: number | null;
  /** Replaces the sport's own order of load methods. */
  readonly load_order?: readonly LoadMethod[];
}

/** Series derived once per activity and shared by metrics. All have one value per recorded cell. */
export interface Series {
  /** Metres covered in each cell, never negative; 0 where nothing is known about it. */
  readonly step_m: Float64Array;
  /** Cumulative metres from the first cell, never decreasing. */
  readonly travelled_m: Float64Array;
  readonly speed_mps: Float64Array;
  /** Grade over a centred 50 m window, percent. */
  readonly grade_pct: Float64Array;
  /** Speed on the flat that would cost the same; see grade-adjusted-pace.ts. */
  readonly gap_mps: Float64Array;
}

/** Everything a metric may read. */
export interface ActivityInput extends ActivityFacts {
  /** 1 where the athlete moved, one byte per recorded cell. */
  readonly moving: Uint8Array;
  /**
   * A channel under the coverage rule: absent when never recorded, `insufficient_coverage` when less than half of the
   * recorded seconds have a value, with the warning `low_coverage` below 90 %.
   */
  channel(id: ChannelId): Known<Float64Array>;
  series<K extends keyof Series>(name: K): Known<Series[K]>;
  threshold(kind: ThresholdKind): Known<number>;
  /** Another metric's value. Metrics may read only those before them in the registry, so cycles cannot happen. */
  metric(id: string): Known<number>;
}
