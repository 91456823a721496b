/** Settings of the athlete a device writes into its files: weight, threshold and maximum heart rate, FTP. */

import type { CarriedThreshold } from '../../core/recording.ts';
import type { Family } from '../../core/sport.ts';
import { THRESHOLDS, type ThresholdKind } from '../../core/thresholds.ts';
import type { Message } from './messages.ts';
import { HR_ZONE, SESSION, TIME_IN_ZONE, USER_PROFILE, ZONES_TARGET } from './profile.ts';

export interface SettingMessages {
  readonly session: Message | null;
  readonly time_in_zone: readonly Message[];
  readonly zones_target: readonly Message[];
  readonly user_profile: readonly Message[];
  readonly hr_zone: readonly Message[];
}

/** The first plausible value of each kind counts, what belongs to the session before what belongs to the device. */
export function readThresholds(messages: SettingMessages, family: Family): CarriedThreshold[] {
  const found = new Map<ThresholdKind, number>();
  const offer = (kind: ThresholdKind, value: number | undefined): void => {
    const { min, max } = THRESHOLDS[kind];
    if (value !== undefined && value >= min && value <= max && !found.has(kind)) found.set(kind, value);
  };
  offer('ftp_w', messages.session?.value(SESSION.threshold_power));
  for (const target of messages.zones_target) {
    // The device's own FTP is the one for cycling.
    if (family === 'ride') offer('ftp_w', target.value(ZONES_TARGET.functional_threshold_power));
    offer('max_hr_bpm', target.value(ZONES_TARGET.max_heart_rate));
    offer('lthr_bpm', target.value(ZONES_TARGET.threshold_heart_rate));
  }
  for (const zones of messages.time_in_zone) {
    offer('lthr_bpm', zones.value(TIME_IN_ZONE.threshold_heart_rate));
    offer('max_hr_bpm', zones.value(TIME_IN_ZONE.max_heart_rate));
    offer('resting_hr_bpm', zones.value(TIME_IN_ZONE.resting_heart_rate));
  }
  for (const user of messages.user_profile) {
    offer('weight_kg', user.value(USER_PROFILE.weight));
    offer('resting_hr_bpm', user.value(USER_PROFILE.resting_heart_rate));
    if (family === 'run') offer('max_hr_bpm', user.value(USER_PROFILE.default_max_running_heart_rate));
    if (family === 'ride') offer('max_hr_bpm', user.value(USER_PROFILE.default_max_biking_heart_rate));
    offer('max_hr_bpm', user.value(USER_PROFILE.default_max_heart_rate));
  }
  // The last zone ends at the maximum.
  offer('max_hr_bpm', messages.hr_zone.at(-1)?.value(HR_ZONE.high_bpm));
  return [...found].map(([kind, value]) => ({ kind, value }));
}
