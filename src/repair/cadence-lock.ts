/** Cadence lock: an optical sensor that counts steps or pedal strokes in place of heart beats. A warning, not a repair. */

import type { Grid } from '../core/grid.ts';
import type { Recording, Warning } from '../core/recording.ts';
import { familyOf } from '../core/sport.ts';

const TOLERANCE = 3;
const SHORTEST_S = 300;

export function cadenceLock(grid: Grid, { sport }: Recording): Warning | null {
  const { heart_rate_bpm: hr, cadence_rpm: cadence } = grid.channels;
  if (!hr || !cadence) return null;
  const family = familyOf(sport);
  const steps = family === 'run' || family === 'walk';
  let seconds = 0;
  for (const { index, length } of grid.stretches) {
    let run = 0;
    for (let i = index; i <= index + length; i++) {
      const near =
        i < index + length &&
        cadence[i]! > 0 &&
        (Math.abs(hr[i]! - cadence[i]!) <= TOLERANCE || (steps && Math.abs(hr[i]! - 2 * cadence[i]!) <= TOLERANCE));
      if (near) run++;
      else {
        if (run >= SHORTEST_S) seconds += run;
        run = 0;
      }
    }
  }
  if (seconds === 0) return null;
  return {
    code: 'cadence_lock',
    message: `Heart rate followed cadence within 3 for ${Math.round(seconds / 60)} min: the sensor may have counted steps or pedal strokes.`,
  };
}
