/** Laps, pool lengths and strength sets of a leg. */

import type { Lap, Length, StrengthSet } from '../../core/recording.ts';
import type { Family } from '../../core/sport.ts';
import { EXERCISE_UNKNOWN, exerciseName } from './exercises.ts';
import type { Message } from './messages.ts';
import { EXERCISE_TITLE, LAP, LENGTH, MESSAGE_INDEX, SET, WORKOUT_STEP } from './profile.ts';
import { readValues } from './session-values.ts';

/** Lap triggers by number; position triggers are four kinds of one idea. */
export const LAP_TRIGGERS: readonly Lap['trigger'][] = [
  'manual',
  'time',
  'distance',
  'position',
  'position',
  'position',
  'position',
  'session_end',
  'other',
];

/** Lap and step intensities by number. */
export const INTENSITIES = ['active', 'rest', 'warmup', 'cooldown', 'recovery', 'interval'] as const;

export const STROKES = [
  'freestyle',
  'backstroke',
  'breaststroke',
  'butterfly',
  'drill',
  'mixed',
  'medley',
  'medley by round',
  'reverse medley',
] as const;

/** Laps in file order. `steps` are the steps of the workout that was followed, for the laps' names. */
export function readLaps(
  messages: readonly Message[],
  steps: readonly Message[],
  family: Family,
  end_s: number,
): Lap[] {
  const names = new Map(
    steps.map((s) => [s.number(MESSAGE_INDEX.num), s.line(WORKOUT_STEP.wkt_step_name.num)] as const),
  );
  const laps: Lap[] = [];
  messages.forEach((message, i) => {
    const values = readValues(message, 'lap', family);
    let start_s = message.date(LAP.start_time.num);
    if (Number.isNaN(start_s)) start_s = laps.at(-1)?.end_s ?? message.time_s - (values.elapsed_s ?? 0);
    if (Number.isNaN(start_s)) return;
    const next = messages[i + 1]?.date(LAP.start_time.num) ?? Number.NaN;
    const length = values.elapsed_s ?? values.timer_s;
    const fallback = next >= start_s ? next : Math.max(start_s, end_s);
    const trigger = message.code(LAP.lap_trigger.num);
    const intensity = INTENSITIES[message.number(LAP.intensity.num)] ?? null;
    laps.push({
      start_s,
      end_s: length === undefined ? fallback : start_s + length,
      trigger: trigger === null ? 'other' : (LAP_TRIGGERS[trigger] ?? 'other'),
      name: names.get(message.number(LAP.wkt_step_index.num)) ?? null,
      intensity: intensity === 'interval' ? 'active' : intensity,
      values,
    });
  });
  return laps;
}

/** Pool lengths in file order; one without a start time cannot be placed and is left out. */
export function readLengths(messages: readonly Message[]): Length[] {
  const lengths: Length[] = [];
  for (const message of messages) {
    const elapsed = message.value(LENGTH.total_elapsed_time);
    const timer = message.value(LENGTH.total_timer_time);
    const duration_s = Number.isNaN(elapsed) ? timer : elapsed;
    let start_s = message.date(LENGTH.start_time.num);
    if (Number.isNaN(start_s)) start_s = message.time_s - (Number.isNaN(duration_s) ? 0 : duration_s);
    if (Number.isNaN(start_s)) continue;
    const active = message.code(LENGTH.length_type.num) !== 0;
    lengths.push({
      start_s,
      duration_s: Number.isNaN(duration_s) ? 0 : duration_s,
      active,
      strokes: message.code(LENGTH.total_strokes.num),
      stroke: STROKES[message.number(LENGTH.swim_stroke.num)] ?? null,
    });
  }
  return lengths;
}

/** Strength sets in file order. `titles` name the exercises a person defined. */
export function readSets(messages: readonly Message[], titles: readonly Message[]): StrengthSet[] {
  const custom = new Map(
    titles.map((t) => [
      `${t.number(EXERCISE_TITLE.exercise_category.num)}/${t.number(EXERCISE_TITLE.exercise_name.num)}`,
      t.line(EXERCISE_TITLE.wkt_step_name.num),
    ]),
  );
  const sets: StrengthSet[] = [];
  for (const message of messages) {
    const duration_s = message.value(SET.duration);
    let start_s = message.date(SET.start_time.num);
    if (Number.isNaN(start_s)) {
      const end_s = message.date(SET.timestamp.num);
      start_s = (Number.isNaN(end_s) ? message.time_s : end_s) - (Number.isNaN(duration_s) ? 0 : duration_s);
    }
    if (Number.isNaN(start_s)) continue;
    const category = message.code(SET.category.num);
    const subtype = message.number(SET.category_subtype.num);
    const weight_kg = message.value(SET.weight);
    const title = custom.get(`${category}/${subtype}`);
    sets.push({
      start_s,
      duration_s: Number.isNaN(duration_s) ? 0 : duration_s,
      active: message.code(SET.set_type.num) !== 0,
      exercise: title ?? (category === null || category === EXERCISE_UNKNOWN ? null : exerciseName(category)),
      repetitions: message.code(SET.repetitions.num),
      weight_kg: Number.isNaN(weight_kg) ? null : weight_kg,
    });
  }
  return sets;
}
