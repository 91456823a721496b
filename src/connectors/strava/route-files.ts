/** The track of each route as the file Strava exports. One call a route, so it comes last and only with a whole run. */

import type { Item, Json, Page, Session, Stream, StreamAsk } from '../../core/connector.ts';
import { isObject, numberOf } from '../../core/json.ts';
import { isTrouble } from '../../core/platform-failure.ts';
import { cleanLine } from '../../core/text.ts';
import { API, bringsCrumbs, entriesOf } from './address.ts';
import { listedId, routesUrl } from './listed-streams.ts';

const PER_PAGE = 200;
const MAX_PAGES = 50;
const MAX_BYTES = 8_000_000;

export const ROUTE_FILES: Stream = {
  id: 'route_files',
  title: 'Route tracks',
  look_back_days: 0,
  fresh_s: 5 * 86_400,
  // As many as there are routes; more than a sync of an unchanged account may cost.
  calls: 100,
  scope: 'read',
  noise: [],
  pages,
};

async function* pages({ session, resume }: StreamAsk): AsyncGenerator<Page> {
  const seen = new Set<string>();
  let whole = true;
  let index = placeOf(resume, 'index');
  for (let page = Math.max(1, placeOf(resume, 'page')); page <= MAX_PAGES; page++) {
    const query = { page, per_page: PER_PAGE };
    const answer = await session.call({ url: routesUrl(session.account.external_id), query });
    const routes = entriesOf(answer, 'routes');
    if (routes === null) break;
    if (routes.length === 0) {
      yield { items: [], next: null, ...(whole ? { complete: { from: null, to: null } } : {}) };
      return;
    }
    const before = seen.size;
    for (const [i, raw] of routes.entries()) {
      const id = listedId(raw);
      if (id === null || seen.has(id)) continue;
      seen.add(id);
      if (i < index) continue;
      const item = await fileItem(session, id, raw);
      if (item === 'failed') whole = false;
      yield {
        items: item === null || item === 'failed' ? [] : [item],
        next: { page, index: i + 1 },
        total: routes.length,
      };
    }
    index = 0;
    // The same routes again: the list has no further pages.
    if (seen.size === before || bringsCrumbs(page, seen.size)) break;
  }
  yield { items: [], next: null };
}

function placeOf(resume: Json, key: 'page' | 'index'): number {
  const value = isObject(resume) ? numberOf(resume[key]) : null;
  return value !== null && value >= 0 && value < 1e6 ? Math.floor(value) : 0;
}

/** GPX, which has the heights; TCX where there is none. Null when the route has neither; `failed` when Strava had a problem with it. */
async function fileItem(session: Session, id: string, raw: Json): Promise<Item | 'failed' | null> {
  let failed = false;
  for (const format of ['gpx', 'tcx'] as const) {
    try {
      const { text, headers } = await session.call({
        url: `${API}/routes/${encodeURIComponent(id)}/export_${format}`,
        accept: 'text',
        headers: { accept: `application/${format}+xml, */*` },
        max_bytes: MAX_BYTES,
      });
      // Anything may come with status 200; a track it is only when it looks like one.
      if (!/<(gpx|TrainingCenterDatabase)\b/i.test(text.slice(0, 2000))) continue;
      return {
        external_id: id,
        raw: { format, file_name: fileName(headers['content-disposition']), text: withoutAuthor(text) },
        core: { kind: 'other', name: isObject(raw) ? cleanLine(raw.name) : null, local_date: null },
      };
    } catch (error) {
      if (!isTrouble(error, 'not_found', 'forbidden', 'bad_request', 'unexpected', 'plan', 'server')) throw error;
      failed ||= isTrouble(error, 'server', 'unexpected');
    }
  }
  return failed ? 'failed' : null;
}

/** Both forms occur: `filename*=UTF-8''…` carries the name as it is, `filename="…"` without what ASCII lacks. */
function fileName(header: string | undefined): string | null {
  const full = /filename\*\s*=\s*UTF-8''([^;\s]+)/i.exec(header ?? '')?.[1];
  if (full !== undefined) {
    try {
      return cleanLine(decodeURIComponent(full), 120);
    } catch {
      // Wrongly encoded: the plain form has to do.
    }
  }
  return cleanLine(/filename\s*=\s*"?([^";]+)"?/i.exec(header ?? '')?.[1], 120);
}

/** Routes of other people can be saved too; whose it was is not kept. */
function withoutAuthor(text: string): string {
  return text.replace(/<author\b[^>]*\/>|<author\b[\s\S]{0,2000}?<\/author>/i, '');
}
