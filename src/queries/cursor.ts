/** Opaque places in a list: the sort value and id of the last row shown, so that pages neither repeat nor skip rows. */

import { Failure } from '../core/failure.ts';

export interface Cursor {
  readonly value: number | string;
  readonly id: number;
}

/** `order` names the sort, so that a cursor cannot be used with another one. */
export function encodeCursor(order: string, cursor: Cursor): string {
  return Buffer.from(JSON.stringify([order, cursor.value, cursor.id])).toString('base64url');
}

/** Throws Failure when the text is not a cursor of this order. */
export function decodeCursor(order: string, text: string): Cursor {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    if (Array.isArray(parsed) && parsed.length === 3 && parsed[0] === order) {
      const [, value, id] = parsed as [string, unknown, unknown];
      if ((typeof value === 'number' || typeof value === 'string') && Number.isSafeInteger(id)) {
        return { value, id: id as number };
      }
    }
  } catch {
    // Not ours: told below.
  }
  throw new Failure(
    'bad_cursor',
    'The cursor does not belong to this list.',
    'Leave cursor out to start again, and change nothing else while reading on.',
  );
}
