/** Non-linear least squares inside bounds (Levenberg 1944, Marquardt 1963): fits the curves that have no closed solution. */

export interface LeastSquaresProblem {
  readonly start: readonly number[];
  readonly lower: readonly number[];
  readonly upper: readonly number[];
  /** Model minus data for every point; always the same length. May be non-finite where the model is undefined. */
  readonly residuals: (parameters: readonly number[]) => readonly number[];
}

export interface LeastSquaresSolution {
  readonly parameters: readonly number[];
  readonly sum_of_squares: number;
  /** Inverse of JᵀJ at the solution, unscaled: times the residual variance it is the covariance. Null when singular. */
  readonly inverse_normal: readonly (readonly number[])[] | null;
  /** True for parameters that ended on one of their bounds. */
  readonly at_bound: readonly boolean[];
}

const MAX_ITERATIONS = 500;

/** Minimises the sum of squared residuals from one start; null when the model is undefined there. Never loops forever. */
export function leastSquares(problem: LeastSquaresProblem): LeastSquaresSolution | null {
  const { lower, upper, residuals } = problem;
  let parameters = problem.start.map((p, i) => Math.min(upper[i]!, Math.max(lower[i]!, p)));
  let current = residuals(parameters);
  let cost = sumOfSquares(current);
  if (!Number.isFinite(cost)) return null;
  let damping = 1e-3;

  for (let iteration = 0; iteration < MAX_ITERATIONS && cost > 0; iteration++) {
    const columns = jacobian(problem, parameters);
    const normal = columns.map((a) => columns.map((b) => dot(a, b)));
    const gradient = columns.map((column) => dot(column, current));
    // A parameter pressed against its bound takes no part in the step, or it would spoil the others'.
    const free = parameters.map(
      (p, i) => !(p <= lower[i]! && gradient[i]! > 0) && !(p >= upper[i]! && gradient[i]! < 0),
    );

    let improved = false;
    let gain = 0;
    for (let attempt = 0; attempt < 40 && !improved; attempt++) {
      const system = normal.map((row, i) =>
        row.map((value, j) => {
          if (!free[i] || !free[j]) return i === j ? 1 : 0;
          return i === j ? value * (1 + damping) + Number.MIN_VALUE : value;
        }),
      );
      const step = solvePositive(
        system,
        gradient.map((g, i) => (free[i] ? -g : 0)),
      );
      if (step) {
        const next = parameters.map((p, i) => Math.min(upper[i]!, Math.max(lower[i]!, p + step[i]!)));
        const tried = residuals(next);
        const next_cost = sumOfSquares(tried);
        if (next_cost < cost) {
          gain = (cost - next_cost) / cost;
          parameters = next;
          current = tried;
          cost = next_cost;
          improved = true;
        }
      }
      damping = improved ? Math.max(damping / 10, 1e-15) : damping * 10;
    }
    if (!improved || gain < 1e-15) break;
  }

  const columns = jacobian(problem, parameters);
  return {
    parameters,
    sum_of_squares: cost,
    inverse_normal: invertPositive(columns.map((a) => columns.map((b) => dot(a, b)))),
    at_bound: parameters.map((p, i) => p <= lower[i]! || p >= upper[i]!),
  };
}

/** Inverse of a symmetric positive definite matrix; null when it is singular or nearly so. */
export function invertPositive(matrix: readonly (readonly number[])[]): number[][] | null {
  // Scaling to unit diagonal first: joules and watts differ by orders of magnitude.
  const scale = matrix.map((row, i) => 1 / Math.sqrt(row[i]!));
  if (!scale.every(Number.isFinite)) return null;
  const scaled = matrix.map((row, i) => row.map((value, j) => value * scale[i]! * scale[j]!));
  const columns: number[][] = [];
  for (let k = 0; k < matrix.length; k++) {
    const unit = matrix.map((_, i) => (i === k ? 1 : 0));
    const column = solvePositive(scaled, unit, 1e-13);
    if (!column) return null;
    columns.push(column);
  }
  return columns.map((column, k) => column.map((value, i) => value * scale[i]! * scale[k]!));
}

function jacobian(problem: LeastSquaresProblem, parameters: readonly number[]): number[][] {
  return parameters.map((value, k) => {
    const h = 1e-5 * Math.max(Math.abs(value), 1e-3);
    const high = Math.min(problem.upper[k]!, value + h);
    const low = Math.max(problem.lower[k]!, value - h);
    const above = problem.residuals(parameters.map((p, i) => (i === k ? high : p)));
    const below = problem.residuals(parameters.map((p, i) => (i === k ? low : p)));
    return above.map((r, i) => {
      const slope = (r - below[i]!) / (high - low);
      return Number.isFinite(slope) ? slope : 0;
    });
  });
}

/** Cholesky; null when a pivot is not clearly positive. */
function solvePositive(
  matrix: readonly (readonly number[])[],
  right: readonly number[],
  smallest_pivot = 0,
): number[] | null {
  const n = right.length;
  const l: number[][] = [];
  for (let i = 0; i < n; i++) {
    const row: number[] = [];
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i]![j]!;
      for (let k = 0; k < j; k++) sum -= row[k]! * (i === j ? row[k]! : l[j]![k]!);
      if (i !== j) row.push(sum / l[j]![j]!);
      else if (sum > smallest_pivot && Number.isFinite(sum)) row.push(Math.sqrt(sum));
      else return null;
    }
    l.push(row);
    for (let k = 0; k < i; k++) if (!Number.isFinite(row[k]!)) return null;
  }
  const y: number[] = [];
  for (let i = 0; i < n; i++) {
    let sum = right[i]!;
    for (let k = 0; k < i; k++) sum -= l[i]![k]! * y[k]!;
    y.push(sum / l[i]![i]!);
  }
  const x = new Array<number>(n).fill(0);
  for (let i = n - 1; i >= 0; i--) {
    let sum = y[i]!;
    for (let k = i + 1; k < n; k++) sum -= l[k]![i]! * x[k]!;
    x[i] = sum / l[i]![i]!;
  }
  return x.every(Number.isFinite) ? x : null;
}

function dot(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function sumOfSquares(values: readonly number[]): number {
  return dot(values, values);
}
