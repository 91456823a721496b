/** Activities as Intervals.icu answers them: rows of the list, stubs, streams, intervals and histograms. */

import type { Activity, ActivityStream, Hidden } from '../../../src/connectors/intervals/api-types.ts';
import type { ChannelId } from '../../../src/core/channel.ts';
import { isoWithOffset, localDateTime } from '../../../src/core/time.ts';
import type { AthleteState, FakeActivity } from './state.ts';

export const STUB_NOTE = 'STRAVA activities are not available via the API';

export function startLocal({ workout }: FakeActivity): string {
  return localDateTime(workout.start_s, workout.utc_offset_s);
}

export function stubOf(state: AthleteState, activity: FakeActivity): Hidden {
  return {
    id: activity.id,
    icu_athlete_id: state.id,
    start_date_local: startLocal(activity),
    source: 'STRAVA',
    _note: STUB_NOTE,
  };
}

const STREAM_TYPES = ['time', 'watts', 'heartrate', 'cadence', 'distance', 'altitude', 'latlng', 'velocity_smooth'];

/** `fitness` are the athlete's ctl and atl at the end of that day. */
export function rowOf(
  state: AthleteState,
  activity: FakeActivity,
  fitness: { readonly ctl: number; readonly atl: number },
): Activity & { MuscleSoreness?: number } {
  const { workout } = activity;
  const { duration_s, average_power_w, manual, distance_m, sport } = workout;
  const { ftp_w, lthr_bpm, max_hr_bpm, weight_kg } = state.invented;
  const is_run = sport === 'run';
  const np_w = average_power_w === null ? null : Math.round(average_power_w * 1.06);
  const recorded = manual ? null : STREAM_TYPES.filter((type) => type !== 'watts' || average_power_w !== null);
  return {
    id: activity.id,
    icu_athlete_id: state.id,
    start_date_local: startLocal(activity),
    start_date: `${localDateTime(workout.start_s, 0)}Z`,
    timezone: state.invented.time_zone,
    type: activity.type as NonNullable<Activity['type']>,
    sub_type: 'NONE',
    name: activity.name,
    description: workout.number % 8 === 1 ? 'Felt good.' : null,
    source: manual ? 'MANUAL' : activity.has_file ? 'GARMIN_CONNECT' : 'OAUTH_CLIENT',
    file_type: activity.has_file ? 'fit' : null,
    external_id: manual ? null : `ext-${workout.number}`,
    device_name: manual ? null : 'Edge 530',
    created: activity.synced_at,
    icu_sync_date: activity.synced_at,
    analyzed: isoWithOffset(workout.start_s + 9000, 0),
    moving_time: duration_s,
    elapsed_time: duration_s,
    icu_recording_time: manual ? null : duration_s,
    distance: distance_m,
    icu_distance: distance_m,
    total_elevation_gain: workout.ascent_m,
    average_speed: distance_m / duration_s,
    max_speed: manual ? null : (1.4 * distance_m) / duration_s,
    icu_average_watts: average_power_w,
    icu_weighted_avg_watts: np_w,
    device_watts: average_power_w === null ? null : true,
    icu_joules: average_power_w === null ? null : average_power_w * duration_s,
    icu_ftp: is_run ? null : ftp_w,
    icu_w_prime: is_run ? null : 19_000,
    p_max: is_run ? null : 980,
    threshold_pace: is_run ? 3.3898 : null,
    lthr: is_run ? lthr_bpm + 4 : lthr_bpm,
    athlete_max_hr: is_run ? max_hr_bpm + 3 : max_hr_bpm,
    icu_resting_hr: 47,
    icu_weight: weight_kg,
    icu_intensity: np_w === null ? 71 : (100 * np_w) / ftp_w,
    icu_training_load: activity.load,
    power_load: np_w === null ? null : activity.load,
    hr_load: activity.load - 2,
    hr_load_type: 'HRSS',
    pace_load: is_run ? activity.load : null,
    average_heartrate: workout.average_hr_bpm,
    max_heartrate: workout.average_hr_bpm + 22,
    has_heartrate: true,
    average_cadence: manual ? null : is_run ? 84 : 88,
    calories: Math.round(duration_s / 6),
    icu_rpe: workout.rpe,
    feel: workout.number % 4 === 0 ? 2 : null,
    session_rpe: workout.rpe === null ? null : Math.round((workout.rpe * duration_s) / 60),
    trainer: false,
    commute: workout.number % 12 === 0,
    race: false,
    tags: workout.number % 10 === 0 ? ['tempo'] : null,
    gear: is_run ? { id: 'g103', name: null } : { id: 'b101', name: null },
    icu_ctl: fitness.ctl,
    icu_atl: fitness.atl,
    icu_zone_times:
      np_w === null
        ? null
        : [
            { id: 'Z1', secs: 300 },
            { id: 'Z2', secs: duration_s - 300 },
          ],
    icu_hr_zone_times: [300, duration_s - 300, 0, 0, 0, 0, 0],
    interval_summary: manual ? null : ['2x 5m 240w'],
    skyline_chart_bytes: ['CAcSAggB'],
    stream_types: recorded,
    icu_chat_id: activity.messages.length > 0 ? 6000 + workout.number : null,
    ...(workout.number % 6 === 0 ? { MuscleSoreness: 2 } : {}),
  };
}

