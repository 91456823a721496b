/** What the fake athlete has besides activities: profile, gear, zones, routes, starred segments, clubs, comments. */

import type { InventedAthlete } from '../athlete.ts';
import { ATHLETE_ID, segmentOf } from './activity-payload.ts';
import type { StravaActivity } from './activity-store.ts';

export function summaryAthlete(athlete: InventedAthlete) {
  const [firstname, lastname] = athlete.name.split(' ');
  return {
    id: ATHLETE_ID,
    username: null,
    resource_state: 2,
    firstname,
    lastname,
    bio: null,
    city: 'Wien',
    state: '',
    country: 'Österreich',
    sex: 'F',
    premium: true,
    summit: true,
    created_at: '2017-11-28T19:05:35Z',
    updated_at: '2026-05-02T12:00:00Z',
    badge_type_id: 1,
    weight: athlete.weight_kg,
    profile_medium: 'https://pictures.example/medium.jpg',
    profile: 'https://pictures.example/large.jpg',
    friend: null,
    follower: null,
  };
}

export function detailedAthlete(athlete: InventedAthlete) {
  return {
    ...summaryAthlete(athlete),
    resource_state: 3,
    blocked: false,
    can_follow: true,
    follower_count: 12,
    friend_count: 9,
    mutual_friend_count: 0,
    athlete_type: 0,
    date_preference: '%d/%m/%Y',
    measurement_preference: 'meters',
    clubs: [],
    postable_clubs_count: 0,
    ftp: athlete.ftp_w,
    weight: athlete.weight_kg,
    bikes: [gear('b7001', 'Road', 'Road', true, false), gear('b7002', 'Old one', 'Old one', false, true)],
    shoes: [gear('g9001', 'Brand Model', null, false, false)],
  };
}

function gear(id: string, name: string, nickname: string | null, primary: boolean, retired: boolean) {
  return {
    id,
    primary,
    name,
    nickname,
    resource_state: 2,
    retired,
    distance: 8_123_400,
    converted_distance: 8123.4,
  };
}

export function detailedGear(id: string) {
  const found = [gear('b7001', 'Road', 'Road', true, false), gear('g9001', 'Brand Model', null, false, false)].find(
    (one) => one.id === id,
  );
  if (!found) return null;
  const bike = id.startsWith('b') ? { frame_type: 3, weight: 7.8 } : { notification_distance: 800 };
  return { ...found, resource_state: 3, brand_name: 'Brand', model_name: 'Model', description: null, ...bike };
}

export function athleteZones({ max_hr_bpm }: InventedAthlete) {
  const at = (share: number) => Math.round(max_hr_bpm * share);
  return {
    heart_rate: {
      custom_zones: false,
      // Neighbours share their edge; the last one is open.
      zones: [
        { min: 0, max: at(0.6) },
        { min: at(0.6), max: at(0.75) },
        { min: at(0.75), max: at(0.85) },
        { min: at(0.85), max: at(0.95) },
        { min: at(0.95), max: -1 },
      ],
    },
  };
}

export function statsOf(activities: readonly StravaActivity[]) {
  const public_ones = activities.filter(({ visibility }) => visibility === 'everyone');
  const total = (type: string) => {
    const of_type = public_ones.filter((activity) => activity.type === type);
    const sum = (of: (activity: StravaActivity) => number) => of_type.reduce((all, activity) => all + of(activity), 0);
    return {
      count: of_type.length,
      distance: sum(({ workout }) => workout.distance_m),
      moving_time: sum(({ workout }) => workout.duration_s),
      elapsed_time: sum(({ workout }) => workout.duration_s),
      elevation_gain: sum(({ workout }) => workout.ascent_m),
    };
  };
  const spans = ['recent', 'ytd', 'all'] as const;
  const sports = [
    ['ride', 'Ride'],
    ['run', 'Run'],
    ['swim', 'Swim'],
  ] as const;
  return {
    biggest_ride_distance: 175_454,
    biggest_climb_elevation_gain: null,
    ...Object.fromEntries(
      spans.flatMap((span) =>
        sports.map(([name, type]) => [
          `${span}_${name}_totals`,
          span === 'recent' ? { ...total(type), achievement_count: 0 } : total(type),
        ]),
      ),
    ),
  };
}

/** 19 digits, as real ones have. */
export const ROUTE_IDS = [3_329_485_690_369_457_990n, 3_329_485_690_369_457_991n, 2_900_000_000_000_000_123n] as const;

