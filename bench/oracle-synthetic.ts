/** Synthetic activities as real files: what a generator describes, written by our FIT writer and imported like any other. */

import type { ChannelId } from '../src/core/channel.ts';
import type { Recording } from '../src/core/recording.ts';
import type { SportId } from '../src/core/sport.ts';
import { writeFitActivity } from '../src/formats/fit/index.ts';
import type { OracleSynthetic } from './oracle-file.ts';

/** Far apart, so that none is taken for another recording of the same workout. */
const FIRST_START_S = Date.UTC(2020, 0, 1, 12) / 1000;
const DAY_S = 86_400;

const SPORTS: Readonly<Record<string, SportId>> = { Bike: 'ride', Run: 'run', Swim: 'open_water_swim' };

/** The program's channel -> ours, with the factor of its unit. */
const CHANNELS: Readonly<Record<string, readonly [ChannelId, number]>> = {
  watts: ['power_w', 1],
  hr: ['heart_rate_bpm', 1],
  cad: ['cadence_rpm', 1],
  kph: ['speed_mps', 1 / 3.6],
  km: ['distance_m', 1000],
  alt: ['altitude_m', 1],
  slope: ['grade_pct', 1],
  lrbalance: ['left_balance_pct', 1],
};

/** The file that is imported. FIT keeps whole watts and beats, 1 mm/s, 1 cm of distance and 20 cm of altitude. */
export function syntheticFile(activity: OracleSynthetic, place: number): Uint8Array {
  return writeFitActivity([syntheticRecording(activity, place)]);
}

/** The activity as described, unrounded. `place` numbers the activities: one a day. */
export function syntheticRecording(activity: OracleSynthetic, place: number): Recording {
  const { time_s, interval_s } = activity;
  const start_s = FIRST_START_S + place * DAY_S;
  const channels: Partial<Record<ChannelId, Float64Array>> = {};
  for (const [name, values] of activity.channels) {
    const known = CHANNELS[name];
    if (known) channels[known[0]] = values.map((v) => v * known[1]);
  }
  // A slope without altitude: the altitude that has this slope over the distance covered.
  if (channels.grade_pct && !channels.altitude_m && channels.distance_m) {
    channels.altitude_m = altitudeOf(channels.grade_pct, channels.distance_m);
  }
  const last = Math.max(0, ...time_s);
  return {
    sport: SPORTS[activity.sport] ?? 'other',
    sport_as_written: null,
    name: null,
    note: null,
    start_s,
    end_s: start_s + last + interval_s,
    utc_offset_s: 0,
    device: { manufacturer: null, product: null, serial: null, software: null },
    file_identity: null,
    samples: { time_s: Float64Array.from(time_s, (t) => start_s + t), channels, extra: [] },
    laps: [],
    lengths: [],
    sets: [],
    pauses: [],
    beats: null,
    events: [],
    device_values: {},
    thresholds: [],
    warnings: [],
  };
}

function altitudeOf(grade_pct: Float64Array, distance_m: Float64Array): Float64Array {
  const altitude = new Float64Array(grade_pct.length);
  let z = 500;
  for (let i = 0; i < altitude.length; i++) {
    if (i > 0) z += (grade_pct[i]! / 100) * (distance_m[i]! - distance_m[i - 1]!);
    altitude[i] = z;
  }
  return altitude;
}
