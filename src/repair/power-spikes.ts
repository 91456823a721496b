/** Power spikes: a second or two of watts that no leg produced, which would decide every maximum and inflate NP. */

import type { Grid, Stretch } from '../core/grid.ts';
import { type CellRun, changeOf, replaceRun } from './cell-runs.ts';
import type { GridRepair } from './repair.ts';

const HARD_LIMIT_W = 2500;
const HALF_WINDOW = 15;
const MIN_RISE_W = 300;
/** MAD to standard deviation, three of them. */
const MADS = 3 * 1.4826;
const LONGEST_SPIKE = 3;
const HELD_S = 4;
const TIMES_HELD = 3;
const EDGE_W = 1000;

/**
 * Runs of candidate cells that are spikes. A cell is a candidate when P > 2500 W or P − m > max(3·1.4826·MAD, 300 W), m and
 * MAD over the 31 cells around it. A run of candidates is a spike when it reaches the hard limit, or when it lasts at most
 * 3 cells and legs cannot explain it: it exceeds three times the highest power held for 4 s anywhere in the activity, or
 * power jumps by more than 1000 W within a second at both its ends. Without that last condition bursts out of corners count
 * as spikes by the dozen.
 */
export function findPowerSpikes(
  power_w: Float64Array,
  stretches: readonly Stretch[],
  hard_limit_w = HARD_LIMIT_W,
): CellRun[] {
  const implausible = TIMES_HELD * highestHeld(power_w, stretches);
  const found: CellRun[] = [];
  for (const { index, length } of stretches) {
    const end = index + length;
    let done = index;
    for (let i = index; i < end; i++) {
      const power = power_w[i]!;
      const jump = power - (i > index ? power_w[i - 1]! : 0);
      // Cheap tests first: few cells get as far as a median.
      const suspect = power > hard_limit_w || power > implausible || jump > EDGE_W;
      if (!suspect || i < done || !isCandidate(power_w, index, end, i, hard_limit_w)) continue;
      let from = i;
      let to = i + 1;
      while (from > index && isCandidate(power_w, index, end, from - 1, hard_limit_w)) from--;
      while (to < end && isCandidate(power_w, index, end, to, hard_limit_w)) to++;
      done = to;
      if (isSpike(power_w, index, end, { from, to }, implausible, hard_limit_w)) found.push({ from, to });
    }
  }
  return found;
}

/** Takes spikes out of a power series, in place. */
export function removeRuns(power_w: Float64Array, stretches: readonly Stretch[], runs: readonly CellRun[]): void {
  for (const run of runs) replaceRun(power_w, stretches, run);
}

export const POWER_SPIKES: GridRepair = {
  id: 'power-spikes',
  title: 'power spike',
  version: 1,
  stage: 'grid',
  definition:
    'A run of cells above 2500 W, or above the median of the 31 cells around by more than max(3·1.4826·MAD, 300 W), is a spike when it reaches 2500 W, or when it lasts at most 3 s and either exceeds three times the highest power held for 4 s in the activity or power jumps by more than 1000 W at both its ends. Replaced by a straight line.',
  source: 'Hampel identifier (Hampel 1974); limits by convention',
  repair(grid: Grid) {
    const power = grid.channels.power_w;
    if (!power) return [];
    return findPowerSpikes(power, grid.stretches).map((run) => {
      let peak = 0;
      for (let i = run.from; i < run.to; i++) peak = Math.max(peak, power[i]!);
      const action = replaceRun(power, grid.stretches, run);
      return changeOf(grid, 'power-spikes', 'power_w', run, action, `up to ${Math.round(peak)} W`);
    });
  },
};

/** Highest power that four seconds in a row reached. */
function highestHeld(power_w: Float64Array, stretches: readonly Stretch[]): number {
  let highest = 0;
  for (const { index, length } of stretches) {
    const last = index + length - HELD_S;
    for (let i = index; i <= last; i++) {
      const a = power_w[i]!;
      // The common case: the first of the four is no better than what was held before.
      if (!(a > highest)) continue;
      const held = Math.min(a, power_w[i + 1]!, power_w[i + 2]!, power_w[i + 3]!);
      if (held > highest) highest = held;
    }
  }
  return highest;
}

function isCandidate(power_w: Float64Array, start: number, end: number, i: number, limit: number): boolean {
  const power = power_w[i]!;
  if (power > limit) return true;
  if (!(power > MIN_RISE_W)) return false;
  const window = power_w
    .slice(Math.max(start, i - HALF_WINDOW), Math.min(end, i + HALF_WINDOW + 1))
    .filter((v) => !Number.isNaN(v));
  const middle = medianInPlace(window);
  if (!(power - middle > MIN_RISE_W)) return false;
  for (let k = 0; k < window.length; k++) window[k] = Math.abs(window[k]! - middle);
  return power - middle > MADS * medianInPlace(window);
}

function isSpike(
  power_w: Float64Array,
  start: number,
  end: number,
  { from, to }: CellRun,
  implausible: number,
  limit: number,
): boolean {
  let peak = 0;
  for (let i = from; i < to; i++) peak = Math.max(peak, power_w[i]!);
  if (peak > limit) return true;
  if (to - from > LONGEST_SPIKE) return false;
  if (peak > implausible) return true;
  // Nothing beside it counts as a jump: a spike may be all that was recorded there.
  const rise = from > start && !Number.isNaN(power_w[from - 1]) ? power_w[from]! - power_w[from - 1]! : power_w[from]!;
  const fall = to < end && !Number.isNaN(power_w[to]) ? power_w[to - 1]! - power_w[to]! : power_w[to - 1]!;
  return rise > EDGE_W && fall > EDGE_W;
}

function medianInPlace(values: Float64Array): number {
  values.sort();
  const middle = values.length >> 1;
  return values.length % 2 === 1 ? values[middle]! : (values[middle - 1]! + values[middle]!) / 2;
}
