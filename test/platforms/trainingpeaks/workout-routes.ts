/** The workout list, single workouts, their files, comments and notes, and what creates and changes them. */

import { gunzipSync } from 'node:zlib';
import { addDays } from '../../../src/core/time.ts';
import type { FakeRequest, FakeResponse } from '../server.ts';
import { ATHLETE_ID, emptyRow, type Row } from './invented-rows.ts';
import { badRange, idOf, inside, list, ok, type Route, refuse, type State, shown } from './state.ts';

const A = '/fitness/v6/athletes/(\\d+)';
const W = `${A}/workouts/(\\d+)`;
const DAYS = '(\\d{4}-\\d{2}-\\d{2})/(\\d{4}-\\d{2}-\\d{2})';

function route(method: string, path: string, answer: Route[2]): Route {
  return [method, new RegExp(`^${path}$`), answer];
}

/** With the row of the workout named in the path, or the refusal of one that is not there. */
function ofWorkout(answer: (state: State, row: Row, request: FakeRequest, parts: readonly string[]) => FakeResponse) {
  return (state: State, request: FakeRequest, parts: readonly string[]): FakeResponse => {
    const row = state.rows.get(Number(parts[1]));
    return row ? answer(state, row, request, parts) : refuse(400, `Invalid workoutId (${parts[1]})`);
  };
}

export const WORKOUT_ROUTES: readonly Route[] = [
  route('GET', `${A}/workouts/${DAYS}`, listWorkouts),
  route('GET', W, ofWorkout(one)),
  route('GET', `/fitness/v1/athletes/(\\d+)/workouts/(\\d+)`, ofWorkout(one)),
  route('POST', `${A}/workouts`, create),
  route('PUT', W, ofWorkout(replace)),
  route('DELETE', W, ofWorkout(remove)),
  route('GET', `${W}/details`, ofWorkout(details)),
  route(
    'GET',
    `${W}/detaildata`,
    ofWorkout((state) => (state.modes.basic ? refuse(403) : ok({ samples: [] }))),
  ),
  route('GET', `${W}/rawfiledata/(-?\\d+)`, ofWorkout(rawFile)),
  route('GET', `${W}/filedata/(.+)`, ofWorkout(fileByName)),
  route('POST', `${W}/filedata`, ofWorkout(attach)),
  route('DELETE', `${W}/filedata/(-?\\d+)`, ofWorkout(detach)),
  route(
    'GET',
    `${W}/attachments/(\\d+)/raw`,
    ofWorkout(() => refuse(404)),
  ),
  route(
    'GET',
    `${W}/fordevice/fit`,
    ofWorkout(() => refuse(404)),
  ),
  route('GET', '/fitness/v2/athletes/(\\d+)/workouts/changed', changed),
  route('POST', `${A}/commands/workouts/combine`, combine),
  route('POST', `${A}/commands/workouts/(\\d+)/split`, ofWorkout(split)),
  route('POST', `${A}/commands/addworkoutfromlibraryitem`, fromLibrary),
  route('GET', '/fitness/v2/athletes/(\\d+)/workouts/(\\d+)/comments', ofWorkout(thread)),
  route('POST', '/fitness/v2/athletes/(\\d+)/workouts/(\\d+)/comments', ofWorkout(comment)),
  route('GET', '/fitness/v6/workouts/(\\d+)/privateWorkoutNote', privateNote),
  route('PUT', '/fitness/v6/workouts/(\\d+)/privateWorkoutNote', setPrivateNote),
  route('GET', '/fitness/v6/workouttypes', () => ok([{ id: 2, name: 'Bike' }])),
];

function listWorkouts(state: State, _request: FakeRequest, [, from = '', to = '']: readonly string[]): FakeResponse {
  const refusal = badRange(state, from, to);
  if (refusal) return refusal;
  const rows = [...state.rows.values()].filter((row) => inside(row.workoutDay, from, to));
  return list(
    state,
    rows.map((row) => shown(state, row)),
  );
}

function one(state: State, row: Row): FakeResponse {
  return ok(state.modes.single_as_list ? [shown(state, row)] : shown(state, row));
}

const REQUIRED = ['workoutId', 'athleteId', 'workoutDay', 'workoutTypeValueId', 'title', 'isHidden', 'workoutComments'];

