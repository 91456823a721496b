/** A workout as designed: steps, targets and repeats in one neutral form, whatever notation it came in. */

import type { SportId } from './sport.ts';

/** What a step aims at. Percentages are of the threshold named; ranges run from `low` to `high`, ramps from `from` to `to`. */
export interface Target {
  readonly of:
    | 'ftp_pct'
    | 'power_w'
    | 'lthr_pct'
    | 'max_hr_pct'
    | 'heart_rate_bpm'
    | 'threshold_pace_pct'
    | 'speed_mps'
    | 'cadence_rpm'
    | 'power_zone'
    | 'hr_zone'
    | 'pace_zone'
    | 'open';
  readonly low: number | null;
  readonly high: number | null;
  /** True when the target moves from `low` at the start of the step to `high` at its end. */
  readonly ramp: boolean;
}

export type StepEnd =
  | { readonly kind: 'time'; readonly seconds: number }
  | { readonly kind: 'distance'; readonly meters: number }
  | { readonly kind: 'lap_button' }
  /** Until a reading crosses a value, such as heart rate below 120; kept as written. */
  | { readonly kind: 'condition'; readonly text: string };

export interface Step {
  readonly kind: 'step';
  readonly name: string | null;
  readonly note: string | null;
  readonly intensity: 'active' | 'rest' | 'warmup' | 'cooldown' | 'recovery' | 'interval' | null;
  readonly end: StepEnd;
  readonly target: Target;
  /** A second target held at the same time, usually cadence. */
  readonly cadence: Target | null;
  /** Texts shown during the step, at seconds from its start. */
  readonly cues: readonly { readonly at_s: number; readonly text: string }[];
}

export interface Repeat {
  readonly kind: 'repeat';
  readonly times: number;
  readonly steps: readonly (Step | Repeat)[];
}

export interface Workout {
  readonly name: string | null;
  readonly note: string | null;
  readonly sport: SportId;
  /** FTP the file was written for (ERG), when it says so. */
  readonly ftp_w: number | null;
  readonly steps: readonly (Step | Repeat)[];
}
