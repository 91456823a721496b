/** A ride on a trainer that holds the power: no wind, no hills, no position, a warm room. */

import { Bunch } from './bunch.ts';
import type { Plan } from './calendar.ts';
import { Heart } from './heart.ts';
import { intensityOf, type LapMark } from './lap-marks.ts';
import { Legs } from './legs.ts';
import { type Random, Wander } from './random.ts';
import { Script } from './script.ts';
import { RAMP } from './session.ts';
import { Tape } from './tape.ts';
import { setMean, testedFtp } from './test-result.ts';

const CHANNELS = ['power_w', 'heart_rate_bpm', 'cadence_rpm', 'speed_mps', 'distance_m', 'temperature_c'] as const;

export interface IndoorResult {
  readonly tape: Tape<(typeof CHANNELS)[number]>;
  readonly marks: readonly LapMark[];
  readonly end_s: number;
}

export function simulateIndoorRide(plan: Plan, start_s: number, random: Random): IndoorResult {
  const { body, session } = plan;
  const tape = new Tape(CHANNELS, session.duration_s + 60);
  const power = tape.column('power_w');
  const heart_rate = tape.column('heart_rate_bpm');
  const cadence = tape.column('cadence_rpm');
  const speed = tape.column('speed_mps');
  const distance = tape.column('distance_m');
  const temperature = tape.column('temperature_c');

  const room_c = random.between(17, 21);
  const legs = new Legs(body);
  const heart = new Heart(body, random, 0, room_c + 5);
  const script = new Script(session.steps);
  const bunch = new Bunch(random, false);
  const wobble = new Wander(random, 0.02, 4);
  const spin = new Wander(random, 2, 40);
  const is_test = session.id === 'ride_test_ramp';
  const ftp = is_test ? testedFtp(body) : plan.believed.ftp_w;
  const marks: LapMark[] = [
    { time_s: start_s, intensity: intensityOf(script.step?.kind ?? 'steady'), trigger: 'manual' },
  ];
  let clock = start_s;
  let held = 60;
  let v = 0;
  let measured_m = 0;
  let idle = 0;

  while (!script.done && !tape.full) {
    const step = script.step!;
    let wish: number;
    if (step.kind === 'sprint') wish = legs.sprint(script.into_s, 0.93);
    else if (step.kind === 'all_out') wish = legs.allOut(step.seconds, script.into_s);
    else if (step.kind === 'group') wish = bunch.second(0, legs.reserve).effort * ftp;
    else if (is_test && step.kind === 'work') wish = rampLevel(script.into_s) * ftp;
    else wish = script.effort(0.5) * ftp;
    if (!is_test) wish = Math.min(wish, legs.limit());
    // Now and then a bottle, a towel, a look at the phone.
    if (idle > 0) idle--;
    else if (step.kind !== 'work' && random.chance(0.0011)) idle = random.whole(4, 14);
    held += (wish - held) * 0.55;
    const watts = idle > 0 ? 0 : Math.max(0, held * (1 + wobble.next() + 0.022 * random.normal()));
    const i = tape.length;
    legs.spend(watts);
    power[i] = watts;
    cadence[i] =
      idle > 0
        ? 0
        : Math.round(
            (step.kind === 'sprint' ? 108 : 88 + 5 * (watts / ftp - 0.7)) + spin.next() + 0.6 * random.normal(),
          );
    heart_rate[i] = heart.beat(watts / body.ftp_w);
    // The trainer's idea of speed: power against the drag of a flat road.
    v += (Math.cbrt(watts / 0.23) - v) * 0.12;
    speed[i] = v;
    measured_m += v;
    distance[i] = measured_m;
    temperature[i] = room_c + 3.5 * (1 - Math.exp(-(clock - start_s) / 1500));
    tape.push(clock++);
    if (script.tick() && script.step) {
      marks.push({ time_s: clock, intensity: intensityOf(script.step.kind), trigger: 'manual' });
    }
  }
  // The last full minute of the ramp decides the test: 75 % of it is the FTP.
  if (is_test) {
    const top = RAMP.warmup_s + (RAMP.steps - 1) * 60;
    setMean(power, top, top + 60, ftp / 0.75);
  }
  return { tape, marks, end_s: clock };
}

/** Share of FTP in the ramp's one-minute steps; the last is the one the body just holds. */
function rampLevel(into_s: number): number {
  const step = Math.min(RAMP.steps - 1, Math.floor(into_s / 60));
  return RAMP.from + (1 / 0.75 - RAMP.from) * (step / (RAMP.steps - 1));
}
