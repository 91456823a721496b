/** Brings a channel on the grid down to a number of points without losing what matters: means, and lowest and highest on request. */

import { elapsedAt, type Grid } from '../core/grid.ts';

export type Reduce = 'mean' | 'first' | 'last';

export interface Buckets {
  /** Array indexes: bucket b holds the cells [edges[b], edges[b + 1]). */
  readonly edges: readonly number[];
  /** Elapsed second of each bucket's first cell. */
  readonly at_s: readonly number[];
}

/** Splits the cells [from, to) into at most `points` buckets of (nearly) equal numbers of recorded seconds. */
export function bucketsOf(grid: Grid, from: number, to: number, points: number): Buckets {
  const count = Math.max(0, Math.min(points, to - from));
  const edges: number[] = [];
  for (let b = 0; b <= count; b++) edges.push(from + Math.round(((to - from) * b) / Math.max(1, count)));
  return { edges, at_s: edges.slice(0, -1).map((index) => elapsedAt(grid, index)) };
}

export interface Reduced {
  readonly value: (number | null)[];
  readonly min: (number | null)[];
  readonly max: (number | null)[];
}

/** One value per bucket; null where no cell has one. */
export function reduceChannel(values: Float64Array, { edges }: Buckets, reduce: Reduce): Reduced {
  const value: (number | null)[] = [];
  const min: (number | null)[] = [];
  const max: (number | null)[] = [];
  for (let b = 0; b + 1 < edges.length; b++) {
    let sum = 0;
    let count = 0;
    let first = Number.NaN;
    let last = Number.NaN;
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let i = edges[b]!; i < edges[b + 1]!; i++) {
      const v = values[i]!;
      if (Number.isNaN(v)) continue;
      if (count === 0) first = v;
      last = v;
      sum += v;
      count++;
      if (v < low) low = v;
      if (v > high) high = v;
    }
    const chosen = reduce === 'mean' ? sum / count : reduce === 'first' ? first : last;
    value.push(count === 0 ? null : chosen);
    min.push(count === 0 ? null : low);
    max.push(count === 0 ? null : high);
  }
  return { value, min, max };
}

/** Mean, lowest, highest and share of cells with a value over [from, to). */
export function windowStatistics(values: Float64Array, from: number, to: number) {
  const { value, min, max } = reduceChannel(values, { edges: [from, to], at_s: [0] }, 'mean');
  let valid = 0;
  for (let i = from; i < to; i++) if (!Number.isNaN(values[i]!)) valid++;
  return { mean: value[0]!, min: min[0]!, max: max[0]!, coverage: to > from ? valid / (to - from) : 0 };
}
