/** How GoldenCheetah reads a recording, with our own grid and metrics: so that what is left differs in the metric alone. */

import { buildGrid, EMPTY_GRID, type Grid } from '../src/core/grid.ts';
import type { Known } from '../src/core/known.ts';
import type { Recording } from '../src/core/recording.ts';
import type { Samples } from '../src/core/samples.ts';
import type { Family, SportId } from '../src/core/sport.ts';
import type { ThresholdKind, ThresholdsInForce } from '../src/core/thresholds.ts';
import { computeMetric, createActivityInput } from '../src/metrics/activity-input.ts';
import { METRICS } from '../src/metrics/index.ts';
import { meanMaximal } from '../src/metrics/mean-maximal.ts';
import { metresBetween } from '../src/repair/fastest.ts';
import type { OracleAthlete } from './oracle-file.ts';

/** Gaps shorter than this are filled; longer ones stay. */
const FILLED_UNDER_S = 25;

/** Where our values come from: stored by the import, or computed on a reading of another program's kind. NaN is none. */
export interface Source {
  metric(id: string): number;
  /** Best mean over a duration: W, bpm or m/s. */
  curve(kind: CurveKind, seconds: number): number;
}

export type CurveKind = 'power_w' | 'heart_rate_bpm' | 'speed_mps';

export interface Reading extends Source {
  readonly family: Family;
  readonly grid: Grid;
  /** Seconds a sample stands for. */
  readonly interval_s: number;
  /** 0 where a device wrote nothing: that program knows no missing value. Null when the channel does not exist. */
  readonly power: Float64Array | null;
  readonly cadence: Float64Array | null;
  readonly speed: Float64Array | null;
  readonly heart_rate: Float64Array | null;
  readonly altitude: Float64Array | null;
  readonly balance: Float64Array | null;
  /** Our own grade, %. */
  readonly slope: Float64Array | null;
  readonly lengths: Recording['lengths'];
  readonly pool_length_m: number;
}

const FAMILIES: Readonly<Record<string, readonly [Family, SportId]>> = {
  Bike: ['ride', 'ride'],
  Run: ['run', 'run'],
  Swim: ['swim', 'swim'],
};

/**
 * All recordings of a file as one activity of the program's sport: records in file order, the first of a second counts,
 * missing values are 0, gaps under 25 s filled by a straight line, nothing repaired. With `hold_s` every sample stands for
 * that many seconds, as in files that are not recorded every second.
 */
export function goldenCheetahReading(
  recordings: readonly Recording[],
  sport: string,
  athlete: OracleAthlete,
  hold_s = 1,
): Reading {
  const [family, sport_id] = FAMILIES[sport] ?? ['other', 'other'];
  const joined = withDistance(joinSamples(recordings.map((r) => r.samples)));
  const samples = hold_s > 1 ? held(joined, hold_s) : joined;
  const filled = (of: Samples) =>
    of.time_s.length === 0 ? EMPTY_GRID : buildGrid(of, { max_gap_s: FILLED_UNDER_S - 1 });
  const first = recordings[0];
  const grid = first ? filled(samples) : EMPTY_GRID;
  const zeros = filled(zeroWhenMissing(samples)).channels;
  if (!grid.channels.speed_mps && grid.channels.distance_m) grid.channels.speed_mps = pointToPoint(grid);
  const lengths = recordings.flatMap((r) => r.lengths);
  const device_values = recordings[0]?.device_values ?? {};
  const thresholds = thresholdsOf(athlete, family);
  const values = new Map<string, Known<number>>();
  const input = createActivityInput(
    {
      grid,
      sport: sport_id,
      family,
      indoor: false,
      thresholds,
      athlete: { sex: athlete.sex, height_m: athlete.height_m },
      laps: [],
      lengths,
      pauses: [],
      device_values,
      rpe: null,
    },
    values,
  );
  for (const metric of METRICS) values.set(metric.id, computeMetric(metric, input));
  return {
    family,
    grid,
    interval_s: hold_s,
    power: zeros.power_w ?? null,
    cadence: zeros.cadence_rpm ?? null,
    speed: zeros.speed_mps ?? grid.channels.speed_mps ?? null,
    heart_rate: zeros.heart_rate_bpm ?? null,
    altitude: zeros.altitude_m ?? null,
    balance: grid.channels.left_balance_pct ?? null,
    slope: input.series('grade_pct').value,
    lengths,
    pool_length_m: device_values.pool_length_m ?? Number.NaN,
    metric: (id) => values.get(id)?.value ?? Number.NaN,
    curve(kind, seconds) {
      const of = kind === 'speed_mps' ? input.series('step_m').value : (grid.channels[kind] ?? null);
      if (of === null || seconds > grid.elapsed_s) return Number.NaN;
      return meanMaximal(grid, of, kind === 'heart_rate_bpm' ? 'invalid' : 'zero', [seconds]).value[0]!;
    },
  };
}

