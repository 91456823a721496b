/** Starred segments, routes and clubs: small lists kept with their names. */

import type { Item, Json, Page, Stream, StreamAsk } from '../../core/connector.ts';
import { idOf, isObject, type JsonObject, numberOf, textOf } from '../../core/json.ts';
import { cleanLine } from '../../core/text.ts';
import { isDate } from '../../core/time.ts';
import { API, bringsCrumbs, entriesOf } from './address.ts';
import { keptPayload } from './kept-payload.ts';

const DAY_S = 86_400;
const PER_PAGE = 200;
const MAX_PAGES = 50;

interface List {
  readonly id: string;
  readonly title: string;
  readonly what: string;
  readonly url: (athlete_id: string) => string;
  readonly fresh_s: number;
  readonly noise: readonly string[];
  /** The day it belongs to, as written by Strava. */
  readonly day: (raw: JsonObject) => Json | undefined;
}

// All of them are looked at again before the days that API data may be kept are over.
const LISTS: readonly List[] = [
  {
    id: 'starred_segments',
    title: 'Starred segments',
    what: 'segments',
    url: () => `${API}/segments/starred`,
    fresh_s: 3 * DAY_S,
    noise: ['effort_count', 'athlete_count', 'star_count', 'resource_state'],
    day: (raw) => raw.starred_date,
  },
  {
    id: 'routes',
    title: 'Routes',
    what: 'routes',
    url: routesUrl,
    fresh_s: 3 * DAY_S,
    noise: ['resource_state'],
    day: (raw) => raw.created_at,
  },
  {
    id: 'clubs',
    title: 'Clubs',
    what: 'clubs',
    url: () => `${API}/athlete/clubs`,
    fresh_s: 5 * DAY_S,
    noise: ['member_count', 'post_count', 'following_count', 'cover_photo', 'cover_photo_small', 'resource_state'],
    day: () => undefined,
  },
];

export const LISTED: readonly Stream[] = LISTS.map((list) => ({
  id: list.id,
  title: list.title,
  look_back_days: 0,
  fresh_s: list.fresh_s,
  calls: 1,
  scope: 'read',
  noise: list.noise,
  pages: (ask) => pages(list, ask),
}));

export function routesUrl(athlete_id: string): string {
  return `${API}/athletes/${encodeURIComponent(athlete_id)}/routes`;
}

/** Route ids do not fit in a double: where the text form is given, it is the one that was not rounded on the way. */
export function listedId(raw: Json): string | null {
  if (!isObject(raw)) return null;
  const text = textOf(raw.id_str);
  return text !== null && /^\d+$/.test(text) ? text : idOf(raw.id);
}

async function* pages(list: List, { session, resume, full }: StreamAsk): AsyncGenerator<Page> {
  const seen = new Set<string>();
  for (let page = pageOf(resume); ; page++) {
    const url = list.url(session.account.external_id);
    const entries = entriesOf(await session.call({ url, query: { page, per_page: PER_PAGE } }), list.what);
    // Neither a list nor a failure: nothing is known.
    if (entries === null) {
      yield { items: [], next: null };
      return;
    }
    const items = entries
      .flatMap((raw) => listedItem(list, raw) ?? [])
      .filter(({ external_id }) => !seen.has(external_id) && seen.add(external_id));
    const repeats = entries.length > 0 && items.length === 0;
    if (repeats || page >= MAX_PAGES || bringsCrumbs(page, seen.size)) {
      yield { items, next: null };
      return;
    }
    // What is filtered out shortens a page a little; a page less than half full is the last. A full run makes sure of it.
    if (entries.length === 0 || (!full && entries.length < PER_PAGE / 2)) {
      yield { items, next: null, complete: { from: null, to: null } };
      return;
    }
    yield { items, next: { page: page + 1 } };
  }
}

function pageOf(resume: Json): number {
  const page = isObject(resume) ? numberOf(resume.page) : null;
  return page !== null && page >= 1 && page <= MAX_PAGES ? Math.floor(page) : 1;
}

function listedItem(list: List, raw: Json): Item | null {
  const id = listedId(raw);
  if (id === null || !isObject(raw)) return null;
  const day = textOf(list.day(raw))?.slice(0, 10) ?? '';
  return {
    external_id: id,
    raw: keptPayload(raw),
    core: { kind: 'other', name: cleanLine(raw.name), local_date: isDate(day) ? day : null },
  };
}
