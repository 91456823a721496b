/** Stuck power: the same watts for minutes, as a meter that lost its sensor goes on sending. A warning, not a repair. */

import type { Grid } from '../core/grid.ts';
import type { Recording, Warning } from '../core/recording.ts';
import { sportOf } from '../core/sport.ts';

const LONGEST_S = 120;
const LOWEST_W = 50;

/** Outdoors only: a trainer in erg mode holds its watts. */
export function stuckPower(grid: Grid, { sport }: Recording): Warning | null {
  const power = grid.channels.power_w;
  if (!power || sportOf(sport).indoor) return null;
  let seconds = 0;
  for (const { index, length } of grid.stretches) {
    let from = index;
    for (let i = index + 1; i <= index + length; i++) {
      if (i < index + length && power[i] === power[from]) continue;
      if (i - from > LONGEST_S && power[from]! >= LOWEST_W) seconds += i - from;
      from = i;
    }
  }
  if (seconds === 0) return null;
  return {
    code: 'stuck_power',
    message: `Power stayed at exactly the same value for more than 2 min; ${seconds} s may not be real.`,
  };
}
