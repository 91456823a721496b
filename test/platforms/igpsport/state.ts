/** What the fake iGPSPORT knows and how it is told to behave. */

import type { InventedAthlete, InventedWorkout } from '../athlete.ts';
import type { SigningMode } from './signature-check.ts';

export type Region = 'intl' | 'cn';

/** What kind of file stands behind an activity. */
export type FileKind =
  | 'clean'
  | 'sparse'
  | 'stops'
  | 'enhanced_speed_zero'
  | 'no_power'
  | 'no_heart_rate'
  | 'two_sessions'
  | 'zero_length'
  | 'truncated'
  | 'gpx'
  | 'web_page'
  | 'huge'
  | 'gone';

/** Oddities of the platform, to be switched on and off while it runs. */
export interface Switches {
  /** Leaves the member id out of tokens. */
  omit_memberid: boolean;
  /** Writes it as text. */
  memberid_as_text: boolean;
  expires_in_s: number;
  /** Refuses calls without a browser's headers with 403, as the firewall does. */
  firewall: boolean;
  signing: SigningMode;
  /** Routes that ask for a signature although the others do not. */
  signed_routes: RegExp | null;
  /** UserInfo answers 403 to everybody. */
  no_user_info: boolean;
  /** The list writes date and time instead of a day with dots. */
  full_datetime: boolean;
  /** Names in PascalCase, rows under `list`, numbers as text. */
  other_spelling: boolean;
  /** Pages past the end repeat the last one, and no page tells how many there are. */
  repeat_last_page: boolean;
  /** Answers expired tokens with 200 and a code inside. */
  errors_in_envelope: boolean;
  /** Where the file's address stands. */
  link_in: 'row' | 'detail' | 'request';
  /** getDownloadUrl answers with an object. */
  link_as_object: boolean;
  /** The storage sends on to another address first. */
  storage_redirects: boolean;
  /** The interval settings also hold name, weight and height, and are wrapped once more. */
  weight_in_intervals: boolean;
  nested_intervals: boolean;
  /** The workouts' list is an array, and only under its old name. */
  old_workout_list: boolean;
  segment_efforts: 'array' | 'object' | 'empty';
  /** Numbers of workouts listed without a date. */
  undated: Set<number>;
  /** The number of the workout whose ride id is 0. */
  zero_id: number | null;
  files: Map<number, FileKind>;
}

export interface WorkoutOnPlatform {
  readonly workout: InventedWorkout;
  title: string;
  load: number;
  exercise_type: number;
  /** Goes up when the file is replaced. */
  file_version: number;
}

export interface StoredWorkout {
  readonly id: number;
  data: Record<string, unknown>;
}

export interface FakeState {
  readonly region: Region;
  readonly athlete: InventedAthlete;
  readonly member_id: number;
  readonly username: string;
  password: string;
  readonly switches: Switches;
  /** In order of time, oldest first. */
  readonly activities: Map<number, WorkoutOnPlatform>;
  readonly library: Map<number, StoredWorkout>;
  next_workout_id: number;
  readonly user: Record<string, unknown>;
  intervals: Record<string, unknown>;
  /** Where files lie. */
  storage_url: string;
  readonly violations: string[];
  now(): number;
}

/** Members of the two regions; the same number is somebody else in the other one. */
export const MEMBERS = { intl: 123_456, cn: 654_321 } as const;
export const USERNAMES = { intl: 'ida@example.test', cn: '13800000000' } as const;

const SPORT_CODES: Readonly<Record<string, number>> = {
  run: 1,
  trail_run: 1,
  walk: 2,
  hike: 3,
  pool_swim: 4,
  indoor_ride: 6,
};

export function onPlatform(workout: InventedWorkout): WorkoutOnPlatform {
  return {
    workout,
    title: workout.name,
    load: workout.load,
    exercise_type: SPORT_CODES[workout.sport] ?? 0,
    file_version: 1,
  };
}

export function newSwitches(): Switches {
  return {
    omit_memberid: false,
    memberid_as_text: false,
    expires_in_s: 604_800,
    firewall: true,
    signing: 'off',
    signed_routes: null,
    no_user_info: false,
    full_datetime: false,
    other_spelling: false,
    repeat_last_page: false,
    errors_in_envelope: false,
    link_in: 'row',
    link_as_object: false,
    storage_redirects: false,
    weight_in_intervals: false,
    nested_intervals: false,
    old_workout_list: false,
    segment_efforts: 'array',
    undated: new Set(),
    zero_id: null,
    files: new Map(),
  };
}

export function rideIdOf(state: FakeState, number: number): number {
  return state.switches.zero_id === number ? 0 : 40_000_000 + number;
}

export function byRideId(state: FakeState, ride_id: string): WorkoutOnPlatform | null {
  for (const [number, one] of state.activities) if (String(rideIdOf(state, number)) === ride_id) return one;
  return null;
}

export function ok(data: unknown): { body: { code: number; message: string; data: unknown } } {
  return { body: { code: 0, message: 'success', data } };
}

export function refused(code: number, message: string): { body: { code: number; message: string; data: null } } {
  return { body: { code, message, data: null } };
}
