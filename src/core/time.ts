/** Clock and calendar. The only module, besides sync, that reads the clock or knows about time zones. */

import { Temporal } from 'temporal-polyfill';

/** Now, in Unix seconds. */
export function nowSeconds(): number {
  return Date.now() / 1000;
}

/** The IANA zone of this machine. */
export function machineTimeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
}

// Asking costs about a millisecond, and the same few zones are asked for again and again.
const known_zones = new Map<string, boolean>();

export function isTimeZone(zone: string): boolean {
  let known = known_zones.get(zone);
  if (known === undefined) {
    try {
      new Intl.DateTimeFormat('en', { timeZone: zone });
      known = true;
    } catch {
      known = false;
    }
    if (known_zones.size < 1000) known_zones.set(zone, known);
  }
  return known;
}

/** Local minus UTC time in seconds for an IANA zone at an instant. */
export function utcOffset(zone: string, unix_s: number): number {
  const instant = Temporal.Instant.fromEpochMilliseconds(Math.round(unix_s * 1000));
  return instant.toZonedDateTimeISO(zone).offsetNanoseconds / 1e9;
}

/** YYYY-MM-DD of an instant at a fixed offset. */
export function localDate(unix_s: number, utc_offset_s: number): string {
  return new Date((unix_s + utc_offset_s) * 1000).toISOString().slice(0, 10);
}

/** YYYY-MM-DDTHH:MM:SS of an instant at a fixed offset, without a zone. */
export function localDateTime(unix_s: number, utc_offset_s: number): string {
  return new Date((unix_s + utc_offset_s) * 1000).toISOString().slice(0, 19);
}

/** ISO 8601 with offset, such as 2026-03-01T08:00:00+01:00. */
export function isoWithOffset(unix_s: number, utc_offset_s: number): string {
  const sign = utc_offset_s < 0 ? '-' : '+';
  const minutes = Math.round(Math.abs(utc_offset_s) / 60);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${localDateTime(unix_s, utc_offset_s)}${sign}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** Today's local date in a zone. */
export function today(zone: string): string {
  const now = nowSeconds();
  return localDate(now, utcOffset(zone, now));
}

/** True for a calendar date written YYYY-MM-DD. */
export function isDate(text: string): boolean {
  return (
    /^\d{4}-\d{2}-\d{2}$/.test(text) &&
    !Number.isNaN(Date.parse(`${text}T00:00:00Z`)) &&
    dateOfDay(dayNumber(text)) === text
  );
}

/** Days since 1970-01-01 of a local date. */
export function dayNumber(local_date: string): number {
  const year = Number(local_date.slice(0, 4));
  // Date.UTC takes 0 to 99 for years of the last century.
  if (year < 100) return Math.round(Date.parse(`${local_date}T00:00:00Z`) / 86_400_000);
  return Date.UTC(year, Number(local_date.slice(5, 7)) - 1, Number(local_date.slice(8, 10))) / 86_400_000;
}

/** The local date of a day number. */
export function dateOfDay(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}

export function addDays(local_date: string, days: number): string {
  return dateOfDay(dayNumber(local_date) + days);
}

/** Monday of the ISO week that holds the date. */
export function weekStart(local_date: string): string {
  return dateOfDay(7 * weekNumber(dayNumber(local_date)) - 3);
}

/** Weeks from Monday to Sunday, counted from the one that holds 1970-01-01. */
export function weekNumber(day: number): number {
  return Math.floor((day + 3) / 7);
}
