/** What an activity is called when nobody named it. */

import { type SportId, sportOf } from '../core/sport.ts';
import { localDateTime } from '../core/time.ts';

/** "Morning ride", by the local hour of its start. */
export function defaultName(sport: SportId, start_s: number, utc_offset_s: number): string {
  const hour = Number(localDateTime(start_s, utc_offset_s).slice(11, 13));
  const part = hour < 5 ? 'Night' : hour < 11 ? 'Morning' : hour < 14 ? 'Lunch' : hour < 18 ? 'Afternoon' : 'Evening';
  const title = sportOf(sport).title;
  return `${part} ${title.charAt(0).toLowerCase()}${title.slice(1)}`;
}

const DAY_PARTS =
  /^((early|late) )?(morning|lunch|midday|noon|afternoon|evening|night)\s+[\p{L}-]+(\s+[\p{L}-]+)?$|\s(am (morgen|vormittag|mittag|nachmittag|abend)|in der nacht)$/iu;
const PLACES =
  /^(indoor|outdoor|road|virtual|pool|open water|treadmill|trail)?\s*(cycling|biking|ride|running|run|walking|walk|hike|hiking|swimming|swim|strength|workout|activity|training)$/iu;

/** True for what devices and platforms call an activity by themselves: a part of the day or a place, and a sport. */
export function isAutomaticName(name: string): boolean {
  return DAY_PARTS.test(name.trim()) || PLACES.test(name.trim());
}
