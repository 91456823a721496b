/** Activities as Strava writes them: summary, detail, laps, efforts, zones, with its mix of null, empty and left out. */

import type { StravaActivity } from './activity-store.ts';
import { shownStart } from './activity-store.ts';

export const ATHLETE_ID = 1_000_457;

const iso = (unix_s: number) => `${new Date(unix_s * 1000).toISOString().slice(0, 19)}Z`;
const round = (value: number, places = 1) => Number(value.toFixed(places));

export function gearIdOf({ type }: StravaActivity): string | null {
  return type === 'Ride' ? 'b7001' : type === 'Run' ? 'g9001' : null;
}

export function summaryOf(activity: StravaActivity, time_zone: string) {
  const { workout, id, upload_id } = activity;
  const { number, manual, duration_s, distance_m, utc_offset_s } = workout;
  const start_s = shownStart(activity);
  const moving_time = Math.max(1, duration_s - (number % 4));
  const no_position = manual || activity.trainer;
  const power = workout.average_power_w ?? (activity.estimated_power ? 140 : null);
  const optional = {
    ...(upload_id === null ? {} : { upload_id_str: String(upload_id) }),
    ...(manual ? {} : { average_heartrate: round(workout.average_hr_bpm), max_heartrate: workout.average_hr_bpm + 20 }),
    ...(activity.suffer_score === null ? {} : { suffer_score: activity.suffer_score }),
    ...(manual ? {} : { elev_high: round(200 + workout.ascent_m / 2), elev_low: 200 }),
    ...(number % 2 === 0 && !manual ? { average_temp: 14 } : {}),
    ...(manual ? {} : { average_cadence: activity.type === 'Run' ? 84.2 : 88.1 }),
    ...(power === null
      ? {}
      : {
          average_watts: round(power),
          kilojoules: round((power * moving_time) / 1000),
          device_watts: !activity.estimated_power,
        }),
    ...(power !== null && !activity.estimated_power
      ? { max_watts: Math.round(power * 2), weighted_average_watts: Math.round(power * 1.05) }
      : {}),
    ...(manual ? {} : { device_name: 'iGPSPORT BSC300T' }),
  };
  return {
    resource_state: 2,
    athlete: { id: ATHLETE_ID, resource_state: 1 },
    name: activity.name,
    distance: manual ? distance_m : round(distance_m),
    moving_time,
    elapsed_time: duration_s,
    total_elevation_gain: workout.ascent_m,
    type: activity.type,
    sport_type: activity.sport_type,
    workout_type: number % 3 === 0 ? null : activity.type === 'Run' ? number % 4 : 10 + (number % 3),
    id,
    start_date: iso(start_s),
    // The wall clock with a false Z.
    start_date_local: iso(start_s + utc_offset_s),
    // The offset in brackets is the one of winter, all year.
    timezone: `(GMT+01:00) ${time_zone}`,
    utc_offset: utc_offset_s,
    location_city: null,
    location_state: null,
    location_country: number % 5 === 0 ? 'Austria' : null,
    achievement_count: number % 3,
    kudos_count: number % 9,
    comment_count: activity.comments,
    athlete_count: 1,
    photo_count: 0,
    total_photo_count: number % 8 === 0 ? 1 : 0,
    map: {
      id: `a${id}`,
      summary_polyline: no_position ? '' : 'ki{eFvqfiVqAWQIGEEKAYJgBVqDJ{BHa@jAkN',
      resource_state: 2,
    },
    trainer: activity.trainer,
    commute: number % 10 === 0,
    manual,
    private: activity.visibility === 'only_me',
    visibility: activity.visibility,
    flagged: false,
    gear_id: gearIdOf(activity),
    // Older records have null instead of the empty list.
    start_latlng: no_position ? (number % 2 === 0 ? [] : null) : [48.2, 16],
    end_latlng: no_position ? (number % 2 === 0 ? [] : null) : [48.3, 16.1],
    average_speed: round(distance_m / moving_time, 3),
    max_speed: round((distance_m / moving_time) * 1.4, 1),
    has_heartrate: !manual,
    heartrate_opt_out: false,
    display_hide_heartrate_option: !manual,
    upload_id,
    external_id: manual ? null : `garmin_ping_${id}`,
    from_accepted_tag: false,
    pr_count: 0,
    has_kudoed: false,
    ...optional,
  };
}

