/** A workout as done against as designed: how much of it, how hard, and step by step within the target. */

import { absent, type Known, known } from '../core/known.ts';
import type { ModelDefinition } from './model-definition.ts';
import { eachSecond } from './workout-estimate.ts';
import type { PlannedStep } from './workout-steps.ts';

export const definition: ModelDefinition = {
  id: 'workout_compliance',
  title: 'Compliance with a planned workout',
  unit: '',
  definition:
    'duration_ratio and load_ratio = done / planned. Per step: share of its recorded seconds within ±5 % of the target (a ' +
    'range: from 5 % under its lower to 5 % over its upper edge). Steps are laid on the recorded seconds one after the other ' +
    'from the start given.',
  source: 'own',
  version: 1,
};

export interface StepCompliance {
  readonly start_s: number;
  readonly duration_s: number;
  /** Absent when the step is open, was not reached, or has no recorded value. */
  readonly within_target_pct: Known<number>;
}

/** Ratio of done to planned, for durations and loads. */
export function doneRatio(done: number, planned: number): Known<number> {
  if (!Number.isFinite(done) || !Number.isFinite(planned)) return absent('insufficient_data');
  return planned > 0 ? known(done / planned) : absent('zero_denominator');
}

/**
 * @param recorded one value per second in the unit the steps aim at (W, m/s, bpm), NaN where missing.
 * @param start_s the recorded second at which the first step began.
 */
export function stepCompliance(
  steps: readonly PlannedStep[],
  recorded: ArrayLike<number>,
  start_s = 0,
): StepCompliance[] {
  return steps.map((step) => {
    const { duration_s } = step;
    let valid = 0;
    let within = 0;
    if (step.value) {
      const targets = eachSecond(step.value, duration_s);
      for (let i = 0; i < duration_s; i++) {
        const value = recorded[start_s + step.start_s + i];
        if (value === undefined || Number.isNaN(value)) continue;
        valid++;
        // A hair wider, so that a value on the edge is not lost to rounding.
        const low = targets[i]! * (1 - step.half_width) * (0.95 - 1e-9);
        const high = targets[i]! * (1 + step.half_width) * (1.05 + 1e-9);
        if (value >= low && value <= high) within++;
      }
    }
    return {
      start_s: step.start_s,
      duration_s,
      within_target_pct: valid > 0 ? known((100 * within) / valid) : absent('insufficient_data'),
    };
  });
}
