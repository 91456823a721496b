/** Decides what a FIT file is and reads it as that. */

import type { Document } from '../../core/document.ts';
import { FormatError } from '../../core/failure.ts';
import { readCourses } from './course.ts';
import { decodeFit, type FitFile } from './decode.ts';
import { FILE_ID, MESSAGE } from './profile.ts';
import { readActivity } from './recording.ts';
import { readWellness } from './wellness.ts';
import { readWorkouts } from './workout.ts';

const FILE = { activity: 4, workout: 5, course: 6, activity_summary: 20 } as const;

/** Files without a workout in them, by number: what to call them. */
const NAMES: ReadonlyMap<number, string> = new Map([
  [1, 'device description'],
  [2, 'device settings'],
  [3, 'sport settings'],
  [7, 'schedule'],
  [9, 'weight'],
  [10, 'totals'],
  [11, 'goals'],
  [14, 'blood pressure'],
  [15, 'monitoring'],
  [28, 'daily monitoring'],
  [32, 'monitoring'],
  [34, 'segment'],
  [35, 'segment list'],
  [40, 'screen configuration'],
]);
/** Types whose content is looked at for readings of the day. */
const WELLNESS_FILES: ReadonlySet<number> = new Set([9, 14, 15, 28, 32]);

/**
 * Reads a FIT file of any kind.
 * @throws FormatError when it is damaged beyond use, or an activity, workout or course without content
 */
export function readFit(bytes: Uint8Array): Document {
  const file = decodeFit(bytes);
  const type = fileType(file);
  if (type === FILE.workout) {
    const { workouts, warnings } = readWorkouts(file);
    return { kind: 'workout', workouts, warnings: [...file.warnings, ...warnings] };
  }
  if (type === FILE.course) return { kind: 'course', courses: readCourses(file), warnings: file.warnings };
  if (type === FILE.activity) {
    return { kind: 'activity', ...readActivity(file), warnings: file.warnings };
  }
  const name = type === null ? null : (NAMES.get(type) ?? null);
  if (name === null || WELLNESS_FILES.has(type!)) {
    const { readings, warnings } = readWellness(file);
    if (readings.length > 0) return { kind: 'wellness', readings, warnings: [...file.warnings, ...warnings] };
  }
  if (type === null) {
    throw new FormatError('unknown_content', 'The FIT file does not say what it is and holds nothing to import.');
  }
  return { kind: 'stored_only', what: name ?? `FIT file of type ${type}`, warnings: file.warnings };
}

/** The type the file gives itself; what it holds decides when it gives none, or one that hides an activity. */
function fileType(file: FitFile): number | null {
  let type: number | null = null;
  for (const id of file.messages(MESSAGE.file_id)) type ??= id.code(FILE_ID.type.num);
  if (type !== null && type !== FILE.activity_summary && (NAMES.has(type) || isMain(type))) return type;
  const has = (global: number) => file.messages(global).length > 0;
  if (has(MESSAGE.course)) return FILE.course;
  if (has(MESSAGE.session) || (type === null && has(MESSAGE.record))) return FILE.activity;
  if (has(MESSAGE.workout_step)) return FILE.workout;
  return type;
}

function isMain(type: number): boolean {
  return type === FILE.activity || type === FILE.workout || type === FILE.course;
}
