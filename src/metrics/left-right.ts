/** Left/right: balance of power weighted by power, and what pedals say about torque and smoothness. */

import type { ChannelId } from '../core/channel.ts';
import { absent } from '../core/known.ts';
import { derive } from './derive-known.ts';
import type { Metric } from './metric.ts';

/** Left share in percent: Σ P·L / Σ P over cells with power above 0 and a balance value; null when there is none. */
export function leftBalance(power_w: Float64Array, left_pct: Float64Array): number | null {
  let weighted = 0;
  let total = 0;
  for (let i = 0; i < power_w.length; i++) {
    if (!(power_w[i]! > 0) || Number.isNaN(left_pct[i])) continue;
    weighted += power_w[i]! * left_pct[i]!;
    total += power_w[i]!;
  }
  return total > 0 ? weighted / total : null;
}

export const LEFT_BALANCE_PCT: Metric = {
  id: 'left_balance_pct',
  title: 'left share of power',
  unit: '%',
  version: 1,
  families: 'all',
  needs: ['power_w', 'left_balance_pct'],
  over_days: 'time_weighted_mean',
  definition: 'Σ P·L / Σ P over cells with power above 0 and a balance value: seconds without torque carry noise only.',
  source: 'own definition; FIT encodings of left_right_balance',
  compute: (a) =>
    derive(
      [a.channel('power_w'), a.channel('left_balance_pct')],
      (power, left) => leftBalance(power, left) ?? absent('no_balance_recorded'),
    ),
};

/** Torque effectiveness or pedal smoothness: mean over pedalling cells, for devices that write 0 while coasting. */
function pedal(id: ChannelId, title: string): Metric {
  return {
    id: `average_${id}`,
    title,
    unit: '%',
    version: 1,
    families: 'all',
    needs: [id],
    over_days: 'time_weighted_mean',
    definition: 'Mean over the cells with a value above 0.',
    source: 'device',
    compute: (a) =>
      derive([a.channel(id)], (values) => {
        let sum = 0;
        let count = 0;
        for (let i = 0; i < values.length; i++) {
          if (values[i]! > 0) {
            sum += values[i]!;
            count++;
          }
        }
        return sum / count;
      }),
  };
}

export const PEDALLING: readonly Metric[] = [
  pedal('left_torque_effectiveness_pct', 'left torque effectiveness'),
  pedal('right_torque_effectiveness_pct', 'right torque effectiveness'),
  pedal('left_pedal_smoothness_pct', 'left pedal smoothness'),
  pedal('right_pedal_smoothness_pct', 'right pedal smoothness'),
  pedal('combined_pedal_smoothness_pct', 'combined pedal smoothness'),
];
