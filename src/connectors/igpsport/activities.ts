/** The list of activities, newest first: pages of 20, a filter by day, and rows that lack what rows should have. */

import { createHash } from 'node:crypto';
import type { Item, Page, Session, Stream, StreamAsk } from '../../core/connector.ts';
import { at, idOf, type JsonObject, numberOf, objectOf, positiveOf, textOf } from '../../core/json.ts';
import { addDays } from '../../core/time.ts';
import { dateOfPayload, factOf } from './activity-fact.ts';
import { field, rowsOf, unwrapped } from './payload.ts';
import { unexpected } from './platform.ts';
import { withoutPrivate } from './private-parts.ts';
import { ask } from './request.ts';
import { LIST_PATH } from './routes.ts';

/** What the server gives at most, whatever is asked for. */
const PAGE_SIZE = 20;
const LOOK_BACK_DAYS = 30;
/** The part of the look-back that is always looked through; the rest only as far as the first page reaches. */
const SURE_DAYS = 7;
/** A row without a date lies in no window of days, so that no look-back can take it for deleted. */
const UNDATED = '';
const MAX_PAGES = 20_000;

export const ACTIVITIES: Stream = {
  id: 'activities',
  title: 'Activities',
  look_back_days: LOOK_BACK_DAYS,
  fresh_s: 0,
  calls: 1,
  noise: ['unRead', 'UnRead'],
  pages,
};

interface Listing {
  readonly rows: readonly JsonObject[];
  readonly page_size: number;
  readonly total_pages: number | null;
  readonly total_rows: number | null;
  /** False for an answer without a list: nothing may be concluded from what is not in it. */
  readonly is_list: boolean;
}

async function* pages({ session, resume, from }: StreamAsk): AsyncIterable<Page> {
  const until = addDays(session.today, 1);
  const days = from === null ? {} : { beginTime: from, endTime: until };
  const usual = from !== null && from >= addDays(session.today, -LOOK_BACK_DAYS - 2);
  const first_page = Math.max(1, numberOf(at(resume, 'page')) ?? 1);
  let total = numberOf(at(resume, 'total'));
  let whole = at(resume, 'whole') !== false;
  const seen = new Set<string>();
  for (let page = first_page; page < MAX_PAGES; page++) {
    const listing = await list(session, page, days);
    const { rows, total_rows } = listing;
    // A total that changes on the way tells of rows that moved between pages.
    whole &&= listing.is_list && (total === null || total_rows === null || total === total_rows);
    total ??= total_rows;
    const items = itemsOf(rows, session, seen);
    const oldest = usual && page === 1 ? oldestInOrder(rows, session.time_zone) : null;
    if (from !== null && oldest !== null && !isLast(listing, page) && oldest < addDays(session.today, -SURE_DAYS)) {
      yield { items, next: null, total, ...(whole ? { complete: { from: addDays(oldest, 1), to: until } } : {}) };
      return;
    }
    const last =
      items.length === 0 || isLast(listing, page) || (from !== null && isBefore(rows, from, session.time_zone));
    if (last) {
      const complete = from === null ? { from: null, to: null } : { from, to: until };
      yield { items, next: null, total, ...(whole ? { complete } : {}) };
      return;
    }
    yield { items, next: { page: page + 1, total, whole }, total };
  }
}

async function list(session: Session, page: number, days: Readonly<Record<string, string>>): Promise<Listing> {
  const query = { pageNo: page, pageSize: PAGE_SIZE, reqType: 0, sort: 1, ...days };
  const data = await ask(session, LIST_PATH, query);
  const rows = rowsOf(data);
  if (rows === null && data !== null) throw unexpected('a list of activities without rows');
  const frame = unwrapped(data, 'data');
  return {
    rows: (rows ?? []).map(objectOf),
    page_size: positiveOf(field(frame, 'pageSize')) ?? PAGE_SIZE,
    total_pages: positiveOf(field(frame, 'totalPage', 'totalPages', 'pages')),
    total_rows: numberOf(field(frame, 'totalRows', 'total', 'totalCount')),
    is_list: rows !== null,
  };
}

function isLast({ rows, page_size, total_pages, total_rows }: Listing, page: number): boolean {
  if (rows.length === 0) return true;
  if (total_pages !== null) return page >= total_pages;
  if (total_rows !== null) return (page - 1) * page_size + rows.length >= total_rows;
  return rows.length < Math.min(page_size, PAGE_SIZE);
}

/** Items for rows not seen on an earlier page: the last page may be sent again and again. */
function itemsOf(rows: readonly JsonObject[], session: Session, seen: Set<string>): Item[] {
  return rows.flatMap((row) => {
    const external_id = rideIdOf(row);
    if (external_id === null || seen.has(external_id)) return [];
    seen.add(external_id);
    return [itemOf(external_id, row, session)];
  });
}

/** 0 is an id like any other. */
export function rideIdOf(row: JsonObject): string | null {
  return idOf(field(row, 'rideId', 'rideID', 'activityId', 'id'));
}

function itemOf(external_id: string, row: JsonObject, session: Session): Item {
  const samples_version = fileVersion(row);
  return {
    external_id,
    // With the version in place of the link, a file uploaded anew is a change of the row.
    raw: { ...objectOf(withoutPrivate(row)), ...(samples_version === null ? {} : { file_version: samples_version }) },
    core: {
      kind: 'activity',
      fact: factOf(external_id, row, session.time_zone, null),
      local_date: dateOfPayload(row, session.time_zone) ?? UNDATED,
      withheld: null,
      has_more: true,
      samples_version,
      thresholds: [],
    },
  };
}

/** A file uploaded anew gets a new place. The place itself opens the file, so only its hash is kept. */
function fileVersion(row: JsonObject): string | null {
  const link = textOf(field(row, 'fitOssPath', 'fitUrl'));
  if (link === null) return null;
  const path = link.replace(/^[a-z]+:\/\/[^/]*/i, '').replace(/[?#].*$/, '');
  return createHash('sha256').update(path).digest('hex').slice(0, 16);
}

/** The oldest day on a page whose days never rise; null when they do, or when one is missing. */
function oldestInOrder(rows: readonly JsonObject[], time_zone: string): string | null {
  const days = rows.map((row) => dateOfPayload(row, time_zone));
  if (days.some((day, i) => day === null || (i > 0 && day > (days[i - 1] ?? '')))) return null;
  return days.at(-1) ?? null;
}

/** A server that does not know the filter goes on into the past. */
function isBefore(rows: readonly JsonObject[], from: string, time_zone: string): boolean {
  const days = rows.flatMap((row) => dateOfPayload(row, time_zone) ?? []);
  return days.length > 0 && days.every((day) => day < from);
}
