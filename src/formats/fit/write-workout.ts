/** Writes a workout as a FIT workout file: steps in order, repeats as steps that point back. */

import type { Repeat, Step, StepEnd, Target, Workout } from '../../core/workout.ts';
import { Encoder, type FieldEntry } from './encoder.ts';
import { INTENSITIES } from './laps.ts';
import { FILE_ID, MESSAGE, MESSAGE_INDEX, WORKOUT, WORKOUT_STEP } from './profile.ts';
import { sportToFit } from './sports.ts';
import { BPM_FROM, conditionFromText, DURATION, TARGET, WATTS_FROM } from './workout-codes.ts';

const WORKOUT_FILE = 5;
const DEVELOPMENT = 255;
/** A FIT date every reader accepts; a workout has no time of its own. */
const CREATED = 1_000_000_000;

/**
 * Writes one file. What FIT has no word for is put into the step's note: percentages of threshold heart rate and pace,
 * and texts shown during the step. Ramps become ranges.
 */
export function writeFitWorkout(workout: Workout): Uint8Array {
  const out = new Encoder();
  const steps: FieldEntry[][] = [];
  collect(workout.steps, steps);
  const [sport, sub_sport] = sportToFit(workout.sport);
  out.message(MESSAGE.file_id, [
    [FILE_ID.type, WORKOUT_FILE],
    [FILE_ID.manufacturer, DEVELOPMENT],
    [FILE_ID.product, 0],
    [FILE_ID.serial_number, 1],
    [FILE_ID.time_created, CREATED],
  ]);
  out.message(MESSAGE.workout, [
    [WORKOUT.sport, sport],
    [WORKOUT.sub_sport, sub_sport],
    [WORKOUT.num_valid_steps, steps.length],
    [WORKOUT.wkt_name, workout.name],
    [WORKOUT.wkt_description, workout.note],
  ]);
  steps.forEach((entries, index) => {
    out.message(MESSAGE.workout_step, [[MESSAGE_INDEX, index], ...entries]);
  });
  return out.finish();
}

function collect(nodes: readonly (Step | Repeat)[], steps: FieldEntry[][]): void {
  for (const node of nodes) {
    if (node.kind === 'step') {
      steps.push(stepEntries(node));
      continue;
    }
    const from = steps.length;
    collect(node.steps, steps);
    if (steps.length === from) continue;
    steps.push([
      [WORKOUT_STEP.duration_type, DURATION.repeat],
      [WORKOUT_STEP.duration_value, from],
      [WORKOUT_STEP.target_type, TARGET.open],
      [WORKOUT_STEP.target_value, node.times],
    ]);
  }
}

function stepEntries(step: Step): FieldEntry[] {
  const primary = targetNumbers(step.target);
  // A cadence alone is the target itself.
  const secondary = step.cadence ? targetNumbers(step.cadence) : null;
  const end = endNumbers(step.end);
  const notes = [
    step.note,
    primary.note,
    end.note,
    ...step.cues.map((cue) => `${Math.floor(cue.at_s / 60)}:${String(cue.at_s % 60).padStart(2, '0')} ${cue.text}`),
  ].filter((text) => text !== null);
  const entries: FieldEntry[] = [
    [WORKOUT_STEP.wkt_step_name, step.name],
    [WORKOUT_STEP.duration_type, end.type],
    [WORKOUT_STEP.duration_value, end.value],
    [WORKOUT_STEP.target_type, primary.type],
    [WORKOUT_STEP.target_value, primary.zone],
    [WORKOUT_STEP.custom_target_value_low, primary.low],
    [WORKOUT_STEP.custom_target_value_high, primary.high],
    [WORKOUT_STEP.intensity, step.intensity === null ? null : INTENSITIES.indexOf(step.intensity)],
    [WORKOUT_STEP.notes, notes.length === 0 ? null : notes.join('\n')],
  ];
  if (secondary) {
    entries.push(
      [WORKOUT_STEP.secondary_target_type, secondary.type],
      [WORKOUT_STEP.secondary_target_value, secondary.zone],
      [WORKOUT_STEP.secondary_custom_target_value_low, secondary.low],
      [WORKOUT_STEP.secondary_custom_target_value_high, secondary.high],
    );
  }
  return entries;
}

function endNumbers(end: StepEnd): { type: number; value: number | null; note: string | null } {
  switch (end.kind) {
    case 'time':
      return { type: DURATION.time, value: end.seconds * 1000, note: null };
    case 'distance':
      return { type: DURATION.distance, value: end.meters * 100, note: null };
    case 'lap_button':
      return { type: DURATION.open, value: null, note: null };
    case 'condition': {
      const condition = conditionFromText(end.text);
      if (condition) return { type: condition.type, value: condition.raw, note: null };
      return { type: DURATION.open, value: null, note: `Until ${end.text}.` };
    }
  }
}

interface TargetNumbers {
  readonly type: number;
  readonly zone: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly note: string | null;
}

function targetNumbers(target: Target): TargetNumbers {
  const low = target.low ?? 0;
  const high = target.high ?? low;
  const custom = (type: number, scale: number, shift: number): TargetNumbers => ({
    type,
    zone: 0,
    low: low * scale + shift,
    high: high * scale + shift,
    note: null,
  });
  const zone = (type: number): TargetNumbers => ({
    type,
    zone: high,
    low: null,
    high: null,
    note: low === high ? null : `Zones ${low} to ${high}.`,
  });
  const open = (note: string | null): TargetNumbers => ({ type: TARGET.open, zone: 0, low: null, high: null, note });
  switch (target.of) {
    case 'power_w':
      return custom(TARGET.power, 1, WATTS_FROM);
    case 'ftp_pct':
      return custom(TARGET.power, 1, 0);
    case 'power_zone':
      return zone(TARGET.power);
    case 'heart_rate_bpm':
      return custom(TARGET.heart_rate, 1, BPM_FROM);
    case 'max_hr_pct':
      return custom(TARGET.heart_rate, 1, 0);
    case 'hr_zone':
      return zone(TARGET.heart_rate);
    case 'speed_mps':
      return custom(TARGET.speed, 1000, 0);
    case 'pace_zone':
      return zone(TARGET.speed);
    case 'cadence_rpm':
      return custom(TARGET.cadence, 1, 0);
    case 'lthr_pct':
      return open(`${low}–${high} % of threshold heart rate.`);
    case 'threshold_pace_pct':
      return open(`${low}–${high} % of threshold pace.`);
    case 'open':
      return open(null);
  }
}
