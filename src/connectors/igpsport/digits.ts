/** Parses JSON that stands inside other text, with ids beyond 2^53 kept digit for digit. */

import type { Json } from '../../core/connector.ts';

/** Null when it is not JSON. */
export function parseJson(text: string): Json {
  try {
    return JSON.parse(text.replace(/([:,[]\s*)(-?\d{16,})(?=\s*[,}\]])/g, '$1"$2"')) as Json;
  } catch {
    return null;
  }
}
