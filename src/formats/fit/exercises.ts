/** Names of the FIT exercise categories of strength sets. */

const CATEGORIES =
  `bench press|calf raise|cardio|carry|chop|core|crunch|curl|deadlift|flye|hip raise|hip stability|hip swing|
hyperextension|lateral raise|leg curl|leg raise|lunge|olympic lift|plank|plyometrics|pull-up|push-up|row|shoulder press|
shoulder stability|shrug|sit-up|squat|total body|triceps extension|warm-up|run|bike|cardio sensors|move|pose|
banded exercises|battle rope|elliptical|floor climb|indoor bike|indoor row|ladder|sandbag|sled|sledge hammer|
stair stepper||suspension|tire||indoor run|outdoor bike`
    .split('|')
    .map((name) => name.trim());

/** The category a device writes when it did not recognise the exercise. */
export const EXERCISE_UNKNOWN = 65_534;

export function exerciseName(category: number): string {
  return CATEGORIES[category] || `exercise ${category}`;
}

/** The category with this name, null when there is none. */
export function exerciseCategory(name: string): number | null {
  const index = CATEGORIES.indexOf(name);
  return index < 0 || name === '' ? null : index;
}
