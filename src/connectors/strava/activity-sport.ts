/** The sport of an activity: `sport_type` decides, the older and coarser `type` helps where a new value is not known yet. */

import { boolOf, type JsonObject } from '../../core/json.ts';
import type { SportId } from '../../core/sport.ts';
import { cleanLine } from '../../core/text.ts';
import { sportFromWord } from '../../formats/sport-words.ts';
import { sportOfType } from '../strava-archive/activity-type.ts';

const ON_A_MACHINE: Partial<Record<SportId, SportId>> = {
  ride: 'indoor_ride',
  mountain_bike_ride: 'indoor_ride',
  gravel_ride: 'indoor_ride',
  run: 'treadmill_run',
  walk: 'indoor_walk',
  row: 'indoor_row',
};

export function activitySport(raw: JsonObject): { readonly sport: SportId; readonly as_written: string | null } {
  const fine = cleanLine(raw.sport_type, 60);
  const coarse = cleanLine(raw.type, 60);
  const sport = knownSport(fine) ?? knownSport(coarse) ?? 'other';
  return {
    sport: boolOf(raw.trainer) === true ? (ON_A_MACHINE[sport] ?? sport) : sport,
    as_written: fine ?? coarse,
  };
}

function knownSport(name: string | null): SportId | null {
  return name === null ? null : (sportOfType(name) ?? sportFromWord(name));
}
