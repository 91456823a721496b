/** Reads the loosely typed inputs of golden cases: numbers by any of their names, lists, series with gaps. */

import type { Known } from '../src/core/known.ts';

export type Inputs = Record<string, unknown>;

/** One input or option by any of its names; options win. */
export function pick(inputs: Inputs, options: Inputs, ...names: string[]): unknown {
  for (const from of [options, inputs]) for (const name of names) if (from[name] !== undefined) return from[name];
  return undefined;
}

export function numberOf(inputs: Inputs, options: Inputs, ...names: string[]): number | undefined {
  const found = pick(inputs, options, ...names);
  return typeof found === 'number' ? found : undefined;
}

export function needNumber(inputs: Inputs, options: Inputs, ...names: string[]): number {
  const found = numberOf(inputs, options, ...names);
  if (found === undefined) throw new Error(`input ${names[0]} is missing`);
  return found;
}

export function list(inputs: Inputs, ...names: string[]): unknown[] {
  for (const name of names) if (Array.isArray(inputs[name])) return inputs[name] as unknown[];
  throw new Error(`input ${names[0]} is missing`);
}

export function record(value: unknown): Inputs {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Inputs) : {};
}

/** A series as the product has it: NaN where missing. */
export function samples(values: readonly unknown[]): Float64Array {
  return Float64Array.from(values, (v) => (typeof v === 'number' ? v : Number.NaN));
}

export function warningsOf(answer: Known<unknown>): readonly string[] {
  return answer.value === null ? [] : (answer.warnings ?? []);
}
