/** Workout libraries and training plans, read only: applying a plan writes into the calendar, and taking one back has deleted workouts. */

import type { Item, Json, Page, Session, Stream, StreamAsk } from '../../core/connector.ts';
import { at, boolOf, idOf, listOf, numberOf, objectOf, textOf } from '../../core/json.ts';
import { isTrouble } from '../../core/platform-failure.ts';
import { cleanLine } from '../../core/text.ts';
import { addDays, dayNumber } from '../../core/time.ts';
import { read, rowsOf } from './calls.ts';
import { dayOf } from './dates.ts';
import { withoutPrivateParts } from './private-parts.ts';
import { workoutOf } from './structure.ts';
import { sportOfType } from './workout-types.ts';

const WEEK_S = 7 * 86_400;
const MAX_FOLDERS = 500;

interface Folder {
  readonly id: string;
  readonly name: string | null;
  /** First and last day, for plans. */
  readonly from?: string;
  readonly to?: string;
}

// ---- libraries ---------------------------------------------------------------------------------------------------

/** A whole run reads every library; others only list them and look into one, a different one each day. */
export const LIBRARIES: Stream = {
  id: 'libraries',
  title: 'workout libraries',
  look_back_days: 0,
  fresh_s: WEEK_S,
  calls: 2,
  noise: ['lastModifiedDate'],
  pages: libraryPages,
};

async function* libraryPages({ session, resume, from }: StreamAsk): AsyncIterable<Page> {
  let folders = foldersOf(resume);
  if (folders === null) {
    const rows = await listed(session, '/exerciselibrary/v2/libraries', ['exerciseLibraryId', 'libraryName']);
    if (rows === null) return yield { items: [], next: null };
    const all = rows.flatMap((row) =>
      folderOf(idOf(at(row, 'exerciseLibraryId')) ?? idOf(at(row, 'id')), row, 'libraryName'),
    );
    // What the platform itself brings along is read once; it does not change.
    const own = all.filter(({ row }) => boolOf(at(row, 'isDefaultContent')) !== true);
    const picked = from === null ? all : own.slice(dayNumber(session.today) % Math.max(1, own.length)).slice(0, 1);
    folders = picked.map(({ folder }) => folder);
    const items = all.map(({ folder, row }) => other(`library:${folder.id}`, row, folder.name));
    yield pageOf(items, folders, from === null);
  }
  while (folders.length > 0) {
    const [folder, ...rest]: readonly Folder[] = folders;
    const path = `/exerciselibrary/v2/libraries/${encodeURIComponent(folder!.id)}/items`;
    const rows = (await listed(session, path, ['exerciseLibraryItemId'])) ?? [];
    yield pageOf(
      rows.flatMap((row) => templateOf(row, folder!)),
      rest,
      from === null,
    );
    folders = rest;
  }
}

function templateOf(json: Json, folder: Folder): Item[] {
  const row = objectOf(json);
  const id = idOf(row.exerciseLibraryItemId) ?? idOf(row.id);
  if (id === null) return [];
  const name = cleanLine(row.itemName) ?? cleanLine(row.title);
  const { sport } = sportOfType(row.workoutTypeId ?? row.workoutTypeValueId, row.workoutSubTypeId);
  const workout = workoutOf(row.structure, sport, name);
  return [
    { external_id: id, raw: withoutPrivateParts(row), core: { kind: 'workout', name, folder: folder.name, workout } },
  ];
}

// ---- plans -------------------------------------------------------------------------------------------------------

/** Plans are for coaches and buyers; with others the list is refused, which is no trouble. */
export const PLANS: Stream = {
  id: 'plans',
  title: 'training plans',
  look_back_days: 0,
  fresh_s: WEEK_S,
  calls: 1,
  noise: ['lastModifiedDate'],
  pages: planPages,
};