export function detailOf(activity: StravaActivity, time_zone: string, all_efforts: boolean) {
  const summary = summaryOf(activity, time_zone);
  const { workout, id, type } = activity;
  const { number, manual } = workout;
  const gear_id = gearIdOf(activity);
  const laps = manual ? [] : lapsOf(activity);
  const efforts = manual ? [] : effortsOf(activity, all_efforts ? 3 : 1);
  return {
    ...summary,
    resource_state: 3,
    map: { ...summary.map, polyline: `${summary.map.summary_polyline}@@@@`, resource_state: 3 },
    description: number % 2 === 0 ? `What was felt on ${workout.name}` : null,
    calories: round(workout.duration_s / 6),
    perceived_exertion: workout.rpe,
    prefer_perceived_exertion: workout.rpe === null ? null : false,
    segment_efforts: efforts,
    ...(type === 'Run' && !manual ? { splits_metric: splitsOf(activity), best_efforts: bestEffortsOf(activity) } : {}),
    ...(manual ? {} : { laps }),
    ...(gear_id === null
      ? { gear: null }
      : {
          gear: {
            id: gear_id,
            primary: true,
            name: gear_id.startsWith('b') ? 'Road' : 'Brand Model',
            nickname: gear_id.startsWith('b') ? 'Road' : null,
            resource_state: 2,
            retired: false,
            distance: 8_123_400,
            converted_distance: 8123.4,
          },
        }),
    photos: {
      primary:
        number % 8 === 0
          ? {
              unique_id: `p-${id}`,
              urls: {
                '100': `https://pictures.example/${id}-100.jpg?sig=1`,
                '600': `https://pictures.example/${id}-600.jpg?sig=2`,
              },
              source: 1,
              media_type: 1,
            }
          : null,
      use_primary_photo: false,
      count: number % 8 === 0 ? 1 : 0,
    },
    stats_visibility: [{ type: 'heart_rate', visibility: 'everyone' }],
    hide_from_home: false,
    embed_token: `embed${id}`,
    similar_activities: { effort_count: 0, resource_state: 2 },
    available_zones: manual ? [] : ['heartrate'],
  };
}

export function lapsOf(activity: StravaActivity) {
  const { workout, id } = activity;
  const half = Math.floor(workout.duration_s / 2);
  const spans = [
    [0, half],
    [half, workout.duration_s],
  ] as const;
  return spans.map(([from, to], i) => ({
    id: id * 10 + i,
    resource_state: 2,
    name: i === 0 ? 'Lap 1' : 'Uphill',
    activity: { id, visibility: activity.visibility, resource_state: 1 },
    athlete: { id: ATHLETE_ID, resource_state: 1 },
    elapsed_time: to - from,
    moving_time: to - from,
    start_date: iso(shownStart(activity) + from),
    start_date_local: iso(shownStart(activity) + from + workout.utc_offset_s),
    distance: round(workout.distance_m / 2),
    average_speed: round(workout.distance_m / workout.duration_s, 2),
    max_speed: round((workout.distance_m / workout.duration_s) * 1.3, 2),
    lap_index: i + 1,
    split: i + 1,
    start_index: from,
    end_index: to,
    total_elevation_gain: round(workout.ascent_m / 2),
    ...(workout.average_power_w === null ? {} : { average_watts: workout.average_power_w + i, device_watts: true }),
    average_heartrate: workout.average_hr_bpm + i,
    max_heartrate: workout.average_hr_bpm + 15,
    average_cadence: activity.type === 'Run' ? 84 : 88,
    pace_zone: 0,
  }));
}

/** Beyond 2^53, as a bare number. */
export function effortId(number: number, index: number): bigint {
  return 3_329_485_690_369_400_000n + BigInt(number * 100 + index);
}

