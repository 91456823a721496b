/** The fake athlete's activities as Strava holds them, made from the invented workouts. */

import type { Recording } from '../../../src/core/recording.ts';
import type { SportId } from '../../../src/core/sport.ts';
import type { InventedWorkout } from '../athlete.ts';

export interface StravaActivity {
  readonly workout: InventedWorkout;
  readonly id: number;
  readonly upload_id: number | null;
  name: string;
  sport_type: string;
  /** The older, coarser field. */
  type: string;
  suffer_score: number | null;
  visibility: 'everyone' | 'followers_only' | 'only_me';
  /** The athlete hides the time of day. */
  hidden_start: boolean;
  /** Detail and streams always fail. */
  corrupt: boolean;
  /** Power is an estimate of Strava. */
  estimated_power: boolean;
  /** Points at both ends that a reader without `activity:read_all` does not get. */
  private_points: number;
  comments: number;
  /** Indoors on a trainer. */
  readonly trainer: boolean;
  readonly recording: () => Recording;
}

const SPORTS: Partial<Record<SportId, readonly [sport_type: string, type: string]>> = {
  ride: ['Ride', 'Ride'],
  gravel_ride: ['GravelRide', 'Ride'],
  mountain_bike_ride: ['MountainBikeRide', 'Ride'],
  e_bike_ride: ['EBikeRide', 'EBikeRide'],
  indoor_ride: ['Ride', 'Ride'],
  virtual_ride: ['VirtualRide', 'VirtualRide'],
  run: ['Run', 'Run'],
  trail_run: ['TrailRun', 'Run'],
  treadmill_run: ['Run', 'Run'],
  walk: ['Walk', 'Walk'],
  hike: ['Hike', 'Hike'],
  swim: ['Swim', 'Swim'],
  pool_swim: ['Swim', 'Swim'],
  open_water_swim: ['Swim', 'Swim'],
  row: ['Rowing', 'Rowing'],
  strength: ['WeightTraining', 'WeightTraining'],
  yoga: ['Yoga', 'Yoga'],
};

const FIRST_ACTIVITY = 15_200_000_000;
const FIRST_UPLOAD = 16_300_000_000;

export function activityOf(workout: InventedWorkout): StravaActivity {
  const [sport_type, type] = SPORTS[workout.sport] ?? ['Workout', 'Workout'];
  const { number, manual, sport } = workout;
  return {
    workout,
    id: FIRST_ACTIVITY + number * 7,
    upload_id: manual ? null : FIRST_UPLOAD + number * 5,
    name: workout.name,
    sport_type,
    type,
    suffer_score: manual ? null : workout.load,
    visibility: number % 6 === 0 ? 'followers_only' : 'everyone',
    hidden_start: false,
    corrupt: false,
    // Rides without a meter get an estimate.
    estimated_power: workout.average_power_w === null && type === 'Ride' && !manual,
    private_points: 0,
    comments: number % 4 === 0 ? 2 : 0,
    trainer: sport === 'indoor_ride' || sport === 'treadmill_run',
    recording: () => workout.recording(),
  };
}

/** Newest first; when two begin alike, the one that came later. */
export function newestFirst(a: StravaActivity, b: StravaActivity): number {
  return shownStart(b) - shownStart(a) || b.id - a.id;
}

/** Unix seconds of `start_date`: a hidden start shows the first second after local midnight. */
export function shownStart({ hidden_start, workout }: StravaActivity): number {
  const { start_s, utc_offset_s } = workout;
  if (!hidden_start) return start_s;
  return Math.floor((start_s + utc_offset_s) / 86_400) * 86_400 - utc_offset_s + 1;
}
