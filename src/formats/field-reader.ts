/** Reads the values of one text file: numbers and times with their limits, and keeps count of those it had to leave out. */

import type { Warning } from '../core/recording.ts';
import { IsoClock } from './iso-time.ts';

const POWERS = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];
// One way to match each digit: a long row of them must not be tried in every division.
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
/** What programs write instead of leaving an element out; no cause for a warning. */
const NOTHING = new Set(['', 'null', 'undefined', 'none', '-', '--', 'N/A', 'n/a']);

export class FieldReader {
  readonly clock = new IsoClock();
  private readonly left_out = new Map<string, number>();
  private bad_times = 0;

  /** A number within the limits, else NaN; `what` names the value in the warning. */
  number(text: string, what: string, min: number, max: number): number {
    const value = parseNumber(text);
    if (value >= min && value <= max) return value;
    if (Number.isNaN(value) && NOTHING.has(text.trim())) return value;
    this.leaveOut(what);
    return Number.NaN;
  }

  /** A number of a summary, as an optional value. */
  optional(text: string, what: string, min: number, max: number): number | undefined {
    const value = this.number(text, what, min, max);
    return Number.isNaN(value) ? undefined : value;
  }

  /** Beats per minute; 0 is how devices write that there was no signal. */
  heartRate(text: string): number {
    return this.number(text, 'heart rate', 0, 300) || Number.NaN;
  }

  /** Unix seconds, else NaN. */
  time(text: string): number {
    const value = this.clock.parse(text);
    if (Number.isNaN(value) && !NOTHING.has(text.trim())) this.bad_times++;
    return value;
  }

  leaveOut(what: string, count = 1): void {
    this.left_out.set(what, (this.left_out.get(what) ?? 0) + count);
  }

  warnings(): Warning[] {
    const warnings: Warning[] = [];
    if (this.left_out.size > 0) {
      const parts = [...this.left_out].map(([what, count]) => `${what} ${count}`).join(', ');
      warnings.push({
        code: 'bad_value',
        message: `Values that are no numbers or out of range were left out: ${parts}.`,
      });
    }
    if (this.bad_times > 0) {
      warnings.push({ code: 'bad_timestamp', message: `${this.bad_times} times are not dates that exist.` });
    }
    if (this.clock.without_zone > 0) {
      warnings.push({ code: 'time_without_zone', message: 'Times carry no time zone and were read as UTC.' });
    }
    return warnings;
  }
}

/** A decimal number with blanks around it, else NaN. Never accepts empty text, hexadecimal, `Infinity` or overflow. */
export function parseNumber(text: string): number {
  const end = text.length;
  let at = 0;
  while (at < end && text.charCodeAt(at) <= 32) at++;
  const sign = text.charCodeAt(at);
  if (sign === 45 || sign === 43) at++;
  let digits = 0;
  let point = -1;
  let value = 0;
  for (; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code >= 48 && code <= 57) {
      value = value * 10 + code - 48;
      digits++;
    } else if (code === 46 && point < 0) {
      point = digits;
    } else break;
  }
  const number_end = at;
  while (at < end && text.charCodeAt(at) <= 32) at++;
  // Up to 15 digits and a power of ten up to 1e15 are exact, so one division rounds correctly.
  if (at === end && digits > 0 && digits <= 15) {
    const result = point < 0 ? value : value / POWERS[digits - point]!;
    return sign === 45 ? -result : result;
  }
  if (digits === 0 && number_end === end) return Number.NaN;
  const trimmed = text.trim();
  if (!NUMBER.test(trimmed)) return Number.NaN;
  const result = Number(trimmed);
  return Number.isFinite(result) ? result : Number.NaN;
}
