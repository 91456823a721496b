/** Streams that come in one answer. */

import type { Item, Page, Trouble } from '../../core/connector.ts';
import { isTrouble } from '../../core/platform-failure.ts';

/** The whole list as one page; a page without anything, from which nothing follows, where the platform has no such list. */
export async function pageUnless(
  kinds: readonly Trouble['kind'][],
  list: () => Promise<readonly Item[]>,
): Promise<Page> {
  let items: readonly Item[];
  try {
    items = await list();
  } catch (error) {
    if (!isTrouble(error, ...kinds)) throw error;
    return { items: [], next: null };
  }
  return { items, next: null, complete: { from: null, to: null } };
}
