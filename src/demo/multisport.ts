/** Several sports in one go: a triathlon with its transitions, and the brick that trains for it. */

import type { Plan } from './calendar.ts';
import { WATCH } from './devices.ts';
import { Heart } from './heart.ts';
import { distanceMarks } from './lap-marks.ts';
import type { Random } from './random.ts';
import { simulateRide } from './ride.ts';
import { simulateRun } from './run.ts';
import type { Session, Step } from './session.ts';
import type { Raw } from './simulate.ts';
import { simulateOpenSwim } from './swim.ts';
import { Tape } from './tape.ts';
import { routeNear } from './terrain.ts';
import { type Weather, weatherOn } from './weather.ts';

/** The legs in order, each beginning where the one before ended. */
export function simulateMultisport(plan: Plan, start_s: number, random: Random): Raw[] {
  const weather = weatherOn(plan.local_date, plan.start_minute / 60, plan.area, random);
  const legs: Raw[] = [];
  let clock = start_s;
  const add = (leg: Raw): void => {
    legs.push(leg);
    clock = leg.end_s;
  };
  if (plan.session.id === 'triathlon') {
    add(swimLeg(plan, weather, clock, random));
    add(transition(plan, clock, random.whole(125, 190), random));
    add(rideLeg(plan, weather, clock, 40_000, [{ kind: 'work', seconds: 3900, effort: 0.9 }], random));
    add(transition(plan, clock, random.whole(65, 110), random));
    add(runLeg(plan, weather, clock, 10_000, [{ kind: 'work', seconds: 2600, effort: 0.96 }], random));
  } else {
    const ride: Step[] = [
      { kind: 'warmup', seconds: 900, effort: 0.5, to: 0.68 },
      { kind: 'steady', seconds: 1800, effort: 0.68 },
      { kind: 'work', seconds: 1500, effort: 0.88 },
      { kind: 'steady', seconds: 900, effort: 0.65 },
    ];
    add(rideLeg(plan, weather, clock, 38_000, ride, random));
    add(transition(plan, clock, random.whole(100, 260), random));
    add(runLeg(plan, weather, clock, 5_500, [{ kind: 'work', seconds: 1500, effort: 0.88 }], random));
  }
  return legs;
}

function swimLeg(plan: Plan, weather: Weather, start_s: number, random: Random): Raw {
  const r = simulateOpenSwim(plan, routeNear(plan.area, 'path', 1500, 7, true), weather, start_s, random);
  return {
    sport: 'open_water_swim',
    samples: r.tape.samples(),
    pauses: [],
    marks: [],
    values: { strokes: r.strokes },
    start_s,
    end_s: r.end_s,
    device: WATCH,
  };
}

function rideLeg(plan: Plan, weather: Weather, start_s: number, meters: number, steps: Step[], random: Random): Raw {
  const session = legSession(plan, 'ride_tempo', steps);
  const r = simulateRide({ ...plan, session }, routeNear(plan.area, 'road', meters, 7, true), weather, start_s, random);
  const samples = r.tape.samples();
  return {
    sport: 'ride',
    samples,
    pauses: r.tape.pauses,
    marks: distanceMarks(samples, 10_000),
    start_s,
    end_s: r.end_s,
    device: WATCH,
  };
}

function runLeg(plan: Plan, weather: Weather, start_s: number, meters: number, steps: Step[], random: Random): Raw {
  const session = legSession(plan, 'run_race', steps);
  const r = simulateRun({ ...plan, session }, routeNear(plan.area, 'path', meters, 7, true), weather, start_s, random);
  const samples = r.tape.samples();
  return {
    sport: 'run',
    samples,
    pauses: [],
    marks: distanceMarks(samples, 1000),
    start_s,
    end_s: r.end_s,
    device: WATCH,
  };
}

function legSession(plan: Plan, id: Session['id'], steps: Step[]): Session {
  return { ...plan.session, id, steps, duration_s: steps.reduce((sum, s) => sum + s.seconds, 0) };
}

function transition(plan: Plan, start_s: number, seconds: number, random: Random): Raw {
  const tape = new Tape(['heart_rate_bpm'] as const, seconds);
  const heart = new Heart(plan.body, random, 0, 22);
  for (let s = 0; s < seconds; s++) {
    tape.column('heart_rate_bpm')[s] = 30 + heart.beat(0.55) * 0.85;
    tape.push(start_s + s);
  }
  return {
    sport: 'transition',
    samples: tape.samples(),
    pauses: [],
    marks: [],
    start_s,
    end_s: start_s + seconds,
    device: WATCH,
  };
}
