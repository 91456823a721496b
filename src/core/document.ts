/** What a file turned out to be. A file is never imported as an empty activity: it is one of these, or refused. */

import type { Recording, Warning } from './recording.ts';
import type { WellnessReading } from './wellness.ts';
import type { Workout } from './workout.ts';

/** A route to follow: a line without times. */
export interface Course {
  readonly name: string | null;
  readonly sport_as_written: string | null;
  readonly latitude_deg: Float64Array;
  readonly longitude_deg: Float64Array;
  /** NaN where unknown. */
  readonly altitude_m: Float64Array;
  readonly points: readonly {
    readonly name: string | null;
    readonly kind: string | null;
    readonly latitude_deg: number;
    readonly longitude_deg: number;
  }[];
}

export type Document = { readonly warnings: readonly Warning[] } & (
  | {
      readonly kind: 'activity';
      /** In order of time. More than one: laps of a chain are not split, only sessions and separate activities are. */
      readonly recordings: readonly Recording[];
      /** True when the recordings are the legs of one multisport event, in order. */
      readonly multisport: boolean;
    }
  | { readonly kind: 'workout'; readonly workouts: readonly Workout[] }
  | { readonly kind: 'course'; readonly courses: readonly Course[] }
  | { readonly kind: 'wellness'; readonly readings: readonly WellnessReading[] }
  /** A recognised file with nothing to keep beyond the original, such as device settings. */
  | { readonly kind: 'stored_only'; readonly what: string }
);
