/** Workouts: what is written is read back; repeats of every kind; targets as other makers write them. */

import { Decoder, Stream } from '@garmin/fitsdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Repeat, Step, StepEnd, Target, Workout } from '../../core/workout.ts';
import { Encoder, type FieldEntry } from './encoder.ts';
import { readFit, writeFitWorkout } from './index.ts';
import { FILE_ID, MESSAGE, MESSAGE_INDEX, WORKOUT, WORKOUT_STEP } from './profile.ts';

const OPEN: Target = { of: 'open', low: null, high: null, ramp: false };
const STEP: Step = {
  kind: 'step',
  name: null,
  note: null,
  intensity: 'active',
  end: { kind: 'time', seconds: 60 },
  target: OPEN,
  cadence: null,
  cues: [],
};

function read(bytes: Uint8Array): { workouts: readonly Workout[]; codes: string[] } {
  const document = readFit(bytes);
  if (document.kind !== 'workout') throw new Error(document.kind);
  return { workouts: document.workouts, codes: document.warnings.map((w) => w.code) };
}

const range = (of: Target['of'], min: number, max: number): fc.Arbitrary<Target> =>
  fc
    .tuple(fc.integer({ min, max }), fc.integer({ min: 0, max: 30 }))
    .map(([low, width]) => ({ of, low, high: Math.min(max, low + width), ramp: false }));
const zone = (of: Target['of']): fc.Arbitrary<Target> =>
  fc.integer({ min: 1, max: 7 }).map((n) => ({ of, low: n, high: n, ramp: false }));

const target = fc.oneof(
  fc.constant(OPEN),
  range('power_w', 1, 1200),
  range('ftp_pct', 1, 300),
  range('heart_rate_bpm', 1, 220),
  range('max_hr_pct', 1, 100),
  range('cadence_rpm', 20, 200),
  fc
    .integer({ min: 500, max: 8000 })
    .map((v): Target => ({ of: 'speed_mps', low: v / 1000, high: v / 1000, ramp: false })),
  zone('power_zone'),
  zone('hr_zone'),
  zone('pace_zone'),
);
const end: fc.Arbitrary<StepEnd> = fc.oneof(
  fc.integer({ min: 1, max: 20_000 }).map((seconds): StepEnd => ({ kind: 'time', seconds })),
  fc.integer({ min: 1, max: 50_000 }).map((meters): StepEnd => ({ kind: 'distance', meters })),
  fc.constant<StepEnd>({ kind: 'lap_button' }),
  fc
    .constantFrom(
      'heart rate below 120 bpm',
      'heart rate above 85 % of maximum',
      'power above 300 W',
      'power below 60 % of FTP',
      '200 kcal burned',
      '12 repetitions done',
    )
    .map((text): StepEnd => ({ kind: 'condition', text })),
);
const step = fc.record({
  name: fc.constantFrom('Warm-up', 'Härte', null),
  note: fc.constantFrom('Stay seated.', null),
  intensity: fc.constantFrom<Step['intensity']>('active', 'rest', 'warmup', 'cooldown', 'recovery', 'interval', null),
  end,
  target,
  cadence: fc.option(range('cadence_rpm', 20, 200)),
});
const plainStep = step.map(
  (s): Step => ({ kind: 'step', cues: [], ...s, cadence: s.target.of === 'cadence_rpm' ? null : s.cadence }),
);
const node: fc.Arbitrary<Step | Repeat> = fc.letrec<{ node: Step | Repeat; repeat: Repeat }>((tie) => ({
  node: fc.oneof({ maxDepth: 3 }, plainStep, tie('repeat')),
  repeat: fc.record({
    kind: fc.constant('repeat' as const),
    times: fc.integer({ min: 1, max: 50 }),
    steps: fc.array(tie('node'), { minLength: 1, maxLength: 4 }),
  }),
})).node;

