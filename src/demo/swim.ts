/** Swimming: lengths with strokes and rests in an invented 25 m pool, and open water for the triathlon. */

import type { Lap, Length } from '../core/recording.ts';
import type { Plan } from './calendar.ts';
import { Heart } from './heart.ts';
import type { LapMark } from './lap-marks.ts';
import { Receiver, Walker } from './position.ts';
import { type Random, Wander } from './random.ts';
import type { SessionId } from './session.ts';
import { Tape } from './tape.ts';
import type { Route } from './terrain.ts';
import type { Weather } from './weather.ts';

export const POOL_M = 25;

interface Effort {
  readonly lengths: number;
  /** Share of threshold speed. */
  readonly effort: number;
  readonly rest_s: number;
  readonly stroke: 'freestyle' | 'breaststroke' | 'backstroke' | 'drill';
}

const POOL_CHANNELS = ['heart_rate_bpm', 'cadence_rpm', 'speed_mps', 'distance_m', 'temperature_c'] as const;
const OPEN_CHANNELS = [
  'heart_rate_bpm',
  'cadence_rpm',
  'speed_mps',
  'distance_m',
  'latitude_deg',
  'longitude_deg',
] as const;

export interface PoolSwimResult {
  readonly tape: Tape<(typeof POOL_CHANNELS)[number]>;
  readonly lengths: readonly Length[];
  readonly marks: readonly LapMark[];
  readonly strokes: number;
  readonly end_s: number;
}

export interface OpenSwimResult {
  readonly tape: Tape<(typeof OPEN_CHANNELS)[number]>;
  readonly strokes: number;
  readonly end_s: number;
}

function setsOf(id: SessionId, wished_s: number, speed_mps: number, random: Random): Effort[] {
  const warm: Effort = { lengths: 12, effort: 0.86, rest_s: 30, stroke: 'freestyle' };
  const easy: Effort = { lengths: 2, effort: 0.78, rest_s: 20, stroke: random.pick(['breaststroke', 'backstroke']) };
  const repeat = (times: number, effort: Effort): Effort[] => Array.from({ length: times }, () => effort);
  const cool: Effort = { lengths: 8, effort: 0.82, rest_s: 0, stroke: 'freestyle' };
  if (id === 'swim_test') {
    return [
      warm,
      ...repeat(4, { lengths: 2, effort: 0.98, rest_s: 20, stroke: 'freestyle' }),
      easy,
      // Critical swim speed comes from the difference of these two.
      { lengths: 16, effort: 1.035, rest_s: 420, stroke: 'freestyle' },
      { lengths: 8, effort: 1.073, rest_s: 60, stroke: 'freestyle' },
      cool,
    ];
  }
  const main: Effort[] =
    id === 'swim_intervals'
      ? [
          ...repeat(8, { lengths: 2, effort: 1.06, rest_s: 20, stroke: 'freestyle' }),
          easy,
          ...repeat(5, { lengths: 8, effort: 0.98, rest_s: 25, stroke: 'freestyle' }),
        ]
      : [
          ...repeat(4, { lengths: 2, effort: 0.8, rest_s: 15, stroke: 'drill' }),
          ...repeat(random.whole(2, 3), { lengths: 16, effort: 0.92, rest_s: 40, stroke: 'freestyle' }),
        ];
  const sets = [warm, ...main];
  const used = [...sets, cool].reduce((sum, e) => sum + (e.lengths * POOL_M) / (e.effort * speed_mps) + e.rest_s, 0);
  const spare = Math.floor((wished_s - used) / (180 / speed_mps + 30));
  return [
    ...sets,
    ...repeat(Math.max(0, Math.min(6, spare)), { lengths: 4, effort: 0.95, rest_s: 20, stroke: 'freestyle' }),
    cool,
  ];
}

