/** VO₂max by formula: labelled estimates that are never averaged and never mixed with a device's own figure. */

import { absent, type Known, known } from '../core/known.ts';
import type { ModelDefinition } from './model-definition.ts';
import { isPositive } from './positive.ts';
import { vdot } from './vdot.ts';

export const definition: ModelDefinition = {
  id: 'vo2max_estimates',
  title: 'VO₂max estimates',
  unit: 'ml/kg/min',
  definition:
    'acsm_cycling = 10.8 × best 5 min (W/kg) + 7. hawley_noakes = (0.01141 × peak power of a ramp test + 0.435) × ' +
    '1000/weight. uth = 15.3 × maximum/resting heart rate. cooper = (metres in 12 min − 504.9)/44.73. vdot = Daniels & ' +
    'Gilbert’s VDOT of a race.',
  source: 'ACSM; Hawley & Noakes 1992; Uth et al. 2004; Cooper 1968; Daniels & Gilbert 1979',
  version: 1,
};

export const VO2MAX_METHODS = ['acsm_cycling', 'hawley_noakes', 'uth', 'cooper', 'vdot'] as const;

export type Vo2maxMethod = (typeof VO2MAX_METHODS)[number];

/** What is known; everything may be missing. */
export interface Vo2maxEvidence {
  readonly best_5min_w_per_kg?: number | null;
  readonly ramp_peak_power_w?: number | null;
  readonly weight_kg?: number | null;
  readonly max_hr_bpm?: number | null;
  readonly resting_hr_bpm?: number | null;
  /** Distance of a 12-minute all-out run. */
  readonly cooper_distance_m?: number | null;
  readonly race?: { readonly distance_m: number; readonly duration_s: number } | null;
}

/** Every method in ml/kg/min, each with its value or the reason why not. */
export function vo2maxEstimates(evidence: Vo2maxEvidence): Record<Vo2maxMethod, Known<number>> {
  const { best_5min_w_per_kg, ramp_peak_power_w, weight_kg, max_hr_bpm, resting_hr_bpm, cooper_distance_m } = evidence;
  return {
    acsm_cycling: isPositive(best_5min_w_per_kg) ? known(10.8 * best_5min_w_per_kg + 7) : absent('insufficient_data'),
    hawley_noakes: !isPositive(weight_kg)
      ? absent('weight_not_set')
      : isPositive(ramp_peak_power_w)
        ? known(((0.01141 * ramp_peak_power_w + 0.435) * 1000) / weight_kg)
        : absent('insufficient_data'),
    uth: uth(max_hr_bpm, resting_hr_bpm),
    cooper:
      isPositive(cooper_distance_m) && cooper_distance_m > 504.9
        ? known((cooper_distance_m - 504.9) / 44.73)
        : absent('insufficient_data'),
    vdot: evidence.race ? vdot(evidence.race.distance_m, evidence.race.duration_s) : absent('insufficient_data'),
  };
}

function uth(max_hr_bpm: number | null | undefined, resting_hr_bpm: number | null | undefined): Known<number> {
  if (!isPositive(max_hr_bpm)) return absent('max_hr_not_set');
  if (!isPositive(resting_hr_bpm)) return absent('resting_hr_not_set');
  if (resting_hr_bpm >= max_hr_bpm) return absent('inconsistent_heart_rate_settings');
  return known((15.3 * max_hr_bpm) / resting_hr_bpm);
}
