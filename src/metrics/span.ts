/** The usual figures of a part of an activity: a lap, an interval, a climb. Each part is treated as an activity of its own. */

import { elapsedAt, sliceGrid } from '../core/grid.ts';
import { decouplingPct } from './decoupling.ts';
import { elevation } from './elevation.ts';
import { maxValue, meanPositive, meanValue, sumValue } from './mean-value.ts';
import type { ActivityInput } from './metric.ts';
import { breakRule, normalizedPower } from './normalized-power.ts';
import { workKj } from './power-average.ts';

/** Figures by name; the unit is the end of the key. A figure that cannot be formed is left out. */
export type SpanValues = Readonly<Record<string, number>>;

const DECOUPLING_FROM_S = 600;

/** Figures of the cells [from, to). */
export function spanValues(a: ActivityInput, from: number, to: number): SpanValues {
  const values: Record<string, number> = {};
  const put = (key: string, value: number | null | undefined): void => {
    if (value !== null && value !== undefined && Number.isFinite(value)) values[key] = value;
  };
  if (to <= from) return values;
  const part = sliceGrid(a.grid, from, to);
  const { power_w: power, heart_rate_bpm: hr, cadence_rpm: cadence, altitude_m: altitude } = part.channels;
  const seconds = part.recorded_s;
  put('elapsed_s', part.elapsed_s);
  put('recorded_s', seconds);
  put('moving_s', movingSeconds(a.moving, from, to));

  const gap = a.series('gap_mps').value?.subarray(from, to);
  if (power) {
    const average = meanValue(power);
    put('average_power_w', average);
    put('max_power_w', maxValue(power));
    put('work_kj', workKj(power));
    // Too short for a window: the average stands in.
    put('np_w', normalizedPower(power, { breaks: breakRule(a.family), stretches: part.stretches }) ?? average);
  }
  if (hr) {
    put('average_hr_bpm', meanValue(hr));
    put('max_hr_bpm', maxValue(hr));
    const output = a.family === 'run' || a.family === 'walk' ? gap : power;
    if (output && seconds >= DECOUPLING_FROM_S) put('decoupling_pct', decouplingPct(output, hr, 'average'));
  }
  if (cadence) {
    const rpm = meanPositive(cadence);
    if (a.family === 'run' || a.family === 'walk') put('average_cadence_spm', 2 * rpm);
    else put('average_cadence_rpm', rpm);
  }
  const step = a.series('step_m').value?.subarray(from, to);
  if (step) {
    const metres = sumValue(step);
    put('distance_m', metres);
    put('average_speed_mps', metres / seconds);
  }
  const speed = a.series('speed_mps').value?.subarray(from, to);
  if (speed) put('max_speed_mps', maxValue(speed));
  if (gap && (a.family === 'run' || a.family === 'walk')) put('average_gap_mps', meanValue(gap));
  if (altitude) {
    const climbed = elevation(altitude, 3);
    put('ascent_m', climbed?.gain_m);
    put('descent_m', climbed?.loss_m);
  }
  return values;
}

/** Elapsed seconds [start, end) of the cells [from, to). */
export function elapsedSpan(a: ActivityInput, from: number, to: number): { start_s: number; end_s: number } {
  return { start_s: elapsedAt(a.grid, from), end_s: elapsedAt(a.grid, to - 1) + 1 };
}

function movingSeconds(moving: Uint8Array, from: number, to: number): number {
  let count = 0;
  for (let i = from; i < to; i++) count += moving[i]!;
  return count;
}
