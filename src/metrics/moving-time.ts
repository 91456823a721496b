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
  const effort = reaches(power_w, 0) || reaches(cadence_rpm, 0);
  const speed = reaches(speed_mps, slowest) && !(indoor && effort) ? speed_mps : null;
  if (!effort) mask.fill(1);
  else {
    markAbove(mask, power_w, 0);
    markAbove(mask, cadence_rpm, 0);
  }
  if (speed) markBySpeed(mask, speed, slowest);
  return mask;
}

/** Whether any value is above 0 and at least `least`. */
function reaches(values: Float64Array | null, least: number): boolean {
  if (values) for (let i = 0; i < values.length; i++) if (values[i]! >= least && values[i]! > 0) return true;
  return false;
}

function markAbove(mask: Uint8Array, values: Float64Array | null, limit: number): void {
  if (values) for (let i = 0; i < mask.length; i++) if (values[i]! > limit) mask[i] = 1;
}

/** Where there is a speed it decides. */
function markBySpeed(mask: Uint8Array, speed: Float64Array, slowest: number): void {
  for (let i = 0; i < mask.length; i++) if (!Number.isNaN(speed[i]!)) mask[i] = speed[i]! >= slowest ? 1 : 0;
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
