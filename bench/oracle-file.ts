/** Reads the values another program computed (goldencheetah.json), loosely: other files of the form may hold other metrics. */

import { series } from './generators.ts';

type Loose = Readonly<Record<string, unknown>>;

export interface OracleAthlete {
  readonly weight_kg: number;
  readonly height_m: number;
  readonly sex: 'male' | 'female';
  readonly cp_ride_w: number;
  readonly ftp_ride_w: number;
  readonly w_prime_ride_j: number;
  readonly p_max_w: number;
  readonly cp_run_w: number;
  readonly w_prime_run_j: number;
  readonly lthr_bpm: number;
  readonly resting_bpm: number;
  readonly max_bpm: number;
  readonly run_threshold_mps: number;
  readonly swim_threshold_mps: number;
  readonly power_zones_pct: readonly number[];
  readonly hr_zones_pct: readonly number[];
  readonly hr_zone_weights: readonly number[];
  readonly pace_zones_pct: readonly number[];
  readonly elevation_hysteresis_m: number;
}

export interface OracleFile {
  readonly label: string;
  /** `Bike`, `Run`, `Swim` or another word of the program's. */
  readonly sport: string;
  readonly expected: Loose;
}

export interface OracleSynthetic extends OracleFile {
  /** Seconds after the start of each sample. */
  readonly time_s: readonly number[];
  readonly interval_s: number;
  /** By the program's names: watts, hr, cad, kph, km, alt, slope, lrbalance. */
  readonly channels: ReadonlyMap<string, Float64Array>;
}

export interface Oracle {
  readonly program: string;
  readonly athlete: OracleAthlete;
  readonly files: readonly OracleFile[];
  readonly synthetic: readonly OracleSynthetic[];
}

/** @throws Error when the file is not of this form */
export function readOracle(parsed: unknown): Oracle {
  const top = record(parsed);
  if (typeof top.athlete !== 'object') throw new Error('the file has no "athlete"');
  const a = record(top.athlete);
  const number = (key: string, otherwise: number): number => {
    const value = a[key];
    return typeof value === 'number' && Number.isFinite(value) ? value : otherwise;
  };
  const numbers = (key: string, otherwise: readonly number[]): readonly number[] => {
    const value = a[key];
    return Array.isArray(value) ? value.filter((v): v is number => typeof v === 'number') : otherwise;
  };
  const cp = number('cp_bike_w', number('ftp_bike_w', 250));
  return {
    program: typeof top.oracle === 'string' ? top.oracle : 'the other program',
    athlete: {
      weight_kg: number('weight_kg', 75),
      height_m: number('height_m', 1.8),
      sex: a.sex === 'female' ? 'female' : 'male',
      cp_ride_w: cp,
      ftp_ride_w: number('ftp_bike_w', cp),
      w_prime_ride_j: number('wprime_j', 20_000),
      p_max_w: number('pmax_w', 1000),
      cp_run_w: number('cp_run_w', cp),
      w_prime_run_j: number('wprime_run_j', 20_000),
      lthr_bpm: number('lthr', 165),
      resting_bpm: number('resting_hr', 50),
      max_bpm: number('max_hr', 190),
      run_threshold_mps: number('critical_velocity_run_kmh', 15) / 3.6,
      swim_threshold_mps: number('critical_velocity_swim_kmh', 4.5) / 3.6,
      power_zones_pct: numbers('power_zones_pct_cp', [0, 55, 75, 90, 105, 120, 150]),
      hr_zones_pct: numbers('hr_zones_pct_lthr', [0, 68, 83, 94, 105]),
      hr_zone_weights: numbers('hr_zone_trimp_weights', [0.9, 1.1, 1.2, 2, 5]),
      pace_zones_pct: numbers('pace_zones_pct_cv', [0, 60, 85, 105]),
      elevation_hysteresis_m: number('elevation_hysteresis_m', 3),
    },
    files: list(top.files).map((file, i) => ({
      label: String(file.path ?? `file ${i}`),
      sport: String(file.oracle_sport ?? ''),
      expected: record(file.expected),
    })),
    synthetic: list(top.synthetic).map((entry, i) => synthetic(entry, i)),
  };
}

function synthetic(entry: Loose, i: number): OracleSynthetic {
  const channels = new Map<string, Float64Array>();
  let n = 0;
  for (const [name, spec] of Object.entries(record(entry.channels))) {
    const values = Float64Array.from(series(spec), (v) => v ?? Number.NaN);
    channels.set(name, values);
    n = Math.max(n, values.length);
  }
  const interval = typeof entry.recording_interval_s === 'number' ? entry.recording_interval_s : 1;
  const time_s =
    entry.time_s === undefined
      ? Array.from({ length: n }, (_, k) => k * interval)
      : series(entry.time_s).map((v) => v ?? Number.NaN);
  return {
    label: `synthetic ${String(entry.id ?? i)}`,
    sport: String(entry.sport ?? ''),
    expected: record(entry.expected),
    time_s,
    interval_s: interval,
    channels,
  };
}

function list(value: unknown): Loose[] {
  return Array.isArray(value) ? value.map(record) : [];
}

function record(value: unknown): Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Loose) : {};
}
