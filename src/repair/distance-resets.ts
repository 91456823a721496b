/** Distance that starts again or leaps: a cumulative counter must neither fall nor outrun the athlete. */

import type { Grid } from '../core/grid.ts';
import type { Recording } from '../core/recording.ts';
import { familyOf } from '../core/sport.ts';
import { changeOf } from './cell-runs.ts';
import { fastest } from './fastest.ts';
import type { GridRepair, RepairChange } from './repair.ts';

/** Smaller falls are the jitter of a position, and cost nothing. */
const MIN_FALL_M = 10;
/** Smaller leaps may be the way made while the clock or the sensor was off; the device counted it. */
const MIN_LEAP_M = 5000;

export const DISTANCE_RESETS: GridRepair = {
  id: 'distance-resets',
  title: 'distance reset',
  version: 1,
  stage: 'grid',
  definition:
    'Where cumulative distance falls by more than 10 m from one value to the next, or leaps by more than 5 km and faster than the sport allows, everything after is shifted so that it goes on from where it was.',
  source: 'own definition',
  repair(grid: Grid, { sport }: Recording) {
    const family = familyOf(sport);
    const distance = grid.channels.distance_m;
    if (!distance) return [];
    const changes: RepairChange[] = [];
    const limit = fastest(family);
    let last = Number.NaN;
    let lastAt = 0;
    let shift = 0;
    for (const { index, at_s, length } of grid.stretches) {
      for (let k = 0; k < length; k++) {
        const raw = distance[index + k]!;
        if (Number.isNaN(raw)) continue;
        const here = raw + shift;
        const rise = here - last;
        if (rise < -MIN_FALL_M || rise > Math.max(MIN_LEAP_M, limit * (at_s + k - lastAt))) {
          shift += last - here;
          const run = { from: index + k, to: grid.recorded_s };
          const detail = `by ${(last - here).toFixed(0)} m`;
          changes.push(changeOf(grid, 'distance-resets', 'distance_m', run, 'shifted', detail));
        }
        distance[index + k] = raw + shift;
        last = raw + shift;
        lastAt = at_s + k;
      }
    }
    return changes;
  },
};