describe('writeFitWorkout', () => {
  it('writes what readFit reads back, and the SDK reads it without error', () => {
    fc.assert(
      fc.property(fc.array(node, { minLength: 1, maxLength: 6 }), (steps) => {
        const workout: Workout = { name: 'Test', note: 'A note.', sport: 'ride', ftp_w: null, steps };
        const bytes = writeFitWorkout(workout);
        expect(read(bytes)).toEqual({ workouts: [workout], codes: [] });
        const { messages, errors } = new Decoder(Stream.fromByteArray(Array.from(bytes))).read();
        expect(errors).toEqual([]);
        expect((messages.workoutStepMesgs ?? []).length).toBeGreaterThanOrEqual(steps.length);
      }),
      { numRuns: 200 },
    );
  });

  it('puts what FIT has no word for into the notes', () => {
    const steps: Step[] = [
      { ...STEP, target: { of: 'lthr_pct', low: 85, high: 90, ramp: false } },
      { ...STEP, end: { kind: 'condition', text: 'you feel warm' } },
      { ...STEP, note: 'Go.', cues: [{ at_s: 75, text: 'Halfway' }] },
      { ...STEP, target: { of: 'ftp_pct', low: 50, high: 75, ramp: true } },
    ];
    const { workouts } = read(writeFitWorkout({ name: null, note: null, sport: 'run', ftp_w: null, steps }));
    const back = workouts[0]!.steps as Step[];
    expect(back.map((s) => s.note)).toEqual([
      '85–90 % of threshold heart rate.',
      'Until you feel warm.',
      'Go.\n1:15 Halfway',
      null,
    ]);
    expect(back[1]!.end).toEqual({ kind: 'lap_button' });
    expect(back[3]!.target).toEqual({ of: 'ftp_pct', low: 50, high: 75, ramp: false });
  });
});

function workoutFile(steps: readonly FieldEntry[][]): Uint8Array {
  const out = new Encoder();
  out.message(MESSAGE.file_id, [[FILE_ID.type, 5]]);
  out.message(MESSAGE.workout, [
    [WORKOUT.sport, 2],
    [WORKOUT.wkt_name, 'Foreign'],
  ]);
  for (const [i, entries] of steps.entries()) out.message(MESSAGE.workout_step, [[MESSAGE_INDEX, i], ...entries]);
  return out.finish();
}

const timed = (seconds: number): FieldEntry[] => [
  [WORKOUT_STEP.duration_type, 0],
  [WORKOUT_STEP.duration_value, seconds * 1000],
];
const repeat = (type: number, from: number, goal: number): FieldEntry[] => [
  [WORKOUT_STEP.duration_type, type],
  [WORKOUT_STEP.duration_value, from],
  [WORKOUT_STEP.target_value, goal],
];

describe('reading workouts', () => {
  it('turns repeats until a time into as many passes as it takes', () => {
    const { workouts, codes } = read(workoutFile([timed(60), timed(30), repeat(7, 0, 600_000)]));
    expect(workouts[0]!.steps).toMatchObject([{ kind: 'repeat', times: 7 }]);
    expect(codes).toEqual([]);
  });

  it('reads repeats until a reading as one pass that says so', () => {
    const { workouts, codes } = read(workoutFile([timed(60), timed(30), repeat(11, 1, 80)]));
    expect(workouts[0]!.steps).toMatchObject([
      { kind: 'step' },
      { kind: 'repeat', times: 1, steps: [{ note: 'Repeat until heart rate above 80 % of maximum.' }] },
    ]);
    expect(codes).toEqual(['repeat_condition']);
  });

  it('leaves out repeats that point forward', () => {
    const { workouts, codes } = read(workoutFile([timed(60), repeat(6, 5, 3), timed(30)]));
    expect(workouts[0]!.steps.length).toBe(2);
    expect(codes).toEqual(['bad_repeat']);
  });

  it('takes a range from 0 W as watts, and averaged power as power', () => {
    const { workouts } = read(
      workoutFile([
        [
          ...timed(60),
          [WORKOUT_STEP.target_type, 7],
          [WORKOUT_STEP.target_value, 0],
          [WORKOUT_STEP.custom_target_value_low, 1000],
          [WORKOUT_STEP.custom_target_value_high, 1157],
        ],
      ]),
    );
    expect(workouts[0]!.steps).toMatchObject([{ target: { of: 'power_w', low: 0, high: 157 } }]);
  });

  it('refuses a workout without steps', () => {
    expect(() => read(workoutFile([]))).toThrow('no steps');
  });
});
