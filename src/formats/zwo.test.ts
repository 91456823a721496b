import { describe, expect, it } from 'vitest';
import { FormatError } from '../core/failure.ts';
import type { Workout } from '../core/workout.ts';
import { readZwo } from './zwo.ts';

function read(blocks: string, head = ''): Workout {
  const document = readZwo(Buffer.from(`<workout_file>${head}<workout>${blocks}</workout></workout_file>`));
  if (document.kind !== 'workout') throw new Error(document.kind);
  return document.workouts[0]!;
}
const target = (blocks: string) => {
  const step = read(blocks).steps[0]!;
  return step.kind === 'step' ? step.target : null;
};

describe('readZwo', () => {
  it('reads blocks as steps', () => {
    const workout = read(
      '<Warmup Duration="600" PowerLow="0.3" PowerHigh="0.7"/><SteadyState Duration="300" Power="0.88" Cadence="90"/>' +
        '<Ramp Duration="60" PowerLow="1" PowerHigh="1.2"/><FreeRide Duration="120" FlatRoad="1"/><MaxEffort Duration="15"/>' +
        '<Cooldown Duration="600" PowerLow="0.7" PowerHigh="0.3"/>',
      '<name>Test &amp; go</name><description>Hard</description><sportType>bike</sportType>',
    );
    expect(workout).toMatchObject({ name: 'Test & go', note: 'Hard', sport: 'ride', ftp_w: null });
    expect(workout.steps).toMatchObject([
      { intensity: 'warmup', end: { seconds: 600 }, target: { of: 'ftp_pct', low: 30, high: 70, ramp: true } },
      {
        intensity: 'active',
        target: { low: 88, high: 88, ramp: false },
        cadence: { of: 'cadence_rpm', low: 90, high: 90 },
      },
      { target: { low: 100, high: 120, ramp: true } },
      { end: { seconds: 120 }, target: { of: 'open' } },
      { name: 'Max effort', target: { of: 'open' } },
      { intensity: 'cooldown', target: { low: 70, high: 30, ramp: true } },
    ]);
  });

  it('reads a range of a steady block in either order and attribute names in any case', () => {
    expect(target('<SteadyState Duration="20" PowerLow="1.0" PowerHigh="0.8"/>')).toMatchObject({ low: 80, high: 100 });
    expect(target('<SteadyState duration="20" power="0.5"/>')).toMatchObject({ low: 50, high: 50, ramp: false });
    expect(target('<Freeride Duration="20"/>')).toMatchObject({ of: 'open' });
  });

  it('keeps intervals as a repeat and reads their older attributes', () => {
    const steps = [
      { intensity: 'interval', end: { seconds: 60 }, target: { low: 125, high: 125 } },
      { intensity: 'recovery', end: { seconds: 180 }, target: { low: 73, high: 73 } },
    ];
    const lengths = 'Repeat="3" OnDuration="60" OffDuration="180"';
    expect(read(`<IntervalsT ${lengths} OnPower="1.25" OffPower="0.73"/>`).steps).toMatchObject([
      { kind: 'repeat', times: 3, steps },
    ]);
    const old = `<IntervalsT ${lengths} PowerOnLow="1.25" PowerOnHigh="1.25" PowerOffLow="0.73" PowerOffHigh="0.73"/>`;
    expect(read(old).steps).toMatchObject([{ kind: 'repeat', times: 3, steps }]);
  });

  it('writes intervals out when texts have to be placed in them', () => {
    const { steps } = read(
      '<IntervalsT Repeat="2" OnDuration="10" OffDuration="20" OnPower="1" OffPower="0.5">' +
        '<textevent timeoffset="0" message="go"/><textevent timeoffset="35" message="again"/></IntervalsT>',
    );
    expect(steps.map((step) => step.kind === 'step' && step.cues)).toEqual([
      [{ at_s: 0, text: 'go' }],
      [],
      [{ at_s: 5, text: 'again' }],
      [],
    ]);
  });

  it('reads runs by pace and by distance', () => {
    const workout = read(
      '<SteadyState Duration="1000" Power="0.9"/>',
      '<sportType>run</sportType><durationType>distance</durationType>',
    );
    expect(workout.sport).toBe('run');
    expect(workout.steps).toMatchObject([
      { end: { kind: 'distance', meters: 1000 }, target: { of: 'threshold_pace_pct', low: 90 } },
    ]);
  });

  it('refuses what is no workout and warns about blocks it cannot use', () => {
    for (const text of ['{"name":"x"}', '<workout_file/>', '<workout_file><workout/></workout_file>']) {
      expect(() => readZwo(Buffer.from(text))).toThrow(FormatError);
    }
    const document = readZwo(
      Buffer.from(
        '<workout_file><workout><SteadyState Duration="x" Power="1"/><SteadyState Duration="5" Power="1"/><Dance Duration="9"/></workout></workout_file>',
      ),
    );
    expect(document.warnings.map((w) => w.code)).toEqual(['bad_step', 'unknown_step']);
  });
});
