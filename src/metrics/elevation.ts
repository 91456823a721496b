/** Ascent and descent with hysteresis at turning points, and the lowest and highest altitude. */

import { absent } from '../core/known.ts';
import { derive } from './derive-known.ts';
import { maxValue, minValue } from './mean-value.ts';
import type { ActivityInput, Metric } from './metric.ts';

/** Threshold in m when nothing is known about where altitude comes from: also right for GPS. */
const UNKNOWN_SOURCE_M = 3;

export interface Elevation {
  readonly gain_m: number;
  readonly loss_m: number;
}

/**
 * Follows the running extreme; a rise counts in full, valley to peak, once the altitude has moved at least `threshold_m`
 * against the direction before. NaN cells are skipped. null when there is no altitude.
 */
export function elevation(altitude_m: Float64Array, threshold_m: number): Elevation | null {
  let gain = 0;
  let loss = 0;
  let low = Number.NaN;
  let high = Number.NaN;
  // 1 climbing, −1 descending, 0 undecided: neither extreme is confirmed yet.
  let direction = 0;
  for (let i = 0; i < altitude_m.length; i++) {
    const z = altitude_m[i]!;
    if (Number.isNaN(z)) continue;
    if (Number.isNaN(low)) {
      low = z;
      high = z;
    } else if (direction > 0) {
      if (z > high) high = z;
      else if (high - z >= threshold_m) {
        gain += high - low;
        direction = -1;
        low = z;
      }
    } else if (direction < 0) {
      if (z < low) low = z;
      else if (z - low >= threshold_m) {
        loss += high - low;
        direction = 1;
        high = z;
      }
    } else {
      if (z < low) low = z;
      if (z > high) high = z;
      if (z - low >= threshold_m) {
        direction = 1;
        high = z;
      } else if (high - z >= threshold_m) {
        direction = -1;
        low = z;
      }
    }
  }
  if (Number.isNaN(low)) return null;
  if (direction > 0) gain += high - low;
  if (direction < 0) loss += high - low;
  return { gain_m: gain, loss_m: loss };
}

/** The form other programs use: add the difference to a reference and move the reference once it is more than `threshold_m`. */
export function elevationSendOnDelta(altitude_m: Float64Array, threshold_m: number): Elevation | null {
  let gain = 0;
  let loss = 0;
  let reference = Number.NaN;
  for (let i = 0; i < altitude_m.length; i++) {
    const z = altitude_m[i]!;
    if (Number.isNaN(z)) continue;
    if (Number.isNaN(reference)) reference = z;
    if (z > reference + threshold_m) {
      gain += z - reference;
      reference = z;
    } else if (z < reference - threshold_m) {
      loss += reference - z;
      reference = z;
    }
  }
  return Number.isNaN(reference) ? null : { gain_m: gain, loss_m: loss };
}

const side = (a: ActivityInput, key: keyof Elevation) =>
  derive(
    [a.channel('altitude_m')],
    (altitude) => elevation(altitude, UNKNOWN_SOURCE_M)?.[key] ?? absent('no_altitude_recorded'),
  );

const RULE =
  'Turning-point hysteresis with 3 m: a rise counts in full, valley to peak, once the altitude has moved 3 m against the direction before.';

export const ASCENT_M: Metric = {
  id: 'ascent_m',
  title: 'ascent',
  unit: 'm',
  version: 1,
  families: 'all',
  needs: ['altitude_m'],
  over_days: 'sum',
  definition: RULE,
  source: 'own definition',
  compute: (a) => side(a, 'gain_m'),
};

export const DESCENT_M: Metric = {
  id: 'descent_m',
  title: 'descent',
  unit: 'm',
  version: 1,
  families: 'all',
  needs: ['altitude_m'],
  over_days: 'sum',
  definition: 'As ascent, downwards.',
  source: 'own definition',
  compute: (a) => side(a, 'loss_m'),
};

export const MAX_ALTITUDE_M: Metric = {
  id: 'max_altitude_m',
  title: 'highest altitude',
  unit: 'm',
  version: 1,
  families: 'all',
  needs: ['altitude_m'],
  over_days: 'max',
  definition: 'Highest cell.',
  source: 'own definition',
  compute: (a) => derive([a.channel('altitude_m')], maxValue),
};

export const MIN_ALTITUDE_M: Metric = {
  id: 'min_altitude_m',
  title: 'lowest altitude',
  unit: 'm',
  version: 1,
  families: 'all',
  needs: ['altitude_m'],
  over_days: 'min',
  definition: 'Lowest cell.',
  source: 'own definition',
  compute: (a) => derive([a.channel('altitude_m')], minValue),
};
