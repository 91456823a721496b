/** Strength training: sets with exercise, repetitions and weight, rests, and a heart that goes up and down with them. */

import type { StrengthSet } from '../core/recording.ts';
import type { Plan } from './calendar.ts';
import { Heart } from './heart.ts';
import type { Random } from './random.ts';
import { Tape } from './tape.ts';

const CHANNELS = ['heart_rate_bpm', 'temperature_c'] as const;

export interface StrengthResult {
  readonly tape: Tape<(typeof CHANNELS)[number]>;
  readonly sets: readonly StrengthSet[];
  readonly end_s: number;
}

/** Name as FIT exercise categories say it, load at the start, and how much of it a year of training adds. */
const EXERCISES: readonly {
  name: string;
  weight_kg: number | null;
  gain_kg: number;
  effort: number;
  repetitions: number;
}[] = [
  { name: 'squat', weight_kg: 55, gain_kg: 7.5, effort: 0.95, repetitions: 6 },
  { name: 'deadlift', weight_kg: 65, gain_kg: 7.5, effort: 0.95, repetitions: 5 },
  { name: 'lunge', weight_kg: 20, gain_kg: 2.5, effort: 0.9, repetitions: 10 },
  { name: 'row', weight_kg: 30, gain_kg: 2.5, effort: 0.75, repetitions: 10 },
  { name: 'bench_press', weight_kg: 32.5, gain_kg: 2.5, effort: 0.72, repetitions: 8 },
  { name: 'calf_raise', weight_kg: 40, gain_kg: 5, effort: 0.65, repetitions: 14 },
  { name: 'plank', weight_kg: null, gain_kg: 0, effort: 0.6, repetitions: 1 },
];

export function simulateStrength(plan: Plan, start_s: number, years_in: number, random: Random): StrengthResult {
  const { body, session } = plan;
  const tape = new Tape(CHANNELS, Math.round(session.duration_s * 1.5 + 600));
  const heart_rate = tape.column('heart_rate_bpm');
  const temperature = tape.column('temperature_c');
  const heart = new Heart(body, random, -18, 20);
  const sets: StrengthSet[] = [];
  let clock = start_s;
  record(random.whole(240, 420), 0.48);
  const exercises = EXERCISES.filter((e, k) => k < 2 || e.weight_kg === null || random.chance(0.72));
  for (const exercise of exercises) {
    const weight_kg =
      exercise.weight_kg === null
        ? null
        : Math.round((exercise.weight_kg + exercise.gain_kg * Math.min(4, years_in)) / 2.5) * 2.5;
    for (let set = 0; set < (exercise.effort > 0.92 ? 4 : 3); set++) {
      if (clock - start_s > session.duration_s * 1.25) break;
      const repetitions = Math.max(1, exercise.repetitions + (exercise.repetitions > 1 ? random.whole(-1, 1) : 0));
      const duration_s = Math.round(repetitions * random.between(3.4, 4.4) + (weight_kg === null ? 55 : 4));
      sets.push({
        start_s: clock,
        duration_s,
        active: true,
        exercise: exercise.name,
        repetitions: weight_kg === null ? null : repetitions,
        weight_kg,
      });
      record(duration_s, exercise.effort);
      const rest_s = random.whole(70, 150);
      sets.push({
        start_s: clock,
        duration_s: rest_s,
        active: false,
        exercise: null,
        repetitions: null,
        weight_kg: null,
      });
      record(rest_s, 0.18);
    }
  }
  record(random.whole(60, 240), 0.15);
  return { tape, sets, end_s: clock };

  function record(seconds: number, effort: number): void {
    for (let s = 0; s < seconds && !tape.full; s++) {
      heart_rate[tape.length] = heart.beat(effort);
      temperature[tape.length] = 22;
      tape.push(clock++);
    }
  }
}