export function effortsOf(activity: StravaActivity, count: number) {
  const { workout, id, type } = activity;
  return Array.from({ length: count }, (_, i) => ({
    id: effortId(workout.number, i),
    resource_state: 2,
    name: `Climb ${i + 1}`,
    activity: { id, visibility: activity.visibility, resource_state: 1 },
    athlete: { id: ATHLETE_ID, resource_state: 1 },
    elapsed_time: 120 + i,
    moving_time: 119 + i,
    start_date: iso(shownStart(activity) + 60 * i),
    start_date_local: iso(shownStart(activity) + 60 * i + workout.utc_offset_s),
    distance: 900.5,
    start_index: 60 * i,
    end_index: 60 * i + 120,
    average_cadence: 80.5,
    device_watts: workout.average_power_w !== null,
    average_watts: workout.average_power_w ?? 150,
    average_heartrate: workout.average_hr_bpm,
    max_heartrate: workout.average_hr_bpm + 9,
    segment: segmentOf(229_781 + i, type === 'Run' ? 'Run' : 'Ride'),
    pr_rank: i === 0 ? 2 : null,
    kom_rank: null,
    achievements: i === 0 ? [{ type_id: 3, type: 'pr', rank: 2 }] : [],
    visibility: 'everyone',
    hidden: i > 0,
  }));
}

export function segmentOf(id: number, activity_type: string) {
  return {
    id,
    resource_state: 2,
    name: `Climb ${id - 229_780}`,
    activity_type,
    distance: 2684.8,
    average_grade: 5.7,
    maximum_grade: 14.2,
    elevation_high: 245.3,
    elevation_low: 92.4,
    start_latlng: [48.21, 16.01],
    end_latlng: [48.22, 16.02],
    elevation_profile: null,
    climb_category: 1,
    city: 'Vienna',
    state: null,
    country: 'Austria',
    private: false,
    hazardous: false,
    starred: false,
  };
}

function splitsOf({ workout }: StravaActivity) {
  const count = Math.max(1, Math.floor(workout.distance_m / 1000));
  const seconds = Math.round(workout.duration_s / count);
  return Array.from({ length: count }, (_, i) => ({
    distance: 1000.2,
    elapsed_time: seconds,
    elevation_difference: round(i % 2 === 0 ? 3 : -3),
    moving_time: seconds,
    split: i + 1,
    average_speed: round(1000 / seconds, 2),
    average_grade_adjusted_speed: round(1010 / seconds, 2),
    average_heartrate: workout.average_hr_bpm + 0.4,
    pace_zone: 2,
  }));
}

function bestEffortsOf(activity: StravaActivity) {
  const { workout, id } = activity;
  // Not in order of length, as seen.
  return (
    [
      ['1K', 1000],
      ['400m', 400],
      ['1/2 mile', 805],
    ] as const
  ).map(([name, distance], i) => ({
    id: effortId(workout.number, 50 + i),
    resource_state: 2,
    name,
    activity: { id, visibility: activity.visibility, resource_state: 1 },
    athlete: { id: ATHLETE_ID, resource_state: 1 },
    elapsed_time: Math.round((distance * workout.duration_s) / workout.distance_m),
    moving_time: Math.round((distance * workout.duration_s) / workout.distance_m),
    start_date: iso(shownStart(activity)),
    start_date_local: iso(shownStart(activity) + workout.utc_offset_s),
    distance,
    pr_rank: null,
    achievements: [],
    start_index: 0,
    end_index: 100,
  }));
}

export function activityZonesOf({ workout }: StravaActivity) {
  const bounds = [0, 117, 145, 159, 174];
  const share = workout.duration_s / bounds.length;
  return [
    {
      score: 76,
      distribution_buckets: bounds.map((min, i) => ({ min, max: (bounds[i + 1] ?? 0) - 1, time: round(share) })),
      type: 'heartrate',
      resource_state: 3,
      sensor_based: true,
      points: 58,
      custom_zones: false,
    },
    {
      score: 8,
      distribution_buckets: [
        { min: 0, max: 2.964, time: 340 },
        { min: 2.964, max: -1, time: 176 },
      ],
      type: 'pace',
      resource_state: 3,
      sensor_based: true,
    },
  ];
}
