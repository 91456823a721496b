/** Critical power and W′ from maximal efforts, and how long a power above CP lasts. */

import { absent, type Known, known } from '../core/known.ts';
import { type CapacityMethod, fitCapacity, undominated } from './capacity-fit.ts';
import type { ModelDefinition } from './model-definition.ts';

export const definition: ModelDefinition = {
  id: 'critical_power',
  title: 'Critical power and W′ (two parameters)',
  unit: 'W',
  definition:
    'P(t) = CP + W′/t by least squares on maximal efforts. work_time (default): W = W′ + CP·t. inverse_time: ' +
    'P = CP + W′·(1/t). hyperbolic_time: t = W′/(P − CP) with time as the response. Efforts that a longer one beats in ' +
    'power are left out. Needs two efforts of which the longest lasts at least twice the shortest; standard errors need ' +
    'three. Efforts outside 2–20 min are used when given, with the warning efforts_outside_2_to_20_min. Time to ' +
    'exhaustion t = W′/(P − CP), none at or below CP.',
  source: 'Monod & Scherrer 1965; Moritani 1981; Hill 1993',
  version: 1,
};

/** The best mean power held for a duration. */
export interface PowerEffort {
  readonly duration_s: number;
  readonly power_w: number;
}

export interface CriticalPower {
  readonly method: CapacityMethod;
  readonly cp_w: number;
  readonly w_prime_j: number;
  /** Standard errors; null with two efforts. */
  readonly cp_se_w: number | null;
  readonly w_prime_se_j: number | null;
  /** Root mean square of measured minus fitted power. */
  readonly rmse_w: number;
  /** What the fit rests on, by duration. */
  readonly efforts: readonly PowerEffort[];
}

export const CP_SHORTEST_S = 120;
export const CP_LONGEST_S = 1200;

/** The efforts of a curve that the two-parameter model is valid for: 2 to 20 minutes. */
export function criticalPowerRange(efforts: readonly PowerEffort[]): PowerEffort[] {
  return efforts.filter((e) => e.duration_s >= CP_SHORTEST_S && e.duration_s <= CP_LONGEST_S);
}

/**
 * Fits CP (W) and W′ (J). `insufficient_data` with fewer than two usable efforts, a range of durations under 1:2, or a
 * result that no body can have (CP or W′ not positive).
 */
export function fitCriticalPower(
  efforts: readonly PowerEffort[],
  method: CapacityMethod = 'work_time',
): Known<CriticalPower> {
  const points = undominated(efforts.map((e) => ({ duration_s: e.duration_s, rate: e.power_w })));
  const fit = fitCapacity(points, method);
  if (!fit) return absent('insufficient_data');
  const warnings: string[] = [];
  if (points.length < efforts.length) warnings.push('submaximal_efforts_left_out');
  if (points.some((p) => p.duration_s < CP_SHORTEST_S || p.duration_s > CP_LONGEST_S)) {
    warnings.push('efforts_outside_2_to_20_min');
  }
  if (points.length < 3) warnings.push('two_efforts_only');
  return known(
    {
      method,
      cp_w: fit.sustainable,
      w_prime_j: fit.reserve,
      cp_se_w: fit.sustainable_se,
      w_prime_se_j: fit.reserve_se,
      rmse_w: fit.rmse,
      efforts: points.map((p) => ({ duration_s: p.duration_s, power_w: p.rate })),
    },
    warnings,
  );
}

/** Seconds until W′ (J) is spent at a constant power. At or below CP nothing is spent: `zero_denominator`. */
export function timeToExhaustion(power_w: number, cp_w: number, w_prime_j: number): Known<number> {
  if (!(cp_w > 0) || !(w_prime_j > 0)) return absent('cp_not_set');
  if (!Number.isFinite(power_w)) return absent('no_power_recorded');
  return power_w > cp_w ? known(w_prime_j / (power_w - cp_w)) : absent('zero_denominator');
}
