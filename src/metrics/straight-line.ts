/** The straight line of least squares through centred sums, with standard errors: the base of the linear capacity fits. */

export interface StraightLine {
  readonly slope: number;
  readonly intercept: number;
  /** Null with two points, where the line is exact by construction. */
  readonly slope_se: number | null;
  readonly intercept_se: number | null;
}

/** y = intercept + slope·x. Null with fewer than two different x. */
export function straightLine(x: readonly number[], y: readonly number[]): StraightLine | null {
  const n = x.length;
  if (n < 2) return null;
  let x_mean = 0;
  let y_mean = 0;
  for (let i = 0; i < n; i++) {
    x_mean += x[i]! / n;
    y_mean += y[i]! / n;
  }
  let sxx = 0;
  let sxy = 0;
  for (let i = 0; i < n; i++) {
    sxx += (x[i]! - x_mean) ** 2;
    sxy += (x[i]! - x_mean) * (y[i]! - y_mean);
  }
  if (!(sxx > 0) || !Number.isFinite(sxy)) return null;
  const slope = sxy / sxx;
  const intercept = y_mean - slope * x_mean;
  if (n < 3) return { slope, intercept, slope_se: null, intercept_se: null };
  let squares = 0;
  for (let i = 0; i < n; i++) squares += (y[i]! - y_mean - slope * (x[i]! - x_mean)) ** 2;
  const variance = squares / (n - 2);
  return {
    slope,
    intercept,
    slope_se: Math.sqrt(variance / sxx),
    intercept_se: Math.sqrt(variance * (1 / n + (x_mean * x_mean) / sxx)),
  };
}
