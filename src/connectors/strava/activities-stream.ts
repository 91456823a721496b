/** The list of activities, 200 at a time until a page is empty: pages before the last may be shorter than asked for. */

import type { Item, Json, Page, Stream, StreamAsk } from '../../core/connector.ts';
import { isObject, numberOf } from '../../core/json.ts';
import { dayNumber, isDate } from '../../core/time.ts';
import { activityItem } from './activity.ts';
import { API, bringsCrumbs, entriesOf, unexpected } from './address.ts';

const PER_PAGE = 200;
/** 100,000 activities; a server that goes on beyond it does not come to an end. */
const MAX_PAGES = 500;
/** The list may shift while nobody looks at it; after such a break nothing is concluded from what it did not name. */
const STEADY_S = 3600;
/** The westernmost zone, and a second because `after` is exclusive. */
const MARGIN_S = 14 * 3600 + 1;

interface Place {
  readonly page: number;
  readonly at_s: number;
  readonly steady: boolean;
}

export const ACTIVITIES: Stream = {
  id: 'activities',
  title: 'Activities',
  look_back_days: 30,
  fresh_s: 0,
  // The page, and the empty one after it.
  calls: 2,
  scope: 'activity:read',
  noise: [
    'kudos_count',
    'has_kudoed',
    'comment_count',
    'athlete_count',
    'achievement_count',
    'pr_count',
    'photo_count',
    'total_photo_count',
    'resource_state',
  ],
  pages,
};

async function* pages({ session, resume, from }: StreamAsk): AsyncGenerator<Page> {
  const now_s = session.now();
  let place = placeOf(resume, now_s);
  const seen = new Set<string>();
  const after = afterOf(from, now_s);
  for (let pages_read = 1; ; pages_read++) {
    const answer = await session.call({
      url: `${API}/athlete/activities`,
      query: { after, page: place.page, per_page: PER_PAGE },
    });
    const entries = entriesOf(answer, 'activities');
    if (entries === null) throw unexpected('an empty answer instead of a list');
    if (entries.length === 0) {
      yield place.steady ? { items: [], next: null, complete: { from, to: null } } : { items: [], next: null };
      return;
    }
    const items = entries
      .flatMap((raw) => activityItem(raw) ?? [])
      .filter(({ external_id }) => !seen.has(external_id) && seen.add(external_id))
      .sort(newestFirst);
    place = { ...place, page: place.page + 1, at_s: session.now() };
    // A server that repeats itself has no more to tell, but has not said that this is all either.
    if (items.length === 0 || place.page > MAX_PAGES || bringsCrumbs(pages_read, seen.size)) {
      yield { items, next: null };
      return;
    }
    yield { items, next: { ...place } };
  }
}

function placeOf(resume: Json, now_s: number): Place {
  const page = isObject(resume) ? numberOf(resume.page) : null;
  if (!isObject(resume) || page === null || page < 1 || page > MAX_PAGES) return { page: 1, at_s: now_s, steady: true };
  const pause_s = Math.abs(now_s - (numberOf(resume.at_s) ?? 0));
  return { page: Math.floor(page), at_s: now_s, steady: resume.steady === true && pause_s <= STEADY_S };
}

/** Unix seconds before the first instant of the day anywhere; never in the future, which Strava refuses. */
function afterOf(from: string | null, now_s: number): number | undefined {
  if (from === null || !isDate(from)) return undefined;
  return Math.max(0, Math.min(dayNumber(from) * 86_400 - MARGIN_S, Math.floor(now_s) - 3600));
}

function newestFirst(a: Item, b: Item): number {
  return startOf(b) - startOf(a);
}

function startOf({ core }: Item): number {
  if (core.kind !== 'activity') return 0;
  const { join } = core.fact;
  return ('start_s' in join ? join.start_s : null) ?? dayNumber(core.local_date) * 86_400;
}
