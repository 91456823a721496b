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
