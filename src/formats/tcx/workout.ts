/** Planned workouts in TCX files: steps and repeats built from element events, without a tree and without recursion. */

import type { Warning } from '../../core/recording.ts';
import { cleanLine, cleanText } from '../../core/text.ts';
import type { Repeat, Step, StepEnd, Target, Workout } from '../../core/workout.ts';
import type { FieldReader } from '../field-reader.ts';
import { sportFromWord } from '../sport-words.ts';
import { E } from './elements.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** A step or repeat while it is read; which one it is shows in its type attribute. */
interface Frame {
  type: string;
  name: string | null;
  note: string | null;
  intensity: Step['intensity'];
  duration_type: string;
  seconds: number;
  meters: number;
  condition: number;
  target_type: string;
  low: number;
  high: number;
  zone: number;
  /** True when heart rates are given in percent of the maximum. */
  percent: boolean;
  repetitions: number;
  children: (Step | Repeat)[];
}

const MAX_STEPS = 10_000;

export class WorkoutBuilder {
  private readonly fields: FieldReader;
  private readonly workouts: Workout[] = [];
  private current: Mutable<Omit<Workout, 'steps'>> & { steps: (Step | Repeat)[] } = emptyWorkout();
  private frames: Frame[] = [];
  private steps = 0;
  private dropped = 0;

  constructor(fields: FieldReader) {
    this.fields = fields;
  }

  open(element: number, _parent: number): void {
    if (element === E.Workout) {
      this.current = emptyWorkout();
      this.frames = [];
    } else if (element === E.Step || element === E.Child) this.frames.push(emptyFrame());
  }

  attribute(element: number, name: string, value: string): void {
    if (element === E.Workout && name === 'Sport') this.current.sport = sportFromWord(value) ?? 'other';
    const frame = this.frames.at(-1);
    if (!frame || name !== 'type') return;
    const type = value.slice(value.indexOf(':') + 1);
    if (element === E.Step || element === E.Child) frame.type = type;
    else if (element === E.Duration) frame.duration_type = type;
    else if (element === E.Target) frame.target_type = type;
    else if ((element === E.Low || element === E.High) && type.startsWith('HeartRateAsPercent')) frame.percent = true;
  }

  close(element: number, parent: number, text: string): void {
    const frame = this.frames.at(-1);
    if (element === E.Workout) this.endWorkout();
    else if (frame) this.closeInStep(frame, element, parent, text);
    else if (element === E.Name && parent === E.Workout) this.current.name = cleanLine(text);
    else if (element === E.Notes && parent === E.Workout) this.current.note = cleanText(text);
  }

  /** The workouts that have steps. */
  finish(warnings: Warning[]): Workout[] {
    if (this.dropped > 0) {
      warnings.push({ code: 'bad_step', message: `${this.dropped} workout steps could not be understood.` });
    }
    return this.workouts;
  }

  private closeInStep(frame: Frame, element: number, parent: number, text: string): void {
    const number = (max: number) => this.fields.number(text, 'workout step', 0, max);
    switch (element) {
      case E.Step:
      case E.Child:
        this.frames.pop();
        this.addStep(frame);
        break;
      case E.Name:
        frame.name = cleanLine(text);
        break;
      case E.Notes:
        frame.note = cleanText(text);
        break;
      case E.Intensity:
        frame.intensity = text.trim() === 'Active' ? 'active' : text.trim() === 'Resting' ? 'rest' : null;
        break;
      case E.Repetitions:
        frame.repetitions = number(1000);
        break;
      case E.Seconds:
        frame.seconds = number(1e6);
        break;
      case E.Meters:
        frame.meters = number(1e7);
        break;
      case E.Calories:
        frame.condition = number(1e6);
        break;
      case E.Low:
      case E.LowInMetersPerSecond:
        if (text.trim() !== '') frame.low = number(10_000);
        break;
      case E.High:
      case E.HighInMetersPerSecond:
        if (text.trim() !== '') frame.high = number(10_000);
        break;
      case E.Number:
        frame.zone = number(20);
        break;
      case E.Value:
        if (parent === E.Low) frame.low = number(10_000);
        else if (parent === E.High) frame.high = number(10_000);
        else if (parent === E.HeartRate) frame.condition = number(300);
        break;
    }
  }

