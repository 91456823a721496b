/** Lists by date that have no pages: asked for a year at a time, the newest first, until nothing is left below. */

import type { Item, Json, Page, StreamAsk } from '../../core/connector.ts';
import { addDays } from '../../core/time.ts';
import { dateOf } from './activity-time.ts';
import { fieldsOf } from './payload.ts';

const WINDOW_DAYS = 366;
const BEGINNING = '1970-01-01';

export interface DatedItem {
  /** Null for what cannot be told from others. */
  readonly item: Item | null;
  /** The date it is listed under; null when it cannot be read. */
  readonly local_date: string | null;
}

export interface DatedList {
  /** Last day there may be something. */
  readonly last: string;
  list(oldest: string, newest: string): Promise<readonly Json[]>;
  read(raw: Json): DatedItem;
}

interface Resume {
  readonly newest?: string;
  readonly since?: string;
  readonly whole?: boolean;
}

/** The pages of a run: one window each; an empty year is followed by one look at everything before it. */
export async function* windowPages({ from, resume }: StreamAsk, { last, list, read }: DatedList): AsyncIterable<Page> {
  const before = fieldsOf<Resume>(resume);
  const since = dateOf(before.since) ?? last;
  let whole = before.whole !== false;
  let newest = dateOf(before.newest) ?? last;
  const seen = new Set<string>();

  const page = async (oldest: string, end: string) => {
    const rows = (await list(oldest, end)).map(read);
    const items = rows.flatMap(({ item }) => (item !== null && !seen.has(item.external_id) ? [item] : []));
    for (const { external_id } of items) seen.add(external_id);
    // A day of grace: some compare in UTC. Later than that, the window was not heeded, and asking further is no use.
    const ignored = rows.some(({ local_date }) => local_date !== null && local_date > addDays(end, 1));
    whole &&= !ignored && rows.every(({ item, local_date }) => item !== null && local_date !== null);
    return { items, ignored, dated: rows.some(({ local_date }) => local_date !== null) };
  };

  for (let rest = false; ; ) {
    const lowest = from ?? BEGINNING;
    const year_ago = addDays(newest, 1 - WINDOW_DAYS);
    const oldest = rest || year_ago <= lowest ? lowest : year_ago;
    const { items, ignored, dated } = await page(oldest, newest);
    if (oldest === lowest || ignored) {
      if (since >= last) {
        yield { items, next: null, ...(whole ? { complete: { from, to: last } } : {}) };
        return;
      }
      yield { items, next: { newest, since, whole } };
      break;
    }
    rest = items.length === 0 || !dated;
    newest = addDays(oldest, -1);
    yield { items, next: { newest, since, whole } };
  }
  // The run was interrupted on an earlier day: what came since then lies above where it went on.
  const { items } = await page(since, last);
  yield { items, next: null, ...(whole ? { complete: { from, to: last } } : {}) };
}
