/** What the demo wrote and what an import should make of it: for the command that sets up the athlete, and for tests. */

import type { Sex } from '../core/athlete.ts';
import type { SportId } from '../core/sport.ts';
import type { WellnessReading } from '../core/wellness.ts';
import type { Flaw } from './flaws.ts';
import type { DatedThreshold } from './threshold-book.ts';

export interface DemoOptions {
  /** Length of the history in years; whole or not, at least a few weeks. */
  readonly years: number;
  /** Same seed, same athlete. */
  readonly seed: string;
  /** Last local date of the history, YYYY-MM-DD. */
  readonly end_date: string;
}

/** What an input is. */
export type DemoFileKind =
  /** The only or the first recording of a workout. */
  | 'activity'
  /** The same workout again: by another device, or in another format. Joins its activity. */
  | 'second_recording'
  /** A byte for byte copy of another input. */
  | 'same_bytes'
  | 'workout'
  | 'course'
  /** Readings of the scale or the watch. */
  | 'wellness'
  /** Cannot be read at all. */
  | 'unreadable'
  | 'not_training_data';

export interface DemoFile {
  /** Relative to the folder, with `/`; for entries of the export archive `<archive>/<entry>`. */
  readonly path: string;
  readonly kind: DemoFileKind;
  /** Sports of its legs in order; empty when it is no recording. */
  readonly sports: readonly SportId[];
  /** Unix seconds of the first record; null when it is no recording. */
  readonly start_s: number | null;
  readonly flaws: readonly Flaw[];
}

export interface DemoManifest {
  readonly athlete: {
    readonly name: string;
    readonly sex: Sex;
    readonly birth_date: string;
    readonly height_m: number;
    readonly time_zone: string;
  };
  readonly first_date: string;
  readonly last_date: string;
  /** In order of date; set by the athlete. */
  readonly thresholds: readonly DatedThreshold[];
  /** What the wellness files carry. */
  readonly wellness: readonly WellnessReading[];
  readonly files: readonly DemoFile[];
  readonly counts: {
    /** Workouts with a recording, each once; a multisport session counts once. */
    readonly workouts: number;
    /** Recordings kept apart by sport, legs of multisport sessions included, second recordings not. */
    readonly by_sport: Partial<Record<SportId, number>>;
    readonly by_kind: Partial<Record<DemoFileKind, number>>;
    /** Rows at 1 Hz in first recordings. */
    readonly samples: number;
  };
  readonly special: {
    /** Local dates on which each flu began. */
    readonly sick_weeks: readonly string[];
    /** Paths of the two recordings of one ride; null in a history too short for it. */
    readonly recorded_twice: readonly [string, string] | null;
    /** A ride whose file ends in the middle: readable in part. */
    readonly cut_off: string | null;
    readonly crossing_midnight: readonly string[];
    /** Workouts in a zone with another offset than home. */
    readonly other_time_zone: number;
    readonly multisport: number;
    readonly flaws: Readonly<Record<Flaw, number>>;
    readonly tests: readonly { readonly local_date: string; readonly path: string; readonly ftp_w: number }[];
    /** The account export; null in a history too short for it. */
    readonly archive: {
      readonly path: string;
      readonly from: string;
      readonly to: string;
      /** Rows of activities.csv, of which `typed_in` have no file. */
      readonly rows: number;
      readonly typed_in: number;
    } | null;
  };
}
