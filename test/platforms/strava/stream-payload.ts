/** Streams of the fake: both shapes, `distance` always, types without data left out, nulls in watts, gaps in time. */

import type { ChannelId } from '../../../src/core/channel.ts';
import type { StravaActivity } from './activity-store.ts';

const CHANNELS: Readonly<Record<string, ChannelId>> = {
  distance: 'distance_m',
  altitude: 'altitude_m',
  velocity_smooth: 'speed_mps',
  heartrate: 'heart_rate_bpm',
  cadence: 'cadence_rpm',
  watts: 'power_w',
  temp: 'temperature_c',
  grade_smooth: 'grade_pct',
};

const RESOLUTIONS: Readonly<Record<string, number>> = { low: 100, medium: 1000, high: 10_000 };
const WHOLE_NUMBERS = new Set(['heartrate', 'cadence', 'watts', 'temp']);

export interface StreamAsk {
  readonly keys: readonly string[];
  readonly by_type: boolean;
  readonly resolution: string | null;
  /** With `activity:read_all`. */
  readonly sees_all: boolean;
}

/** Null where there are none: the caller answers 404. 'invalid' for a resolution nobody offers. */
export function streamsOf(activity: StravaActivity, ask: StreamAsk): unknown {
  if (activity.workout.manual) return null;
  if (ask.resolution !== null && RESOLUTIONS[ask.resolution] === undefined) return 'invalid';
  const { samples, start_s } = activity.recording();
  const rows = rowsOf(activity, samples.time_s.length, ask);
  const streams = [...new Set(['distance', ...ask.keys])].flatMap((type) => {
    const data = dataOf(activity, type, rows, samples.channels, (i) => Math.round(samples.time_s[i]! - start_s));
    if (data === null) return [];
    const resolution = ask.resolution ?? 'high';
    return [{ type, data, series_type: 'distance', original_size: samples.time_s.length, resolution }];
  });
  if (!ask.by_type) return streams;
  return Object.fromEntries(streams.map(({ type, ...stream }) => [type, stream]));
}

function rowsOf({ workout, private_points }: StravaActivity, length: number, ask: StreamAsk): number[] {
  const cut = ask.sees_all ? 0 : private_points;
  let rows = Array.from({ length }, (_, i) => i).slice(cut, length - cut);
  // A recorder that stops at traffic lights: the time jumps.
  if (workout.number % 9 === 0) rows = rows.filter((i) => i < 300 || i >= 320);
  const most = RESOLUTIONS[ask.resolution ?? ''] ?? rows.length;
  const step = Math.max(1, Math.ceil(rows.length / most));
  return rows.filter((_, i) => i % step === 0);
}

function dataOf(
  activity: StravaActivity,
  type: string,
  rows: readonly number[],
  channels: Partial<Record<ChannelId, Float64Array>>,
  time: (row: number) => number,
): unknown[] | null {
  if (type === 'time') return rows.map(time);
  if (type === 'moving') return rows.map((i) => (channels.speed_mps?.[i] ?? 1) > 0.3);
  if (type === 'latlng') {
    const [lat, lng] = [channels.latitude_deg, channels.longitude_deg];
    if (!lat || !lng || activity.trainer) return null;
    return rows.map((i) => [Number(lat[i]!.toFixed(6)), Number(lng[i]!.toFixed(6))]);
  }
  if (type === 'watts' && activity.estimated_power) return rows.map((i) => 120 + (i % 40));
  const channel = CHANNELS[type];
  const values = channel === undefined ? undefined : channels[channel];
  if (!values) return null;
  return rows.map((i) => {
    if (type === 'watts' && i % 97 === 96) return null;
    return WHOLE_NUMBERS.has(type) ? Math.round(values[i]!) : Number(values[i]!.toFixed(1));
  });
}
