/** Turns `after`, `before` and words such as `last_28_days` into inclusive local dates, the same way for every query. */

import { Failure } from '../core/failure.ts';
import { addDays, dayNumber, isDate, weekStart } from '../core/time.ts';
import { PERIOD_WORDS, type PeriodWord } from './inputs/period-fields.ts';

interface PeriodInput {
  readonly period?: PeriodWord | undefined;
  readonly after?: string | undefined;
  readonly before?: string | undefined;
}

/** Inclusive local dates; null is open. */
export interface Period {
  readonly after: string | null;
  readonly before: string | null;
}

/** Dates before and after anything a recording can carry, for statements that want both ends. */
export const FIRST_DATE = '0000-01-01';
export const LAST_DATE = '9999-12-31';

/** `last_7_days` ends today and has seven days; weeks start on Monday. */
export function periodOf(word: PeriodWord, today: string): Period {
  const days = /^last_(\d+)_days$/.exec(word);
  if (days) return { after: addDays(today, 1 - Number(days[1])), before: today };
  const month = `${today.slice(0, 7)}-01`;
  const year = `${today.slice(0, 4)}-01-01`;
  switch (word) {
    case 'this_week':
      return { after: weekStart(today), before: today };
    case 'last_week':
      return { after: addDays(weekStart(today), -7), before: addDays(weekStart(today), -1) };
    case 'this_month':
      return { after: month, before: today };
    case 'last_month': {
      const last = addDays(month, -1);
      return { after: `${last.slice(0, 7)}-01`, before: last };
    }
    case 'this_year':
      return { after: year, before: today };
    case 'last_year': {
      const last = addDays(year, -1);
      return { after: `${last.slice(0, 4)}-01-01`, before: last };
    }
    default:
      return { after: null, before: null };
  }
}

/** Resolves the three fields; explicit dates win over the word, the default applies when nothing is given. */
export function resolvePeriod(input: PeriodInput, today: string, fallback: PeriodWord): Period {
  const { period, after, before } = input;
  for (const [field, date] of Object.entries({ after, before })) if (date !== undefined) checkDate(field, date);
  const base = period
    ? periodOf(period, today)
    : after || before
      ? { after: null, before: null }
      : periodOf(fallback, today);
  const found = { after: after ?? base.after, before: before ?? base.before };
  if (found.after !== null && found.before !== null && found.after > found.before) {
    throw new Failure(
      'period_reversed',
      `The period ends (${found.before}) before it starts (${found.after}).`,
      'Give after as the first and before as the last local date.',
    );
  }
  return found;
}

/** Throws Failure unless the text is a calendar date; the text itself is not repeated. */
export function checkDate(field: string, date: string): void {
  if (isDate(date)) return;
  throw new Failure(
    'not_a_date',
    `${field} is not a calendar date.`,
    'Write local dates as YYYY-MM-DD, such as 2026-03-01.',
  );
}

/** A period as one text: a word of PERIOD_WORDS, `2026`, `2026-03`, `2026-01-01..2026-02-15`, or relative to the one before. */
export interface NamedPeriod extends Period {
  readonly label: string;
}

/**
 * Reads several periods of one comparison. `previous` is as long as the entry before it and ends the day before it starts;
 * `year_before` has its dates one year earlier.
 */
export function parsePeriods(texts: readonly string[], today: string): NamedPeriod[] {
  const found: NamedPeriod[] = [];
  for (const raw of texts) {
    const text = raw.trim().toLowerCase();
    found.push({ label: text, ...parsePeriod(text, found.at(-1), today) });
  }
  return found;
}

function parsePeriod(text: string, last: Period | undefined, today: string): Period {
  if ((PERIOD_WORDS as readonly string[]).includes(text)) return periodOf(text as PeriodWord, today);
  if (/^\d{4}$/.test(text)) return { after: `${text}-01-01`, before: `${text}-12-31` };
  if (/^\d{4}-\d{2}$/.test(text) && isDate(`${text}-01`)) {
    const next = addDays(`${text}-28`, 4).slice(0, 7);
    return { after: `${text}-01`, before: addDays(`${next}-01`, -1) };
  }
  const range = /^(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})$/.exec(text);
  if (range && isDate(range[1]!) && isDate(range[2]!) && range[1]! <= range[2]!) {
    return { after: range[1]!, before: range[2]! };
  }
  if (last && last.after !== null && last.before !== null) {
    if (text === 'previous') {
      const days = dayNumber(last.before) - dayNumber(last.after) + 1;
      return { after: addDays(last.after, -days), before: addDays(last.after, -1) };
    }
    if (text === 'year_before') return { after: aYearEarlier(last.after), before: aYearEarlier(last.before) };
  }
  throw new Failure(
    'not_a_period',
    'One of the periods cannot be read.',
    `Write 2026, 2026-03, 2026-01-01..2026-02-15, ${PERIOD_WORDS.join(', ')}, or after a dated one: previous, year_before.`,
  );
}

/** The 29th of February becomes the 28th. */
export function aYearEarlier(date: string): string {
  const rest = date.slice(4) === '-02-29' ? '-02-28' : date.slice(4);
  return `${String(Number(date.slice(0, 4)) - 1).padStart(4, '0')}${rest}`;
}
