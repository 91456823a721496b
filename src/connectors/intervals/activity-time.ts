/** When something was: instants come with a zone, local times without one. */

import { textOf } from '../../core/json.ts';
import { isDate, isTimeZone, localDate, localDateTime, utcOffset } from '../../core/time.ts';
import { IsoClock } from '../../formats/iso-time.ts';
import type { Activity } from './api-types.ts';
import type { Unread } from './payload.ts';

export interface ActivityTime {
  /** Unix seconds; null when neither the instant nor the zone is told. */
  readonly start_s: number | null;
  /** Null when there is no date that can be read. */
  readonly local_date: string | null;
  /** YYYY-MM-DDTHH:MM:SS. */
  readonly local_start: string | null;
  readonly utc_offset_s: number | null;
}

const LARGEST_OFFSET_S = 15 * 3600;

export function activityTime(row: Unread<Activity>): ActivityTime {
  const wall_s = secondsOf(row.start_date_local);
  const zone = textOf(row.timezone);
  const time_zone = zone !== null && isTimeZone(zone) ? zone : null;
  let start_s = secondsOf(row.start_date);
  // Two times of different days contradict each other; the local one is what the athlete sees.
  if (start_s !== null && wall_s !== null && Math.abs(wall_s - start_s) > LARGEST_OFFSET_S) start_s = null;
  if (start_s === null && wall_s !== null && time_zone !== null) start_s = instantOf(wall_s, time_zone);
  const shown_s =
    wall_s ?? (start_s === null ? null : start_s + (time_zone === null ? 0 : utcOffset(time_zone, start_s)));
  const offset_s = start_s !== null && wall_s !== null ? Math.round((wall_s - start_s) / 900) * 900 : null;
  return {
    start_s,
    local_date: shown_s === null ? null : localDate(shown_s, 0),
    local_start: shown_s === null ? null : localDateTime(shown_s, 0),
    utc_offset_s: offset_s ?? (time_zone !== null && start_s !== null ? utcOffset(time_zone, start_s) : null),
  };
}

/** Unix seconds of an ISO time; without a zone as if it were UTC. A date alone is its midnight. Null when it is none. */
export function secondsOf(value: unknown): number | null {
  const text = textOf(value)?.trim() ?? '';
  const seconds = new IsoClock().parse(isDate(text) ? `${text}T00:00:00` : text);
  return Number.isNaN(seconds) ? null : seconds;
}

/** The local date a value begins with; null when it is none. */
export function dateOf(value: unknown): string | null {
  const date = (textOf(value) ?? '').trim().slice(0, 10);
  return isDate(date) ? date : null;
}

/** The instant at which clocks in the zone show `wall_s`. */
function instantOf(wall_s: number, time_zone: string): number {
  const guess = wall_s - utcOffset(time_zone, wall_s);
  return wall_s - utcOffset(time_zone, guess);
}
