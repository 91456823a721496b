/** A hike: slow and long, with breaks on top, on a watch or on a phone whose heights come from satellites. */

import type { Plan } from './calendar.ts';
import { Heart } from './heart.ts';
import { Barometer, Receiver, Walker } from './position.ts';
import { type Random, Wander } from './random.ts';
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
] as const;

export interface HikeResult {
  readonly tape: Tape<(typeof CHANNELS)[number]>;
  readonly end_s: number;
}

export function simulateHike(
  plan: Plan,
  route: Route,
  weather: Weather,
  start_s: number,
  on_phone: boolean,
  random: Random,
): HikeResult {
  const { body, session } = plan;
  const tape = new Tape(CHANNELS, Math.round(session.duration_s * 1.7 + 600));
  const heart_rate = tape.column('heart_rate_bpm');
  const cadence = tape.column('cadence_rpm');
  const speed = tape.column('speed_mps');
  const distance = tape.column('distance_m');
  const altitude = tape.column('altitude_m');
  const latitude = tape.column('latitude_deg');
  const longitude = tape.column('longitude_deg');
  const temperature = tape.column('temperature_c');

  const heart = new Heart(body, random, -2, weather.temperature_c);
  const walker = new Walker(route);
  const receiver = new Receiver(random, route.area.latitude_deg, on_phone ? 3.6 : 2.2);
  const barometer = new Barometer(random, on_phone ? 4 : 1.8, on_phone ? 0.5 : 0.06);
  const stroll = new Wander(random, 0.07, 40);
  let clock = start_s;
  let seen = 1;
  let measured_m = 0;
  let next_stop = random.between(1500, 4000);
  let lunch_at = session.duration_s > 9000 ? route.length_m * random.between(0.42, 0.58) : Number.POSITIVE_INFINITY;

  while (!tape.full && walker.at_m < route.length_m - 3) {
    if (walker.at_m > lunch_at) {
      lunch_at = Number.POSITIVE_INFINITY;
      stop(random.whole(20, 45) * 60);
    } else if (clock - start_s > next_stop) {
      next_stop += random.between(1800, 4200);
      if (random.chance(0.6)) stop(random.whole(90, 420));
      else for (let s = random.whole(20, 70); s > 0; s--) record(0);
    }
    // Tobler's hiking function, in metres per second.
    const v = 1.667 * 0.93 * Math.exp(-3.5 * Math.abs(walker.grade + 0.05)) * (1 + stroll.next());
    record(Math.max(0.2, v));
  }
  return { tape, end_s: clock };

  function stop(seconds: number): void {
    tape.pause(clock, clock + seconds);
    heart.rest(seconds);
    clock += seconds;
  }

  function record(v: number): void {
    if (tape.full) return;
    walker.advance(v);
    const i = tape.length;
    const grade = walker.grade;
    // Walking costs grow with the climb; about half of threshold on a steep path.
    const effort = v === 0 ? 0.1 : 0.27 + Math.max(0, grade) * v * 4.6 + Math.max(0, -grade) * 0.25;
    heart_rate[i] = heart.beat(effort);
    seen += (v + 0.1 * random.normal() - seen) * 0.4;
    speed[i] = Math.max(0, seen);
    measured_m += v === 0 ? 0 : Math.max(0, v + 0.1 * random.normal());
    distance[i] = measured_m;
    altitude[i] = barometer.altitude(walker.altitude_m);
    latitude[i] = receiver.latitude(walker.latitude_deg);
    longitude[i] = receiver.longitude(walker.longitude_deg);
    temperature[i] = weather.temperature_c + 5 - (walker.altitude_m - route.area.altitude_m) * 0.0065;
    cadence[i] = v === 0 ? 0 : Math.round(2 * (38 + 11 * v + 0.8 * random.normal())) / 2;
    tape.push(clock++);
  }
}
