/** Power during short timer stops: seconds without a record are filled from both sides, but nobody worked in them. */

import type { Grid } from '../core/grid.ts';
import type { Recording } from '../core/recording.ts';
import { cellOf, changeOf, runsWhere } from './cell-runs.ts';
import type { GridRepair } from './repair.ts';

export const STOPPED_POWER: GridRepair = {
  id: 'stopped-power',
  title: 'power during a short stop',
  version: 1,
  stage: 'grid',
  definition:
    'In a timer stop too short to be a break, seconds without a record of their own hold interpolated power. They are set to 0 W: a line drawn from standstill to the first pedal stroke is work nobody did.',
  source: 'measured against devices: docs/formulas.md, normalized power',
  repair(grid: Grid, recording: Recording) {
    const power = grid.channels.power_w;
    const stops = recording.pauses.filter((p) => p.end_s - p.start_s <= grid.max_gap_s + 1);
    if (!power || stops.length === 0) return [];
    const stopped = new Uint8Array(power.length);
    let any = false;
    for (const { start_s, end_s } of stops) {
      // Cells of which the stop covers the larger part.
      for (let second = Math.ceil(start_s - 0.5); second + 0.5 < end_s; second++) {
        const cell = cellOf(grid, second);
        if (cell < 0) continue;
        stopped[cell] = 1;
        any = true;
      }
    }
    if (!any) return [];
    const { time_s } = recording.samples;
    for (let i = 0; i < time_s.length; i++) {
      const cell = cellOf(grid, time_s[i]!);
      if (cell >= 0) stopped[cell] = 0;
    }
    return runsWhere(grid.stretches, (i) => stopped[i] === 1 && power[i]! > 0).map((run) => {
      power.fill(0, run.from, run.to);
      return changeOf(grid, 'stopped-power', 'power_w', run, 'zeroed', null);
    });
  },
};
