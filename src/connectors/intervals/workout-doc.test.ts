/** Steps as the platform stores them, in the neutral form. */

import { describe, expect, it } from 'vitest';
import type { Json } from '../../core/connector.ts';
import type { Step } from '../../core/workout.ts';
import { readWorkoutDoc } from './workout-doc.ts';

function step(json: Json, sport: 'ride' | 'run' | 'pool_swim' = 'ride'): Step {
  const [first] = readWorkoutDoc({ steps: [json] }, { name: null, sport })?.steps ?? [];
  if (first?.kind !== 'step') throw new Error('no step');
  return first;
}

describe('workout steps', () => {
  it.each([
    [
      { value: 75, units: '%ftp' },
      { of: 'ftp_pct', low: 75, high: 75, ramp: false },
    ],
    [
      { start: 88, end: 94, units: '%ftp' },
      { of: 'ftp_pct', low: 88, high: 94, ramp: false },
    ],
    [
      { start: 94, end: 88, units: '%ftp' },
      { of: 'ftp_pct', low: 88, high: 94, ramp: false },
    ],
    [
      { value: 210, units: 'w' },
      { of: 'power_w', low: 210, high: 210, ramp: false },
    ],
    [
      { start: 2, end: 3, units: 'power_zone' },
      { of: 'power_zone', low: 2, high: 3, ramp: false },
    ],
    [
      { value: '75', units: '%FTP' },
      { of: 'ftp_pct', low: 75, high: 75, ramp: false },
    ],
  ])('power %o', (power, target) => {
    expect(step({ duration: 60, power }).target).toEqual(target);
  });

  it('keep the direction of a ramp', () => {
    const made = step({ duration: 600, ramp: true, power: { start: 60, end: 47, units: '%ftp' } });
    expect(made.target).toEqual({ of: 'ftp_pct', low: 60, high: 47, ramp: true });
  });

  it('turn pace into speed, the slower end first', () => {
    const run = step({ duration: 600, pace: { start: 435, end: 420, units: 'secs/km' } }, 'run');
    expect(run.target).toEqual({ of: 'speed_mps', low: 1000 / 435, high: 1000 / 420, ramp: false });
    const band = step({ duration: 600, pace: { start: 420, end: 435, units: 'secs/km' } }, 'run');
    expect(band.target).toEqual(run.target);
    const swim = step({ distance: 200, duration: 220, pace: { value: 105, units: 'secs/100m' } }, 'pool_swim');
    expect(swim).toMatchObject({ end: { kind: 'distance', meters: 200 }, target: { of: 'speed_mps', low: 100 / 105 } });
    const mile = step({ duration: 355, pace: { value: 355, units: 'secs/mi' } }, 'run');
    expect(mile.target.low).toBeCloseTo(4.533, 3);
    const resolved = step({ duration: 60, pace: { value: 5, units: 'MINS_KM' }, _pace: { value: 3.33 } }, 'run');
    expect(resolved.target).toMatchObject({ of: 'speed_mps', low: 3.33 });
  });

  it('take the target of the sport, and keep a second one', () => {
    const both = { duration: 60, power: { value: 200, units: 'w' }, pace: { value: 95, units: '%pace' } };
    expect(step(both, 'run')).toMatchObject({ target: { of: 'threshold_pace_pct' }, cadence: { of: 'power_w' } });
    expect(step(both, 'ride')).toMatchObject({ target: { of: 'power_w' }, cadence: { of: 'threshold_pace_pct' } });
    const hr = { steps: [{ ...both, hr: { value: 95, units: '%lthr' } }] };
    const wanted = readWorkoutDoc(hr, { name: null, sport: 'ride', target: 'HR' });
    expect(wanted?.steps[0]).toMatchObject({ target: { of: 'lthr_pct' } });
  });

  it('say in words what has no form here', () => {
    const mmp = step({ duration: 240, power: { value: 60, units: '%mmp' } });
    expect(mmp.target.of).toBe('open');
    expect(mmp.note).toMatch(/60 %/);
    expect(step({ duration: 300, until_lap_press: true })).toMatchObject({
      end: { kind: 'lap_button' },
      note: 'Planned as 300 s.',
    });
    expect(step({ duration: 20, maxeffort: true })).toMatchObject({ name: 'Max effort', target: { of: 'open' } });
    expect(step({ duration: 900, freeride: true, power: { value: 55, units: '%ftp' } }).target.of).toBe('open');
  });

  it('show texts at their time', () => {
    const timed = step({ duration: 600, text: 'First 60^30 Second 120^ Third', power: { value: 65, units: '%ftp' } });
    expect(timed.name).toBe('First');
    expect(timed.cues).toEqual([
      { at_s: 60, text: 'Second' },
      { at_s: 120, text: 'Third' },
    ]);
    expect(step({ duration: 60, text: 'p0 33^p1 &lt;!&gt;' })).toMatchObject({
      name: 'p0',
      cues: [{ at_s: 33, text: 'p1' }],
    });
  });

  it('are read from anything without harm', () => {
    const frame = { name: null, sport: 'ride' } as const;
    for (const doc of [null, undefined, 'text', [], {}, { steps: {} }, { steps: [null, 1, { text: 'x' }] }]) {
      expect(readWorkoutDoc(doc as Json, frame)).toBeNull();
    }
    let deep: Json = { duration: 1 };
    for (let i = 0; i < 5000; i++) deep = { reps: 3, steps: [deep] };
    expect(readWorkoutDoc({ steps: [deep] }, frame)).toBeNull();
    const many = Array.from({ length: 10_000 }, () => ({ duration: 1 }));
    expect(readWorkoutDoc({ steps: many }, frame)?.steps).toHaveLength(2000);
    expect(readWorkoutDoc({ steps: [{ reps: 1e9, steps: [{ duration: 1 }] }] }, frame)?.steps[0]).toMatchObject({
      times: 1000,
    });
  });
});
