/** The same ride on a second device: its own clock, receiver, rate and idea of the distance. */

import type { Recording } from '../core/recording.ts';
import type { Samples } from '../core/samples.ts';
import { deviceValues } from './device-values.ts';
import { WATCH } from './devices.ts';
import { distanceMarks, lapsBetween } from './lap-marks.ts';
import { Barometer, Receiver } from './position.ts';
import type { Random } from './random.ts';

/** How far the watch's clock is ahead, and how much longer it believes the way to be. */
const CLOCK_S = 2;
const LONGER = 1.005;

/** What the head unit keeps when the heart-rate strap talks to the watch. */
export function withoutHeartRate(recording: Recording): Recording {
  const { heart_rate_bpm: _, ...channels } = recording.samples.channels;
  const samples = { ...recording.samples, channels };
  const strip = <T extends { average_hr_bpm?: number; max_hr_bpm?: number }>(values: T): T => {
    const { average_hr_bpm: _average, max_hr_bpm: _max, ...rest } = values;
    return rest as T;
  };
  return {
    ...recording,
    samples,
    device_values: strip(recording.device_values),
    laps: recording.laps.map((lap) => ({ ...lap, values: strip(lap.values) })),
  };
}

/** The watch's recording: heart rate and position, a row every one to six seconds, no power. */
export function watchRecording(recording: Recording, random: Random): Recording {
  const { time_s, channels: c } = recording.samples;
  const rows: number[] = [];
  for (let i = 0; i < time_s.length; ) {
    rows.push(i);
    const step = random.whole(1, 6);
    let next = i + step;
    // Never skip over a pause of the head unit.
    while (next < time_s.length && time_s[next]! - time_s[i]! > step && next > i + 1) next--;
    i = next;
  }
  if (rows.at(-1) !== time_s.length - 1) rows.push(time_s.length - 1);
  const receiver = new Receiver(random, c.latitude_deg![0]!, 2.4);
  const barometer = new Barometer(random, 2.5, 0.1);
  const n = rows.length;
  const make = (value: (row: number) => number): Float64Array => Float64Array.from(rows, value);
  const samples: Samples = {
    time_s: make((i) => time_s[i]! + CLOCK_S),
    channels: {
      heart_rate_bpm: make((i) => c.heart_rate_bpm![i]!),
      speed_mps: make((i) => Math.round(Math.max(0, c.speed_mps![i]! + 0.06 * random.normal()) * 1000) / 1000),
      distance_m: make((i) => Math.round(c.distance_m![i]! * LONGER * 100) / 100),
      latitude_deg: make((i) => receiver.latitude(c.latitude_deg![i]!)),
      longitude_deg: make((i) => receiver.longitude(c.longitude_deg![i]!)),
      altitude_m: make((i) => Math.round(barometer.altitude(c.altitude_m![i]!) * 5) / 5),
    },
    extra: [],
  };
  const start_s = recording.start_s + CLOCK_S;
  const end_s = samples.time_s[n - 1]! + 1;
  const pauses = recording.pauses.map((p) => ({ start_s: p.start_s + CLOCK_S, end_s: p.end_s + CLOCK_S }));
  return {
    ...recording,
    name: null,
    note: null,
    start_s,
    end_s,
    device: WATCH,
    samples,
    pauses,
    laps: lapsBetween(distanceMarks(samples, 5000), samples, pauses, start_s, end_s),
    device_values: deviceValues(samples, pauses, start_s, end_s),
    thresholds: [],
  };
}
