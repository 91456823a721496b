/** The activity list: newest first, paged by moving its upper end back, since there is no cursor. */

import type { Item, Json, Page, Session, Stream, StreamAsk } from '../../core/connector.ts';
import { idOf, isObject, listOf, textOf } from '../../core/json.ts';
import { cleanLine } from '../../core/text.ts';
import { addDays, localDateTime } from '../../core/time.ts';
import { factOfActivity } from './activity-fact.ts';
import { activityTime, dateOf, secondsOf } from './activity-time.ts';
import { askAthlete } from './address.ts';
import type { Activity, Hidden } from './api-types.ts';
import { fieldsOf, keptPayload, type Unread } from './payload.ts';
import { thresholdsOfActivity } from './thresholds.ts';
import { withheldReason } from './withheld.ts';

const PAGE_ROWS = 200;
/** For a second in which more activities begin than a page holds. */
const MOST_ROWS = 5000;
const BEGINNING = '1970-01-01';

export const ACTIVITIES: Stream = {
  id: 'activities',
  title: 'Activities',
  look_back_days: 30,
  fresh_s: 0,
  calls: 1,
  scope: 'ACTIVITY:READ',
  // Times of fetching and analysing, fitness on that day, and models that move with every later activity.
  noise: [
    'icu_sync_date',
    'analyzed',
    'icu_ctl',
    'icu_atl',
    'icu_rolling_cp',
    'icu_rolling_w_prime',
    'icu_rolling_p_max',
    'icu_rolling_ftp',
    'icu_rolling_ftp_delta',
    'icu_training_load_data',
    'icu_chat_id',
    'oauth_client_name',
  ],
  pages: activityPages,
};

/** Where an interrupted run goes on. */
interface Resume {
  readonly newest?: string;
  /** The day the run began. */
  readonly since?: string;
  /** Every page so far could be trusted. */
  readonly whole?: boolean;
}

async function* activityPages(ask: StreamAsk): AsyncIterable<Page> {
  const { session, from } = ask;
  const last = addDays(session.today, 1);
  const resume = fieldsOf<Resume>(ask.resume);
  const since = dateOf(resume.since) ?? last;
  const first = {
    oldest: from ?? BEGINNING,
    newest: textOf(resume.newest) ?? last,
    whole_history: from === null,
  };
  // What came after an interrupted run began lies above where it goes on.
  const parts = since < last ? [first, { oldest: since, newest: last, whole_history: false }] : [first];
  let whole = resume.whole !== false;
  for (const [i, part] of parts.entries()) {
    for await (const step of descend(session, part)) {
      whole &&= step.trusted;
      if (step.newest !== null) yield { items: step.items, next: { newest: step.newest, since, whole } };
      else if (i < parts.length - 1) yield { items: step.items, next: { newest: parts[i + 1]!.newest, since, whole } };
      else yield { items: step.items, next: null, ...(whole ? { complete: { from, to: last } } : {}) };
    }
  }
}

interface Span {
  readonly oldest: string;
  readonly newest: string;
  /** The end of the history is looked for, not that of a window. */
  readonly whole_history: boolean;
}

interface StepDown {
  readonly items: readonly Item[];
  /** Upper end of the next page; null after the last. */
  readonly newest: string | null;
  /** False when a row could not be placed, or lies where it was not asked for: then nothing may be taken as deleted. */
  readonly trusted: boolean;
}

async function* descend(session: Session, { oldest, newest: top, whole_history }: Span): AsyncIterable<StepDown> {
  const seen = new Set<string>();
  let newest = top;
  let limit = PAGE_ROWS;
  for (;;) {
    const rows = await askAthlete(session, 'activities', { oldest, newest, limit });
    const read = rows.map(readRow);
    const items = read.flatMap(({ item }) => (item !== null && !seen.has(item.external_id) ? [item] : []));
    for (const { external_id } of items) seen.add(external_id);
    const starts = read.flatMap(({ local_start }) => local_start ?? []);
    const placed = starts.length === rows.length;
    // A day of grace: some compare in UTC.
    const obedient = starts.every(
      (start) => start >= addDays(oldest, -1) && start.slice(0, 10) <= addDays(newest.slice(0, 10), 1),
    );
    const trusted = placed && obedient && read.every(({ item }) => item !== null);
    const lowest = starts.reduce<string | null>((low, start) => (low === null || start < low ? start : low), null);
    const full = rows.length >= limit;
    const next = nextEnd({ lowest, newest, oldest, full, limit, fresh: items.length, whole_history });
    if (!obedient || next === null) {
      yield { items, newest: null, trusted };
      return;
    }
    limit = next.limit;
    newest = next.newest;
    yield { items, newest, trusted: trusted && !next.lossy };
  }
}

interface Seen {
  readonly lowest: string | null;
  readonly newest: string;
  readonly oldest: string;
  readonly full: boolean;
  readonly limit: number;
  readonly fresh: number;
  readonly whole_history: boolean;
}

/** Where to go on below a page; null at the end, and where going on would bring the same again. */
function nextEnd(seen: Seen): { readonly newest: string; readonly limit: number; readonly lossy: boolean } | null {
  const { lowest, newest, full, limit } = seen;
  if (lowest === null || lowest.slice(0, 10) < seen.oldest) return null;
  const moved = lowest < newest;
  // A page shorter than asked for is the last one; a whole history is worth one more look below it.
  if (!full) return seen.whole_history && seen.fresh > 0 && moved ? { newest: lowest, limit, lossy: false } : null;
  if (moved) return { newest: lowest, limit: PAGE_ROWS, lossy: false };
  if (limit < MOST_ROWS) return { newest, limit: Math.min(MOST_ROWS, limit * 5), lossy: false };
  const below = secondsOf(newest);
  return below === null || seen.fresh === 0
    ? null
    : { newest: localDateTime(below - 1, 0), limit: PAGE_ROWS, lossy: true };
}

interface ReadRow {
  /** Null for what is no activity at all. */
  readonly item: Item | null;
  readonly local_start: string | null;
}

function readRow(raw: Json): ReadRow {
  const external_id = isObject(raw) ? idOf(raw.id) : null;
  if (external_id === null) return { item: null, local_start: null };
  const row = fieldsOf<Activity & Hidden>(raw);
  const time = activityTime(row);
  const { local_date, local_start } = time;
  const kept = keptPayload(raw);
  if (local_date === null) {
    const core = { kind: 'other', name: cleanLine(row.name), local_date: null } as const;
    return { item: { external_id, raw: kept, core }, local_start: null };
  }
  const withheld = withheldReason(row);
  const typed_in = isTypedIn(row);
  const fact = factOfActivity(external_id, row, { ...time, local_date }, typed_in);
  return {
    item: {
      external_id,
      raw: kept,
      core: {
        kind: 'activity',
        fact,
        local_date,
        withheld,
        has_more: withheld === null && !typed_in,
        samples_version: withheld === null && !typed_in ? samplesVersion(row) : null,
        thresholds: withheld === null ? thresholdsOfActivity(row, fact.sport, local_date) : [],
      },
    },
    local_start,
  };
}

function isTypedIn(row: Unread<Activity>): boolean {
  return row.source === 'MANUAL' && textOf(row.file_type) === null && listOf(row.stream_types).length === 0;
}

/** When it was fetched from its source, and what came: both change with a new file, not with a new analysis. */
function samplesVersion(row: Unread<Activity>): string {
  const parts = [row.icu_sync_date, row.external_id, row.file_type, row.elapsed_time];
  return parts.map((part) => idOf(part) ?? '').join('|');
}
