/** Fits the impulse-response model to performance tests, and says how little the parameters may mean. */

import { absent, type Known, known } from '../core/known.ts';
import { type ImpulseResponse, pastLoad } from './impulse-response.ts';
import { invertPositive } from './levenberg-marquardt.ts';
import { nelderMead } from './nelder-mead.ts';

/** A measured performance on the morning of a day; higher is better, any unit. */
export interface PerformanceTest {
  /** Index into the daily loads. */
  readonly day: number;
  readonly value: number;
}

export interface ImpulseResponseFit extends ImpulseResponse {
  readonly rmse: number;
  /** Root mean square error of each test predicted by a fit to the others. */
  readonly leave_one_out_rmse: number;
  /** Correlation of the parameters in the order p₀, k₁, k₂, τ₁, τ₂; null when they cannot be told apart. */
  readonly correlation: readonly (readonly number[])[] | null;
  readonly tests: number;
}

const TAU1_DAYS = [20, 70] as const;
const TAU2_DAYS = [3, 20] as const;

/**
 * `insufficient_data` with fewer than 8 tests or tests over less than 60 days. Warnings: `parameter_at_bound`,
 * `parameters_trade_off` (some correlation beyond 0.95, or none computable).
 */
export function fitImpulseResponse(
  loads: ArrayLike<number>,
  tests: readonly PerformanceTest[],
): Known<ImpulseResponseFit> {
  const usable = tests.filter(
    (t) => Number.isInteger(t.day) && t.day >= 0 && t.day < loads.length && Number.isFinite(t.value),
  );
  const days = usable.map((t) => t.day);
  if (usable.length < 8 || Math.max(...days) - Math.min(...days) < 60) return absent('insufficient_data');

  const past = new PastLoads(loads);
  const best = search(past, usable);
  let squares = 0;
  for (const left_out of usable) {
    const others = search(
      past,
      usable.filter((t) => t !== left_out),
    );
    squares += (predict(past, others, left_out.day) - left_out.value) ** 2;
  }
  const correlation = correlations(past, best, usable);
  const warnings: string[] = [];
  const at_edge = (tau: number, [low, high]: readonly [number, number]) => tau < low * 1.001 || tau > high * 0.999;
  if (best.k1 === 0 || best.k2 === 0 || at_edge(best.tau1_days, TAU1_DAYS) || at_edge(best.tau2_days, TAU2_DAYS)) {
    warnings.push('parameter_at_bound');
  }
  if (!correlation || correlation.some((row, i) => row.some((r, j) => i !== j && Math.abs(r) > 0.95))) {
    warnings.push('parameters_trade_off');
  }
  return known(
    {
      p0: best.p0,
      k1: best.k1,
      k2: best.k2,
      tau1_days: best.tau1_days,
      tau2_days: best.tau2_days,
      rmse: Math.sqrt(best.squares / usable.length),
      leave_one_out_rmse: Math.sqrt(squares / usable.length),
      correlation,
      tests: usable.length,
    },
    warnings,
  );
}

type Candidate = ImpulseResponse & { readonly squares: number };

/** Decayed load sums per τ, remembered for the grid's values because every leave-one-out fit asks for them again. */
class PastLoads {
  readonly #loads: ArrayLike<number>;
  readonly #known = new Map<number, Float64Array>();

  constructor(loads: ArrayLike<number>) {
    this.#loads = loads;
  }

