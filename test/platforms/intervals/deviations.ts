/** Where the published description of Intervals.icu is known to be wrong or silent. Everything else that differs is a violation. */

/** Fields answers have although the description lacks them, by schema. */
export const EXTRA_FIELDS: Readonly<Record<string, readonly string[]>> = {
  // Stubs of activities that may not be passed on, the athlete's own fields, and what `intervals=true` adds to several at once.
  Activity: ['_note', 'MuscleSoreness', 'icu_intervals', 'icu_groups'],
  Wellness: ['Rpe'],
};

/** Fields whose content is described as something it is not. */
export const WRONG_TYPES: readonly string[] = [
  // Lists, described as objects.
  'ActivityStream.data',
  'ActivityStream.data2',
  // Free content, described as an object of objects.
  'Event.workout_doc',
  'Workout.workout_doc',
  'CustomItem.content',
  'SportSettings.custom_field_values',
];

/** Answers that are quite unlike what is described, by operation. */
export const UNLIKE: readonly string[] = [
  // Lists of { min, max, secs }.
  'getPowerHistogram',
  'getHRHistogram',
];

/** New sports appear without notice. */
export const OPEN_WORDS: readonly string[] = ['Activity.type', 'Event.type', 'Workout.type', 'SportSettings.types'];

/** Parameters marked as required that may be left out. */
export const OPTIONAL_QUERY: readonly string[] = ['f1', 'f2', 'f3', 'upsertOnUid', 'updatePlanApplied'];

/** Paths the description does not have. */
export const EXTRA_PATHS: readonly RegExp[] = [/^(GET|POST) \/(api\/)?oauth\//];
