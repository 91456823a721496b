/** The impulse-response model: performance as a base plus slow fitness minus fast fatigue. Prediction; fitting is its own file. */

import type { ModelDefinition } from './model-definition.ts';

export const definition: ModelDefinition = {
  id: 'impulse_response',
  title: 'Impulse response (fitness–fatigue)',
  unit: '',
  definition:
    'p(d) = p₀ + k₁·Σ_{s<d} L_s·e^(−(d−s)/τ₁) − k₂·Σ_{s<d} L_s·e^(−(d−s)/τ₂); today’s load acts from tomorrow. ' +
    'Literature starts: k₁ 1, k₂ 2, τ₁ 42–45, τ₂ 7–15 days. Fit: linear least squares in p₀, k₁, k₂ ≥ 0 for each τ pair on ' +
    'a grid (τ₁ 20–70, τ₂ 3–20, τ₁ > τ₂), the best refined by a simplex. Needs 8 performance tests over 60 days; reports ' +
    'RMSE, leave-one-out error and the correlation of k₁ and k₂, which trade off against each other.',
  source: 'Banister et al. 1975; Morton, Fitz-Clarke & Banister 1990',
  version: 1,
};

export interface ImpulseResponse {
  /** Performance without any training, in the unit of the tests. */
  readonly p0: number;
  readonly k1: number;
  readonly k2: number;
  readonly tau1_days: number;
  readonly tau2_days: number;
}

/** Performance on the morning of each day of `loads` (oldest first). */
export function predictPerformance(loads: ArrayLike<number>, model: ImpulseResponse): Float64Array {
  const fitness = pastLoad(loads, model.tau1_days);
  const fatigue = pastLoad(loads, model.tau2_days);
  return fitness.map((value, d) => model.p0 + model.k1 * value - model.k2 * fatigue[d]!);
}

/** Σ_{s<d} L_s·e^(−(d−s)/τ) for every day d. A load that is not a finite number counts as 0. */
export function pastLoad(loads: ArrayLike<number>, tau_days: number): Float64Array {
  const kept = tau_days > 0 ? Math.exp(-1 / tau_days) : 0;
  const sums = new Float64Array(loads.length);
  for (let d = 1; d < loads.length; d++) {
    const yesterday = loads[d - 1]!;
    sums[d] = kept * (sums[d - 1]! + (Number.isFinite(yesterday) ? yesterday : 0));
  }
  return sums;
}
