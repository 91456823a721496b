/** JSON as platforms send it: whole numbers beyond 2^53 (route and effort ids) become text instead of being rounded. */

import type { Json } from '../core/connector.ts';

type Reviver = (key: string, value: unknown, context?: { readonly source?: string }) => unknown;

/** Throws SyntaxError. */
export function parseJson(text: string): Json {
  // The reviver costs several times the parsing, and almost no payload needs it.
  if (!/\d{16}/.test(text)) return JSON.parse(text) as Json;
  return JSON.parse(text, keepDigits as Reviver as (key: string, value: unknown) => unknown) as Json;
}

const keepDigits: Reviver = (_key, value, context) => {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  return context?.source && /^-?\d+$/.test(context.source) ? context.source : value;
};
