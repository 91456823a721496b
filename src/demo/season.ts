/** The shape of a year and of a week: seasons, blocks of load and recovery, races, holidays and the flu. */

import { dateOfDay, dayNumber } from '../core/time.ts';
import { weekday } from './athlete.ts';
import type { Random } from './random.ts';
import type { SessionId } from './session.ts';
import type { AreaId } from './terrain.ts';

/** A session in the plan of a week; weekday 0 is Monday, `start` minutes after midnight. */
export interface Slot {
  readonly weekday: number;
  readonly session: SessionId;
  readonly minutes: number;
  readonly indoor?: boolean;
  readonly start?: number;
}

type Phase = 'base' | 'build' | 'peak' | 'transition';

/** One flu a year, counted back from the end so that every history long enough has one. */
export function sickDays(start: number, end: number): { days: Set<number>; weeks: string[]; recovering: Set<number> } {
  const days = new Set<number>();
  const recovering = new Set<number>();
  const weeks: string[] = [];
  let count = 0;
  for (let back = 123; end - back > start + 14; back += 300 + ((++count * 97) % 130)) {
    let monday = end - back - weekday(end - back);
    while (eventOf(monday) !== null || eventOf(monday + 7) !== null) monday -= 7;
    for (let d = 1; d < 8; d++) days.add(monday + d);
    recovering.add(monday + 7);
    weeks.unshift(dateOfDay(monday + 1));
  }
  return { days, weeks, recovering };
}

type WeekEvent =
  | 'camp'
  | 'race_week'
  | 'triathlon_week'
  | 'half_marathon_week'
  | 'holiday'
  | 'winter_break'
  | 'solstice';

/** What the week that begins on this Monday is about, if anything. */
function eventOf(monday: number): WeekEvent | null {
  const year = Number(dateOfDay(monday + 3).slice(0, 4));
  const weekWith = (date: string): boolean => {
    const day = dayNumber(`${year}-${date}`);
    return day >= monday && day < monday + 7;
  };
  if (weekWith('03-12')) return 'camp';
  if (weekWith('06-10')) return 'race_week';
  if (weekWith('06-21')) return 'solstice';
  if (weekWith('07-25')) return 'triathlon_week';
  if (weekWith('08-14')) return 'holiday';
  if (weekWith('10-05')) return 'half_marathon_week';
  if (weekWith('12-23') || weekWith('12-30')) return 'winter_break';
  return null;
}

export function areaOf(local_date: string): AreaId {
  const day = dayNumber(local_date);
  const event = eventOf(day - weekday(day));
  if (event === 'camp') return 'camp';
  if (event === 'holiday') return 'mountains';
  return 'home';
}

function phaseOf(monday: number): Phase {
  const month = Number(dateOfDay(monday + 3).slice(5, 7));
  if (month === 10 || month === 11) return 'transition';
  if (month === 12 || month <= 2) return 'base';
  if (month === 6 || month === 7) return 'peak';
  return 'build';
}

