/** When the athlete moved: the mask behind moving time, coasting time and average speed. */

import { known } from '../core/known.ts';
import type { Family } from '../core/sport.ts';
import { derive } from './derive-known.ts';
import type { ActivityFacts, Metric } from './metric.ts';

/** Slowest speed that counts as moving, m/s. */
function slowestMoving(family: Family): number {
  if (family === 'walk') return 0.3;
  if (family === 'swim') return 0.1;
  return 0.5;
}

/**
 * 1 per cell that moved. With speed: speed ≥ v_min. Without speed, indoors, or in a cell whose speed is missing: power or
 * cadence above 0. With none of these every recorded cell counts, as it does when nothing ever moved: devices write speed 0
 * and cadence 0 through a session of weights or yoga.
 */
export function movingMask(
  speed_mps: Float64Array | null,
  power_w: Float64Array | null,
  cadence_rpm: Float64Array | null,
  cells: number,
  family: Family,
  indoor: boolean,
): Uint8Array {
  const mask = new Uint8Array(cells);
  const slowest = slowestMoving(family);
  const some = (values: Float64Array | null, least: number): boolean =>
    values?.some((v) => v >= least && v > 0) ?? false;
  const effort = some(power_w, 0) || some(cadence_rpm, 0);
  const bySpeed = some(speed_mps, slowest) && !(indoor && effort);
  for (let i = 0; i < cells; i++) {
    const speed = bySpeed ? speed_mps![i]! : Number.NaN;
    if (!Number.isNaN(speed)) mask[i] = speed >= slowest ? 1 : 0;
    else if (!effort) mask[i] = 1;
    else mask[i] = (power_w !== null && power_w[i]! > 0) || (cadence_rpm !== null && cadence_rpm[i]! > 0) ? 1 : 0;
  }
  return mask;
}

/** Seconds swum in a pool, from its lengths; null when there are none. */
function swumSeconds(facts: Pick<ActivityFacts, 'family' | 'lengths'>): number | null {
  if (facts.family !== 'swim') return null;
  let sum = 0;
  for (const length of facts.lengths) if (length.active) sum += length.duration_s;
  return sum > 0 ? sum : null;
}

export const MOVING_S: Metric = {
  id: 'moving_s',
  title: 'moving time',
  unit: 's',
  version: 1,
  families: 'all',
  needs: ['speed_mps', 'power_w', 'cadence_rpm'],
  over_days: 'sum',
  definition:
    'Recorded cells with speed ≥ 0.5 m/s (walk and hike 0.3, swim 0.1); without speed, or indoors, with power or cadence above 0; with none of these, or nothing above 0 in any, all recorded cells. Pool swims: seconds of active lengths.',
  source: 'own definition',
  compute(a) {
    const swum = swumSeconds(a);
    if (swum !== null) return known(swum);
    return derive([a.metric('recorded_s')], () => {
      let count = 0;
      for (let i = 0; i < a.moving.length; i++) count += a.moving[i]!;
      return count;
    });
  },
};

export const COASTING_S: Metric = {
  id: 'coasting_s',
  title: 'coasting time',
  unit: 's',
  version: 1,
  families: ['ride'],
  needs: ['speed_mps', 'power_w', 'cadence_rpm'],
  over_days: 'sum',
  definition: 'Moving cells with power 0; without power, with cadence 0. Indoors nobody coasts: not defined there.',
  source: 'own definition',
  compute(a) {
    if (a.indoor) return { value: null, reason: 'not_for_this_sport' };
    const power = a.channel('power_w');
    const pedalling = power.value === null ? a.channel('cadence_rpm') : power;
    return derive([pedalling, a.series('speed_mps')], (values) => {
      let count = 0;
      for (let i = 0; i < values.length; i++) if (a.moving[i] === 1 && values[i] === 0) count++;
      return count;
    });
  },
};
