/** Mean, spread and median of a sample, computed so that equal values have exactly zero spread. */

/** Arithmetic mean; null when empty. */
export function mean(values: ArrayLike<number>): number | null {
  if (values.length === 0) return null;
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

/** Standard deviation of a sample (n − 1); null with fewer than two values. */
export function sampleSd(values: ArrayLike<number>): number | null {
  return values.length < 2 ? null : Math.sqrt(squaredDeviations(values) / (values.length - 1));
}

/** Standard deviation of a whole population (n); null when empty. */
export function populationSd(values: ArrayLike<number>): number | null {
  return values.length === 0 ? null : Math.sqrt(squaredDeviations(values) / values.length);
}

/** Median, the mean of the two middle values when their number is even; null when empty. */
export function median(values: ArrayLike<number>): number | null {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return null;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

function squaredDeviations(values: ArrayLike<number>): number {
  // Deviations from the first value keep seven times 70.1 at exactly zero, where the rounded mean would not.
  const origin = values[0]!;
  const n = values.length;
  let shift = 0;
  for (let i = 0; i < n; i++) shift += values[i]! - origin;
  shift /= n;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const deviation = values[i]! - origin - shift;
    sum += deviation * deviation;
  }
  return sum;
}
