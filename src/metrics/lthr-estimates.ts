/** Threshold heart rate from what was recorded: Friel's 30-minute test first, cruder signs after it. */

import { absent, type Known, known } from '../core/known.ts';
import type { ModelDefinition } from './model-definition.ts';
import { isPositive } from './positive.ts';

export const definition: ModelDefinition = {
  id: 'lthr_estimates',
  title: 'Threshold heart rate estimates',
  unit: 'bpm',
  definition:
    'from_30min_test = mean heart rate of the last 20 min of a maximal 30-min effort. from_20min = 0.95 × best 20-min heart ' +
    'rate, low confidence. from_max_hr = 0.90 × maximum heart rate, last resort.',
  source: 'Friel 2009; the two factors are conventions',
  version: 1,
};

/** In order of preference. */
export const LTHR_METHODS = ['from_30min_test', 'from_20min', 'from_max_hr'] as const;

export type LthrMethod = (typeof LTHR_METHODS)[number];

/** All in bpm; everything may be missing. */
export interface LthrEvidence {
  /** Mean heart rate of the last 20 min of a 30-min effort known to be maximal. */
  readonly last_20_of_30min_bpm?: number | null;
  readonly best_20min_bpm?: number | null;
  readonly max_hr_bpm?: number | null;
}

/** Every method, each with its value (bpm) or the reason why not. */
export function lthrEstimates(evidence: LthrEvidence): Record<LthrMethod, Known<number>> {
  const scaled = (bpm: number | null | undefined, factor: number, warnings: string[]): Known<number> =>
    isPositive(bpm) ? known(factor * bpm, warnings) : absent('insufficient_data');
  return {
    from_30min_test: scaled(evidence.last_20_of_30min_bpm, 1, []),
    from_20min: scaled(evidence.best_20min_bpm, 0.95, ['low_confidence']),
    from_max_hr: scaled(evidence.max_hr_bpm, 0.9, ['low_confidence', 'last_resort']),
  };
}