const STREAMS: readonly (readonly [type: string, channel: ChannelId])[] = [
  ['watts', 'power_w'],
  ['heartrate', 'heart_rate_bpm'],
  ['cadence', 'cadence_rpm'],
  ['distance', 'distance_m'],
  ['altitude', 'altitude_m'],
  ['velocity_smooth', 'speed_mps'],
];

/** Without `types` every stream there is, the power as recorded beside the repaired one. */
export function streamsOf({ workout }: FakeActivity, types: readonly string[] | null): ActivityStream[] {
  const { start_s, samples } = workout.recording();
  if (samples.time_s.length === 0) return [];
  const list = (values: Float64Array) => Array.from(values, (value) => (Number.isNaN(value) ? null : value));
  const stream = (type: string, data: unknown, data2: unknown = null) =>
    ({
      type,
      name: null,
      data,
      data2,
      valueTypeIsArray: false,
      custom: false,
      allNull: false,
      anomalies: null,
    }) as ActivityStream;
  const streams = [stream('time', list(samples.time_s.map((time) => time - start_s)))];
  for (const [type, channel] of STREAMS) {
    const values = samples.channels[channel];
    if (!values) continue;
    if (type === 'watts' && types === null) {
      streams.push(stream('raw_watts', list(values)));
      streams.push(stream('watts', list(values.map((value) => Math.min(value, 2000)))));
    } else streams.push(stream(type, list(values)));
  }
  const { latitude_deg, longitude_deg } = samples.channels;
  if (latitude_deg && longitude_deg) streams.push(stream('latlng', list(latitude_deg), list(longitude_deg)));
  return types === null ? streams : streams.filter(({ type }) => types.includes(type ?? ''));
}

export function intervalsOf(activity: FakeActivity): Record<string, unknown> {
  const { duration_s, average_power_w, average_hr_bpm } = activity.workout;
  const half = Math.floor(duration_s / 2);
  const one = (id: number, type: string, from: number, to: number) => ({
    id,
    type,
    label: `Rep ${id}`,
    start_index: from,
    end_index: to,
    start_time: from,
    end_time: to,
    moving_time: to - from,
    elapsed_time: to - from,
    average_watts: average_power_w,
    average_heartrate: average_hr_bpm,
    group_id: `${half}s`,
  });
  return {
    id: activity.id,
    analyzed: activity.synced_at,
    icu_intervals: [one(1, 'WORK', 0, half), one(2, 'RECOVERY', half, duration_s)],
    icu_groups: [{ id: `${half}s`, count: 1, moving_time: half }],
  };
}

/** Buckets as they really come: bounds and seconds. */
export function histogramOf(middle: number, bucket: number): { min: number; max: number; secs: number }[] {
  const start = Math.floor(middle / bucket) * bucket;
  return [0, 1, 2].map((i) => ({ min: start + i * bucket, max: start + (i + 1) * bucket, secs: 300 - 100 * i }));
}