export function simulatePoolSwim(plan: Plan, start_s: number, random: Random): PoolSwimResult {
  const { body, session } = plan;
  const tape = new Tape(POOL_CHANNELS, Math.round(session.duration_s * 1.8 + 900));
  const heart_rate = tape.column('heart_rate_bpm');
  const cadence = tape.column('cadence_rpm');
  const speed = tape.column('speed_mps');
  const distance = tape.column('distance_m');
  const temperature = tape.column('temperature_c');
  const heart = new Heart(body, random, -10, 24);
  const threshold = session.id === 'swim_test' ? body.swim_threshold_mps : plan.believed.swim_threshold_mps;
  const lengths: Length[] = [];
  const marks: LapMark[] = [];
  let clock = start_s;
  let swum_m = 0;
  let strokes_total = 0;
  let tired = 0;

  for (const effort of setsOf(session.id, session.duration_s, threshold, random)) {
    marks.push(mark('active'));
    for (let n = 0; n < effort.lengths; n++) {
      tired += 0.00012;
      const slower = effort.stroke === 'freestyle' ? 1 : effort.stroke === 'drill' ? 0.94 : 0.8;
      const v = threshold * effort.effort * slower * (1 - tired) * (1 + 0.012 * random.normal()) * (n === 0 ? 1.05 : 1);
      const duration_s = Math.round((POOL_M / v) * 1000) / 1000;
      const per_length = effort.stroke === 'breaststroke' ? 13 : effort.stroke === 'drill' ? 23 : 19;
      const strokes = Math.max(6, Math.round(per_length + 1.5 * (effort.effort - 0.9) * 10 * 0.5 + random.normal()));
      lengths.push({ start_s: Math.ceil(clock), duration_s, active: true, strokes, stroke: effort.stroke });
      strokes_total += strokes;
      advance(duration_s, v, (strokes / duration_s) * 60, effort.effort * slower);
      swum_m += POOL_M;
      // The wall is reached in the last second of the length.
      distance[tape.length - 1] = swum_m;
    }
    if (effort.rest_s > 0) {
      marks.push(mark('rest'));
      const rest_s = Math.round(effort.rest_s + 2 * random.normal());
      lengths.push({ start_s: Math.ceil(clock), duration_s: rest_s, active: false, strokes: null, stroke: null });
      advance(rest_s, 0, 0, 0.12);
    }
  }
  return { tape, lengths, marks, strokes: strokes_total, end_s: Math.ceil(clock) };

  function mark(intensity: Lap['intensity']): LapMark {
    return { time_s: Math.ceil(clock), intensity, trigger: 'manual' };
  }

  /** Rows of the whole seconds in the next `seconds`; distance stays until the wall is reached. */
  function advance(seconds: number, v: number, rate: number, effort: number): void {
    const end = clock + seconds;
    for (let t = Math.ceil(clock); t < end && !tape.full; t++) {
      const i = tape.length;
      // Drag grows faster than speed, and so does what it costs.
      heart_rate[i] = heart.beat((effort * (threshold / body.swim_threshold_mps)) ** 1.6);
      cadence[i] = Math.round(rate);
      speed[i] = v;
      distance[i] = swum_m;
      temperature[i] = 28;
      tape.push(t);
    }
    clock = end;
  }
}

export function simulateOpenSwim(
  plan: Plan,
  route: Route,
  weather: Weather,
  start_s: number,
  random: Random,
): OpenSwimResult {
  const { body } = plan;
  const tape = new Tape(OPEN_CHANNELS, 5400);
  const heart_rate = tape.column('heart_rate_bpm');
  const cadence = tape.column('cadence_rpm');
  const speed = tape.column('speed_mps');
  const distance = tape.column('distance_m');
  const latitude = tape.column('latitude_deg');
  const longitude = tape.column('longitude_deg');
  const heart = new Heart(body, random, -10, weather.temperature_c);
  const walker = new Walker(route);
  const receiver = new Receiver(random, route.area.latitude_deg, 4.5);
  const sway = new Wander(random, 0.03, 30);
  let clock = start_s;
  let measured_m = 0;
  let strokes = 0;
  while (!tape.full && walker.at_m < route.length_m - 2) {
    const i = tape.length;
    const start_rush = 0.09 * Math.exp(-(clock - start_s) / 90);
    const v = body.swim_threshold_mps * (0.97 + start_rush + sway.next());
    walker.advance(v);
    heart_rate[i] = heart.beat(0.98 + start_rush);
    cadence[i] = Math.round(31 + 2 * random.normal() + 20 * start_rush);
    strokes += cadence[i]! / 60;
    speed[i] = Math.max(0, v + 0.05 * random.normal());
    measured_m += Math.max(0, v + 0.1 * random.normal());
    distance[i] = measured_m;
    latitude[i] = receiver.latitude(walker.latitude_deg);
    longitude[i] = receiver.longitude(walker.longitude_deg);
    tape.push(clock++);
  }
  return { tape, strokes: Math.round(strokes), end_s: clock };
}
