/**
 * rate(t) = sustainable + reserve / t, fitted three ways. Critical power (W, J) and critical speed (m/s, m) are the same
 * two-parameter capacity in different units, so the arithmetic lives here once.
 */

import { leastSquares } from './levenberg-marquardt.ts';
import { straightLine } from './straight-line.ts';

/** One maximal effort: mean rate (W or m/s) held for a duration. */
export interface CapacityPoint {
  readonly duration_s: number;
  readonly rate: number;
}

/**
 * - `work_time`: rate·t = reserve + sustainable·t, least squares in work (or distance); the default.
 * - `inverse_time`: rate = sustainable + reserve·(1/t), least squares in rate.
 * - `hyperbolic_time`: t = reserve / (rate − sustainable), least squares in time, non-linear.
 */
export type CapacityMethod = 'work_time' | 'inverse_time' | 'hyperbolic_time';

export const CAPACITY_METHODS: readonly CapacityMethod[] = ['work_time', 'inverse_time', 'hyperbolic_time'];

export interface CapacityFit {
  readonly sustainable: number;
  readonly reserve: number;
  /** Standard errors; null with two points. */
  readonly sustainable_se: number | null;
  readonly reserve_se: number | null;
  /** Root mean square of rate minus fitted rate, in the unit of the rate. */
  readonly rmse: number;
}

/** No effort is shorter than a second or longer than ten days, none weaker or stronger than this in W or m/s. */
const PLAUSIBLE = { duration_s: [1, 864_000], rate: [1e-3, 1e5] } as const;

/** The plausible points that no longer effort beats, sorted by duration. */
export function undominated(points: readonly CapacityPoint[]): CapacityPoint[] {
  const within = (value: number, [low, high]: readonly [number, number]) => value >= low && value <= high;
  const valid = points
    .filter((p) => within(p.duration_s, PLAUSIBLE.duration_s) && within(p.rate, PLAUSIBLE.rate))
    .sort((a, b) => b.duration_s - a.duration_s);
  const kept: CapacityPoint[] = [];
  let highest_longer = 0;
  for (let i = 0; i < valid.length; ) {
    let j = i;
    let highest_here = 0;
    for (; j < valid.length && valid[j]!.duration_s === valid[i]!.duration_s; j++) {
      if (valid[j]!.rate >= highest_longer) kept.push(valid[j]!);
      highest_here = Math.max(highest_here, valid[j]!.rate);
    }
    highest_longer = Math.max(highest_longer, highest_here);
    i = j;
  }
  return kept.reverse();
}

/**
 * Fits the two parameters. Null when there are fewer than two points, the longest is less than twice the shortest, or the
 * result is not physical (sustainable rate or reserve not positive).
 */
export function fitCapacity(points: readonly CapacityPoint[], method: CapacityMethod): CapacityFit | null {
  const durations = points.map((p) => p.duration_s);
  if (points.length < 2 || Math.max(...durations) < 2 * Math.min(...durations)) return null;
  const fit = method === 'hyperbolic_time' ? hyperbolic(points) : linear(points, method);
  if (!fit || !(fit.sustainable > 0) || !(fit.reserve > 0) || !Number.isFinite(fit.reserve)) return null;
  let squares = 0;
  for (const p of points) squares += (p.rate - fit.sustainable - fit.reserve / p.duration_s) ** 2;
  return { ...fit, rmse: Math.sqrt(squares / points.length) };
}

type Parameters = Omit<CapacityFit, 'rmse'>;

function linear(points: readonly CapacityPoint[], method: 'work_time' | 'inverse_time'): Parameters | null {
  const durations = points.map((p) => p.duration_s);
  if (method === 'work_time') {
    const line = straightLine(
      durations,
      points.map((p) => p.rate * p.duration_s),
    );
    return (
      line && {
        sustainable: line.slope,
        reserve: line.intercept,
        sustainable_se: line.slope_se,
        reserve_se: line.intercept_se,
      }
    );
  }
  const line = straightLine(
    durations.map((t) => 1 / t),
    points.map((p) => p.rate),
  );
  return (
    line && {
      sustainable: line.intercept,
      reserve: line.slope,
      sustainable_se: line.intercept_se,
      reserve_se: line.slope_se,
    }
  );
}

function hyperbolic(points: readonly CapacityPoint[]): Parameters | null {
  const lowest = Math.min(...points.map((p) => p.rate));
  // The reserve is linear once the sustainable rate is chosen, and the distance to the slowest effort is searched on a
  // log scale, so that neither the pole there nor the units matter.
  const at = (log_distance: number) => {
    const sustainable = lowest - Math.exp(log_distance);
    const x = points.map((p) => 1 / (p.rate - sustainable));
    let tx = 0;
    let xx = 0;
    points.forEach((p, i) => {
      tx += p.duration_s * x[i]!;
      xx += x[i]! * x[i]!;
    });
    const reserve = tx / xx;
    return { sustainable, reserve, residuals: points.map((p, i) => reserve * x[i]! - p.duration_s) };
  };
  const highest_log = Math.log(lowest);
  const lowest_log = Math.log(lowest * 1e-7);
  let best = { log: highest_log, cost: Number.POSITIVE_INFINITY };
  for (let k = 0; k <= 400; k++) {
    const log = lowest_log + ((highest_log - lowest_log) * k) / 400;
    const cost = at(log).residuals.reduce((sum, r) => sum + r * r, 0);
    if (cost < best.cost) best = { log, cost };
  }
  const solution = leastSquares({
    start: [best.log],
    lower: [lowest_log],
    upper: [highest_log],
    residuals: ([log]) => at(log!).residuals,
  });
  if (!solution || solution.at_bound[0]) return null;
  const { sustainable, reserve } = at(solution.parameters[0]!);
  const n = points.length;
  if (n < 3) return { sustainable, reserve, sustainable_se: null, reserve_se: null };
  // Normal matrix of t = reserve·x in (reserve, sustainable): ∂t/∂reserve = x, ∂t/∂sustainable = reserve·x².
  let a = 0;
  let b = 0;
  let c = 0;
  for (const p of points) {
    const x = 1 / (p.rate - sustainable);
    a += x * x;
    b += reserve * x ** 3;
    c += reserve * reserve * x ** 4;
  }
  const determinant = a * c - b * b;
  const variance = solution.sum_of_squares / (n - 2);
  const usable = determinant > 0;
  return {
    sustainable,
    reserve,
    sustainable_se: usable ? Math.sqrt((variance * a) / determinant) : null,
    reserve_se: usable ? Math.sqrt((variance * c) / determinant) : null,
  };
}
