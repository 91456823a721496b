/** Reading foreign JSON without trusting its shape: every reader gives null where the value is not what was hoped for. */

import type { Json } from './connector.ts';

export type JsonObject = { readonly [key: string]: Json };

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object, or an empty one. */
export function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

/** The list, or an empty one. */
export function listOf(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

/** A finite number, also one written as text; null for null, "", "NaN" and everything else. */
export function numberOf(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'string' || !/^\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?\s*$/i.test(value)) return null;
  return Number(value);
}

/** A positive number, or null: platforms write 0 where a sensor was missing. */
export function positiveOf(value: unknown): number | null {
  const number = numberOf(value);
  return number !== null && number > 0 ? number : null;
}

/** Text that is not empty; not cleaned. */
export function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** An id, which is text or a whole number, as text. */
export function idOf(value: unknown): string | null {
  if (typeof value === 'string') return value.trim() === '' ? null : value.trim();
  return typeof value === 'number' && Number.isInteger(value) ? String(value) : null;
}

/** True or false, also as 0/1 and as text; null else. */
export function boolOf(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value;
  if (value === 1 || value === 'true' || value === '1') return true;
  if (value === 0 || value === 'false' || value === '0') return false;
  return null;
}

/** The value at a path of keys, null when any step is missing. */
export function at(value: unknown, ...path: readonly string[]): Json {
  let here: unknown = value;
  for (const key of path) {
    if (!isObject(here)) return null;
    here = here[key];
  }
  return (here ?? null) as Json;
}
