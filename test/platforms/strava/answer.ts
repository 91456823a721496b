/** How the fake Strava answers: JSON with ids as bare digits of any length, and the error bodies of the API. */

import type { FakeResponse } from '../server.ts';

const MARK = '\u0001big\u0001';

/** JSON in which a bigint is a bare number, as Strava writes ids beyond 2^53. */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'bigint' ? `${MARK}${inner}${MARK}` : inner,
  );
  return text.replaceAll(new RegExp(`"${escaped(MARK)}(-?\\d+)${escaped(MARK)}"`, 'g'), '$1');
}

function escaped(text: string): string {
  return JSON.stringify(text).slice(1, -1).replaceAll('\\', '\\\\');
}

export function ok(value: unknown, status = 200): FakeResponse {
  return { status, headers: { 'content-type': 'application/json; charset=utf-8' }, body: jsonText(value) };
}

export function fault(status: number, message: string, resource: string, field: string, code: string): FakeResponse {
  return ok({ message, errors: [{ resource, field, code }] }, status);
}

/** 404 as seen: without a body. */
export const NOT_FOUND: FakeResponse = { status: 404 };

export const badRequest = (resource: string, field: string, code: string) =>
  fault(400, 'Bad Request', resource, field, code);

/** `errors` is text here, not a list. */
export const TOO_MANY: FakeResponse = ok(
  { errors: 'Rate Limit Exceeded', status: 429, message: 'Too Many Requests' },
  429,
);
