/** The athlete's diary: seasons, weeks and days, which session on which day, and the life that gets in the way. */

import { addDays, dateOfDay, dayNumber } from '../core/time.ts';
import type { WellnessReading } from '../core/wellness.ts';
import { type Body, firstDate, Physiology, weekday } from './athlete.ts';
import { Random } from './random.ts';
import { areaOf, type Slot, sickDays, weekOf } from './season.ts';
import { makeSession, type Session, type SessionId } from './session.ts';
import type { AreaId } from './terrain.ts';
import { type Believed, type DatedThreshold, ThresholdBook } from './threshold-book.ts';

/** One session on one day, ready to be simulated. */
export interface Plan {
  /** Unique and stable, such as `2026-03-01-1`. */
  readonly id: string;
  readonly local_date: string;
  /** Start on the wall clock of the area, minutes after local midnight. */
  readonly start_minute: number;
  readonly area: AreaId;
  readonly session: Session;
  readonly body: Body;
  readonly believed: Believed;
  readonly note: string | null;
  readonly gear: string | null;
}

export interface Life {
  readonly first_date: string;
  readonly last_date: string;
  readonly plans: readonly Plan[];
  readonly thresholds: readonly DatedThreshold[];
  readonly readings: readonly WellnessReading[];
  /** First day of each sick week. */
  readonly sick_weeks: readonly string[];
  /** The two months that exist only inside the account export, both included. */
  readonly archived: { readonly from: string; readonly to: string };
}

/** Lives through the whole history day by day. `end_date` is the last local date; years may be any positive number. */
export function liveThrough(seed: string, end_date: string, years: number): Life {
  const first = firstDate(end_date, years);
  const start = dayNumber(first);
  const end = dayNumber(end_date);
  const random = new Random(`${seed}/calendar`);
  const physiology = new Physiology(new Random(`${seed}/body`));
  const sick = sickDays(start, end);
  const plans: Plan[] = [];
  const readings: WellnessReading[] = [];
  const book = new ThresholdBook();
  let slots: Slot[] = [];

  for (let day = start; day <= end; day++) {
    const local_date = dateOfDay(day);
    const body = physiology.body(day);
    if (day === start) book.begin(body);
    if (weekday(day) === 0) slots = weekOf(day, random.fork(`week ${local_date}`), sick.recovering.has(day));
    readings.push(...physiology.wellness(body));
    book.morning(body);
    const area = areaOf(local_date);
    const ill = sick.days.has(day);
    let load = 0;
    if (!ill) {
      for (const slot of slots.filter((s) => s.weekday === weekday(day))) {
        const chance = random.fork(`${local_date} ${slot.session}`);
        // Work, family, weather.
        if (!isKept(slot.session) && chance.chance(0.045)) continue;
        const minutes = slot.minutes * chance.between(0.92, 1.08);
        const session = makeSession(
          slot.session,
          minutes,
          slot.indoor ?? isIndoorSeason(slot, local_date, chance),
          chance,
        );
        const id = `${local_date}-${plans.filter((p) => p.local_date === local_date).length + 1}`;
        plans.push({
          id,
          local_date,
          area,
          start_minute: slot.start ?? startMinute(session, weekday(day), chance),
          session,
          body,
          believed: book.believed(),
          note: noteFor(session, body, chance),
          gear: gearFor(session, day - start),
        });
        load += session.load;
        book.after(session.id, body, chance);
      }
    }
    physiology.live(load, ill);
  }
  return {
    first_date: first,
    last_date: end_date,
    plans,
    thresholds: book.entries,
    readings,
    sick_weeks: sick.weeks,
    archived: { from: addDays(end_date, -210), to: addDays(end_date, -150) },
  };
}

function isKept(id: SessionId): boolean {
  return id.includes('test') || id.includes('race') || id === 'triathlon' || id === 'ride_night';
}

/** Winter evenings are dark: structured rides move to the trainer. */
function isIndoorSeason(slot: Slot, local_date: string, random: Random): boolean {
  if (!slot.session.startsWith('ride')) return false;
  const month = Number(local_date.slice(5, 7));
  const winter = month >= 11 || month <= 2;
  if (!winter) return random.chance(0.04);
  return slot.weekday < 5 ? random.chance(0.92) : random.chance(0.35);
}

function startMinute(session: Session, day_of_week: number, random: Random): number {
  const base = ((): number => {
    if (session.id.startsWith('swim')) return 6 * 60 + 35;
    if (day_of_week >= 5) return session.id === 'hike' ? 9 * 60 : 8 * 60 + 45;
    if (session.id === 'hike') return 9 * 60 + 20;
    if (session.id.startsWith('run')) return 12 * 60 + 10;
    if (session.id === 'strength') return 18 * 60 + 30;
    return 17 * 60 + 25;
  })();
  return Math.round(base + 9 * random.normal() + random.between(-6, 14));
}

function gearFor(session: Session, days_in: number): string | null {
  if (session.id.startsWith('ride')) return session.indoor ? 'Turbo' : 'Blue Road Bike';
  if (session.id === 'brick' || session.id === 'triathlon') return 'Blue Road Bike';
  if (session.id === 'run_trail' || session.id === 'hike') return 'Fernweh Trailfox';
  // A pair of road shoes lasts about ten months.
  if (session.id.startsWith('run')) return `Fernweh Glider ${1 + Math.floor(days_in / 300)}`;
  return null;
}

function noteFor(session: Session, body: Body, random: Random): string | null {
  if (body.illness > 0.25) return 'First days after the flu. Heart rate far too high for the pace, kept it very easy.';
  if (session.id === 'ride_test_20') return '5 min all out, 10 min easy, then 20 min. Paced it well until minute 16.';
  if (session.id === 'ride_test_ramp') return 'Ramp to failure on the trainer.';
  if (session.id === 'ride_race') return 'A-race. Good legs on the second climb, alone in the wind for the last 15 km.';
  if (!random.chance(0.16)) return null;
  if (body.fatigue > 0.35)
    return random.pick(['Heavy legs.', 'Tired today, cut nothing but enjoyed nothing.', 'Slept badly.']);
  return random.pick([
    'Good legs.',
    'Felt strong.',
    'Windy on the plateau.',
    'New chain.',
    'Met Jonas at the bakery.',
    'Wet roads, careful in the corners.',
    '2 bottles, 60 g carbs per hour.',
  ]);
}