const ZERO_WHEN_MISSING = ['power_w', 'cadence_rpm', 'speed_mps'] as const;

/** In file order, records of an earlier second or without a time left out, the first record of each second kept. */
function joinSamples(all: readonly Samples[]): Samples {
  const keep: [Samples, number][] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (const samples of all) {
    for (let i = 0; i < samples.time_s.length; i++) {
      const second = Math.floor(samples.time_s[i]!);
      if (!(second > last)) continue;
      keep.push([samples, i]);
      last = second;
    }
  }
  const channels: Record<string, Float64Array> = {};
  for (const id of new Set(all.flatMap((samples) => Object.keys(samples.channels)))) {
    const zero = ZERO_WHEN_MISSING.some((z) => z === id) ? 0 : Number.NaN;
    channels[id] = Float64Array.from(keep, ([samples, i]) => {
      const value = samples.channels[id as keyof Samples['channels']]?.[i] ?? Number.NaN;
      return Number.isNaN(value) ? zero : value;
    });
  }
  return { time_s: Float64Array.from(keep, ([samples, i]) => Math.floor(samples.time_s[i]!)), channels, extra: [] };
}

/** Without distance: the way between positions, every jump included. */
function withDistance(samples: Samples): Samples {
  const { distance_m, latitude_deg, longitude_deg } = samples.channels;
  if (distance_m || !latitude_deg || !longitude_deg) return samples;
  const metres = new Float64Array(latitude_deg.length);
  let sum = 0;
  let last = -1;
  for (let i = 0; i < metres.length; i++) {
    if (!Number.isNaN(latitude_deg[i]) && !Number.isNaN(longitude_deg[i])) {
      if (last >= 0)
        sum += metresBetween(latitude_deg[last]!, longitude_deg[last]!, latitude_deg[i]!, longitude_deg[i]!);
      last = i;
    }
    metres[i] = sum;
  }
  return { ...samples, channels: { ...samples.channels, distance_m: metres } };
}

/** Speed as the change of distance since the cell before, across gaps too; 0 in the first. */
function pointToPoint(grid: Grid): Float64Array {
  const distance = grid.channels.distance_m!;
  return distance.map((d, i) => (i === 0 ? 0 : Math.max(0, d - distance[i - 1]!) || 0));
}

function zeroWhenMissing(samples: Samples): Samples {
  const channels = Object.fromEntries(
    Object.entries(samples.channels).map(([id, values]) => [id, values.map((v) => (Number.isNaN(v) ? 0 : v))]),
  );
  return { ...samples, channels };
}

function held(samples: Samples, hold_s: number): Samples {
  const n = samples.time_s.length * hold_s;
  const spread = (values: Float64Array) => Float64Array.from({ length: n }, (_, i) => values[Math.floor(i / hold_s)]!);
  const channels = Object.fromEntries(Object.entries(samples.channels).map(([id, values]) => [id, spread(values)]));
  return { time_s: spread(samples.time_s).map((t, i) => t + (i % hold_s)), channels, extra: [] };
}

/** The program's settings as thresholds of ours, for one sport. CP stands in for FTP, as it does there. */
export function thresholdValues(athlete: OracleAthlete, family: Family): readonly (readonly [ThresholdKind, number])[] {
  const run = family === 'run';
  const own: (readonly [ThresholdKind, number])[] = [
    ['weight_kg', athlete.weight_kg],
    ['lthr_bpm', athlete.lthr_bpm],
    ['max_hr_bpm', athlete.max_bpm],
    ['resting_hr_bpm', athlete.resting_bpm],
  ];
  if (family === 'ride' || run) {
    own.push(
      ['ftp_w', run ? athlete.cp_run_w : athlete.cp_ride_w],
      ['cp_w', run ? athlete.cp_run_w : athlete.cp_ride_w],
    );
    own.push(['w_prime_j', run ? athlete.w_prime_run_j : athlete.w_prime_ride_j], ['p_max_w', athlete.p_max_w]);
  }
  if (run) own.push(['threshold_speed_mps', athlete.run_threshold_mps]);
  if (family === 'swim') own.push(['threshold_speed_mps', athlete.swim_threshold_mps]);
  return own;
}

function thresholdsOf(athlete: OracleAthlete, family: Family): ThresholdsInForce {
  return Object.fromEntries(
    thresholdValues(athlete, family).map(([kind, value]) => [
      kind,
      { kind, family, value, valid_from: '1980-01-01', origin: 'athlete' as const },
    ]),
  );
}
