/** The invented athlete: a body that answers to training, illness and age, and tells each morning how it feels. */

import { addDays, dateOfDay, dayNumber } from '../core/time.ts';
import type { WellnessReading } from '../core/wellness.ts';
import { type Random, Wander } from './random.ts';

/** Nobody: the name, the date and the village do not belong to a person. */
export const ATHLETE = {
  name: 'Wanda Wattson',
  sex: 'female',
  birth_date: '1988-05-17',
  height_m: 1.71,
  time_zone: 'Europe/Berlin',
} as const;

/** The body on one morning. Powers are what it can do today, not what the athlete believes. */
export interface Body {
  readonly local_date: string;
  readonly weight_kg: number;
  /** What it could hold for about an hour. */
  readonly ftp_w: number;
  readonly cp_w: number;
  readonly w_prime_j: number;
  readonly p_max_w: number;
  readonly max_hr_bpm: number;
  readonly lthr_bpm: number;
  readonly resting_hr_bpm: number;
  /** Flat speed at threshold. */
  readonly run_threshold_mps: number;
  readonly swim_threshold_mps: number;
  /** 0 fresh … 1 deeply tired: lifts perceived effort, lowers the heart's answer. */
  readonly fatigue: number;
  /** 0 healthy … 1 in bed. */
  readonly illness: number;
  readonly fitness_load: number;
  readonly fatigue_load: number;
}

/** Long and short memory of load: the time constants of the impulse-response model (Banister 1975), in days. */
const FITNESS_DAYS = 42;
const FATIGUE_DAYS = 7;
/** Adaptation follows the load with this delay, in days. */
const ADAPTATION_DAYS = 24;

export class Physiology {
  #fitness = 46;
  #fatigue = 46;
  /** Adapted share of the capacity that training can add, 0 … 1. */
  #adapted = 0.52;
  #illness = 0;
  #lived_days = 0;
  readonly #random: Random;
  readonly #weight: Wander;
  readonly #day_form: Wander;

  constructor(random: Random) {
    this.#random = random;
    this.#weight = new Wander(random.fork('weight'), 0.45, 14);
    this.#day_form = new Wander(random.fork('day form'), 0.012, 2.5);
  }

