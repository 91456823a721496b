/** Runs of consecutive days and weeks with training: the one going on and the longest. */

import { dateOfDay, dayNumber, weekNumber } from '../core/time.ts';
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

/** A run in numbers of days or weeks since 1970. */
interface Run {
  readonly length: number;
  readonly first: number;
  readonly last: number;
}

/** @param local_dates days with an activity, in any order, repeats allowed; days after `today` do not count. */
export function streaks(local_dates: Iterable<string>, today: string): Streaks {
  const days = new Set<number>();
  const weeks = new Set<number>();
  for (const date of local_dates) {
    if (date > today) continue;
    const day = dayNumber(date);
    days.add(day);
    weeks.add(weekNumber(day));
  }
  const by_day = runs([...days]);
  const by_week = runs([...weeks]);
  const this_day = dayNumber(today);
  const monday = (week: number): string => dateOfDay(7 * week - 3);
  return {
    current_days: streak(current(by_day, this_day - 1), dateOfDay),
    longest_days: streak(longest(by_day), dateOfDay),
    current_weeks: streak(current(by_week, weekNumber(this_day) - 1), monday),
    longest_weeks: streak(longest(by_week), monday),
  };
}

function runs(numbers: number[]): Run[] {
  numbers.sort((a, b) => a - b);
  const found: Run[] = [];
  let start = 0;
  for (let i = 1; i <= numbers.length; i++) {
    if (i < numbers.length && numbers[i]! - numbers[i - 1]! === 1) continue;
    found.push({ length: i - start, first: numbers[start]!, last: numbers[i - 1]! });
    start = i;
  }
  return found;
}

function streak(run: Run | null, date: (number: number) => string): Streak | null {
  return run && { length: run.length, from: date(run.first), to: date(run.last) };
}

function current(found: readonly Run[], oldest_end: number): Run | null {
  const last = found.at(-1);
  return last && last.last >= oldest_end ? last : null;
}

function longest(found: readonly Run[]): Run | null {
  let best: Run | null = null;
  for (const run of found) if (!best || run.length >= best.length) best = run;
  return best;
}
