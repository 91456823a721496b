/** When an activity was: Strava's local times carry a false Z, its zone text the wrong offset in summer, and a start may be hidden. */

import { type JsonObject, numberOf, textOf } from '../../core/json.ts';
import { isTimeZone, localDate, utcOffset } from '../../core/time.ts';
import { IsoClock } from '../../formats/iso-time.ts';

export interface ActivityTime {
  /** Unix seconds; null when Strava does not say, or hides the time of day. */
  readonly start_s: number | null;
  /** Null when there is no date at all. */
  readonly local_date: string | null;
  readonly utc_offset_s: number | null;
  /** IANA. */
  readonly time_zone: string | null;
  /** The athlete hides the start: both dates show one second past local midnight. */
  readonly hidden: boolean;
}

const LARGEST_OFFSET_S = 15 * 3600;

export function activityTime(raw: JsonObject): ActivityTime {
  const utc_s = secondsOf(textOf(raw.start_date));
  const wall_s = secondsOf(textOf(raw.start_date_local)?.slice(0, 19) ?? null);
  const time_zone = zoneOf(textOf(raw.timezone));
  const utc_offset_s =
    plausible(numberOf(raw.utc_offset)) ??
    (utc_s !== null && wall_s !== null ? plausible(wall_s - utc_s) : null) ??
    (time_zone !== null && (utc_s ?? wall_s) !== null ? utcOffset(time_zone, (utc_s ?? wall_s)!) : null);
  const start_s = utc_s ?? (wall_s !== null && utc_offset_s !== null ? wall_s - utc_offset_s : null);
  const shown_s = wall_s ?? (start_s === null ? null : start_s + (utc_offset_s ?? 0));
  const hidden = shown_s !== null && Math.floor(shown_s) % 86_400 === 1;
  return {
    start_s: hidden ? null : start_s,
    local_date: shown_s === null ? null : localDate(shown_s, 0),
    utc_offset_s,
    time_zone,
    hidden,
  };
}

/** Unix seconds of an ISO time; null when it is none. Without a zone it is read as if it were UTC. */
export function secondsOf(text: string | null): number | null {
  const seconds = text === null ? Number.NaN : new IsoClock().parse(text);
  return Number.isNaN(seconds) ? null : seconds;
}

/** The name after the bracket of `(GMT-05:00) America/New_York`. */
function zoneOf(text: string | null): string | null {
  const name = text === null ? undefined : /^(?:\(.{0,20}?\))?\s*([A-Za-z][\w+\-/]{1,60})\s*$/.exec(text)?.[1];
  return name !== undefined && isTimeZone(name) ? name : null;
}

function plausible(offset_s: number | null): number | null {
  return offset_s !== null && Math.abs(offset_s) <= LARGEST_OFFSET_S ? Math.round(offset_s) : null;
}
