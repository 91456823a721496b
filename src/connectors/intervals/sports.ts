/** Sports as Intervals.icu names them, and which of them share thresholds here. */

import { boolOf, numberOf, textOf } from '../../core/json.ts';
import { type Family, familyOf, type SportId } from '../../core/sport.ts';
import { cleanLine } from '../../core/text.ts';
import { sportFromWord } from '../../formats/sport-words.ts';
import type { Activity } from './api-types.ts';
import type { Unread } from './payload.ts';

/** Words that mean something else here than in device files, or that only this platform has. */
const OWN: Readonly<Record<string, SportId>> = {
  VirtualSki: 'cross_country_ski',
  Hockey: 'other',
  Rugby: 'other',
  WaterSport: 'other',
};

/** The sport of a type; `other` for one nobody knows yet, null when none is given. */
export function sportOfType(type: unknown): SportId | null {
  const word = cleanLine(textOf(type), 60);
  if (word === null) return null;
  return (Object.hasOwn(OWN, word) ? OWN[word]! : sportFromWord(word)) ?? 'other';
}

/** The sport of an activity: the trainer and the pool are told in fields of their own. */
export function sportOfActivity(row: Unread<Activity>): SportId | null {
  const sport = sportOfType(row.type);
  if (sport === 'swim' && ((numberOf(row.lengths) ?? 0) > 0 || (numberOf(row.pool_length) ?? 0) > 0))
    return 'pool_swim';
  return sport !== null && boolOf(row.trainer) === true ? indoors(sport) : sport;
}

/** The indoor form of a sport, where there is one. */
export function indoors(sport: SportId): SportId {
  switch (sport) {
    case 'ride':
      return 'indoor_ride';
    case 'run':
      return 'treadmill_run';
    case 'walk':
      return 'indoor_walk';
    case 'row':
      return 'indoor_row';
    default:
      return sport;
  }
}

/** The type a record of settings is made for first; the others of the family follow it. */
const MAIN_TYPES: Partial<Record<Family, string>> = {
  ride: 'Ride',
  run: 'Run',
  swim: 'Swim',
  row: 'Rowing',
  walk: 'Walk',
};

/** Families a list of types belongs to, each with how well the list stands for it: 2 by its main type, 1 by another. */
export function familiesOf(types: readonly unknown[]): ReadonlyMap<Family, 1 | 2> {
  const families = new Map<Family, 1 | 2>();
  for (const type of types) {
    const sport = sportOfType(type);
    if (sport === null || sport === 'other') continue;
    const family = familyOf(sport);
    if (MAIN_TYPES[family] === type) families.set(family, 2);
    else if (!families.has(family)) families.set(family, 1);
  }
  return families;
}
