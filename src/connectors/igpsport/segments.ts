/** Segments the athlete has marked, which only China has: the list, and for each its detail, own efforts and leaderboard. */

import type { Item, Json, Page, Session, Stream, StreamAsk } from '../../core/connector.ts';
import { idOf, type JsonObject, numberOf, objectOf, positiveOf } from '../../core/json.ts';
import { isTrouble } from '../../core/platform-failure.ts';
import { cleanLine } from '../../core/text.ts';
import { dayOf, field, rowsOf, unwrapped } from './payload.ts';
import { regionOf, unexpected } from './platform.ts';
import { withoutOthers } from './private-parts.ts';
import { ask } from './request.ts';
import {
  SEGMENT_EFFORTS_PATH,
  SEGMENT_PATH,
  SEGMENT_RANK_PATH,
  SEGMENT_RECORDS_PATH,
  SEGMENTS_PATH,
} from './routes.ts';

const PAGE_SIZE = 20;
const RANK_SIZE = 30;
const ALL_TIME = 1;
const MAX_PAGES = 100;
const DAY_S = 86_400;
const EVERYTHING = { from: null, to: null };

export const SEGMENTS: Stream = {
  id: 'segments',
  title: 'Marked segments',
  look_back_days: 0,
  fresh_s: DAY_S,
  calls: 1,
  noise: [],
  pages: listPages,
};

export const SEGMENT_DETAILS: Stream = {
  id: 'segment-details',
  title: 'Efforts and leaderboards of marked segments',
  look_back_days: 0,
  fresh_s: 7 * DAY_S,
  // The list and four calls for each segment: more than a quiet sync may cost, so a first or full one brings it.
  calls: 5,
  noise: [],
  pages: detailPages,
};

async function* listPages({ session }: StreamAsk): AsyncIterable<Page> {
  const rows = await list(session);
  const items = [...rows].map(([id, row]) => itemOf(id, row, row, session));
  yield { items, next: null, total: items.length, ...(regionOf(session) === 'cn' ? { complete: EVERYTHING } : {}) };
}

async function* detailPages({ session, resume }: StreamAsk): AsyncIterable<Page> {
  const rows = await list(session);
  const ids = [...rows.keys()];
  const begin = Math.max(0, ids.indexOf(typeof resume === 'string' ? resume : ''));
  const complete = regionOf(session) === 'cn' ? { complete: EVERYTHING } : {};
  if (ids.length === 0) yield { items: [], next: null, ...complete };
  for (let i = begin; i < ids.length; i++) {
    const id = ids[i]!;
    const whole = await fetchWhole(session, id);
    const next = ids[i + 1] ?? null;
    // Resumed in the middle, the run has not listed what came before: those before were listed by the same run.
    yield {
      items: [itemOf(id, rows.get(id)!, whole, session)],
      next,
      total: ids.length,
      ...(next === null ? complete : {}),
    };
  }
}

/** By id, in the platform's order. Empty outside China, without a call. */
async function list(session: Session): Promise<Map<string, JsonObject>> {
  const found = new Map<string, JsonObject>();
  if (regionOf(session) !== 'cn') return found;
  for (let page = 1; page <= MAX_PAGES; page++) {
    const data = await ask(session, SEGMENTS_PATH, { pageNo: page, pageSize: PAGE_SIZE });
    const rows = rowsOf(data);
    if (rows === null) {
      if (data === null) break;
      throw unexpected('a list of segments without rows');
    }
    const before = found.size;
    for (const row of rows.map(objectOf)) {
      const id = idOf(field(row, 'id', 'segmentsId'));
      if (id !== null && !found.has(id)) found.set(id, row);
    }
    const frame = unwrapped(data, 'data');
    const pages = positiveOf(field(frame, 'totalPage', 'pages'));
    const total = numberOf(field(frame, 'totalRows', 'total'));
    const is_last = pages !== null ? page >= pages : total !== null ? found.size >= total : rows.length < PAGE_SIZE;
    if (is_last || found.size === before) break;
  }
  return found;
}

async function fetchWhole(session: Session, id: string): Promise<Json> {
  const part = encodeURIComponent(id);
  const rank = { pageNo: 1, pageSize: RANK_SIZE, segmentsId: id, queryType: ALL_TIME };
  return {
    detail: await maybe(ask(session, `${SEGMENT_PATH}/${part}`)),
    // An array when there are efforts, an object about a dialogue when there are none.
    efforts: rowsOf(await maybe(ask(session, `${SEGMENT_EFFORTS_PATH}/${part}`))) ?? [],
    rank: await maybe(ask(session, SEGMENT_RANK_PATH, rank)),
    records: await maybe(ask(session, `${SEGMENT_RECORDS_PATH}/${part}`)),
  };
}

function itemOf(external_id: string, row: JsonObject, raw: Json, session: Session): Item {
  return {
    external_id,
    raw: withoutOthers(raw, session.account.external_id),
    core: {
      kind: 'other',
      name: cleanLine(field(row, 'title', 'name')),
      local_date: dayOf(field(row, 'createTime', 'collectTime'), session.time_zone),
    },
  };
}

async function maybe(data: Promise<Json>): Promise<Json> {
  try {
    return await data;
  } catch (error) {
    if (isTrouble(error, 'not_found', 'bad_request', 'unexpected', 'forbidden')) return null;
    throw error;
  }
}
