/** Structured workouts of the web app, in the shapes they were seen in. */

import { describe, expect, it } from 'vitest';
import { STRUCTURE } from '../../../test/platforms/trainingpeaks/invented-rows.ts';
import type { Json } from '../../core/connector.ts';
import type { Repeat, Step } from '../../core/workout.ts';
import { workoutOf } from './structure.ts';

const ride = STRUCTURE as unknown as Json;

function steps(structure: Json): readonly (Step | Repeat)[] {
  return workoutOf(structure, 'ride', null)?.steps ?? [];
}

function oneStep(step: Json, metric = 'percentOfFtp'): Step {
  const [found] = steps({ primaryIntensityMetric: metric, structure: [{ type: 'step', steps: [step] }] });
  if (found?.kind !== 'step') throw new Error('no step');
  return found;
}

const step = (unit: string, value: number | string, targets: Json = [{ minValue: 90, maxValue: 95 }]) => ({
  length: { unit, value },
  targets,
});

describe('workoutOf', () => {
  it('reads blocks, repeats, targets and cadence', () => {
    const [first, repeat, last] = steps(ride);
    expect(first).toMatchObject({
      name: 'Spin up',
      intensity: 'warmup',
      end: { kind: 'time', seconds: 600 },
      target: { of: 'ftp_pct', low: 50, high: 60, ramp: false },
    });
    expect(repeat).toMatchObject({
      kind: 'repeat',
      times: 4,
      steps: [
        { end: { seconds: 300 }, target: { low: 100, high: 105 }, cadence: { of: 'cadence_rpm', low: 85, high: 95 } },
        { intensity: 'rest', end: { seconds: 150 } },
      ],
    });
    expect(last).toMatchObject({ intensity: 'cooldown' });
  });

  it('reads the same from text', () => {
    expect(workoutOf(JSON.stringify(STRUCTURE), 'ride', 'x')).toEqual(workoutOf(ride, 'ride', 'x'));
  });

  it('knows lengths in every unit', () => {
    expect(oneStep(step('minute', 5)).end).toEqual({ kind: 'time', seconds: 300 });
    expect(oneStep(step('meter', '100')).end).toEqual({ kind: 'distance', meters: 100 });
    expect(oneStep(step('yards', 100)).end).toEqual({ kind: 'distance', meters: 91.44 });
    expect(oneStep(step('mile', 1)).end).toEqual({ kind: 'distance', meters: 1609.344 });
    expect(oneStep(step('heartbeat', 12)).end).toEqual({ kind: 'condition', text: '12 heartbeat' });
    expect(oneStep({ ...step('second', 60), openDuration: true }).end).toEqual({ kind: 'lap_button' });
  });

  it('keeps what core has no target for as words', () => {
    const rpe = oneStep(step('second', 60, [{ minValue: 6, maxValue: 7 }]), 'rpe');
    expect(rpe.target.of).toBe('open');
    expect(rpe.note).toBe('RPE 6–7');
    expect(oneStep(step('second', 20, [{ minValue: 0, maxValue: 0 }])).target.of).toBe('open');
    expect(oneStep(step('second', 20, [{ minValue: 70.5 }])).target).toMatchObject({ low: 70.5, high: 70.5 });
    expect(oneStep(step('second', 20, [{ minValue: 90, maxValue: 95 }]), 'percentOfThresholdPace').target.of).toBe(
      'threshold_pace_pct',
    );
  });

  it('takes ramps, recovery and oddities without failing', () => {
    const ramp = {
      type: 'rampUp',
      length: { value: 1, unit: 'repetition' },
      steps: [step('second', 60), step('second', 60)],
    };
    expect(steps({ structure: [ramp] })).toHaveLength(2);
    expect(oneStep({ ...step('second', 60), intensityClass: 'recovery' }).intensity).toBe('recovery');
    for (const odd of [
      null,
      '',
      'not json',
      '{"structure":"x"}',
      [],
      {},
      { structure: [null, 3, { steps: [null] }] },
    ]) {
      expect(workoutOf(odd as Json, 'ride', null)).toBeNull();
    }
    let deep: Json = { steps: [step('second', 1)] };
    for (let i = 0; i < 1000; i++) deep = { length: { value: 1000 }, steps: [deep] };
    expect(workoutOf({ structure: [deep] }, null, null)).toBeNull();
  });

  it('stops at a bound', () => {
    const many = { structure: Array.from({ length: 5000 }, () => ({ steps: [step('second', 1)] })) };
    expect(steps(many)).toHaveLength(2000);
  });
});
