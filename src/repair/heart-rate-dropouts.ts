/** Heart-rate dropouts: values no heart has are cleared, and short holes closed. */

import type { Grid, Stretch } from '../core/grid.ts';
import { type CellRun, changeOf, replaceRun, runsOutside } from './cell-runs.ts';
import type { GridRepair, RepairAction } from './repair.ts';

const LOWEST_BPM = 30;
const HIGHEST_BPM = 230;
const LONGEST_FILLED_S = 10;

export interface CleanedHeartRate {
  /** A copy; NaN where there is no value. */
  readonly values: Float64Array;
  /** Runs without a usable value that held at least one impossible one, and what was done to them. */
  readonly runs: readonly (CellRun & { readonly action: RepairAction })[];
}

/** Values outside 30–230 bpm are cleared; runs without a value of up to 10 s are interpolated between values, longer stay empty. */
export function cleanHeartRate(heart_rate_bpm: Float64Array, stretches: readonly Stretch[]): CleanedHeartRate {
  const impossible = (i: number): boolean => heart_rate_bpm[i]! < LOWEST_BPM || heart_rate_bpm[i]! > HIGHEST_BPM;
  const holes = runsOutside(stretches, heart_rate_bpm, LOWEST_BPM, HIGHEST_BPM, true);
  const values = heart_rate_bpm.slice();
  const runs: (CellRun & { action: RepairAction })[] = [];
  for (const hole of holes) {
    const action = replaceRun(values, stretches, hole, LONGEST_FILLED_S);
    for (let i = hole.from; i < hole.to; i++) {
      if (!impossible(i)) continue;
      runs.push({ ...hole, action });
      break;
    }
  }
  return { values, runs };
}

export const HEART_RATE_DROPOUTS: GridRepair = {
  id: 'heart-rate-dropouts',
  title: 'heart-rate dropout',
  version: 1,
  stage: 'grid',
  definition:
    'Heart rate outside 30–230 bpm is cleared. Runs without a value of up to 10 s between two values are replaced by a straight line, longer ones stay empty.',
  source: 'limits by convention',
  repair(grid: Grid) {
    const hr = grid.channels.heart_rate_bpm;
    if (!hr) return [];
    const { values, runs } = cleanHeartRate(hr, grid.stretches);
    hr.set(values);
    return runs.map((run) => changeOf(grid, 'heart-rate-dropouts', 'heart_rate_bpm', run, run.action, null));
  },
};
