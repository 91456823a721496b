import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SportId } from '../core/sport.ts';
import type { Repeat, Step, StepEnd, Target, Workout } from '../core/workout.ts';
import { doneRatio, stepCompliance } from './workout-compliance.ts';
import { estimateWorkout } from './workout-estimate.ts';
import { planSteps } from './workout-steps.ts';

function step(end: StepEnd | number, of: Target['of'], low: number | null = null, high = low, ramp = false): Step {
  return {
    kind: 'step',
    name: null,
    note: null,
    intensity: null,
    end: typeof end === 'number' ? { kind: 'time', seconds: end } : end,
    target: { of, low, high, ramp },
    cadence: null,
    cues: [],
  };
}

const repeat = (times: number, steps: (Step | Repeat)[]): Repeat => ({ kind: 'repeat', times, steps });
const workout = (steps: (Step | Repeat)[], sport: SportId = 'ride'): Workout => ({
  name: null,
  note: null,
  sport,
  ftp_w: null,
  steps,
});

const anyStep = fc
  .tuple(
    fc.integer({ min: 1, max: 900 }),
    fc.integer({ min: 0, max: 160 }),
    fc.integer({ min: 0, max: 160 }),
    fc.boolean(),
  )
  .map(([seconds, low, high, ramp]) => step(seconds, 'ftp_pct', low, high, ramp));
const anySteps = fc.array(anyStep, { minLength: 1, maxLength: 6 });

describe('planned power workouts', () => {
  test('an hour at FTP is 100, in percent and in watts', () => {
    for (const target of [step(3600, 'ftp_pct', 100), step(3600, 'power_w', 250)]) {
      const found = estimateWorkout(workout([target]), { ftp_w: 250 }).value!;
      expect(found.load.value).toBeCloseTo(100, 9);
      expect(found.intensity_factor.value).toBeCloseTo(1, 12);
      expect(found.work_kj.value).toBeCloseTo(900, 9);
    }
  });

  test('a repeat is its steps written out, and load does not depend on FTP for relative targets', () => {
    fc.assert(
      fc.property(
        anySteps,
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 80, max: 450 }),
        (steps, times, ftp_w) => {
          const rolled = estimateWorkout(workout([repeat(times, steps)]), { ftp_w }).value!;
          const flat = estimateWorkout(workout(Array.from({ length: times }, () => steps).flat()), { ftp_w }).value!;
          expect(rolled).toEqual(flat);
          const other = estimateWorkout(workout([repeat(times, steps)]), { ftp_w: 2 * ftp_w }).value!;
          expect(other.load.value).toBeCloseTo(flat.load.value!, 6);
          expect(other.average_power_w.value).toBeCloseTo(2 * flat.average_power_w.value!, 6);
        },
      ),
      { numRuns: 50 },
    );
  });

  test('a step cut in two changes nothing, and a ramp averages its ends', () => {
    fc.assert(
      fc.property(anySteps, fc.integer({ min: 1, max: 300 }), (steps, seconds) => {
        const whole = estimateWorkout(workout([...steps, step(2 * seconds, 'ftp_pct', 80)]), { ftp_w: 250 }).value!;
        const cut = estimateWorkout(workout([...steps, step(seconds, 'ftp_pct', 80), step(seconds, 'ftp_pct', 80)]), {
          ftp_w: 250,
        }).value!;
        expect(cut.load.value).toBeCloseTo(whole.load.value!, 9);
        const ramp = estimateWorkout(workout([step(seconds, 'ftp_pct', 40, 90, true)]), { ftp_w: 200 }).value!;
        expect(ramp.average_power_w.value).toBeCloseTo(130, 9);
      }),
      { numRuns: 50 },
    );
  });

  test('fractions of a second do not add up', () => {
    const found = planSteps(workout([repeat(100, [step(0.5, 'ftp_pct', 90), step(0.25, 'ftp_pct', 50)])]), 'ride', {})
      .value!;
    expect(found.duration_s).toBe(75);
    expect(found.steps.reduce((sum, s) => sum + s.duration_s, 0)).toBe(75);
  });

  test('without FTP a relative workout has a load and no watts, one in watts the other way round', () => {
    const relative = estimateWorkout(workout([step(3600, 'ftp_pct', 90)]), {}).value!;
    expect(relative.load.value).toBeCloseTo(81, 9);
    expect(relative.np_w).toEqual({ value: null, reason: 'ftp_not_set' });
    const absolute = estimateWorkout(workout([step(3600, 'power_w', 200)]), {}).value!;
    expect(absolute.load).toEqual({ value: null, reason: 'ftp_not_set' });
    expect(absolute.np_w.value).toBeCloseTo(200, 9);
    const mixed = estimateWorkout(workout([step(60, 'power_w', 200), step(60, 'ftp_pct', 50)]), {}).value!;
    expect(mixed.average_power_w.value).toBeNull();
    expect(mixed.duration_s).toBe(120);
  });

  test('zones use their middle, the top one 1.1 times its lower bound, open steps half', () => {
    const average = (s: Step) => estimateWorkout(workout([s]), { ftp_w: 200 }).value!.average_power_w.value;
    expect(average(step(60, 'power_zone', 2))).toBeCloseTo(130, 9);
    expect(average(step(60, 'power_zone', 7))).toBeCloseTo(330, 9);
    expect(average(step(60, 'power_zone', 2, 3))).toBeCloseTo(145, 9);
    expect(average(step(60, 'open'))).toBeCloseTo(100, 9);
    expect(estimateWorkout(workout([step(60, 'power_zone', 9)]), { ftp_w: 200 })).toMatchObject({
      warnings: ['unresolved_targets', 'open_steps_at_half'],
    });
  });

  test('steps without an end are left out and named; hostile repeats end', () => {
    const answer = estimateWorkout(
      workout([step({ kind: 'lap_button' }, 'ftp_pct', 60), step(600, 'ftp_pct', 60)]),
      {},
    );
    expect(answer).toMatchObject({ value: { duration_s: 600 }, warnings: ['steps_without_duration'] });
    expect(estimateWorkout(workout([repeat(1e15, [step(1, 'ftp_pct', 60)])]), {}).value).toBeNull();
    expect(estimateWorkout(workout([repeat(1e15, [])]), {}).value).toBeNull();
    expect(estimateWorkout(workout([repeat(Number.NaN, [step(1, 'ftp_pct', 60)])]), {}).value).toBeNull();
    let deep: Step | Repeat = step(1, 'ftp_pct', 60);
    for (let k = 0; k < 5000; k++) deep = repeat(1, [deep]);
    expect(estimateWorkout(workout([deep]), {}).value).toBeNull();
    expect(estimateWorkout(workout([]), {}).value).toBeNull();
  });
});

