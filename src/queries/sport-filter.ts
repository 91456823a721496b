/** Reads what a person means by a sport: a family such as `ride`, or one sport such as `gravel_ride`. */

import { Failure } from '../core/failure.ts';
import { FAMILIES, type Family, familyOf, isSportId, SPORT_IDS, type SportId } from '../core/sport.ts';

export interface SportFilter {
  readonly family: Family;
  /** null: every sport of the family. */
  readonly sport: SportId | null;
}

/** A family wins over a sport of the same name: `ride` means all rides. Throws Failure with the ids that exist. */
export function sportFilter(text: string | undefined): SportFilter | null {
  if (text === undefined) return null;
  const id = text
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_');
  if ((FAMILIES as readonly string[]).includes(id)) return { family: id as Family, sport: null };
  if (isSportId(id)) return { family: familyOf(id), sport: id };
  throw new Failure(
    'no_such_sport',
    'There is no such sport.',
    `Families: ${FAMILIES.join(', ')}. Sports: ${SPORT_IDS.filter((s) => !(FAMILIES as readonly string[]).includes(s)).join(', ')}.`,
  );
}
