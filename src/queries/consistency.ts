/** How regular training was: active days and weeks, streaks, and the longest gap. */

import { dateOfDay, dayNumber, weekNumber } from '../core/time.ts';
import { streaks } from '../metrics/streaks.ts';
import { roundRecord, type Section } from './answer.ts';

interface Consistency {
  readonly days: number;
  readonly active_days: number;
  readonly weeks: number;
  readonly active_weeks: number;
  readonly longest_streak_days: number;
  readonly longest_streak_from: string | null;
  readonly current_streak_days: number;
  readonly longest_gap_days: number;
  readonly longest_gap_from: string | null;
}

/**
 * @param dates local dates with an activity, ascending, without repeats
 * @param after first day that counts; the first active day when null
 * @param before last day that counts; today at the latest
 */
export function consistency(
  dates: readonly string[],
  after: string | null,
  before: string,
  today: string,
): Consistency {
  const last = before < today ? before : today;
  const inside = dates.filter((d) => d <= last && (after === null || d >= after));
  const first = after ?? inside[0] ?? last;
  const active = inside.map(dayNumber);
  const days = Math.max(0, dayNumber(last) - dayNumber(first) + 1);
  const found = streaks(inside, last);
  let gap = 0;
  let gap_from: string | null = null;
  let previous = dayNumber(first) - 1;
  for (const day of [...active, dayNumber(last) + 1]) {
    if (day - previous - 1 > gap) {
      gap = day - previous - 1;
      gap_from = dateOfDay(previous + 1);
    }
    previous = day;
  }
  return {
    days,
    active_days: inside.length,
    weeks: days === 0 ? 0 : weekNumber(dayNumber(last)) - weekNumber(dayNumber(first)) + 1,
    active_weeks: new Set(active.map(weekNumber)).size,
    longest_streak_days: found.longest_days?.length ?? 0,
    longest_streak_from: found.longest_days?.from ?? null,
    current_streak_days: last === today ? (found.current_days?.length ?? 0) : 0,
    longest_gap_days: gap,
    longest_gap_from: gap_from,
  };
}

/** As a section; shares in percent. */
export function consistencySection(c: Consistency): Section {
  return roundRecord({
    days: c.days,
    active_days: c.active_days,
    active_days_pct: c.days > 0 ? (100 * c.active_days) / c.days : null,
    weeks: c.weeks,
    active_weeks: c.active_weeks,
    longest_streak_days: c.longest_streak_days,
    longest_streak_from: c.longest_streak_from,
    current_streak_days: c.current_streak_days,
    longest_gap_days: c.longest_gap_days,
    longest_gap_from: c.longest_gap_from,
  });
}
