/** A ride outdoors: a plan, a road, wind, legs and traffic lights, second by second, with speed from physics. */

import { Bunch } from './bunch.ts';
import type { Plan } from './calendar.ts';
import { Heart } from './heart.ts';
import { intensityOf, type LapMark } from './lap-marks.ts';
import { Legs } from './legs.ts';
import { Barometer, Receiver, Walker } from './position.ts';
import { type Random, Wander } from './random.ts';
import { Script } from './script.ts';
import { Tape } from './tape.ts';
import type { Route } from './terrain.ts';
import { setMean, testedFtp } from './test-result.ts';
import type { Weather } from './weather.ts';

const RIDE_CHANNELS = [
  'power_w',
  'heart_rate_bpm',
  'cadence_rpm',
  'speed_mps',
  'distance_m',
  'altitude_m',
  'latitude_deg',
  'longitude_deg',
  'temperature_c',
  'left_balance_pct',
] as const;

type RideTape = Tape<(typeof RIDE_CHANNELS)[number]>;

export interface RideResult {
  readonly tape: RideTape;
  readonly marks: readonly LapMark[];
  readonly end_s: number;
}

const BIKE_KG = 9.4;
const GRAVITY = 9.80665;
const DRIVETRAIN = 0.976;
const CDA_M2 = 0.315;
const ROLLING = 0.0052;
/** Wheels turn as well as roll: 0.14 kg·m² at 0.334 m. */
const WHEEL_KG = 0.14 / 0.334 ** 2;

