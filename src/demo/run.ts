/** A run: pace from the plan and the slope, steps, bounce and ground contact as a watch with a chest strap measures them. */

import type { Plan } from './calendar.ts';
import { Heart } from './heart.ts';
import { intensityOf, type LapMark } from './lap-marks.ts';
import { Barometer, Receiver, Walker } from './position.ts';
import { type Random, Wander } from './random.ts';
import { Script } from './script.ts';
import { Tape } from './tape.ts';
import type { Route } from './terrain.ts';
import type { Weather } from './weather.ts';

const CHANNELS = [
  'heart_rate_bpm',
  'cadence_rpm',
  'speed_mps',
  'distance_m',
  'altitude_m',
  'latitude_deg',
  'longitude_deg',
  'temperature_c',
  'power_w',
  'step_length_mm',
  'vertical_oscillation_mm',
  'vertical_ratio_pct',
  'stance_time_ms',
  'stance_time_balance_pct',
] as const;

export interface RunResult {
  readonly tape: Tape<(typeof CHANNELS)[number]>;
  readonly marks: readonly LapMark[];
  readonly end_s: number;
}

/** Steeper than this one walks. */
const WALK_GRADE = 0.17;

export function simulateRun(plan: Plan, route: Route, weather: Weather, start_s: number, random: Random): RunResult {
  const { body, session } = plan;
  const tape = new Tape(CHANNELS, Math.round(session.duration_s * 1.6 + 900));
  const heart_rate = tape.column('heart_rate_bpm');
  const cadence = tape.column('cadence_rpm');
  const speed = tape.column('speed_mps');
  const distance = tape.column('distance_m');
  const altitude = tape.column('altitude_m');
  const latitude = tape.column('latitude_deg');
  const longitude = tape.column('longitude_deg');
  const temperature = tape.column('temperature_c');
  const power = tape.column('power_w');
  const step_length = tape.column('step_length_mm');
  const oscillation = tape.column('vertical_oscillation_mm');
  const ratio = tape.column('vertical_ratio_pct');
  const stance = tape.column('stance_time_ms');
  const contact_balance = tape.column('stance_time_balance_pct');

  const heart = new Heart(body, random, 4, weather.temperature_c);
  const walker = new Walker(route);
  const receiver = new Receiver(random, route.area.latitude_deg, 1.9);
  const barometer = new Barometer(random, 1.8, 0.06);
  const script = new Script(session.steps);
  const sway = new Wander(random, 0.018, 45);
  const surge = new Wander(random, 0.02, 5);
  const turnover = new Wander(random, 0.9, 20);
  const bounce = new Wander(random, 2.2, 12);
  const contact = new Wander(random, 4, 12);
  const sides = new Wander(random, 0.35, 30);
  const measured = session.id === 'run_test_30' || session.id === 'run_race';
  const threshold = measured ? body.run_threshold_mps : plan.believed.run_threshold_mps;
  const marks: LapMark[] = [
    { time_s: start_s, intensity: intensityOf(script.step?.kind ?? 'steady'), trigger: 'manual' },
  ];
  let clock = start_s;
  let v = 1.5;
  let seen = 1.5;
  let measured_m = 0;
  let watch_c = weather.temperature_c + 7;
  let next_junction = 0;

  while (!tape.full) {
    if (walker.at_m >= route.length_m - 4 && (script.done || session.id === 'run_race')) break;
    const junction = route.junctions[next_junction];
    if (junction !== undefined && walker.at_m > junction * route.step_m) {
      next_junction++;
      if (!measured && random.chance(0.35)) {
        const wait = random.whole(14, 45);
        tape.pause(clock, clock + wait);
        heart.rest(wait);
        clock += wait;
        v = 1.2;
      }
    }
    const grade = walker.grade;
    const walking = grade > WALK_GRADE;
    const asked = script.effort(0.72) * threshold * (1 + sway.next() * (measured ? 0.4 : 1));
    // The test is run on pace, come what may: its mean is the threshold it sets.
    const slope = session.id === 'run_test_30' ? 1 : pace(grade);
    const wish = walking ? Math.min(1.9, asked * (3.6 / runningCost(grade))) : asked * slope;
    v += (wish * (1 + surge.next()) - v) * 0.3;
    v = Math.max(0.5, v);
    walker.advance(v);

    const i = tape.length;
    const effort = (v * runningCost(grade)) / (3.6 * body.run_threshold_mps);
    heart_rate[i] = heart.beat(effort ** 1.12);
    // Watches smooth speed over a few seconds.
    seen += (v + 0.12 * random.normal() - seen) * 0.45;
    speed[i] = Math.max(0, seen);
    measured_m += Math.max(0, v * 1.002 + 0.11 * random.normal());
    distance[i] = measured_m;
    altitude[i] = barometer.altitude(walker.altitude_m);
    latitude[i] = receiver.latitude(walker.latitude_deg);
    longitude[i] = receiver.longitude(walker.longitude_deg);
    watch_c += (weather.temperature_c + 4 - watch_c) / 700;
    temperature[i] = watch_c;
    // One leg: half the steps per minute, in halves because steps are counted whole.
    const turns = walking ? 56 + 6 * v : 81.5 + 4.2 * (v - 2.7) + 1.2 * Math.max(-1, Math.min(1, grade * 12));
    const rpm = Math.round(2 * (turns + turnover.next() * 0.7 + 0.25 * random.normal())) / 2;
    cadence[i] = rpm;
    const stride = (v * 60_000) / (2 * rpm);
    step_length[i] = stride * (1 + 0.01 * random.normal());
    power[i] =
      body.weight_kg * (walking ? 1.5 * v + 8 * grade * v : 1.05 * v + 8.6 * Math.max(-0.06, grade) * v) +
      3 * random.normal();
    if (walking) {
      oscillation[i] = 48 + bounce.next();
      stance[i] = 420 + 3 * contact.next();
    } else {
      oscillation[i] = 83 + 5 * (v - 3) + bounce.next() + 0.5 * random.normal();
      stance[i] = 256 - 29 * (v - 3) + contact.next() + 1.4 * random.normal();
    }
    ratio[i] = (oscillation[i]! / stride) * 100;
    contact_balance[i] = 49.8 + sides.next() + 0.1 * random.normal();
    tape.push(clock++);
    if (script.tick() && script.step && session.id !== 'run_easy' && session.id !== 'run_trail') {
      marks.push({ time_s: clock, intensity: intensityOf(script.step.kind), trigger: 'manual' });
    }
  }
  return { tape, marks, end_s: clock };
}

/** Energy cost of running on a slope in J/(kg·m), Minetti et al. 2002; 3.6 on the flat. */
function runningCost(grade: number): number {
  const g = Math.max(-0.3, Math.min(0.3, grade));
  return ((((155.4 * g - 30.4) * g - 43.3) * g + 46.3) * g + 19.5) * g + 3.6;
}

/** Pace on a slope against the flat at equal effort; downhill one does not use all that it gives. */
function pace(grade: number): number {
  const factor = 3.6 / runningCost(grade);
  return factor > 1 ? Math.min(1.14, 1 + (factor - 1) * 0.5) : factor;
}