describe('planned pace and heart-rate workouts', () => {
  test('pace: squared for runs, cubed for swims, distance both ways', () => {
    const steps = [
      step(1800, 'threshold_pace_pct', 80),
      step({ kind: 'distance', meters: 3600 }, 'threshold_pace_pct', 100),
    ];
    const run = estimateWorkout(workout(steps, 'run'), { threshold_speed_mps: 4 }).value!;
    expect(run.duration_s).toBe(2700);
    expect(run.load.value).toBeCloseTo(32 + 25, 9);
    expect(run.distance_m.value).toBeCloseTo(1800 * 3.2 + 3600, 6);
    const swim = estimateWorkout(workout([step(3600, 'threshold_pace_pct', 80)], 'pool_swim'), {}).value!;
    expect(swim.load.value).toBeCloseTo(51.2, 9);
    expect(swim.intensity_factor.value).toBeCloseTo(0.8, 12);
    const blind = estimateWorkout(workout([step(600, 'speed_mps', 3)], 'run'), {}).value!;
    expect(blind.load).toEqual({ value: null, reason: 'threshold_pace_not_set' });
    expect(blind.distance_m.value).toBe(1800);
  });

  test('heart rate: points of the Friel zone, or hrss', () => {
    const steps = [step(3600, 'lthr_pct', 90)];
    expect(estimateWorkout(workout(steps), {}).value!.load.value).toBeCloseTo(70, 9);
    const settings = { lthr_bpm: 165, resting_hr_bpm: 50, max_hr_bpm: 190 };
    const hrss = (of: Target['of'], value: number) =>
      estimateWorkout(workout([step(3600, of, value)]), settings, { heart_rate: 'hrss' }).value!.load.value;
    expect(hrss('heart_rate_bpm', 165)).toBeCloseTo(100, 9);
    expect(hrss('heart_rate_bpm', 140)).toBeCloseTo(55.5448379235, 8);
    expect(estimateWorkout(workout([step(60, 'max_hr_pct', 70)]), {}).value!.load).toEqual({
      value: null,
      reason: 'max_hr_not_set',
    });
  });

  test('mixed targets add up and say so', () => {
    const answer = estimateWorkout(workout([step(3600, 'ftp_pct', 100), step(1800, 'lthr_pct', 85)]), { ftp_w: 250 });
    expect(answer.value!.load.value).toBeCloseTo(100 + 27.5, 9);
    expect(answer).toMatchObject({ warnings: ['mixed_targets'] });
  });
});

describe('compliance', () => {
  test('counts seconds within 5 % of target or band', () => {
    const plan = planSteps(
      workout([step(4, 'power_w', 200), step(4, 'power_w', 100, 200), step(2, 'open'), step(5, 'power_w', 200)]),
      'ride',
      {},
    ).value!;
    const done = [190, 210, 211, Number.NaN, 95, 210, 94, 150, 0, 0];
    const [exact, band, open, missed] = stepCompliance(plan.steps, done);
    expect(exact!.within_target_pct.value).toBeCloseTo(200 / 3, 9);
    expect(band!.within_target_pct.value).toBe(75);
    expect(open!.within_target_pct.value).toBeNull();
    expect(missed!.within_target_pct.value).toBeNull();
    expect(doneRatio(90, 100).value).toBe(0.9);
    expect(doneRatio(90, 0).value).toBeNull();
  });
});