/** Recovery every fourth week, tests in every second recovery week, all counted on the calendar and not from the start. */
export function weekOf(monday: number, random: Random, recovering: boolean): Slot[] {
  const week = Math.floor((monday + 3) / 7);
  const event = eventOf(monday);
  const phase = phaseOf(monday);
  const cycle = week % 4;
  // Load rises through a block of three weeks.
  const scale = [0.94, 1.03, 1.12, 1][cycle]!;
  const m = (minutes: number): number => minutes * scale;
  const at = (weekday: number, session: SessionId, minutes: number, more: Partial<Slot> = {}): Slot => ({
    weekday,
    session,
    minutes,
    ...more,
  });
  if (event === 'winter_break') return [at(2, 'hike', 130), at(5, random.pick(['hike', 'run_easy']), 70)];
  if (event === 'camp') {
    return [
      at(0, 'ride_endurance', 105, { start: 14 * 60 }),
      at(1, 'ride_long', 195, { start: 9 * 60 + 30 }),
      at(2, 'ride_tempo', 150, { start: 9 * 60 + 30 }),
      at(3, 'run_easy', 45, { start: 8 * 60 }),
      at(4, 'ride_long', 210, { start: 9 * 60 + 15 }),
      at(5, 'ride_sweet_spot', 140, { start: 10 * 60 }),
      at(6, 'ride_endurance', 90, { start: 8 * 60 + 40 }),
    ];
  }
  if (event === 'holiday') {
    return [
      at(0, 'hike', 190),
      at(1, 'run_trail', 60),
      at(2, 'hike', 300),
      at(4, 'hike', 240),
      at(5, 'run_trail', 75),
      at(6, 'hike', 170),
    ];
  }
  if (event === 'race_week') {
    return [
      at(0, 'swim_endurance', 45),
      at(1, 'ride_vo2', 65),
      at(2, 'run_easy', 40),
      at(3, 'ride_endurance', 75),
      at(5, 'ride_sprints', 60),
      at(6, 'ride_race', 235, { start: 8 * 60 }),
    ];
  }
  if (event === 'triathlon_week') {
    return [
      at(1, 'ride_vo2', 65),
      at(2, 'run_intervals', 55),
      at(3, 'swim_intervals', 45),
      at(4, 'ride_recovery', 45),
      at(6, 'triathlon', 150, { start: 9 * 60 }),
    ];
  }
  if (event === 'half_marathon_week') {
    return [
      at(1, 'run_intervals', 50),
      at(2, 'ride_endurance', 75),
      at(3, 'swim_endurance', 45),
      at(4, 'run_easy', 30),
      at(6, 'run_race', 100, { start: 9 * 60 + 30 }),
    ];
  }
  if (event === 'solstice') {
    return [
      at(1, 'ride_sweet_spot', 80),
      at(2, 'run_easy', 45),
      at(3, 'strength', 45),
      at(5, 'ride_night', 185, { start: 22 * 60 + 15 }),
      at(6, 'run_easy', 40, { start: 17 * 60 }),
    ];
  }
  if (recovering)
    return [at(1, 'ride_recovery', 45), at(3, 'run_easy', 30), at(5, 'ride_endurance', 80), at(6, 'hike', 90)];
  if (cycle === 3) {
    const test_week = week % 8 === 3;
    const ramp = week % 16 === 3;
    return [
      at(0, 'strength', 45),
      at(1, 'ride_recovery', 50),
      at(2, 'swim_endurance', 45),
      at(3, 'run_easy', 40),
      at(5, test_week ? (ramp ? 'ride_test_ramp' : 'ride_test_20') : 'ride_endurance', 85, {
        ...(test_week ? { indoor: ramp } : {}),
      }),
      week % 12 === 7 ? at(6, 'run_test_30', 55) : at(6, random.pick(['hike', 'run_easy', 'run_trail']), 75),
    ];
  }
  const swim: SessionId = week % 12 === 5 ? 'swim_test' : random.pick(['swim_endurance', 'swim_intervals']);
  switch (phase) {
    case 'base':
      return [
        at(0, 'strength', 50),
        at(1, random.pick(['ride_sweet_spot', 'ride_tempo']), m(75)),
        at(2, 'run_easy', m(48)),
        at(3, swim, 50),
        ...(cycle === 2 ? [at(4, 'run_easy', 35)] : []),
        at(5, 'ride_endurance', m(140)),
        at(6, random.pick(['run_long', 'run_trail', 'run_long']), m(85)),
      ];
    case 'build':
      return [
        at(0, random.pick(['strength', 'swim_intervals']), 50),
        at(1, random.pick(['ride_vo2', 'ride_threshold']), m(78)),
        at(2, random.pick(['run_easy', 'run_intervals']), m(50)),
        at(3, random.pick(['ride_sweet_spot', 'ride_tempo', 'ride_threshold']), m(85)),
        at(4, swim, 45),
        at(5, 'ride_group', m(150)),
        random.chance(0.68) ? at(6, 'ride_long', m(random.pick([165, 190]))) : at(6, 'run_long', m(95)),
      ];
    case 'peak':
      return [
        at(0, swim, 50),
        at(1, random.pick(['ride_vo2', 'ride_sprints']), m(75)),
        at(2, 'run_intervals', m(52)),
        at(3, random.pick(['ride_threshold', 'ride_endurance']), m(85)),
        ...(week % 3 === 0 ? [at(5, 'brick', 130, { start: 9 * 60 })] : [at(5, 'ride_group', m(150))]),
        random.chance(0.68) ? at(6, 'ride_long', m(180)) : at(6, 'run_trail', m(105)),
      ];
    case 'transition':
      return [
        at(0, 'strength', 50),
        at(1, random.pick(['ride_endurance', 'ride_tempo']), m(75)),
        at(2, random.pick(['run_easy', 'run_tempo']), m(50)),
        at(3, swim, 45),
        ...(cycle === 1 ? [at(4, 'ride_recovery', 50)] : []),
        at(5, random.pick(['ride_endurance', 'ride_group']), m(125)),
        at(6, random.pick(['run_trail', 'hike', 'run_long']), m(90)),
      ];
  }
}
