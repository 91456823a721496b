/** Answers in the shapes of Intervals.icu: errors, and fields that are null or absent as chance will have it. */

import type { Random } from '../../../src/demo/random.ts';
import type { FakeResponse } from '../server.ts';

/** Its own errors carry status and text. */
export function refuse(status: number, error: string): FakeResponse {
  return { status, body: { status, error } };
}

export function noRoute(path: string): FakeResponse {
  return { status: 404, body: { timestamp: '2026-11-15T08:00:00.000+00:00', status: 404, error: 'Not Found', path } };
}

export function wrongVerb(path: string): FakeResponse {
  return {
    status: 405,
    body: { timestamp: '2026-11-15T08:00:00.000+00:00', status: 405, error: 'Method Not Allowed', path },
  };
}

/** A null field is sent as null or left out. */
export function asSent(value: unknown, random: Random): unknown {
  if (Array.isArray(value)) return typeof value[0] === 'object' ? value.map((entry) => asSent(entry, random)) : value;
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) =>
      inner === undefined || (inner === null && random.unit() < 0.5) ? [] : [[key, asSent(inner, random)]],
    ),
  );
}

/** What `fields` asks for; null fields are dropped then. */
export function projected(rows: readonly object[], fields: string | null): unknown[] {
  if (fields === null) return [...rows];
  const wanted = new Set(fields.split(','));
  return rows.map((row) =>
    Object.fromEntries(Object.entries(row).filter(([key, value]) => value !== null && wanted.has(key))),
  );
}
