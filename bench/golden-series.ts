/** Series of golden cases as the product has them, and grids around them. */

import { buildGrid, type Grid } from '../src/core/grid.ts';
import { type Inputs, list, needNumber, samples } from './golden-inputs.ts';

export const NONE: Inputs = {};

export const number = (inputs: Inputs, ...names: string[]): number => needNumber(inputs, NONE, ...names);
export const series = (inputs: Inputs, ...names: string[]): Float64Array => samples(list(inputs, ...names));
export const numbers = (inputs: Inputs, ...names: string[]): number[] => list(inputs, ...names).map(Number);
/** NaN marks a missing value inside the product and null in the files. */
export const plain = (values: ArrayLike<number>): (number | null)[] =>
  Array.from(values, (v) => (Number.isNaN(v) ? null : v));

/** A grid of one value per second, with a break between the parts when there are several. */
export function gridOf(parts: readonly Float64Array[], break_s = 0): { grid: Grid; values: Float64Array } {
  const time: number[] = [];
  const values: number[] = [];
  let at = 0;
  for (const part of parts) {
    for (const value of part) {
      time.push(at++);
      values.push(value);
    }
    at += break_s;
  }
  const grid = buildGrid(
    { time_s: Float64Array.from(time), channels: { power_w: Float64Array.from(values) }, extra: [] },
    { start_s: 0 },
  );
  return { grid, values: grid.channels.power_w ?? new Float64Array(0) };
}
