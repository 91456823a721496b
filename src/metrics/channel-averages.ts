/** Plain means and extremes of further channels: cadence, temperature, respiration, core temperature, muscle oxygen. */

import type { ChannelId } from '../core/channel.ts';
import { derive } from './derive-known.ts';
import { maxValue, meanPositive, meanValue, minValue } from './mean-value.ts';
import type { Metric, OverDays } from './metric.ts';

function plain(
  id: string,
  title: string,
  unit: string,
  channel: ChannelId,
  over_days: OverDays,
  definition: string,
  formula: (values: Float64Array) => number,
  families: Metric['families'] = 'all',
): Metric {
  return {
    id,
    title,
    unit,
    version: 1,
    families,
    needs: [channel],
    over_days,
    definition,
    source: 'own definition',
    compute: (a) => derive([a.channel(channel)], formula),
  };
}

const MEAN = 'Mean of the cells with a value.';
const CADENCE = 'Mean of the cells with cadence above 0.';

export const CHANNEL_AVERAGES: readonly Metric[] = [
  plain('average_cadence_rpm', 'average cadence', 'rpm', 'cadence_rpm', 'time_weighted_mean', CADENCE, meanPositive, [
    'ride',
    'row',
    'swim',
    'ski',
    'other',
  ]),
  plain('max_cadence_rpm', 'highest cadence', 'rpm', 'cadence_rpm', 'max', 'Highest cell.', maxValue, ['ride', 'row']),
  plain(
    'average_cadence_spm',
    'average cadence',
    'steps/min',
    'cadence_rpm',
    'time_weighted_mean',
    'Twice the mean of the cells with cadence above 0: devices count one leg.',
    (values) => 2 * meanPositive(values),
    ['run', 'walk'],
  ),
  plain('average_temperature_c', 'average temperature', '°C', 'temperature_c', 'time_weighted_mean', MEAN, meanValue),
  plain('min_temperature_c', 'lowest temperature', '°C', 'temperature_c', 'min', 'Lowest cell.', minValue),
  plain('max_temperature_c', 'highest temperature', '°C', 'temperature_c', 'max', 'Highest cell.', maxValue),
  plain(
    'average_respiration_brpm',
    'average respiration rate',
    'breaths/min',
    'respiration_rate_brpm',
    'time_weighted_mean',
    'Mean of the cells above 0.',
    meanPositive,
  ),
  plain(
    'max_core_temperature_c',
    'highest core temperature',
    '°C',
    'core_temperature_c',
    'max',
    'Highest cell.',
    maxValue,
  ),
  plain('average_smo2_pct', 'average muscle oxygen', '%', 'smo2_pct', 'time_weighted_mean', MEAN, meanValue),
];
