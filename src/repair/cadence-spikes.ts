/** Cadence spikes: revolutions no leg turns. */

import type { Grid } from '../core/grid.ts';
import type { Recording } from '../core/recording.ts';
import { type Family, familyOf } from '../core/sport.ts';
import { changeOf, replaceRun, runsOutside } from './cell-runs.ts';
import type { GridRepair } from './repair.ts';

/** Highest believable cadence: crank revolutions, or strides of one leg (250 would be 500 steps a minute). */
function highestCadence(family: Family): number {
  return family === 'run' || family === 'walk' ? 150 : 250;
}

export const CADENCE_SPIKES: GridRepair = {
  id: 'cadence-spikes',
  title: 'cadence spike',
  version: 1,
  stage: 'grid',
  definition: 'Cadence above 250 rpm (on foot 150 per leg) or below 0 is cleared.',
  source: 'limits by convention',
  repair(grid: Grid, { sport }: Recording) {
    const family = familyOf(sport);
    const cadence = grid.channels.cadence_rpm;
    if (!cadence) return [];
    const limit = highestCadence(family);
    return runsOutside(grid.stretches, cadence, 0, limit).map((run) => {
      const action = replaceRun(cadence, grid.stretches, run, 0);
      return changeOf(grid, 'cadence-spikes', 'cadence_rpm', run, action, null);
    });
  },
};