  body(day: number): Body {
    const local_date = dateOfDay(day);
    const years = this.#lived_days / 365.25;
    // Beginners gain most; after about seven years age takes a little back.
    const trend_w = 16 * (1 - Math.exp(-years / 1.8)) - 1.5 * Math.max(0, years - 7);
    const strain = Math.max(0, this.#fatigue - this.#fitness - 4);
    const fatigue = Math.min(1, strain / 60);
    const today = 1 + this.#day_form.value - 0.045 * fatigue - 0.06 * this.#illness;
    const ftp_w = (166 + 104 * this.#adapted + trend_w) * today;
    const run = 3.12 + 0.62 * this.#adapted + 0.006 * trend_w;
    const age = (day - dayNumber(ATHLETE.birth_date)) / 365.25;
    const season = Math.cos((2 * Math.PI * (dayOfYear(local_date) - 15)) / 365.25);
    return {
      local_date,
      weight_kg: 62.3 + 1.1 * season - 1.6 * (this.#adapted - 0.65) + this.#weight.value,
      ftp_w,
      cp_w: ftp_w * 0.995,
      w_prime_j: 15_900 + 2800 * this.#adapted,
      p_max_w: 770 + 110 * this.#adapted,
      max_hr_bpm: 191.5 - 0.35 * Math.max(0, age - 35),
      lthr_bpm: 173 - 0.3 * Math.max(0, age - 35),
      resting_hr_bpm: 53 - 9 * this.#adapted + 4 * fatigue + 9 * this.#illness,
      run_threshold_mps: run * today,
      swim_threshold_mps: (0.87 + 0.1 * this.#adapted + 0.004 * trend_w) * today,
      fatigue,
      illness: this.#illness,
      fitness_load: this.#fitness,
      fatigue_load: this.#fatigue,
    };
  }

  /** One day passes with this much training. */
  live(load: number, sick: boolean): void {
    this.#fitness += (load - this.#fitness) * (1 - Math.exp(-1 / FITNESS_DAYS));
    this.#fatigue += (load - this.#fatigue) * (1 - Math.exp(-1 / FATIGUE_DAYS));
    // The gain levels off: twice the training does not make twice the athlete.
    const reachable = 1 - Math.exp(-this.#fitness / 52);
    this.#adapted += (reachable - this.#adapted) / ADAPTATION_DAYS;
    this.#illness = sick ? Math.min(1, this.#illness + 0.45) : this.#illness * Math.exp(-1 / 9);
    if (sick) this.#adapted -= 0.006;
    this.#weight.next();
    this.#day_form.next();
    this.#lived_days++;
  }

  /** What scale, watch and pillow say this morning; some mornings are missing, as in life. */
  wellness(body: Body): WellnessReading[] {
    const r = this.#random;
    const { local_date } = body;
    const readings: WellnessReading[] = [];
    const weekend = isWeekend(local_date);
    const worn = !r.chance(0.05);
    const weighed = r.chance(0.55);
    const evening_out = weekend && r.chance(0.2);
    const resting = body.resting_hr_bpm + 1.3 * r.normal() + (evening_out ? 4 : 0);
    const hrv = Math.exp(
      4.22 + 0.5 * (this.#adapted - 0.65) - 0.3 * body.fatigue - 0.42 * body.illness + 0.09 * r.normal(),
    );
    const sleep_h = 7.3 + (weekend ? 0.6 : 0) + 0.9 * body.illness + 0.55 * r.normal() - (evening_out ? 1.3 : 0);
    const deep = 0.18 + 0.025 * r.normal();
    const rem = 0.22 + 0.03 * r.normal();
    const weight = body.weight_kg + 0.25 * r.normal();
    const awake_s = 60 * Math.round(r.between(6, 30) * (1 + body.illness));
    const rest_steps = r.between(4500, 9500) * (1 - 0.7 * body.illness);
    if (worn) {
      const sleep_s = Math.round(Math.max(3.5, sleep_h) * 60) * 60;
      const deep_s = Math.round((sleep_s * Math.max(0.08, deep)) / 60) * 60;
      const rem_s = Math.round((sleep_s * Math.max(0.1, rem)) / 60) * 60;
      readings.push(
        { local_date, key: 'resting_hr_bpm', value: Math.round(resting) },
        { local_date, key: 'hrv_rmssd_ms', value: Math.round(hrv * (evening_out ? 0.8 : 1)) },
        { local_date, key: 'sleep_s', value: sleep_s },
        { local_date, key: 'deep_sleep_s', value: deep_s },
        { local_date, key: 'rem_sleep_s', value: rem_s },
        { local_date, key: 'light_sleep_s', value: sleep_s - deep_s - rem_s },
        { local_date, key: 'awake_s', value: awake_s },
        { local_date, key: 'steps', value: Math.round(rest_steps) },
      );
    }
    if (weighed) readings.push({ local_date, key: 'weight_kg', value: Math.round(weight * 10) / 10 });
    return readings;
  }
}

function dayOfYear(local_date: string): number {
  return dayNumber(local_date) - dayNumber(`${local_date.slice(0, 4)}-01-01`);
}

function isWeekend(local_date: string): boolean {
  return weekday(dayNumber(local_date)) >= 5;
}

/** 0 Monday … 6 Sunday. */
export function weekday(day: number): number {
  return (day + 3) % 7;
}

/** First local date of a history of `years` that ends on `end_date`, moved to a Monday. */
export function firstDate(end_date: string, years: number): string {
  const date = addDays(end_date, -Math.round(years * 365.25) + 1);
  return addDays(date, -weekday(dayNumber(date)));
}