export function simulateRide(plan: Plan, route: Route, weather: Weather, start_s: number, random: Random): RideResult {
  const { body, session } = plan;
  const capacity = Math.round(session.duration_s * 1.6 + 2400);
  const tape: RideTape = new Tape(RIDE_CHANNELS, capacity);
  const power = tape.column('power_w');
  const heart_rate = tape.column('heart_rate_bpm');
  const cadence = tape.column('cadence_rpm');
  const speed = tape.column('speed_mps');
  const distance = tape.column('distance_m');
  const altitude = tape.column('altitude_m');
  const latitude = tape.column('latitude_deg');
  const longitude = tape.column('longitude_deg');
  const temperature = tape.column('temperature_c');
  const balance = tape.column('left_balance_pct');

  const legs = new Legs(body);
  const heart = new Heart(body, random, 0, weather.temperature_c);
  const walker = new Walker(route);
  const receiver = new Receiver(random, route.area.latitude_deg, 1.7);
  const barometer = new Barometer(random, 1.6, 0.05);
  const script = new Script(session.steps);
  const bunch = new Bunch(random, session.id === 'ride_race');
  const sway = new Wander(random, 0.05, 50);
  const push = new Wander(random, 0.085, 6);
  const gust = new Wander(random, 0.7, 18);
  const spin = new Wander(random, 2.6, 22);
  const side = new Wander(random, 1.1, 9);
  const mass = body.weight_kg + BIKE_KG;
  const air = 1.225 * Math.exp(-route.area.altitude_m / 8430) * (288 / (273 + weather.temperature_c));
  const is_test = session.id === 'ride_test_20';
  const ftp = is_test ? testedFtp(body) : plan.believed.ftp_w;
  const marks: LapMark[] = [{ time_s: start_s, intensity: null, trigger: 'manual' }];
  const cafe_at =
    session.duration_s > 9000 && !is_test && session.id !== 'ride_race' && random.chance(0.65)
      ? route.length_m * random.between(0.45, 0.65)
      : Infinity;
  let cafe_done = false;

  let clock = start_s;
  let v = 0;
  let coast = 0;
  let resume = 3;
  let thermometer = weather.temperature_c + 2.5;
  let measured_m = 0;
  let next_junction = 0;
  let spin_scale = 1;
  let rpm = 0;
  const junctions = route.junctions;

  while (!tape.full) {
    const step = script.step;
    const closed = walker.at_m >= route.length_m - 8;
    if (closed && script.done) break;
    const kind = step?.kind ?? 'steady';
    const hard = kind === 'all_out' || kind === 'sprint';
    const busy = hard || kind === 'work' || kind === 'race';
    const grade = walker.grade;

    // Traffic light or junction ahead: sometimes one has to stop.
    const junction = junctions[next_junction];
    if (junction !== undefined && walker.at_m > junction * route.step_m - 40) {
      next_junction++;
      if (!hard && kind !== 'race' && random.chance(0.42)) {
        const stop = brakeToStop(v);
        for (const slower of stop) {
          v = slower;
          walker.advance(v);
          record(0, 0);
        }
        const wait = random.whole(9, 75);
        const shown = Math.min(wait, 3);
        v = 0;
        for (let i = 0; i < shown; i++) record(0, 0);
        if (wait > shown) {
          tape.pause(clock, clock + wait - shown);
          heart.rest(wait - shown);
          clock += wait - shown;
        }
        resume = 4;
      }
    }
    if (!cafe_done && walker.at_m > cafe_at && !busy && kind !== 'rest') {
      cafe_done = true;
      const stay = Math.round(random.between(11, 34) * 60);
      tape.pause(clock, clock + stay);
      heart.rest(stay);
      clock += stay;
      v = 0;
      resume = 6;
      thermometer += random.between(-1, 3);
    }

    // What the rider wants to do.
    const mood = 1 + sway.next() * (busy ? 0.4 : 1);
    let draft = 1;
    let wish: number;
    if (kind === 'group' || kind === 'race') {
      const turn = bunch.second(grade, legs.reserve);
      draft = turn.draft;
      wish = turn.sprint > 0 ? legs.sprint(turn.sprint - 1, 0.86) : turn.effort * ftp * mood * hill(grade, 0.35);
    } else if (kind === 'sprint') {
      wish = legs.sprint(script.into_s, 0.95);
    } else if (kind === 'all_out') {
      wish =
        is_test && step!.seconds === 1200
          ? (ftp / 0.95) * (1 + 0.03 * Math.exp(-script.into_s / 30))
          : legs.allOut(step!.seconds, script.into_s);
    } else {
      wish = script.effort(0.6) * ftp * mood * hill(grade, kind === 'work' ? 0.45 : 1);
    }
    if (!(is_test && kind === 'all_out')) wish = Math.min(wish, legs.limit());

    // Where the road allows no pedalling, or none is wanted.
    const limit = Math.min(walker.curveLimit(110), 20.5);
    if (coast > 0) coast--;
    else if (!hard) {
      const downhill = grade < -0.03 && v > 11;
      const climbing = grade > 0.02 ? 0.15 : 1;
      const lazy = climbing * (busy ? 0.004 : kind === 'group' ? (draft < 1 ? 0.05 : 0.009) : 0.023);
      if (v > limit) coast = 1;
      else if (v > 15.5 && grade < -0.02) coast = 3;
      else if (random.chance(downhill ? 0.12 : lazy)) coast = random.whole(2, downhill ? 14 : 5);
    }
    const pedalling = (coast === 0 || hard) && wish > 25;
    if (!pedalling) resume = 2;
    let watts = 0;
    if (pedalling) {
      const soft = resume > 0 && !hard ? 0.55 + 0.2 * (3 - Math.min(3, resume)) : 1;
      const noise = hard ? 0.4 : 1;
      watts = wish * soft * (1 + (push.next() + 0.075 * random.normal()) * noise);
      // Getting under way after a stop.
      if (v < 3.5 && resume > 0 && grade < 0.04 && wish > 60)
        watts = Math.max(watts, Math.min(legs.limit(), 300) * random.between(0.75, 1.05));
      watts = Math.max(8, watts);
      if (resume > 0) resume--;
    }

    // Martin et al. 1998: forces on bicycle and rider, one second forward.
    const head = weather.wind_mps * Math.cos(walker.heading - weather.wind_from_rad) + gust.next();
    const relative = v + head;
    const drag = 0.5 * air * CDA_M2 * draft * relative * Math.abs(relative);
    const slope = mass * GRAVITY * (grade / Math.sqrt(1 + grade * grade));
    const drive = (watts * DRIVETRAIN) / Math.max(v, 2.2);
    v += (drive - drag - slope - mass * GRAVITY * ROLLING) / (mass + WHEEL_KG);
    if (v > limit) v = Math.max(limit, v - 2.1);
    // A rider who would stand still pushes the pedals harder instead.
    v = Math.max(v, 1.9);
    walker.advance(v);

    if (pedalling) {
      const wanted =
        hard && kind === 'sprint' ? 112 : 86.5 + 7 * (watts / ftp - 0.75) - (grade > 0.045 ? 160 * (grade - 0.045) : 0);
      rpm += (Math.min(wanted, 48 + v * 9) + spin.next() * spin_scale - rpm) * (rpm < 40 ? 0.7 : 0.4);
    } else {
      rpm = rpm > 25 && random.chance(0.35) ? rpm * 0.5 : 0;
      spin_scale = random.between(0.7, 1.3);
    }
    record(watts, pedalling ? rpm + 0.7 * random.normal() : rpm);
    if (script.tick() && isMarked(session.id)) {
      const next = script.step;
      marks.push({ time_s: clock, intensity: next ? intensityOf(next.kind) : null, trigger: 'manual' });
    }
  }
  if (is_test) showBestMean(power, tape, marks, 1200, ftp / 0.95);
  return { tape, marks, end_s: clock };

  function record(watts: number, turns: number): void {
    if (tape.full) return;
    const i = tape.length;
    legs.spend(watts);
    power[i] = watts;
    cadence[i] = Math.round(Math.max(0, turns));
    heart_rate[i] = heart.beat(watts / body.ftp_w);
    const seen = v < 0.2 ? 0 : Math.max(0, v + 0.07 * random.normal());
    speed[i] = seen;
    measured_m += v < 0.2 ? 0 : Math.max(0, v + 0.16 * random.normal());
    distance[i] = measured_m;
    altitude[i] = barometer.altitude(walker.altitude_m);
    latitude[i] = receiver.latitude(walker.latitude_deg);
    longitude[i] = receiver.longitude(walker.longitude_deg);
    thermometer += (weather.temperature_c + 1.5 - (v > 12 ? 0.8 : 0) - thermometer) / 420 + 0.01 * random.normal();
    temperature[i] = thermometer;
    balance[i] = watts > 0 ? 49.3 + side.next() + (watts < 90 ? 3 : 1.2) * random.normal() : Number.NaN;
    tape.push(clock++);
  }
}

