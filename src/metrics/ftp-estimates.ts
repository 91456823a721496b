/** FTP from what an athlete has done: one method per kind of evidence, never averaged, with a confidence in words. */

import { absent, type Known, known } from '../core/known.ts';
import type { ModelDefinition } from './model-definition.ts';
import { isPositive } from './positive.ts';
import { ompd, type PowerDurationParameters } from './power-duration.ts';

export const definition: ModelDefinition = {
  id: 'ftp_estimates',
  title: 'FTP estimates',
  unit: 'W',
  definition:
    'from_60min = best 60 min. from_20min = 0.95 × best 20 min, flagged unless a hard 5 min effort came before. from_8min ' +
    '= 0.90 × best 8 min (the better of two). from_ramp = 0.75 × best 60 s of a ramp test with 1-min steps. from_cp = the ' +
    'fitted OmPD curve at 60 min, else 0.96 × CP (our convention, low confidence). from_single_effort: one maximal effort ' +
    '(d, P) of 3–30 min, P = CP + W′/(d + W′/(Pmax − CP)) solved for CP by bisection with the athlete’s W′ and Pmax (else ' +
    '20 kJ × weight/75 kg and the best 5 s), then 0.96 × CP; ours, not any platform’s estimate. Confidence: high when two ' +
    'methods agree within 5 % and an effort of 20–60 min is less than 42 days old, medium within 10 %, else low.',
  source: 'Allen & Coggan 2019; Carmichael & Rutberg 2003 (8 min); Puchowicz, Baker & Clarke 2020; Morton 1996',
  version: 1,
};

/** The methods, in order of preference: the closer to an hour of riding, the better. */
export const FTP_METHODS = [
  'from_60min',
  'from_20min',
  'from_cp',
  'from_8min',
  'from_ramp',
  'from_single_effort',
] as const;

export type FtpMethod = (typeof FTP_METHODS)[number];

/** What is known; everything may be missing. Powers in W, W′ in J. */
export interface FtpEvidence {
  readonly best_60min_w?: number | null;
  readonly best_20min_w?: number | null;
  /** True when a hard effort of about 5 min came right before the 20 min, as the test protocol asks. */
  readonly hard_5min_before?: boolean;
  readonly best_8min_w?: number | null;
  /** Best 60 s of a ramp test; never the best minute of an ordinary ride. */
  readonly ramp_best_60s_w?: number | null;
  readonly cp_w?: number | null;
  /** A fitted OmPD curve with its A term; wins over `cp_w`. */
  readonly ompd?: PowerDurationParameters | null;
  readonly single_effort?: SingleEffort | null;
}

export interface SingleEffort {
  readonly duration_s: number;
  readonly power_w: number;
  readonly w_prime_j?: number | null;
  readonly p_max_w?: number | null;
  readonly best_5s_w?: number | null;
  readonly weight_kg?: number | null;
}

/** Every method, each with its value (W) or the reason why not. */
export function ftpEstimates(evidence: FtpEvidence): Record<FtpMethod, Known<number>> {
  const scaled = (watts: number | null | undefined, factor: number, warnings: string[] = []): Known<number> =>
    isPositive(watts) ? known(factor * watts, warnings) : absent('insufficient_data');
  const single = evidence.single_effort ? cpFromSingleEffort(evidence.single_effort) : absent('insufficient_data');
  const curve_w = evidence.ompd ? ompd(3600, evidence.ompd) : null;
  return {
    from_60min: scaled(evidence.best_60min_w, 1),
    from_20min: scaled(evidence.best_20min_w, 0.95, evidence.hard_5min_before ? [] : ['no_hard_5min_before']),
    from_cp: isPositive(curve_w) ? known(curve_w) : scaled(evidence.cp_w, CP_TO_FTP, ['low_confidence']),
    from_8min: scaled(evidence.best_8min_w, 0.9),
    from_ramp: scaled(evidence.ramp_best_60s_w, 0.75),
    from_single_effort:
      single.value === null
        ? single
        : known(CP_TO_FTP * single.value, [...(single.warnings ?? []), 'own_method', 'low_confidence']),
  };
}

const CP_TO_FTP = 0.96;

/**
 * CP (W) from one maximal effort of 3–30 min. `weight_not_set` when W′ has to come from the weight and there is none;
 * `insufficient_data` without Pmax, outside 3–30 min, or when no CP explains the effort.
 */
export function cpFromSingleEffort(effort: SingleEffort): Known<number> {
  const { duration_s, power_w } = effort;
  const p_max_w = effort.p_max_w ?? effort.best_5s_w;
  if (!isPositive(power_w) || !(duration_s >= 180 && duration_s <= 1800)) return absent('insufficient_data');
  const assumed = !isPositive(effort.w_prime_j);
  if (assumed && !isPositive(effort.weight_kg)) return absent('weight_not_set');
  const w_prime_j = isPositive(effort.w_prime_j) ? effort.w_prime_j : (20_000 * effort.weight_kg!) / 75;
  if (!isPositive(p_max_w) || p_max_w <= power_w) return absent('insufficient_data');

  // The predicted power rises with CP throughout (0, P), so one sign change is the only one.
  const excess = (cp: number) => cp + w_prime_j / (duration_s + w_prime_j / (p_max_w - cp)) - power_w;
  let low = 0;
  let high = power_w;
  if (excess(low) >= 0) return absent('insufficient_data');
  for (let k = 0; k < 200 && high - low > 1e-12 * power_w; k++) {
    const middle = (low + high) / 2;
    if (excess(middle) < 0) low = middle;
    else high = middle;
  }
  const warnings: string[] = [];
  if (assumed) warnings.push('w_prime_assumed_from_weight');
  if (!isPositive(effort.p_max_w)) warnings.push('p_max_taken_from_best_5s');
  return known((low + high) / 2, warnings);
}

export type Confidence = 'high' | 'medium' | 'low';

/**
 * How far the methods support each other.
 * @param long_effort_age_days age of the newest maximal effort of 20–60 min; null when there is none.
 */
export function ftpConfidence(
  estimates: Record<FtpMethod, Known<number>>,
  long_effort_age_days: number | null,
): Confidence {
  const values = FTP_METHODS.map((m) => estimates[m].value).filter((v) => v !== null);
  let closest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    for (let j = i + 1; j < values.length; j++) {
      const a = values[i]!;
      const b = values[j]!;
      closest = Math.min(closest, Math.abs(a - b) / Math.max(a, b));
    }
  }
  if (closest <= 0.05 && long_effort_age_days !== null && long_effort_age_days < 42) return 'high';
  return closest <= 0.1 ? 'medium' : 'low';
}
