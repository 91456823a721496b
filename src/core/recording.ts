/** What one source says about one workout: the neutral form every format is read into and written from. */

import type { Samples } from './samples.ts';
import type { SportId } from './sport.ts';
import type { ThresholdKind } from './thresholds.ts';

/** Something a person should know about how a file was read. */
export interface Warning {
  /** Stable id such as `crc_mismatch`, `truncated`, `bad_timestamp`. */
  readonly code: string;
  /** One plain sentence. */
  readonly message: string;
}

/** Who recorded it. Every field as the file says, cleaned; null when it does not say. */
export interface Device {
  readonly manufacturer: string | null;
  readonly product: string | null;
  readonly serial: string | null;
  readonly software: string | null;
}

/** Values the device or platform computed itself: facts about the device, kept beside ours and never mixed into them. */
export interface DeviceValues {
  readonly elapsed_s?: number;
  readonly timer_s?: number;
  readonly moving_s?: number;
  readonly distance_m?: number;
  readonly ascent_m?: number;
  readonly descent_m?: number;
  readonly work_kj?: number;
  readonly calories_kcal?: number;
  readonly average_speed_mps?: number;
  readonly max_speed_mps?: number;
  readonly average_power_w?: number;
  readonly max_power_w?: number;
  readonly np_w?: number;
  readonly intensity_factor?: number;
  readonly tss?: number;
  readonly ftp_w?: number;
  readonly average_hr_bpm?: number;
  readonly max_hr_bpm?: number;
  readonly average_cadence_rpm?: number;
  readonly max_cadence_rpm?: number;
  readonly average_temperature_c?: number;
  readonly left_balance_pct?: number;
  readonly aerobic_training_effect?: number;
  readonly anaerobic_training_effect?: number;
  readonly training_load?: number;
  readonly vo2max_mlkgmin?: number;
  readonly strokes?: number;
  readonly pool_length_m?: number;
  readonly lengths?: number;
  readonly relative_effort?: number;
}

/** One lap as the device marked it. Times are Unix seconds; `values` are the device's own figures for the lap. */
export interface Lap {
  readonly start_s: number;
  readonly end_s: number;
  readonly trigger: 'manual' | 'distance' | 'time' | 'position' | 'session_end' | 'other';
  readonly name: string | null;
  /** Work or rest where the device says so (structured workouts, swim rests). */
  readonly intensity: 'active' | 'rest' | 'warmup' | 'cooldown' | 'recovery' | null;
  readonly values: DeviceValues;
}

/** One length of a pool. An idle length is rest at the wall. */
export interface Length {
  readonly start_s: number;
  readonly duration_s: number;
  readonly active: boolean;
  readonly strokes: number | null;
  readonly stroke: string | null;
}

/** One set of a strength session. */
export interface StrengthSet {
  readonly start_s: number;
  readonly duration_s: number;
  readonly active: boolean;
  readonly exercise: string | null;
  readonly repetitions: number | null;
  readonly weight_kg: number | null;
}

/** The timer was stopped from `start_s` (inclusive) to `end_s` (exclusive), Unix seconds. */
export interface Pause {
  readonly start_s: number;
  readonly end_s: number;
}

/** Beat-to-beat intervals: end of each beat on the time axis (Unix seconds) and its length. */
export interface BeatIntervals {
  readonly time_s: Float64Array;
  readonly rr_ms: Float64Array;
}

/** A point of interest during the recording, such as a gear change. Kept for completeness. */
export interface RecordedEvent {
  readonly time_s: number;
  readonly kind: string;
  readonly value: string | null;
}

/** A setting the file carries, valid from the day of the recording. */
export interface CarriedThreshold {
  readonly kind: ThresholdKind;
  readonly value: number;
}

export interface Recording {
  readonly sport: SportId;
  /** The file's own words for the sport, such as `cycling/gravelCycling` or `54/60`. */
  readonly sport_as_written: string | null;
  readonly name: string | null;
  readonly note: string | null;
  /** Unix seconds of the start and of the end (start plus elapsed time). */
  readonly start_s: number;
  readonly end_s: number;
  /** Local minus UTC time in seconds when the file says so plausibly, else null. */
  readonly utc_offset_s: number | null;
  readonly device: Device;
  /** Identity the file itself carries: manufacturer, product, serial, creation time. Equal in copies of one recording. */
  readonly file_identity: string | null;
  readonly samples: Samples;
  readonly laps: readonly Lap[];
  readonly lengths: readonly Length[];
  readonly sets: readonly StrengthSet[];
  readonly pauses: readonly Pause[];
  readonly beats: BeatIntervals | null;
  readonly events: readonly RecordedEvent[];
  readonly device_values: DeviceValues;
  readonly thresholds: readonly CarriedThreshold[];
  readonly warnings: readonly Warning[];
}
