/** Activities Intervals.icu got from Strava: the platform may not pass them on and hands out a stub without content. */

import { textOf } from '../../core/json.ts';
import type { Activity, Hidden } from './api-types.ts';
import type { Unread } from './payload.ts';

/** A sentence when the row is a stub, else null. */
export function withheldReason(row: Unread<Activity & Hidden>): string | null {
  const note = textOf(row._note);
  const empty = [row.type, row.start_date, row.moving_time, row.elapsed_time, row.distance].every(
    (value) => value === null || value === undefined,
  );
  if (!empty || (note === null && row.source !== 'STRAVA')) return null;
  return row.source === 'STRAVA'
    ? 'Intervals.icu got this activity from Strava and may not pass it on.'
    : 'Intervals.icu does not hand this activity out.';
}

export const WITHHELD_REMEDY =
  'Import the export archive of Strava (paceline import <archive.zip>) or connect Strava itself; for what comes, connect the device maker (Garmin, Wahoo, COROS, ...) directly to Intervals.icu, or upload the original files there.';
