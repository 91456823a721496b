/** The library of workouts: a list of titles, and one call for the steps of each. */

import type { Item, Page, Session, Stream, StreamAsk } from '../../core/connector.ts';
import { idOf, type JsonObject, numberOf, objectOf } from '../../core/json.ts';
import { isTrouble } from '../../core/platform-failure.ts';
import { cleanLine } from '../../core/text.ts';
import { dayOf, field, rowsOf, unwrapped } from './payload.ts';
import { regionOf, unexpected } from './platform.ts';
import { withoutPrivate } from './private-parts.ts';
import { ask } from './request.ts';
import { WORKOUT_PATH, WORKOUTS_OLD_PATH, WORKOUTS_PATH } from './routes.ts';
import { workoutOf } from './workout-structure.ts';

const PAGE_SIZE = 50;
const OLD_PAGE_SIZE = 200;
const MAX_PAGES = 100;
const DAY_S = 86_400;

export const WORKOUTS: Stream = {
  id: 'workouts',
  title: 'Workouts',
  look_back_days: 7,
  fresh_s: DAY_S,
  calls: 1,
  noise: ['iconPath', 'img', 'tips'],
  pages,
};

/**
 * A first or full run fetches every workout. Otherwise only those made since: one changed under its old date is
 * seen by the next full run, as the list alone does not tell.
 */
async function* pages({ session, from, full }: StreamAsk): AsyncIterable<Page> {
  const rows = await list(session);
  const everything = full || from === null;
  const wanted = rows.filter((row) => everything || isSince(row, from, session.time_zone));
  const items: Item[] = [];
  for (const row of wanted) {
    const item = await itemOf(session, row);
    if (item) items.push(item);
  }
  yield {
    items,
    next: null,
    total: wanted.length,
    ...(everything ? { complete: { from: null, to: null } } : {}),
  };
}

function isSince(row: JsonObject, from: string, time_zone: string): boolean {
  const made = dayOf(field(row, 'createTimestamp', 'createTime', 'updateTime'), time_zone);
  return made !== null && made >= from;
}

async function list(session: Session): Promise<JsonObject[]> {
  try {
    return await listBy(session, WORKOUTS_PATH, PAGE_SIZE, ['PageIndex', 'PageSize']);
  } catch (error) {
    if (regionOf(session) !== 'cn' || !isTrouble(error, 'not_found', 'bad_request', 'unexpected')) throw error;
    return listBy(session, WORKOUTS_OLD_PATH, OLD_PAGE_SIZE, ['pageNo', 'pageSize']);
  }
}

async function listBy(
  session: Session,
  path: string,
  size: number,
  [number_name, size_name]: readonly [string, string],
): Promise<JsonObject[]> {
  const found = new Map<string, JsonObject>();
  for (let page = 1; page <= MAX_PAGES; page++) {
    const data = await ask(session, path, { [number_name]: page, [size_name]: size });
    const rows = rowsOf(data);
    if (rows === null) throw unexpected('a list of workouts without items');
    const before = found.size;
    for (const row of rows.map(objectOf)) {
      const id = workoutIdOf(row);
      if (id !== null) found.set(id, row);
    }
    const total = numberOf(field(unwrapped(data, 'data'), 'total', 'totalRows', 'totalCount'));
    // The array of the older list comes whole.
    const is_last = Array.isArray(data) || (total !== null ? found.size >= total : rows.length < size);
    if (is_last || found.size === before) break;
  }
  return [...found.values()];
}

/** Null when it is gone by the time it is asked for. */
async function itemOf(session: Session, row: JsonObject): Promise<Item | null> {
  const external_id = workoutIdOf(row)!;
  let full: JsonObject = {};
  try {
    full = unwrapped(await ask(session, WORKOUT_PATH, { id: external_id }), 'data');
  } catch (error) {
    if (isTrouble(error, 'not_found')) return null;
    if (!isTrouble(error, 'bad_request', 'unexpected', 'forbidden')) throw error;
  }
  const whole = { ...row, ...full };
  return {
    external_id,
    raw: withoutPrivate(whole),
    core: { kind: 'workout', name: cleanLine(field(whole, 'title')), folder: null, workout: workoutOf(whole) },
  };
}

function workoutIdOf(row: JsonObject): string | null {
  return idOf(field(row, 'id', 'workoutId', 'workOutId'));
}
