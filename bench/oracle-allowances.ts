/** Differences that are known and named but not recomputed: when they apply, to which values, and how large they may be. */

import type { OracleMetric } from './oracle-metrics.ts';
import type { Reading } from './oracle-reading.ts';

export interface Circumstances {
  readonly label: string;
  readonly key: string;
  readonly kind: OracleMetric['kind'];
  readonly expected: number;
  /** Everything the program says about the file. */
  readonly all: Readonly<Record<string, unknown>>;
  readonly reading: Reading;
  /** Share of records whose time is not a whole second. */
  readonly fractional: number;
  /** Whether the file itself holds speed, and altitude without holes. */
  readonly has_speed: boolean;
  readonly whole_altitude: boolean;
}

interface Allowance {
  readonly reason: string;
  applies(c: Circumstances): boolean;
  /** Largest difference relative to the expected value; Infinity where another thing is measured. */
  limit(c: Circumstances): number;
}

const BY_SPEED =
  /^(moving_time|average_moving_speed|max_speed|pace|swim_pace|pace_zone_|peak_pace|peak_swim|efficiency_factor|aerobic_decoupling|lnp|iwf|govss|xpace|trimp_)/;
const BY_SLOPE = /^(lnp|iwf|govss|xpace|efficiency_factor)/;
const BY_ALTITUDE = /^(elevation_|vam|gain_per_distance)/;

const ALLOWANCES: readonly Allowance[] = [
  {
    reason: 'it reads only a part of the file',
    applies: ({ all, reading }) => number(all.recording_time) < 0.9 * reading.grid.recorded_s,
    limit: () => Number.POSITIVE_INFINITY,
  },
  {
    reason: 'it rebuilds pool swims from their lengths, and counts strokes of both arms',
    applies: ({ reading }) => reading.lengths.length > 0,
    limit: () => Number.POSITIVE_INFINITY,
  },
  {
    reason: 'pool metrics of a swim without a pool',
    applies: ({ reading, key }) => reading.lengths.length === 0 && /^(swolf|stroke)/.test(key),
    limit: () => Number.POSITIVE_INFINITY,
  },
  {
    reason: 'W′ balance and its time constant on a curve drawn through samples that are not one second apart',
    applies: ({ reading, kind }) => kind === 'w_prime' && (reading.interval_s > 1 || reading.grid.breaks.length > 0),
    limit: ({ reading }) => (reading.interval_s > 1 ? 0.2 : 0.02),
  },
  {
    reason: 'the file has no speed: it takes that from one position or distance to the next, unsmoothed',
    applies: ({ has_speed, key }) => !has_speed && BY_SPEED.test(key),
    limit: () => Number.POSITIVE_INFINITY,
  },
  {
    reason: 'altitude is missing in places: it draws lines from and to 0',
    applies: ({ whole_altitude, key }) => !whole_altitude && (BY_SLOPE.test(key) || BY_ALTITUDE.test(key)),
    limit: () => Number.POSITIVE_INFINITY,
  },
  {
    reason: 'slope from point to point instead of over 50 m',
    applies: ({ reading, key }) => reading.altitude !== null && BY_SLOPE.test(key),
    limit: ({ key }) => (key === 'govss' ? 0.2 : 0.1),
  },
  {
    reason: 'times with fractions of a second fall into other seconds',
    applies: ({ fractional }) => fractional > 0.05,
    limit: lenient,
  },
  {
    reason: 'the seconds between the points of a GPX or TCX file are filled in another way',
    applies: ({ label }) => /\.(gpx|tcx)$/i.test(label),
    limit: lenient,
  },
  {
    reason: 'averages of pods count other seconds as run',
    applies: ({ key }) => key === 'vertical_oscillation' || key === 'ground_contact',
    limit: () => 0.03,
  },
];

function lenient({ kind, key }: Circumstances): number {
  if (kind === 'zone' || key === 'aerobic_decoupling' || key === 'min_hr') return Number.POSITIVE_INFINITY;
  if (kind === 'elevation') return 0.2;
  return kind === 'load' ? 0.12 : 0.08;
}

/** The first reason that covers a difference of `best` from the expected value; null when none does. */
export function allowanceFor(c: Circumstances, best: number): string | null {
  for (const allowance of ALLOWANCES) {
    if (!allowance.applies(c)) continue;
    const limit = allowance.limit(c);
    if (limit === Number.POSITIVE_INFINITY || Math.abs(best - c.expected) <= limit * Math.abs(c.expected)) {
      return allowance.reason;
    }
  }
  return null;
}

function number(value: unknown): number {
  return typeof value === 'number' ? value : Number.NaN;
}