  at(tau_days: number): Float64Array {
    const found = this.#known.get(tau_days);
    if (found) return found;
    const sums = pastLoad(this.#loads, tau_days);
    if (Number.isInteger(tau_days)) this.#known.set(tau_days, sums);
    return sums;
  }
}

function search(past: PastLoads, tests: readonly PerformanceTest[]): Candidate {
  let best = linearPart(past, tests, TAU1_DAYS[0], TAU2_DAYS[0]);
  for (let tau1 = TAU1_DAYS[0]; tau1 <= TAU1_DAYS[1]; tau1 += 2) {
    for (let tau2 = TAU2_DAYS[0]; tau2 <= TAU2_DAYS[1] && tau2 < tau1; tau2++) {
      const candidate = linearPart(past, tests, tau1, tau2);
      if (candidate.squares < best.squares) best = candidate;
    }
  }
  const inside = (tau: number, [low, high]: readonly [number, number]) => tau >= low && tau <= high;
  const refined = nelderMead(
    ([tau1, tau2]) =>
      inside(tau1!, TAU1_DAYS) && inside(tau2!, TAU2_DAYS) && tau2! < tau1!
        ? linearPart(past, tests, tau1!, tau2!).squares
        : Number.POSITIVE_INFINITY,
    [best.tau1_days, best.tau2_days],
    [best.tau1_days > 45 ? -1.5 : 1.5, best.tau2_days > 11 ? -0.7 : 0.7],
  );
  const [tau1, tau2] = refined.parameters;
  return refined.value < best.squares ? linearPart(past, tests, tau1!, tau2!) : best;
}

/** Best p₀ and k₁, k₂ ≥ 0 for two time constants: with two regressors trying every active set is exact. */
function linearPart(past: PastLoads, tests: readonly PerformanceTest[], tau1: number, tau2: number): Candidate {
  const fitness = past.at(tau1);
  const fatigue = past.at(tau2);
  const n = tests.length;
  let a_mean = 0;
  let b_mean = 0;
  let y_mean = 0;
  for (const t of tests) {
    a_mean += fitness[t.day]! / n;
    b_mean -= fatigue[t.day]! / n;
    y_mean += t.value / n;
  }
  let aa = 0;
  let ab = 0;
  let bb = 0;
  let ay = 0;
  let by = 0;
  for (const t of tests) {
    const a = fitness[t.day]! - a_mean;
    const b = -fatigue[t.day]! - b_mean;
    const y = t.value - y_mean;
    aa += a * a;
    ab += a * b;
    bb += b * b;
    ay += a * y;
    by += b * y;
  }
  const pairs: [number, number][] = [
    [0, 0],
    [aa > 0 ? Math.max(0, ay / aa) : 0, 0],
    [0, bb > 0 ? Math.max(0, by / bb) : 0],
  ];
  const determinant = aa * bb - ab * ab;
  if (determinant > 1e-12 * aa * bb) {
    const k1 = (bb * ay - ab * by) / determinant;
    const k2 = (aa * by - ab * ay) / determinant;
    if (k1 >= 0 && k2 >= 0) pairs.push([k1, k2]);
  }
  let best: Candidate | null = null;
  for (const [k1, k2] of pairs) {
    const p0 = y_mean - k1 * a_mean - k2 * b_mean;
    let squares = 0;
    for (const t of tests) squares += (p0 + k1 * fitness[t.day]! - k2 * fatigue[t.day]! - t.value) ** 2;
    if (!best || squares < best.squares) best = { p0, k1, k2, tau1_days: tau1, tau2_days: tau2, squares };
  }
  return best!;
}

function predict(past: PastLoads, model: ImpulseResponse, day: number): number {
  return model.p0 + model.k1 * past.at(model.tau1_days)[day]! - model.k2 * past.at(model.tau2_days)[day]!;
}

function correlations(past: PastLoads, model: ImpulseResponse, tests: readonly PerformanceTest[]): number[][] | null {
  const h = 1e-3;
  const slope = (tau: number, day: number) => (past.at(tau + h)[day]! - past.at(tau - h)[day]!) / (2 * h);
  const rows = tests.map((t) => [
    1,
    past.at(model.tau1_days)[t.day]!,
    -past.at(model.tau2_days)[t.day]!,
    model.k1 * slope(model.tau1_days, t.day),
    -model.k2 * slope(model.tau2_days, t.day),
  ]);
  const normal = Array.from({ length: 5 }, (_, i) =>
    Array.from({ length: 5 }, (_, j) => rows.reduce((sum, row) => sum + row[i]! * row[j]!, 0)),
  );
  const inverse = invertPositive(normal);
  if (!inverse) return null;
  return inverse.map((row, i) => row.map((value, j) => value / Math.sqrt(inverse[i]![i]! * inverse[j]![j]!)));
}
