/** Normalized power: the fourth-power mean of 30 s rolling power, and how its window treats breaks. */

import type { Stretch } from '../core/grid.ts';
import { absent, known } from '../core/known.ts';
import type { Family } from '../core/sport.ts';
import { derive } from './derive-known.ts';
import type { Metric } from './metric.ts';

const WINDOW_S = 30;

/**
 * - `removed`: breaks are cut out and the window runs on recorded time.
 * - `wall_clock`: the window runs on the clock: unrecorded seconds count 0 W inside it, but only recorded seconds are averaged.
 * - `restart`: the window starts anew after every break.
 */
export type BreakRule = 'removed' | 'wall_clock' | 'restart';

/** The rule that fits device values: a ride's stops lie between seconds of 0 W anyway, a run's are cut out of full effort. */
export function breakRule(family: Family): BreakRule {
  return family === 'run' || family === 'walk' ? 'wall_clock' : 'removed';
}

export interface NormalizedPowerOptions {
  /**
   * - `skip` (default): the first window ends at the 30th second.
   * - `zero_pad`: the seconds before the start count as 0 W.
   * - `expand`: windows grow from 1 to 30 s.
   */
  readonly startup?: 'skip' | 'zero_pad' | 'expand';
  readonly breaks?: BreakRule;
  /** Where the breaks are; without it there are none. */
  readonly stretches?: readonly Stretch[];
}

/** NP in W of one value per second (NaN cells close up like a break); null when no full window exists. */
export function normalizedPower(power_w: Float64Array, options: NormalizedPowerOptions = {}): number | null {
  const { startup = 'skip', breaks = 'removed' } = options;
  const stretches = options.stretches ?? [{ at_s: 0, index: 0, length: power_w.length }];
  const ring = new Float64Array(WINDOW_S);
  let filled = startup === 'zero_pad' ? WINDOW_S : 0;
  let at = 0;
  let sum = 0;
  let total = 0;
  let count = 0;
  let end = 0;
  for (const stretch of stretches) {
    const gap = stretch.at_s - end;
    end = stretch.at_s + stretch.length;
    if (stretch.index > 0 && gap > 0) {
      if (breaks === 'restart') {
        ring.fill(0);
        filled = 0;
        sum = 0;
      } else if (breaks === 'wall_clock') {
        for (let k = Math.min(gap, WINDOW_S); k > 0; k--) {
          sum -= ring[at]!;
          ring[at] = 0;
          at = at + 1 === WINDOW_S ? 0 : at + 1;
          if (filled < WINDOW_S) filled++;
        }
      }
    }
    const to = stretch.index + stretch.length;
    for (let i = stretch.index; i < to; i++) {
      const power = power_w[i]!;
      if (Number.isNaN(power)) continue;
      sum += power - ring[at]!;
      ring[at] = power;
      at = at + 1 === WINDOW_S ? 0 : at + 1;
      if (filled < WINDOW_S) filled++;
      if (filled === WINDOW_S || startup === 'expand') {
        const mean = sum / filled;
        const square = mean * mean;
        total += square * square;
        count++;
      }
    }
  }
  return count === 0 ? null : (total / count) ** 0.25;
}

export const NP_W: Metric = {
  id: 'np_w',
  title: 'normalized power',
  unit: 'W',
  version: 1,
  families: 'all',
  needs: ['power_w'],
  over_days: 'time_weighted_mean',
  definition:
    'Fourth root of the mean of m⁴, m the 30 s rolling mean of power, first at the 30th second. Rides: breaks are removed and the window runs on recorded time. On foot: the window runs on the clock, so the seconds of a stop count 0 W inside it, and only recorded seconds are averaged. Cells without power close up. Warning `short` under 20 min.',
  source: 'Allen & Coggan 2006, 2019; treatment of breaks measured against device values',
  compute: (a) =>
    derive([a.channel('power_w')], (power) => {
      const np = normalizedPower(power, { breaks: breakRule(a.family), stretches: a.grid.stretches });
      if (np === null) return absent('too_short');
      return known(np, a.grid.recorded_s < 1200 ? ['short'] : []);
    }),
};

export const NP_WPKG: Metric = {
  id: 'np_wpkg',
  title: 'normalized power per kilogram',
  unit: 'W/kg',
  version: 1,
  families: 'all',
  needs: ['np_w', 'weight_kg'],
  over_days: 'time_weighted_mean',
  definition: 'NP / weight in force on the day.',
  source: 'Allen & Coggan 2006',
  compute: (a) => derive([a.metric('np_w'), a.threshold('weight_kg')], (np, weight) => np / weight),
};

export const VARIABILITY_INDEX: Metric = {
  id: 'variability_index',
  title: 'variability index',
  unit: '',
  version: 1,
  families: 'all',
  needs: ['np_w', 'average_power_w'],
  over_days: 'time_weighted_mean',
  definition: 'NP / average power; absent when the average is 0.',
  source: 'Allen & Coggan 2006',
  compute: (a) => derive([a.metric('np_w'), a.metric('average_power_w')], (np, average) => np / average),
};