/** Sets the mean power of the marked step of `seconds` to exactly `mean_w`, so that the test proves the value it leads to. */
function showBestMean(
  power: Float64Array,
  tape: RideTape,
  marks: readonly LapMark[],
  seconds: number,
  mean_w: number,
): void {
  const at = marks.findIndex((m, k) => (marks[k + 1]?.time_s ?? 0) - m.time_s === seconds);
  if (at < 0) return;
  let first = 0;
  while (tape.timeAt(first) < marks[at]!.time_s) first++;
  setMean(power, first, first + seconds, mean_w);
}

/** More on the way up, less on the way down; `strictness` 0 keeps the power whatever the slope. */
function hill(grade: number, strictness: number): number {
  const free = grade > 0 ? Math.min(1.34, 1 + 5.2 * grade) : Math.max(0, 1 + 9.5 * grade);
  return 1 + (free - 1) * strictness;
}

function brakeToStop(from_mps: number): number[] {
  const speeds: number[] = [];
  for (let v = from_mps - 1.5; v > 0.4; v -= 1.7) speeds.push(v);
  return speeds;
}

/** Structured sessions and tests get a lap per step; others are left to automatic laps. */
function isMarked(id: Plan['session']['id']): boolean {
  return !['ride_endurance', 'ride_long', 'ride_group', 'ride_race', 'ride_recovery', 'ride_night'].includes(id);
}
