/** Work intervals found in a signal, and sets of like intervals. */

const SMOOTH_HALF = 2;
const MERGE_S = 8;
const SHORTEST_S = 10;
const EDGE_S = 5;
const EDGE_MEAN_S = 10;

export interface IntervalSpan {
  /** Cells [from, to). */
  readonly from: number;
  readonly to: number;
}

/**
 * Intervals of a signal (power, or grade-adjusted speed): centred 5 s mean, Otsu threshold on a histogram of `bin`, runs at
 * or above it, merged across gaps under 8 s, dropped under 10 s, each edge moved within ±5 s to the largest difference of
 * the means of the 10 s after and before. None when either class holds less than 5 % of the cells or the class means differ
 * by less than `smallest_difference`.
 *
 * @param bin 5 W or 0.05 m/s
 * @param smallest_difference 0.2·FTP or 0.1·threshold speed
 */
export function findIntervals(values: Float64Array, bin: number, smallest_difference: number): IntervalSpan[] {
  const sums = prefixSums(values);
  const smooth = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) smooth[i] = meanOf(sums, i - SMOOTH_HALF, i + SMOOTH_HALF + 1);
  const threshold = otsu(smooth, bin, smallest_difference);
  if (threshold === null) return [];

  const runs: { from: number; to: number }[] = [];
  for (let i = 0; i < smooth.length; i++) {
    if (smooth[i]! < threshold) continue;
    const from = i;
    while (i < smooth.length && smooth[i]! >= threshold) i++;
    const last = runs.at(-1);
    if (last && from - last.to < MERGE_S) last.to = i;
    else runs.push({ from, to: i });
  }
  const found: IntervalSpan[] = [];
  for (const run of runs) {
    if (run.to - run.from < SHORTEST_S) continue;
    const earliest = found.at(-1)?.to ?? 0;
    const from = Math.max(earliest, steepest(sums, run.from, 1));
    const to = steepest(sums, run.to, -1);
    if (to > from) found.push({ from, to });
  }
  return found;
}

/** One interval as needed to group it. */
export interface IntervalValue {
  readonly duration_s: number;
  readonly level: number;
}

/** Consecutive intervals whose duration is within 10 % and level within 5 % of the first: index ranges [from, to) of two or more. */
export function findSets(intervals: readonly IntervalValue[]): { from: number; to: number }[] {
  const sets: { from: number; to: number }[] = [];
  let from = 0;
  for (let i = 1; i <= intervals.length; i++) {
    const first = intervals[from]!;
    const next = intervals[i];
    const alike =
      next !== undefined &&
      Math.abs(next.duration_s - first.duration_s) <= 0.1 * first.duration_s &&
      Math.abs(next.level - first.level) <= 0.05 * first.level;
    if (alike) continue;
    if (i - from >= 2) sets.push({ from, to: i });
    from = i;
  }
  return sets;
}

function prefixSums(values: Float64Array): Float64Array {
  const sums = new Float64Array(values.length + 1);
  for (let i = 0; i < values.length; i++) sums[i + 1] = sums[i]! + (Number.isNaN(values[i]) ? 0 : values[i]!);
  return sums;
}

function meanOf(sums: Float64Array, from: number, to: number): number {
  const a = Math.max(0, from);
  const b = Math.min(sums.length - 1, to);
  return b > a ? (sums[b]! - sums[a]!) / (b - a) : 0;
}

/** Threshold that separates two classes best; the middle bin when several tie; null when there are no two classes. */
function otsu(values: Float64Array, bin: number, smallest_difference: number): number | null {
  let max = 0;
  for (let i = 0; i < values.length; i++) if (values[i]! > max) max = values[i]!;
  const bins = Math.min(10_000, Math.floor(max / bin) + 1);
  const counts = new Float64Array(bins);
  const totals = new Float64Array(bins);
  for (let i = 0; i < values.length; i++) {
    const k = Math.max(0, Math.min(bins - 1, Math.floor(values[i]! / bin)));
    counts[k]!++;
    totals[k]! += values[i]!;
  }
  const n = values.length;
  let sum = 0;
  for (let k = 0; k < bins; k++) sum += totals[k]!;
  let best = 0;
  let first = -1;
  let last = -1;
  let below = 0;
  let belowSum = 0;
  for (let k = 0; k < bins - 1; k++) {
    below += counts[k]!;
    belowSum += totals[k]!;
    if (below === 0 || below === n) continue;
    const difference = (sum - belowSum) / (n - below) - belowSum / below;
    const between = below * (n - below) * difference * difference;
    if (between > best * (1 + 1e-12)) {
      best = between;
      first = k;
      last = k;
    } else if (between >= best * (1 - 1e-12)) last = k;
  }
  if (first < 0) return null;
  const k = Math.floor((first + last) / 2);
  let low = 0;
  let lowSum = 0;
  for (let j = 0; j <= k; j++) {
    low += counts[j]!;
    lowSum += totals[j]!;
  }
  if (low < 0.05 * n || n - low < 0.05 * n) return null;
  return (sum - lowSum) / (n - low) - lowSum / low >= smallest_difference ? (k + 1) * bin : null;
}

/** The second within ±5 s where the mean of the next 10 s exceeds (sign 1) or falls below (−1) that of the 10 s before most. */
function steepest(sums: Float64Array, edge: number, sign: 1 | -1): number {
  let best = edge;
  let most = Number.NEGATIVE_INFINITY;
  for (let i = Math.max(0, edge - EDGE_S); i <= Math.min(sums.length - 1, edge + EDGE_S); i++) {
    const difference = sign * (meanOf(sums, i, i + EDGE_MEAN_S) - meanOf(sums, i - EDGE_MEAN_S, i));
    if (difference > most + 1e-9) {
      most = difference;
      best = i;
    }
  }
  return best;
}
