/** What pool lengths say: their number, SWOLF, stroke rate and distance per stroke. */

import { absent, type Known, known } from '../core/known.ts';
import type { Length } from '../core/recording.ts';
import { derive } from './derive-known.ts';
import type { ActivityInput, Metric } from './metric.ts';

type Swum = Pick<Length, 'duration_s' | 'strokes'>;

/** Mean of seconds + strokes over the lengths that have a stroke count; null when none has. */
export function swolf(lengths: readonly Swum[]): number | null {
  let sum = 0;
  let count = 0;
  for (const { duration_s, strokes } of lengths) {
    if (strokes === null || strokes <= 0) continue;
    sum += duration_s + strokes;
    count++;
  }
  return count === 0 ? null : sum / count;
}

/** SWOLF as if the pool were 25 m long. */
export function swolf25(value: number, pool_length_m: number): number {
  return (value * 25) / pool_length_m;
}

function active(a: ActivityInput): Known<readonly Length[]> {
  const lengths = a.lengths.filter((length) => length.active);
  return lengths.length > 0 ? known(lengths) : absent('no_lengths_recorded');
}

function poolLength(a: ActivityInput): Known<number> {
  const value = a.device_values.pool_length_m;
  return value !== undefined && value > 0 ? known(value) : absent('no_lengths_recorded');
}

/** Strokes and seconds of the lengths that have both. */
function stroked(lengths: readonly Length[]): { strokes: number; seconds: number; count: number } {
  const total = { strokes: 0, seconds: 0, count: 0 };
  for (const { duration_s, strokes } of lengths) {
    if (strokes === null || strokes <= 0) continue;
    total.strokes += strokes;
    total.seconds += duration_s;
    total.count++;
  }
  return total;
}

export const POOL_LENGTHS: Metric = {
  id: 'pool_lengths',
  title: 'lengths swum',
  unit: '',
  version: 1,
  families: ['swim'],
  needs: ['lengths'],
  over_days: 'sum',
  definition: 'Number of active lengths; drill lengths without strokes count.',
  source: 'device',
  compute: (a) => derive([active(a)], (lengths) => lengths.length),
};

export const SWOLF: Metric = {
  id: 'swolf',
  title: 'SWOLF',
  unit: '',
  version: 1,
  families: ['swim'],
  needs: ['lengths'],
  over_days: 'mean',
  definition:
    'Mean of seconds + strokes over the lengths with a stroke count; strokes as the device counts them (per arm or per cycle).',
  source: 'convention',
  compute: (a) => derive([active(a)], (lengths) => swolf(lengths) ?? absent('no_lengths_recorded')),
};

export const SWOLF_25M: Metric = {
  id: 'swolf_25m',
  title: 'SWOLF for 25 m',
  unit: '',
  version: 1,
  families: ['swim'],
  needs: ['swolf', 'pool_length_m'],
  over_days: 'mean',
  definition: 'SWOLF · 25 / pool length, to compare pools.',
  source: 'convention',
  compute: (a) => derive([a.metric('swolf'), poolLength(a)], swolf25),
};

export const STROKE_RATE_SPM: Metric = {
  id: 'stroke_rate_spm',
  title: 'stroke rate',
  unit: 'strokes/min',
  version: 1,
  families: ['swim'],
  needs: ['lengths'],
  over_days: 'time_weighted_mean',
  definition: 'Strokes / minutes over the active lengths with a stroke count.',
  source: 'convention',
  compute: (a) =>
    derive([active(a)], (lengths) => {
      const { strokes, seconds } = stroked(lengths);
      return (strokes / seconds) * 60;
    }),
};

export const DISTANCE_PER_STROKE_M: Metric = {
  id: 'distance_per_stroke_m',
  title: 'distance per stroke',
  unit: 'm',
  version: 1,
  families: ['swim'],
  needs: ['lengths', 'pool_length_m'],
  over_days: 'mean',
  definition: 'Pool length × lengths with a stroke count / their strokes.',
  source: 'convention',
  compute: (a) =>
    derive([active(a), poolLength(a)], (lengths, pool) => {
      const { strokes, count } = stroked(lengths);
      return (pool * count) / strokes;
    }),
};
