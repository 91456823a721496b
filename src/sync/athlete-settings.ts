/** Changes to the athlete and to dated thresholds; what was computed with the old ones becomes stale at once. */

import type { Athlete } from '../core/athlete.ts';
import { Failure } from '../core/failure.ts';
import type { Family } from '../core/sport.ts';
import { THRESHOLDS, type ThresholdKind } from '../core/thresholds.ts';
import { isDate, isTimeZone } from '../core/time.ts';
import type { Paceline } from './open.ts';
import { markOutdated } from './stale.ts';

export interface ThresholdChange {
  readonly kind: ThresholdKind;
  readonly family: Family | null;
  readonly value: number;
}

/** Sets values from a date on. Returns how many activities have to be computed anew. */
export async function setThresholds(
  paceline: Paceline,
  athlete_id: number,
  changes: readonly ThresholdChange[],
  valid_from: string,
): Promise<number> {
  if (!isDate(valid_from)) {
    throw new Failure('bad_date', `"${valid_from}" is not a date.`, 'Write it as YYYY-MM-DD, for example 2026-03-01.');
  }
  for (const { kind, value } of changes) {
    const { title, unit, min, max } = THRESHOLDS[kind];
    if (!(value >= min && value <= max)) {
      throw new Failure(
        'implausible_value',
        `${title} of ${value} ${unit} is outside ${min}–${max} ${unit}.`,
        'Check the number and its unit.',
      );
    }
  }
  return paceline.store.db.transaction().execute(async (db) => {
    for (const { kind, family, value } of changes) {
      let same = db
        .deleteFrom('threshold')
        .where('athlete_id', '=', athlete_id)
        .where('kind', '=', kind)
        .where('valid_from', '=', valid_from)
        .where('origin', '=', 'athlete');
      same = family === null ? same.where('family', 'is', null) : same.where('family', '=', family);
      await same.execute();
      await db
        .insertInto('threshold')
        .values({ athlete_id, kind, family, value, valid_from, origin: 'athlete' })
        .execute();
    }
    return markOutdated(db, athlete_id, paceline.versions);
  });
}

export type AthleteChange = Partial<Omit<Athlete, 'id'>>;

/** Changes the profile. Returns how many activities have to be computed anew (sex and height enter some formulas). */
export async function changeAthlete(paceline: Paceline, athlete_id: number, change: AthleteChange): Promise<number> {
  if (change.time_zone !== undefined && !isTimeZone(change.time_zone)) {
    throw new Failure(
      'bad_time_zone',
      `"${change.time_zone}" is not a time zone.`,
      'Use a name such as Europe/Berlin.',
    );
  }
  if (change.birth_date != null && !isDate(change.birth_date)) {
    throw new Failure('bad_date', `"${change.birth_date}" is not a date.`, 'Write it as YYYY-MM-DD.');
  }
  if (change.height_m != null && !(change.height_m > 0.5 && change.height_m < 2.6)) {
    throw new Failure(
      'implausible_value',
      `A height of ${change.height_m} m is not plausible.`,
      'Give it in metres, such as 1.80.',
    );
  }
  if (Object.keys(change).length === 0) return 0;
  return paceline.store.db.transaction().execute(async (db) => {
    await db.updateTable('athlete').set(change).where('id', '=', athlete_id).execute();
    return markOutdated(db, athlete_id, paceline.versions);
  });
}
