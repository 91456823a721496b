/** Golden cases of the models, by metric id. The arithmetic is the product's; the adapters only reshape. */

import type { CaseAdapter } from './golden.ts';
import { CAPACITY_CASES } from './golden-capacity.ts';
import { LOAD_CASES } from './golden-load.ts';
import { workoutCase } from './golden-workout.ts';

export const MODEL_CASES: Readonly<Record<string, CaseAdapter>> = {
  ...CAPACITY_CASES,
  ...LOAD_CASES,
  workout_estimate: workoutCase,
};
