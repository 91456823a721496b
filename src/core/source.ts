/** What a folder, file or export archive offers to the import: files to read, and what was said about activities beside them. */

import type { DeviceValues } from './recording.ts';
import type { SportId } from './sport.ts';
import type { ThresholdKind } from './thresholds.ts';
import type { WellnessReading } from './wellness.ts';

export type SourceKind =
  | 'file'
  | 'folder'
  | 'strava_archive'
  | 'trainingpeaks_archive'
  | 'garmin_archive'
  | 'intervals'
  | 'igpsport'
  | 'trainingpeaks'
  | 'strava';

/** One file to read. */
export interface SourceEntry {
  /** Path inside the source, cleaned, for messages and for joining facts. */
  readonly label: string;
  /** Size as stored, for progress; 0 when unknown. */
  readonly size_bytes: number;
  /** The content, gzip layers removed, bounded in size and ratio. Throws FormatError. */
  read(): Promise<Uint8Array>;
}

/** How a fact finds its recording, strongest first. */
export type FactJoin =
  /** The entry with exactly this label. `start_s` places the activity in time when that file is missing or broken. */
  | { readonly by: 'file'; readonly label: string; readonly start_s?: number | null }
  /** A recording that starts within a minute and lasts about as long. */
  | { readonly by: 'start'; readonly start_s: number; readonly duration_s: number | null }
  /** Same local day and sport family, duration within max(60 s, 2 %), then distance within 500 m or 2 %. */
  | {
      readonly by: 'day';
      readonly local_date: string;
      readonly duration_s: number | null;
      readonly distance_m: number | null;
    }
  /** Nothing was recorded: the fact is the whole activity (typed in by hand). */
  | { readonly by: 'none'; readonly local_date: string; readonly start_s: number | null };

/** What a platform's export says about one activity. All text cleaned; all figures are the platform's, kept beside ours. */
export interface ActivityFact {
  /** Stable within the source, such as the platform's activity id or a hash of the row. */
  readonly external_id: string;
  readonly join: FactJoin;
  readonly sport: SportId | null;
  readonly sport_as_written: string | null;
  readonly name: string | null;
  readonly note: string | null;
  readonly private_note: string | null;
  readonly gear: string | null;
  /** Where the source says the clock stood: for recordings without a zone or a position of their own. */
  readonly zone?: { readonly utc_offset_s: number; readonly time_zone: string | null } | null;
  /** Perceived exertion 0–10. */
  readonly rpe: number | null;
  readonly tags: readonly string[];
  /** References to photos and videos, never opened. */
  readonly media: readonly string[];
  readonly values: DeviceValues;
  /** Further columns worth keeping, as written. */
  readonly other: Readonly<Record<string, string | number>>;
  /** Codes such as `suspect_elapsed_time`: the row is kept, the value is left out of records and load. */
  readonly suspect: readonly string[];
}

/** A setting found in an archive; it is offered to the athlete, not applied by itself. */
export interface SettingOffer {
  readonly kind: ThresholdKind;
  readonly value: number;
}

export interface SourceProblem {
  readonly label: string;
  readonly reason: string;
}

export interface SourceContents {
  readonly kind: SourceKind;
  readonly label: string;
  /** Total of the entries' stored sizes when it is known beforehand, for the progress bar. */
  readonly total_bytes: number | null;
  readonly facts: readonly ActivityFact[];
  readonly readings: readonly WellnessReading[];
  readonly offers: readonly SettingOffer[];
  readonly gear: readonly { readonly name: string; readonly kind: 'bike' | 'shoes' | 'other' }[];
  /** Parts that could not be read, and parts left out on purpose (other people's data, secrets), each with a reason. */
  readonly problems: readonly SourceProblem[];
  readonly left_out: readonly SourceProblem[];
  /** The files, in a stable order. Iterating again starts again. */
  entries(): AsyncIterable<SourceEntry>;
  close(): Promise<void>;
}
