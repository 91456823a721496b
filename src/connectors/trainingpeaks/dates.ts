/** Dates as TrainingPeaks writes them: the athlete's wall clock without a zone. */

import { isDate, utcOffset } from '../../core/time.ts';

/** The day of `2026-03-03T00:00:00` or `2026-03-03`; null when there is none, and for the year 1 that stands for "never". */
export function dayOf(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const day = value.slice(0, 10);
  return isDate(day) && day >= '1900-01-01' ? day : null;
}

/**
 * Unix seconds of a wall-clock time in a zone; of a time that names its own zone, that instant. The platform does not say
 * where the athlete was, so it is the home zone that counts.
 */
export function instantOf(value: unknown, time_zone: string): number | null {
  if (dayOf(value) === null) return null;
  const [, wall, zone] =
    /^(\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(Z|[-+]\d{2}:?\d{2})?$/i.exec(String(value)) ?? [];
  if (!wall) return null;
  const as_utc_s = Date.parse(`${wall.replace(' ', 'T')}Z`) / 1000;
  if (Number.isNaN(as_utc_s)) return null;
  if (zone) return Date.parse(String(value).replace(' ', 'T')) / 1000;
  // The offset is asked for twice, because the first answer may come from the other side of a clock change.
  const near_s = as_utc_s - utcOffset(time_zone, as_utc_s);
  return Math.floor(as_utc_s - utcOffset(time_zone, near_s));
}
