/** Workouts: steps, targets and repeats of a FIT workout file in the neutral form. */

import { FormatError } from '../../core/failure.ts';
import type { Warning } from '../../core/recording.ts';
import { cleanText } from '../../core/text.ts';
import type { Repeat, Step, StepEnd, Target, Workout } from '../../core/workout.ts';
import type { FitFile } from './decode.ts';
import { INTENSITIES } from './laps.ts';
import type { Message } from './messages.ts';
import { MESSAGE, MESSAGE_INDEX, WORKOUT, WORKOUT_STEP } from './profile.ts';
import { sportFromFit } from './sports.ts';
import {
  BPM_FROM,
  CONDITIONS,
  conditionText,
  DURATION,
  HEART_RATE_TARGETS,
  POWER_TARGETS,
  REPEAT_CONDITIONS,
  REPEAT_DISTANCE,
  REPEAT_TIME,
  SPEED_TARGETS,
  TARGET,
  WATTS_FROM,
} from './workout-codes.ts';

const OPEN: Target = { of: 'open', low: null, high: null, ramp: false };
/** Repeats inside repeats; deeper nesting is no workout. */
const MAX_DEPTH = 12;
const MAX_TIMES = 1000;
/** Far more than any device accepts. */
const MAX_STEPS = 2000;

/**
 * The workouts of the file, one per chained part.
 * @throws FormatError when there is no step in any of them
 */
export function readWorkouts(file: FitFile): { workouts: Workout[]; warnings: Warning[] } {
  const warnings: Warning[] = [];
  const workouts: Workout[] = [];
  for (const { start, end } of file.segments) {
    const written = file.messages(MESSAGE.workout_step).within(start, end);
    if (written.length === 0) continue;
    const steps = written.slice(0, MAX_STEPS);
    if (steps.length < written.length) {
      warnings.push({ code: 'too_many_steps', message: `Only the first ${MAX_STEPS} steps of the workout were read.` });
    }
    const header = file.messages(MESSAGE.workout).within(start, end)[0] ?? null;
    workouts.push({
      name: header?.line(WORKOUT.wkt_name.num) ?? null,
      note: header?.text(WORKOUT.wkt_description.num) ?? developerText(header, 'description'),
      sport: sportFromFit(header?.code(WORKOUT.sport.num) ?? null, header?.code(WORKOUT.sub_sport.num) ?? null),
      ftp_w: null,
      steps: nest(steps, warnings),
    });
  }
  if (workouts.length === 0) {
    throw new FormatError('workout_without_steps', 'The file is a workout, but it has no steps.');
  }
  return { workouts, warnings };
}

interface Node {
  /** Message index of its first step, what repeats refer to. */
  readonly index: number;
  readonly depth: number;
  readonly node: Step | Repeat;
}

/** A repeat step wraps everything from the step it names up to itself; nesting follows from the order. */
function nest(messages: readonly Message[], warnings: Warning[]): (Step | Repeat)[] {
  const ordered = messages
    .map((message, position) => ({ message, index: message.code(MESSAGE_INDEX.num) ?? position }))
    .sort((a, b) => a.index - b.index);
  const done: Node[] = [];
  let bad = 0;
  for (const { message, index } of ordered) {
    const duration = message.code(WORKOUT_STEP.duration_type.num);
    const repeats =
      duration !== null &&
      (duration === DURATION.repeat ||
        duration === REPEAT_TIME ||
        duration === REPEAT_DISTANCE ||
        REPEAT_CONDITIONS.has(duration));
    if (!repeats) {
      done.push({ index, depth: 0, node: readStep(message) });
      continue;
    }
    const from = message.number(WORKOUT_STEP.duration_value.num);
    const first = done.findIndex((n) => n.index >= from);
    const depth = first < 0 ? 0 : Math.max(...done.slice(first).map((n) => n.depth)) + 1;
    if (first < 0 || depth > MAX_DEPTH) {
      bad++;
      continue;
    }
    const block = done.splice(first);
    const steps = block.map((n) => n.node);
    const target = message.number(WORKOUT_STEP.target_value.num);
    done.push({ index: block[0]!.index, depth, node: repeat(duration, target, steps, warnings) });
  }
  if (bad > 0) {
    warnings.push({
      code: 'bad_repeat',
      message: `${bad} repeats do not point to steps before them; they were left out.`,
    });
  }
  return done.map((n) => n.node);
}

function repeat(duration: number, target: number, steps: (Step | Repeat)[], warnings: Warning[]): Repeat {
  const times = (count: number) => Math.min(MAX_TIMES, Math.max(1, Number.isFinite(count) ? Math.round(count) : 1));
  if (duration === DURATION.repeat) return { kind: 'repeat', times: times(target), steps };
  let until: string;
  if (duration === REPEAT_TIME || duration === REPEAT_DISTANCE) {
    const kind = duration === REPEAT_TIME ? 'time' : 'distance';
    const goal = target / (kind === 'time' ? 1000 : 100);
    const once = total(steps, kind);
    if (once !== null && once > 0) return { kind: 'repeat', times: times(Math.ceil(goal / once)), steps };
    until = kind === 'time' ? `${goal} s are over` : `${goal} m are done`;
  } else {
    const { of, above } = REPEAT_CONDITIONS.get(duration)!;
    until = conditionText(of, above, target);
  }
  warnings.push({ code: 'repeat_condition', message: `A block is repeated until ${until}; it was read as one pass.` });
  const [first, ...rest] = steps;
  const noted =
    first?.kind === 'step'
      ? { ...first, note: [first.note, `Repeat until ${until}.`].filter(Boolean).join(' ') }
      : first;
  return { kind: 'repeat', times: 1, steps: noted ? [noted, ...rest] : rest };
}

