/** Critical speed and D′ from the best times over distances: the runner's and swimmer's critical power. */

import { absent, type Known, known } from '../core/known.ts';
import { type CapacityMethod, fitCapacity, undominated } from './capacity-fit.ts';
import { CP_LONGEST_S, CP_SHORTEST_S } from './critical-power.ts';
import type { ModelDefinition } from './model-definition.ts';

export const definition: ModelDefinition = {
  id: 'critical_speed',
  title: 'Critical speed and D′',
  unit: 'm/s',
  definition:
    'd = D′ + CS·t by least squares (work_time, default) on maximal efforts of 2–20 min; inverse_time v = CS + D′·(1/t) ' +
    'and hyperbolic_time t = D′/(v − CS) as alternatives. Efforts that a longer one beats in speed are left out. Needs two ' +
    'efforts of which the longest lasts at least twice the shortest. Swimming CSS is the same line through two trials, ' +
    '(D₂ − D₁)/(t₂ − t₁).',
  source: 'Monod & Scherrer 1965; Hill 1993',
  version: 1,
};

/** A distance covered as fast as possible. */
export interface DistanceEffort {
  readonly distance_m: number;
  readonly duration_s: number;
}

export interface CriticalSpeed {
  readonly method: CapacityMethod;
  readonly critical_speed_mps: number;
  readonly d_prime_m: number;
  /** Standard errors; null with two efforts. */
  readonly critical_speed_se_mps: number | null;
  readonly d_prime_se_m: number | null;
  readonly efforts: readonly DistanceEffort[];
}

/** Fits critical speed (m/s) and D′ (m); absent as for critical power. */
export function fitCriticalSpeed(
  efforts: readonly DistanceEffort[],
  method: CapacityMethod = 'work_time',
): Known<CriticalSpeed> {
  const points = undominated(efforts.map((e) => ({ duration_s: e.duration_s, rate: e.distance_m / e.duration_s })));
  const fit = fitCapacity(points, method);
  if (!fit) return absent('insufficient_data');
  const warnings: string[] = [];
  if (points.length < efforts.length) warnings.push('submaximal_efforts_left_out');
  if (points.some((p) => p.duration_s < CP_SHORTEST_S || p.duration_s > CP_LONGEST_S))
    warnings.push('efforts_outside_2_to_20_min');
  if (points.length < 3) warnings.push('two_efforts_only');
  return known(
    {
      method,
      critical_speed_mps: fit.sustainable,
      d_prime_m: fit.reserve,
      critical_speed_se_mps: fit.sustainable_se,
      d_prime_se_m: fit.reserve_se,
      efforts: points.map((p) => ({ distance_m: p.rate * p.duration_s, duration_s: p.duration_s })),
    },
    warnings,
  );
}

/**
 * Critical swim speed (m/s) from two time trials of different length, usually 200 and 400 m: (D₂ − D₁)/(t₂ − t₁).
 * `insufficient_data` when the longer one was not the slower one.
 */
export function criticalSwimSpeed(a: DistanceEffort, b: DistanceEffort): Known<number> {
  const [short, long] = a.distance_m <= b.distance_m ? [a, b] : [b, a];
  const meters = long.distance_m - short.distance_m;
  const seconds = long.duration_s - short.duration_s;
  return meters > 0 && seconds > 0 && Number.isFinite(meters / seconds)
    ? known(meters / seconds)
    : absent('insufficient_data');
}