async function* planPages({ session, resume, from }: StreamAsk): AsyncIterable<Page> {
  let folders = foldersOf(resume);
  if (folders === null) {
    const rows = await listed(session, '/plans/v1/plans', ['planId']);
    if (rows === null) return yield { items: [], next: null };
    const all = rows.flatMap((row) => folderOf(idOf(at(row, 'planId')) ?? idOf(at(row, 'id')), row, 'title'));
    const items = all.map(({ folder, row }) => other(`plan:${folder.id}`, row, folder.name));
    folders = from === null ? all.map(({ folder }) => folder).filter((folder) => folder.from !== undefined) : [];
    const applied = from === null ? await appliedPlans(session) : [];
    yield pageOf([...items, ...applied], folders, from === null);
  }
  while (folders.length > 0) {
    const [folder, ...rest]: readonly Folder[] = folders;
    const path = `/plans/v1/plans/${encodeURIComponent(folder!.id)}/workouts/${folder!.from}/${folder!.to}`;
    const rows = (await listed(session, path, ['workoutId'])) ?? [];
    yield pageOf(
      rows.flatMap((row) => planWorkoutOf(row, folder!)),
      rest,
      from === null,
    );
    folders = rest;
  }
}

function planWorkoutOf(json: Json, folder: Folder): Item[] {
  const row = objectOf(json);
  const id = idOf(row.workoutId) ?? idOf(row.id);
  if (id === null) return [];
  const name = cleanLine(row.title);
  const { sport } = sportOfType(row.workoutTypeValueId, row.workoutSubTypeId);
  const workout = workoutOf(row.structure, sport, name);
  return [
    {
      external_id: `plan:${folder.id}:${id}`,
      raw: withoutPrivateParts(row),
      core: { kind: 'workout', name, folder: folder.name, workout },
    },
  ];
}

async function appliedPlans(session: Session): Promise<Item[]> {
  const athlete = encodeURIComponent(session.account.external_id);
  const path = `/plans/v1/athletes/${athlete}/appliedplans/${session.today}`;
  const rows = (await listed(session, path, ['appliedPlanId'])) ?? [];
  return rows.flatMap((row) => {
    const id = idOf(at(row, 'appliedPlanId'));
    return id === null ? [] : [other(`applied:${id}`, row, cleanLine(at(row, 'title')), dayOf(at(row, 'startDate')))];
  });
}

// ---- both --------------------------------------------------------------------------------------------------------

/** null when there is no such list, or not for this account. */
async function listed(session: Session, path: string, id_keys: readonly string[]): Promise<readonly Json[] | null> {
  try {
    return rowsOf((await session.call(read(path))).json, ...id_keys);
  } catch (error) {
    if (isTrouble(error, 'not_found', 'forbidden', 'plan', 'bad_request')) return null;
    throw error;
  }
}

function folderOf(id: string | null, row: Json, name_key: string): { folder: Folder; row: Json }[] {
  if (id === null) return [];
  const name = cleanLine(at(row, name_key));
  const from = dayOf(at(row, 'startDate'));
  const days = numberOf(at(row, 'dayCount')) ?? (numberOf(at(row, 'weekCount')) ?? 0) * 7;
  const dated = from !== null && days > 0 && days <= 3660;
  return [{ folder: { id, name, ...(dated && { from, to: addDays(from, days) }) }, row }];
}

function other(external_id: string, row: Json, name: string | null, local_date: string | null = null): Item {
  return { external_id, raw: withoutPrivateParts(row), core: { kind: 'other', name, local_date } };
}

function pageOf(items: readonly Item[], left: readonly Folder[], whole: boolean): Page {
  if (left.length > 0) return { items, next: { folders: left.slice(0, MAX_FOLDERS).map((folder) => ({ ...folder })) } };
  return { items, next: null, ...(whole && { complete: { from: null, to: null } }) };
}

function foldersOf(resume: Json): readonly Folder[] | null {
  const folders = at(resume, 'folders');
  if (!Array.isArray(folders)) return null;
  return listOf(folders).flatMap((entry) => {
    const id = idOf(at(entry, 'id'));
    const [from, to] = [dayOf(at(entry, 'from')), dayOf(at(entry, 'to'))];
    if (id === null) return [];
    return [{ id, name: textOf(at(entry, 'name')), ...(from !== null && to !== null && { from, to }) }];
  });
}