/** The sentence for a body that is refused; null when it is taken. */
function fault(state: State, body: Row): string | null {
  if (Array.isArray(body.userTags)) return 'No workout sent';
  if (typeof body.structure === 'object' && body.structure !== null) return 'No workout sent';
  if (body.workoutTypeValueId == null || body.workoutDay == null) return 'No workout sent';
  const structure = typeof body.structure === 'string' ? body.structure : '';
  if (/"unit":"yards?"/.test(structure) || /"intensityClass":"recovery"/.test(structure)) return 'Invalid structure';
  const strict = state.modes.strict_create;
  if (strict && (REQUIRED.some((key) => !(key in body)) || typeof body.athleteId !== 'number'))
    return 'No workout sent';
  return null;
}

function create(state: State, request: FakeRequest): FakeResponse {
  const body = (request.json() ?? {}) as Row;
  const wrong = fault(state, body);
  if (wrong) return refuse(400, wrong);
  const day = String(body.workoutDay).slice(0, 10);
  // A free account plans for today and tomorrow only, as a clock six hours behind Greenwich has it.
  const today = new Date((state.server.now() - 6 * 3600) * 1000).toISOString().slice(0, 10);
  if (state.modes.basic && day > addDays(today, 1)) return refuse(403, 'Premium is required to plan ahead');
  const workoutId = idOf(state);
  const row: Row = { ...emptyRow(day), ...body, workoutId, athleteId: ATHLETE_ID, workoutDay: `${day}T00:00:00` };
  state.rows.set(workoutId, row);
  return ok(shown(state, row));
}

function replace(state: State, row: Row, request: FakeRequest): FakeResponse {
  const body = (request.json() ?? {}) as Row;
  const wrong = fault(state, body);
  if (wrong) return refuse(400, wrong);
  const day = String(body.workoutDay).slice(0, 10);
  // Everything that is not sent becomes null.
  const nulls = Object.fromEntries(Object.keys(row).map((key) => [key, null]));
  const next = { ...nulls, ...body, workoutId: row.workoutId, athleteId: ATHLETE_ID, workoutDay: `${day}T00:00:00` };
  state.rows.set(row.workoutId as number, next);
  return ok(shown(state, next));
}

function remove(state: State, row: Row): FakeResponse {
  state.rows.delete(row.workoutId as number);
  state.files.delete(row.workoutId as number);
  return ok(true);
}

function details(state: State, row: Row): FakeResponse {
  const maxima = (entries: readonly { label: string; value: number }[]) =>
    state.modes.mean_max_bare ? entries : { meanMaxes: entries };
  const power = typeof row.powerAverage === 'number' ? row.powerAverage : null;
  const body = {
    workoutId: row.workoutId,
    timeInHeartRateZones: { timeInZones: [{ label: 'Zone 1', seconds: 610 }] },
    timeInPowerZones: power === null ? null : { timeInZones: [{ label: 'Active Recovery', seconds: 700 }] },
    timeInSpeedZones: null,
    meanMaxPower: maxima(power === null ? [] : [{ label: 'MM5Minutes', value: Math.round(power * 1.3) }]),
    meanMaxHeartRate: maxima([]),
    meanMaxCadence: maxima([]),
    meanMaxSpeed: maxima([]),
    workoutDeviceFileInfos: (state.files.get(row.workoutId as number) ?? []).map(({ id, name }) => ({
      fileId: id,
      fileSystemId: 'made-up',
      fileName: name,
      dateUploaded: row.workoutDay,
    })),
    attachmentFileInfos: [],
  };
  return ok(state.modes.single_as_list ? [body] : body);
}

function rawFile(state: State, row: Row, _request: FakeRequest, parts: readonly string[]): FakeResponse {
  if (state.modes.basic) return refuse(403, 'Premium required');
  const file = state.files.get(row.workoutId as number)?.find(({ id }) => id === Number(parts[2]));
  if (!file) return refuse(404);
  const bytes = file.bytes();
  if (state.modes.file_as_json) return ok({ data: Buffer.from(bytes).toString('base64') });
  return { body: bytes, headers: { 'content-disposition': `attachment; filename="${file.name}"` } };
}

function fileByName(state: State, row: Row, _request: FakeRequest, parts: readonly string[]): FakeResponse {
  const file = state.files.get(row.workoutId as number)?.find(({ name }) => name === parts[2]);
  return file ? ok({ data: Buffer.from(file.bytes()).toString('base64') }) : refuse(404);
}

function attach(state: State, row: Row, request: FakeRequest): FakeResponse {
  const { data, fileName } = (request.json() ?? {}) as Row;
  const name = String(fileName ?? '');
  if (!/\.(fit|tcx|pwx|gpx)(\.gz)?$/i.test(name)) return refuse(415);
  const bytes = gunzipSync(Buffer.from(String(data), 'base64'));
  const files = state.files.get(row.workoutId as number) ?? [];
  state.files.set(row.workoutId as number, [...files, { id: -idOf(state) % 2 ** 31, name, bytes: () => bytes }]);
  // Totals come a little later there; here at once.
  row.totalTime ??= 1;
  return { status: 200 };
}

