/** Thresholds as Intervals.icu has them: those of today in the sport settings, those of a day in each of its activities. */

import type { DatedThreshold, Json } from '../../core/connector.ts';
import { boolOf, listOf, numberOf } from '../../core/json.ts';
import type { Family, SportId } from '../../core/sport.ts';
import { familyOf } from '../../core/sport.ts';
import { THRESHOLDS, type ThresholdKind } from '../../core/thresholds.ts';
import type { Activity, SportSettings, WithSportSettings } from './api-types.ts';
import { fieldsOf, type Unread } from './payload.ts';
import { familiesOf } from './sports.ts';

/** A value within the bounds of its kind, for a family that has it; nothing else. */
function threshold(
  kind: ThresholdKind,
  family: Family | null,
  value: unknown,
  valid_from: string | null,
): DatedThreshold[] {
  const { min, max, families } = THRESHOLDS[kind];
  const number = numberOf(value);
  const own: readonly Family[] = families;
  if (number === null || number < min || number > max || (family !== null && !own.includes(family))) return [];
  return [{ kind, family, value: number, valid_from }];
}

/** What was in force when an activity was analysed. Indoor rides carry the indoor FTP where the athlete has set one. */
export function thresholdsOfActivity(
  row: Unread<Activity>,
  sport: SportId | null,
  local_date: string,
): DatedThreshold[] {
  const own =
    sport === null
      ? []
      : ([
          ['ftp_w', row.icu_ftp],
          ['w_prime_j', row.icu_w_prime],
          ['p_max_w', row.p_max],
          ['lthr_bpm', row.lthr],
          ['max_hr_bpm', row.athlete_max_hr],
          // Metres a second in every sport, whatever is displayed.
          ['threshold_speed_mps', row.threshold_pace],
        ] as const);
  return [
    ...own.flatMap(([kind, value]) => threshold(kind, familyOf(sport!), value, local_date)),
    ...threshold('resting_hr_bpm', null, row.icu_resting_hr, local_date),
    ...threshold('weight_kg', null, row.icu_weight, local_date),
  ];
}

/** What belongs to the person: weight and resting heart rate of the profile. */
export function thresholdsOfAthlete(athlete: Unread<WithSportSettings>): DatedThreshold[] {
  return [
    ...threshold('resting_hr_bpm', null, athlete.icu_resting_hr, null),
    ...threshold('weight_kg', null, athlete.icu_weight ?? athlete.weight, null),
  ];
}

/**
 * The thresholds of each record of sport settings, in their order. Several records may fall into one family here (road and
 * gravel rides): the one made for the family's main sport speaks for it, else the first. Its zones stay in the payload.
 */
export function thresholdsOfSettings(records: readonly Json[]): DatedThreshold[][] {
  const read = records.map((record) => {
    const row = fieldsOf<SportSettings>(record);
    return { row, families: familiesOf(listOf(row.types)) };
  });
  const speaker = new Map<Family, number>();
  read.forEach(({ families }, index) => {
    for (const [family, rank] of families) {
      const before = speaker.get(family);
      if (before === undefined || rank > (read[before]!.families.get(family) ?? 0)) speaker.set(family, index);
    }
  });
  return read.map(({ row, families }, index) => {
    const own = [...families.keys()].filter((family) => speaker.get(family) === index);
    const values = own.flatMap((family) => [
      ...threshold('ftp_w', family, row.ftp, null),
      ...threshold('w_prime_j', family, row.w_prime, null),
      ...threshold('p_max_w', family, row.p_max, null),
      ...threshold('lthr_bpm', family, row.lthr, null),
      ...threshold('max_hr_bpm', family, row.max_hr, null),
      ...threshold('threshold_speed_mps', family, row.threshold_pace, null),
    ]);
    if (boolOf(row.other) !== true) return values;
    // The catch-all record holds for every sport without one of its own.
    return [
      ...values,
      ...threshold('lthr_bpm', null, row.lthr, null),
      ...threshold('max_hr_bpm', null, row.max_hr, null),
    ];
  });
}
