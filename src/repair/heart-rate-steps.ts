/** Heart-rate steps: changes no heart makes within a second. A warning, not a repair. */

import type { Grid } from '../core/grid.ts';
import type { Warning } from '../core/recording.ts';

const LARGEST_BPM = 25;

export function heartRateSteps(grid: Grid): Warning | null {
  const hr = grid.channels.heart_rate_bpm;
  if (!hr) return null;
  let steps = 0;
  for (const { index, length } of grid.stretches) {
    for (let i = index + 1; i < index + length; i++) if (Math.abs(hr[i]! - hr[i - 1]!) > LARGEST_BPM) steps++;
  }
  if (steps === 0) return null;
  return {
    code: 'heart_rate_step',
    message: `Heart rate changed by more than ${LARGEST_BPM} bpm within a second ${steps} time${steps === 1 ? '' : 's'}.`,
  };
}