/** Length of one pass in seconds or metres; null when a step ends otherwise. */
function total(steps: readonly (Step | Repeat)[], kind: 'time' | 'distance'): number | null {
  let sum = 0;
  for (const step of steps) {
    if (step.kind === 'repeat') {
      const inner = total(step.steps, kind);
      if (inner === null) return null;
      sum += inner * step.times;
    } else if (step.end.kind === 'time' && kind === 'time') sum += step.end.seconds;
    else if (step.end.kind === 'distance' && kind === 'distance') sum += step.end.meters;
    else return null;
  }
  return sum;
}

function readStep(message: Message): Step {
  const primary = readTarget(
    message.code(WORKOUT_STEP.target_type.num),
    message.number(WORKOUT_STEP.target_value.num),
    message.number(WORKOUT_STEP.custom_target_value_low.num),
    message.number(WORKOUT_STEP.custom_target_value_high.num),
  );
  const others = [
    readTarget(
      message.code(WORKOUT_STEP.secondary_target_type.num),
      message.number(WORKOUT_STEP.secondary_target_value.num),
      message.number(WORKOUT_STEP.secondary_custom_target_value_low.num),
      message.number(WORKOUT_STEP.secondary_custom_target_value_high.num),
    ),
    ...developerTargets(message),
  ];
  const cadence = others.find((t) => t.of === 'cadence_rpm') ?? null;
  const other = others.find((t) => t.of !== 'cadence_rpm' && t.of !== 'open');
  // A cadence with a second target is that target, held at this cadence.
  const swapped = primary.of === 'cadence_rpm' && other !== undefined;
  return {
    kind: 'step',
    name: message.line(WORKOUT_STEP.wkt_step_name.num),
    note: message.text(WORKOUT_STEP.notes.num),
    intensity: INTENSITIES[message.number(WORKOUT_STEP.intensity.num)] ?? null,
    end: readEnd(message),
    target: swapped ? other : primary,
    cadence: swapped ? primary : cadence,
    cues: [],
  };
}

function readEnd(message: Message): StepEnd {
  const type = message.code(WORKOUT_STEP.duration_type.num);
  const value = message.number(WORKOUT_STEP.duration_value.num);
  if (type === null || Number.isNaN(value)) return { kind: 'lap_button' };
  if (type === DURATION.distance) return { kind: 'distance', meters: value / 100 };
  // 28 and 31 are times too: of one repetition, and without a choice to end early.
  if (type === DURATION.time || type === 28 || type === 31) return { kind: 'time', seconds: value / 1000 };
  const condition = CONDITIONS.get(type);
  if (condition) return { kind: 'condition', text: conditionText(condition.of, condition.above, value) };
  return { kind: 'lap_button' };
}

function readTarget(type: number | null, zone: number, low: number, high: number): Target {
  if (type === null) return OPEN;
  const custom = (of: Target['of'], scale: (raw: number) => number): Target => {
    if (Number.isNaN(low) && Number.isNaN(high)) return OPEN;
    if (!(low > 0) && !(high > 0)) return OPEN;
    const bound = (raw: number) => (Number.isNaN(raw) ? null : Math.max(0, scale(raw)));
    return { of, low: bound(low), high: bound(high), ramp: false };
  };
  const zoned = (of: Target['of']): Target => ({ of, low: zone, high: zone, ramp: false });
  // The larger bound decides what the pair means: 1000 beside 1157 is 0 W, not 1000 %.
  const top = Math.max(Number.isNaN(low) ? 0 : low, Number.isNaN(high) ? 0 : high);
  if (POWER_TARGETS.has(type)) {
    if (zone > 0) return zoned('power_zone');
    return top > WATTS_FROM ? custom('power_w', (raw) => raw - WATTS_FROM) : custom('ftp_pct', (raw) => raw);
  }
  if (HEART_RATE_TARGETS.has(type)) {
    if (zone > 0) return zoned('hr_zone');
    return top > BPM_FROM ? custom('heart_rate_bpm', (raw) => raw - BPM_FROM) : custom('max_hr_pct', (raw) => raw);
  }
  if (SPEED_TARGETS.has(type)) return zone > 0 ? zoned('pace_zone') : custom('speed_mps', (raw) => raw / 1000);
  return type === TARGET.cadence ? custom('cadence_rpm', (raw) => raw) : OPEN;
}

/** TrainingPeaks writes further targets as developer fields named after the native ones. */
function developerTargets(message: Message): Target[] {
  if (message.definition.developer_fields.length === 0) return [];
  const values = new Map(message.fields().flatMap((f) => (f.developer?.name ? [[f.developer.name, f.value]] : [])));
  const number = (name: string) => {
    const value = values.get(name);
    return typeof value === 'number' && value < 0xffff_ffff ? value : Number.NaN;
  };
  return ['secondary', 'tertiary'].map((rank) => {
    const type = number(`${rank}_target_type`);
    return readTarget(
      Number.isNaN(type) ? null : type,
      number(`${rank}_target_value`),
      number(`${rank}_custom_target_low`),
      number(`${rank}_custom_target_high`),
    );
  });
}

function developerText(message: Message | null, name: string): string | null {
  const field = message?.fields().find((f) => f.developer?.name === name);
  return cleanText(field?.value);
}
