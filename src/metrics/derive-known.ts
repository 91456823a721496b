/** Arithmetic on values that may be absent: the first reason wins, warnings add up. */

import { absent, type Known, known, type Reason } from '../core/known.ts';

type Values<T extends readonly Known<unknown>[]> = { [K in keyof T]: T[K] extends Known<infer V> ? V : never };

/**
 * Applies `formula` when every input is known. The formula may return a reason in place of a value; a number that is not
 * finite becomes `zero_denominator`.
 */
export function derive<const T extends readonly Known<unknown>[]>(
  inputs: T,
  formula: (...values: Values<T>) => number | Known<number>,
): Known<number> {
  const warnings: string[] = [];
  for (const input of inputs) {
    if (input.value === null) return input as { value: null; reason: Reason };
    if ('warnings' in input && input.warnings) {
      for (const w of input.warnings) if (!warnings.includes(w)) warnings.push(w);
    }
  }
  const result = formula(...(inputs.map((input) => input.value) as Values<T>));
  if (typeof result === 'number') {
    return Number.isFinite(result) ? known(result, warnings) : absent('zero_denominator');
  }
  if (result.value === null) return result;
  for (const w of result.warnings ?? []) if (!warnings.includes(w)) warnings.push(w);
  return known(result.value, warnings);
}
