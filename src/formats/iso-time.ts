/** Times in XML files: ISO 8601 read by hand, because a file has one per point and Date.parse costs more than the rest. */

const DIGIT_ZERO = 48;
const LONGEST_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Reads the times of one file and remembers what they said about the zone. */
export class IsoClock {
  /** Local minus UTC time of the first stamp that names a plausible offset other than UTC, else null. */
  offset_s: number | null = null;
  /** Stamps without any zone; they were read as UTC. */
  without_zone = 0;
  /** The day read last, with the letter after it, and its first second; NaN when there is no such day. */
  private day_text = '';
  private day_s = Number.NaN;

  /** Unix seconds of `2024-05-01T10:00:00.5+02:00` and its variants; NaN when it is not a date that exists. */
  parse(text: string): number {
    let from = 0;
    let to = text.length;
    while (from < to && text.charCodeAt(from) <= 32) from++;
    while (to > from && text.charCodeAt(to - 1) <= 32) to--;
    if (to - from < 16) return Number.NaN;
    if (this.day_text === '' || !text.startsWith(this.day_text, from)) {
      if (!this.readDay(text, from)) return Number.NaN;
    }
    const hour = two(text, from + 11);
    const minute = two(text, from + 14);
    // Also catches NaN from anything that is not a digit.
    if (text.charCodeAt(from + 13) !== 58 || !(hour < 24 && minute < 60)) return Number.NaN;

    let at = from + 16;
    let second = 0;
    if (at < to && text.charCodeAt(at) === 58) {
      second = two(text, at + 1);
      // 60 is a leap second.
      if (!(second <= 60)) return Number.NaN;
      at += 3;
      const mark = text.charCodeAt(at);
      if (at < to && (mark === 46 || mark === 44)) {
        let scale = 0.1;
        let fraction = 0;
        for (at++; at < to; at++) {
          const digit = text.charCodeAt(at) - DIGIT_ZERO;
          if (digit < 0 || digit > 9) break;
          fraction += digit * scale;
          scale /= 10;
        }
        // Finer than a microsecond is noise of the sum above, not of the clock.
        second += Math.round(fraction * 1e6) / 1e6;
      }
    }
    const offset = this.zone(text, at, to);
    return this.day_s + hour * 3600 + minute * 60 + second - offset;
  }

  /** Reads the eleven characters up to the `T`, which stay the same for most of a file. False when they are no day. */
  private readDay(text: string, from: number): boolean {
    const year = two(text, from) * 100 + two(text, from + 2);
    const letter = text.charCodeAt(from + 10);
    if (text.charCodeAt(from + 4) !== 45 || text.charCodeAt(from + 7) !== 45) return false;
    if (letter !== 84 && letter !== 116 && letter !== 32) return false;
    if (!(year >= 1970 && year < 2200)) return false;
    this.day_text = text.slice(from, from + 11);
    this.day_s = daySeconds(year, two(text, from + 5), two(text, from + 8));
    return true;
  }

  /** Offset in seconds at `at`, NaN when what follows the time is no zone. */
  private zone(text: string, at: number, to: number): number {
    if (at === to) {
      this.without_zone++;
      return 0;
    }
    const sign = text.charCodeAt(at);
    if (to - at === 1) return sign === 90 || sign === 122 ? 0 : Number.NaN;
    if (sign !== 43 && sign !== 45) return Number.NaN;
    const hours = two(text, at + 1);
    const colon = text.charCodeAt(at + 3) === 58 ? 1 : 0;
    const minutes = to - at === 3 ? 0 : two(text, at + 3 + colon);
    if (!(hours <= 18 && minutes < 60) || (to - at !== 3 && to - at !== 5 + colon)) return Number.NaN;
    const offset = (sign === 45 ? -1 : 1) * (hours * 3600 + minutes * 60);
    // +00:00 is how many programs write UTC; it says nothing about where the athlete was.
    if (this.offset_s === null && offset !== 0 && offset % 900 === 0 && offset >= -43_200 && offset <= 50_400) {
      this.offset_s = offset;
    }
    return offset;
  }
}

function daySeconds(year: number, month: number, day: number): number {
  const longest = LONGEST_MONTH[month - 1];
  if (longest === undefined || !(day >= 1 && day <= longest)) return Number.NaN;
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCDate() === day ? date.getTime() / 1000 : Number.NaN;
}

/** Two digits as a number; NaN when they are not digits. */
function two(text: string, at: number): number {
  const tens = text.charCodeAt(at) - DIGIT_ZERO;
  const ones = text.charCodeAt(at + 1) - DIGIT_ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

/** ISO 8601 in UTC, with milliseconds only when there are any. Throws RangeError on NaN. */
export function isoUtc(unix_s: number): string {
  const text = new Date(Math.round(unix_s * 1000)).toISOString();
  return text.endsWith('.000Z') ? `${text.slice(0, 19)}Z` : text;
}