export function routeOf(id: bigint, athlete: InventedAthlete, detailed: boolean) {
  const index = ROUTE_IDS.indexOf(id as (typeof ROUTE_IDS)[number]);
  const map = { id: `r${id}`, summary_polyline: 'ki{eFvqfiVqAWQIGEE', resource_state: detailed ? 3 : 2 };
  return {
    id,
    id_str: String(id),
    name: `Loop ${index + 1}${index === 1 ? ' zum Würstelstand' : ''}`,
    description: index === 0 ? null : 'Flat',
    distance: 28_099.5 + index,
    elevation_gain: 516.2,
    map: detailed ? { ...map, polyline: 'ki{eFvqfiVqAWQIGEEKAYJgBVq' } : map,
    map_urls: {
      url: 'https://maps.example/r.png?access_token=pk.not-to-be-kept',
      retina_url: 'https://maps.example/r@2x.png?access_token=pk.not-to-be-kept',
    },
    private: index === 2,
    starred: false,
    type: 1,
    sub_type: 1,
    created_at: '2026-03-01T10:00:00Z',
    updated_at: '2026-03-02T10:00:00Z',
    timestamp: 1_772_359_200,
    estimated_moving_time: 4207,
    waypoints: [],
    athlete: {
      id: index === 1 ? 55 : ATHLETE_ID,
      resource_state: 2,
      firstname: index === 1 ? 'Otto' : athlete.name,
      lastname: 'O.',
    },
    ...(detailed ? { segments: [segmentOf(229_781, 'Ride')] } : {}),
  };
}

/** A track without times, with the author and the notice of the map's makers. */
export function routeGpx(name: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<gpx creator="StravaGPX" version="1.1" xmlns="http://www.topografix.com/GPX/1/1">
 <metadata><name>${name}</name><author><name>Otto O.</name><link href="https://www.strava.com/athletes/55"/></author>
  <copyright author="OpenStreetMap contributors"><year>2020</year></copyright></metadata>
 <trk><name>${name}</name><type>1</type><trkseg>
  <trkpt lat="48.2" lon="16.0"><ele>200.5</ele></trkpt>
  <trkpt lat="48.3" lon="16.1"><ele>210.5</ele></trkpt>
 </trkseg></trk>
</gpx>`;
}

export function routeTcx(name: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2">
 <Courses><Course><Name>${name.slice(0, 15)}</Name></Course></Courses>
</TrainingCenterDatabase>`;
}

export function starredSegments() {
  return [0, 1, 2].map((i) => ({
    ...segmentOf(229_781 + i, 'Ride'),
    starred: true,
    pr_time: i === 2 ? null : 553 + i,
    athlete_pr_effort:
      i === 2
        ? null
        : {
            id: 3_329_485_690_369_500_000n + BigInt(i),
            activity_id: 15_200_000_007,
            elapsed_time: 553,
            distance: 2684.8,
            start_date: '2026-05-01T08:00:00Z',
            start_date_local: '2026-05-01T10:00:00Z',
            is_kom: false,
          },
    starred_date: '2026-04-30T09:00:00Z',
  }));
}

export function clubsOf() {
  return [
    {
      id: 231_407,
      resource_state: 2,
      name: 'Sunday riders',
      profile_medium: 'https://pictures.example/club.jpg',
      profile: 'https://pictures.example/club-large.jpg',
      cover_photo: null,
      cover_photo_small: null,
      sport_type: 'cycling',
      activity_types: ['Ride', 'VirtualRide'],
      city: 'Wien',
      state: null,
      country: 'Österreich',
      private: false,
      member_count: 116,
      featured: false,
      verified: false,
      url: 'sunday-riders',
      membership: 'member',
      admin: false,
      owner: false,
    },
  ];
}

/** Names are a first name and an initial, without an id. */
export function commentsOf(activity: StravaActivity, page_size: number | null, after: string | null) {
  const all = Array.from({ length: activity.comments }, (_, i) => ({
    id: activity.id * 100 + i,
    activity_id: activity.id,
    post_id: null,
    resource_state: 2,
    text: i === 0 ? 'Well ridden!' : 'See you on Sunday',
    mentions_metadata: null,
    created_at: '2026-11-01T18:00:00Z',
    athlete: { firstname: 'Otto', lastname: 'O.', resource_state: 2 },
    cursor: page_size === null ? null : cursorOf(i),
    reaction_count: 0,
    has_reacted: false,
  }));
  const from = after === null ? 0 : all.findIndex((_, i) => cursorOf(i) === after) + 1;
  return all.slice(from, from + (page_size ?? 30));
}

/** Base64, percent-encoded once before it is put into the answer. */
function cursorOf(index: number): string {
  return encodeURIComponent(Buffer.from(`comment/${index}??`).toString('base64'));
}

export function kudosOf(count: number) {
  return Array.from({ length: count }, (_, i) => ({
    firstname: 'Fan',
    lastname: `${String.fromCharCode(65 + i)}.`,
    resource_state: 2,
  }));
}