function detach(state: State, row: Row, _request: FakeRequest, parts: readonly string[]): FakeResponse {
  const files = state.files.get(row.workoutId as number) ?? [];
  state.files.set(
    row.workoutId as number,
    files.filter(({ id }) => id !== Number(parts[2])),
  );
  return ok(true);
}

function changed(state: State, request: FakeRequest): FakeResponse {
  const since = request.query.get('date') ?? '';
  const size = Number(request.query.get('pageSize') ?? 100);
  const page = Number(request.query.get('page') ?? 0);
  const rows = [...state.rows.values()].filter((row) => String(row.lastModifiedDate) >= since);
  return list(
    state,
    rows
      .slice(page * size, (page + 1) * size)
      .map(({ workoutId, lastModifiedDate }) => ({ workoutId, lastModifiedDate })),
  );
}

const PLAN_FIELDS = ['totalTimePlanned', 'distancePlanned', 'tssPlanned', 'ifPlanned', 'structure', 'startTimePlanned'];

function combine(state: State, request: FakeRequest): FakeResponse {
  const { completedWorkoutId, plannedWorkoutId } = (request.json() ?? {}) as Row;
  const done = state.rows.get(Number(completedWorkoutId));
  const plan = state.rows.get(Number(plannedWorkoutId));
  if (!done || !plan) return refuse(400, `Invalid workoutId (${done ? plannedWorkoutId : completedWorkoutId})`);
  for (const field of PLAN_FIELDS) done[field] = plan[field];
  state.rows.delete(plan.workoutId as number);
  return ok(shown(state, done));
}

function split(state: State, row: Row): FakeResponse {
  const plan: Row = { ...emptyRow(String(row.workoutDay).slice(0, 10)), workoutId: idOf(state), title: row.title };
  for (const field of PLAN_FIELDS) {
    plan[field] = row[field];
    row[field] = null;
  }
  state.rows.set(plan.workoutId as number, plan);
  return ok({ completedWorkouts: [shown(state, row)], plannedWorkout: shown(state, plan) });
}

function fromLibrary(state: State, request: FakeRequest): FakeResponse {
  if (state.modes.add_from_library === 500) return refuse(500);
  const { exerciseLibraryItemId, workoutDateTime } = (request.json() ?? {}) as Row;
  const template = state.templates.get(Number(exerciseLibraryItemId));
  if (!template) return refuse(404);
  const { itemName, workoutTypeId, structure, totalTimePlanned, tssPlanned } = template;
  const row: Row = {
    ...emptyRow(String(workoutDateTime).slice(0, 10)),
    ...{ workoutId: idOf(state), title: itemName, workoutTypeValueId: workoutTypeId },
    ...{ structure, totalTimePlanned, tssPlanned },
  };
  state.rows.set(row.workoutId as number, row);
  return ok(shown(state, row));
}

function thread(state: State, row: Row): FakeResponse {
  return list(state, state.comments.get(row.workoutId as number) ?? []);
}

function comment(state: State, row: Row, request: FakeRequest): FakeResponse {
  const { value } = (request.json() ?? {}) as Row;
  const id = row.workoutId as number;
  const entry = {
    id: idOf(state),
    comment: value,
    dateCreated: row.workoutDay,
    workoutId: id,
    commenterPersonId: ATHLETE_ID,
    commenterName: state.athlete.name,
    isCoach: false,
  };
  const entries = [...(state.comments.get(id) ?? []), entry];
  state.comments.set(id, entries);
  row.workoutComments = entries;
  return ok(entries);
}

function privateNote(state: State, _request: FakeRequest, [id = '']: readonly string[]): FakeResponse {
  const note = state.private_notes.get(Number(id));
  return note === undefined ? { status: 204 } : ok({ note, dateTimeUpdatedUtc: '2026-03-03T18:00:00Z' });
}

function setPrivateNote(state: State, request: FakeRequest, [id = '']: readonly string[]): FakeResponse {
  const row = state.rows.get(Number(id));
  if (!row) return refuse(400, `Invalid workoutId (${id})`);
  state.private_notes.set(Number(id), String(((request.json() ?? {}) as Row).note ?? ''));
  row.hasPrivateWorkoutNoteForCaller = true;
  return { status: 200 };
}