  private addStep(frame: Frame): void {
    if (++this.steps > MAX_STEPS) {
      this.dropped++;
      return;
    }
    const siblings = this.frames.at(-1)?.children ?? this.current.steps;
    if (frame.children.length > 0) {
      const times = Number.isNaN(frame.repetitions) ? 1 : Math.max(1, Math.round(frame.repetitions));
      siblings.push({ kind: 'repeat', times, steps: frame.children });
      return;
    }
    const end = endOf(frame);
    if (!end) {
      this.dropped++;
      return;
    }
    siblings.push({
      kind: 'step',
      name: frame.name,
      note: frame.note,
      intensity: frame.intensity,
      end,
      target: targetOf(frame),
      cadence: null,
      cues: [],
    });
  }

  private endWorkout(): void {
    if (this.current.steps.length > 0) this.workouts.push(this.current);
    this.frames = [];
  }
}

function endOf(frame: Frame): StepEnd | null {
  switch (frame.duration_type) {
    case 'Time_t':
      return Number.isNaN(frame.seconds) ? null : { kind: 'time', seconds: frame.seconds };
    case 'Distance_t':
      return Number.isNaN(frame.meters) ? null : { kind: 'distance', meters: frame.meters };
    case 'UserInitiated_t':
      return { kind: 'lap_button' };
    case 'HeartRateAbove_t':
      return { kind: 'condition', text: `heart rate above ${frame.condition}` };
    case 'HeartRateBelow_t':
      return { kind: 'condition', text: `heart rate below ${frame.condition}` };
    case 'CaloriesBurned_t':
      return { kind: 'condition', text: `${frame.condition} kcal burned` };
  }
  if (!Number.isNaN(frame.seconds)) return { kind: 'time', seconds: frame.seconds };
  return Number.isNaN(frame.meters) ? null : { kind: 'distance', meters: frame.meters };
}

function targetOf(frame: Frame): Target {
  const low = Number.isNaN(frame.low) ? null : frame.low;
  const high = Number.isNaN(frame.high) ? null : frame.high;
  const zone = Number.isNaN(frame.zone) ? null : frame.zone;
  const range = low !== null || high !== null;
  const target = (of: Target['of'], a: number | null, b: number | null): Target => ({
    of,
    low: a,
    high: b,
    ramp: false,
  });
  switch (frame.target_type) {
    case 'Speed_t':
      if (range) return target('speed_mps', low, high);
      return zone === null ? OPEN : target('pace_zone', zone, zone);
    case 'HeartRate_t':
      if (range) return target(frame.percent ? 'max_hr_pct' : 'heart_rate_bpm', low, high);
      return zone === null ? OPEN : target('hr_zone', zone, zone);
    case 'Cadence_t':
      return range ? target('cadence_rpm', low, high) : OPEN;
    case 'Power_t':
      if (range) return target(frame.percent ? 'ftp_pct' : 'power_w', low, high);
      return zone === null ? OPEN : target('power_zone', zone, zone);
  }
  return OPEN;
}

const OPEN: Target = { of: 'open', low: null, high: null, ramp: false };

function emptyWorkout(): Mutable<Omit<Workout, 'steps'>> & { steps: (Step | Repeat)[] } {
  return { name: null, note: null, sport: 'other', ftp_w: null, steps: [] };
}

function emptyFrame(): Frame {
  return {
    type: '',
    name: null,
    note: null,
    intensity: null,
    duration_type: '',
    seconds: Number.NaN,
    meters: Number.NaN,
    condition: Number.NaN,
    target_type: '',
    low: Number.NaN,
    high: Number.NaN,
    zone: Number.NaN,
    percent: false,
    repetitions: Number.NaN,
    children: [],
  };
}
