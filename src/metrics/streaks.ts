/** Runs of consecutive days and weeks with training: the one going on and the longest. */

import { addDays, dateOfDay, dayNumber, weekStart } from '../core/time.ts';
import type { ModelDefinition } from './model-definition.ts';

export const definition: ModelDefinition = {
  id: 'streaks',
  title: 'Streaks',
  unit: 'days',
  definition:
    'Consecutive local days (ISO weeks) with at least one activity. The current streak ends today or, as long as today is ' +
    'not over, yesterday (this week or last week). Of equally long streaks the latest counts.',
  source: 'own',
  version: 1,
};

export interface Streak {
  readonly length: number;
  /** First and last local date; for weeks the Mondays. */
  readonly from: string;
  readonly to: string;
}

export interface Streaks {
  readonly current_days: Streak | null;
  readonly longest_days: Streak | null;
  readonly current_weeks: Streak | null;
  readonly longest_weeks: Streak | null;
}

/** @param local_dates days with an activity, in any order, repeats allowed; days after `today` do not count. */
export function streaks(local_dates: Iterable<string>, today: string): Streaks {
  const days = new Set<number>();
  const weeks = new Set<number>();
  for (const date of local_dates) {
    if (date > today) continue;
    days.add(dayNumber(date));
    weeks.add(dayNumber(weekStart(date)));
  }
  const by_day = runs([...days], 1);
  const by_week = runs([...weeks], 7);
  const this_week = weekStart(today);
  return {
    current_days: current(by_day, addDays(today, -1)),
    longest_days: longest(by_day),
    current_weeks: current(by_week, addDays(this_week, -7)),
    longest_weeks: longest(by_week),
  };
}

function runs(days: number[], step: number): Streak[] {
  days.sort((a, b) => a - b);
  const found: Streak[] = [];
  let start = 0;
  for (let i = 1; i <= days.length; i++) {
    if (i < days.length && days[i]! - days[i - 1]! === step) continue;
    found.push({ length: i - start, from: dateOfDay(days[start]!), to: dateOfDay(days[i - 1]!) });
    start = i;
  }
  return found;
}

function current(found: readonly Streak[], oldest_end: string): Streak | null {
  const last = found.at(-1);
  return last && last.to >= oldest_end ? last : null;
}

function longest(found: readonly Streak[]): Streak | null {
  let best: Streak | null = null;
  for (const streak of found) if (!best || streak.length >= best.length) best = streak;
  return best;
}
