/** A value that may be absent, and then says why: absent is never 0 and never an invented number. */

/** Every reason a value can be absent. The sentence is what a person reads. */
export const REASONS = {
  no_power_recorded: 'no power was recorded',
  no_heart_rate_recorded: 'no heart rate was recorded',
  no_cadence_recorded: 'no cadence was recorded',
  no_speed_recorded: 'no speed or distance was recorded',
  no_altitude_recorded: 'no altitude was recorded',
  no_temperature_recorded: 'no temperature was recorded',
  no_balance_recorded: 'no left/right balance was recorded',
  no_running_dynamics_recorded: 'no running dynamics were recorded',
  no_lengths_recorded: 'no pool lengths were recorded',
  no_rr_recorded: 'no beat-to-beat intervals were recorded',
  no_samples_recorded: 'the recording has no samples',
  ftp_not_set: 'no FTP is set for this date; set one with: paceline athlete set --ftp <watts> --from <date>',
  cp_not_set:
    'no critical power and W′ are set for this date; set them with: paceline athlete set --cp <watts> --w-prime <joules> --from <date>',
  lthr_not_set:
    'no threshold heart rate is set for this date; set one with: paceline athlete set --lthr <bpm> --from <date>',
  max_hr_not_set:
    'no maximum heart rate is set for this date; set one with: paceline athlete set --max-hr <bpm> --from <date>',
  resting_hr_not_set:
    'no resting heart rate is set for this date; set one with: paceline athlete set --resting-hr <bpm> --from <date>',
  threshold_pace_not_set:
    'no threshold pace is set for this date; set one with: paceline athlete set --run-pace <min/km> --from <date>',
  swim_pace_not_set:
    'no swim threshold pace is set for this date; set one with: paceline athlete set --swim-pace <min/100m> --from <date>',
  weight_not_set: 'no weight is set for this date; set one with: paceline athlete set --weight <kg> --from <date>',
  rpe_not_set: 'no perceived effort was entered',
  inconsistent_heart_rate_settings:
    'the heart-rate settings contradict each other (resting < threshold < maximum must hold)',
  insufficient_coverage: 'less than half of the recorded time has valid data',
  too_short: 'the recording is too short',
  zero_denominator: 'the denominator is zero',
  not_for_this_sport: 'not defined for this sport',
  no_load_computable: 'none of the load methods has what it needs',
  not_recomputed_yet: 'an input changed and the new value is being computed',
  insufficient_data: 'there is not enough data',
  withheld_by_source: 'the source does not allow this to be shown',
} as const;

export type Reason = keyof typeof REASONS;

/** A value or the reason why there is none. `warnings` are short ids such as `short` or `low_coverage`. */
export type Known<T> =
  | { readonly value: T; readonly warnings?: readonly string[] }
  | { readonly value: null; readonly reason: Reason };

export function known<T>(value: T, warnings?: readonly string[]): Known<T> {
  return warnings && warnings.length > 0 ? { value, warnings } : { value };
}

export function absent(reason: Reason): { readonly value: null; readonly reason: Reason } {
  return { value: null, reason };
}
