/** The calendar beside workouts: notes, events, availability, annual plan; and equipment, libraries, plans, strength. */

import type { FakeRequest, FakeResponse } from '../server.ts';
import { ATHLETE_ID, type Row } from './invented-rows.ts';
import { badRange, idOf, inside, list, ok, type Route, refuse, type State } from './state.ts';

const DAYS = '(\\d{4}-\\d{2}-\\d{2})/(\\d{4}-\\d{2}-\\d{2})';
const A1 = '/fitness/v1/athletes/(\\d+)';
const A6 = '/fitness/v6/athletes/(\\d+)';
const RX = '/rx/activity/v1/workouts';
const LIB = '/exerciselibrary';

function route(method: string, path: string, answer: Route[2]): Route {
  return [method, new RegExp(`^${path}$`), answer];
}

export const CALENDAR_ROUTES: readonly Route[] = [
  ['GET', new RegExp(`^/fitness/v([123])/athletes/(\\d+)/calendarNote/${DAYS}$`), listNotes],
  route('POST', `${A1}/calendarNote`, created('notes', withNoteId)),
  route('GET', `${A1}/calendarNote/(\\d+)`, single('notes', withNoteId)),
  route('PUT', `${A1}/calendarNote/(\\d+)`, replaced('notes', withNoteId)),
  route('DELETE', `${A1}/calendarNote/(\\d+)`, removed('notes')),
  route('GET', `${A1}/calendarNote/(\\d+)/comments`, () => ({ status: 204 })),

  route('GET', `${A6}/events/${DAYS}`, listEvents),
  route('GET', `${A6}/events/(focusevent|nextplannedevent)`, nextEvent),
  // The plural is the trap.
  route('POST', `${A6}/events`, () => refuse(500)),
  route('POST', `${A6}/event`, createEvent),
  route('PUT', `${A6}/event`, replaceEvent),
  route('DELETE', `${A6}/(event|events)/(\\d+)`, deleteEvent),

  route('GET', `${A1}/availability/${DAYS}`, listAvailability),
  route('POST', `${A1}/availability`, created('availability')),
  route('PUT', `${A1}/availability/(\\d+)`, replaced('availability')),
  route('DELETE', `${A1}/availability/(\\d+)`, removed('availability')),
  route('GET', `${A1}/atp/${DAYS}`, listWeeks),

  route('GET', `${A1}/equipment`, (state) => list(state, state.equipment)),
  route('PUT', `${A1}/equipment`, putEquipment),

  route('GET', `${LIB}/v2/libraries`, listLibraries),
  route('GET', `${LIB}/v2/libraries/(\\d+)/items`, listTemplates),
  route('POST', `${LIB}/v1/libraries`, createLibrary),
  route('POST', `${LIB}/v1/libraries/(\\d+)/items`, createTemplate),
  route('DELETE', `${LIB}/v1/libraries/(\\d+)/items/(\\d+)`, deleteTemplate),

  route('GET', '/plans/v1/plans', (state) => (state.plans.size === 0 ? refuse(403) : list(state, plansOf(state)))),
  route('GET', `/plans/v1/plans/(\\d+)/workouts/${DAYS}`, planWorkouts),
  route('GET', '/plans/v1/athletes/(\\d+)/appliedplans/([\\d-]+)', (state) => list(state, [])),

  route('GET', `${RX}/calendar/(\\d+)/${DAYS}`, listStrength),
  route('GET', `${RX}/(\\d+)`, oneStrength),
  route('POST', `${RX}/save`, saveStrength),
  route('DELETE', `${RX}/(\\d+)`, (state, _request, [id = '']) =>
    state.strength.delete(Number(id)) ? ok(true) : refuse(404),
  ),
];

// ---- kinds that are created, replaced and removed alike --------------------------------------------------------------

type Kept = 'notes' | 'availability';

function withId(_state: State, id: number, row: Row): Row {
  return { id, ...row };
}

function withNoteId({ modes }: State, id: number, row: Row): Row {
  return { [modes.note_id]: id, ...row };
}

function created(kind: Kept, show = withId): Route[2] {
  return (state, request) => {
    const id = idOf(state);
    const row = (request.json() ?? {}) as Row;
    state[kind].set(id, row);
    return ok(show(state, id, row));
  };
}

function single(kind: Kept, show = withId): Route[2] {
  return (state, _request, [, id = '']) => {
    const row = state[kind].get(Number(id));
    return row ? ok(show(state, Number(id), row)) : refuse(404);
  };
}

function replaced(kind: Kept, show = withId): Route[2] {
  return (state, request, [, id = '']) => {
    if (!state[kind].has(Number(id))) return refuse(404);
    const row = (request.json() ?? {}) as Row;
    state[kind].set(Number(id), row);
    return ok(show(state, Number(id), row));
  };
}

function removed(kind: Kept): Route[2] {
  return (state, _request, [, id = '']) => (state[kind].delete(Number(id)) ? ok(true) : refuse(404));
}

// ---- notes, events, availability, annual plan --------------------------------------------------------------------------

function listNotes(state: State, _request: FakeRequest, parts: readonly string[]): FakeResponse {
  const [version = '', , from = '', to = ''] = parts;
  if (!state.modes.note_versions.includes(Number(version))) return refuse(404);
  const refusal = badRange(state, from, to);
  if (refusal) return refusal;
  if (state.modes.note_same_day_empty && from === to) return list(state, []);
  const rows = [...state.notes].filter(([, row]) => inside(row.noteDate, from, to));
  return list(
    state,
    rows.map(([id, row]) => withNoteId(state, id, row)),
  );
}

function listEvents(state: State, _request: FakeRequest, [, from = '', to = '']: readonly string[]): FakeResponse {
  const refusal = badRange(state, from, to, false);
  if (refusal) return refusal;
  const rows = [...state.events].filter(([, row]) => inside(row.eventDate, from, to));
  return list(
    state,
    rows.map(([id, row]) => ({ id, ...row })),
  );
}

function nextEvent(state: State): FakeResponse {
  const { today } = state.athlete;
  const [next] = [...state.events]
    .filter(([, row]) => String(row.eventDate).slice(0, 10) >= today)
    .sort(([, a], [, b]) => (String(a.eventDate) < String(b.eventDate) ? -1 : 1));
  return next ? ok({ id: next[0], ...next[1] }) : { status: 204 };
}

const EVENT_TYPE = /^(Running|Cycling|Swim|Multisport|Rowing|Snow|Other)[A-Z]/;

function eventRow(body: Row): Row {
  return { ...body, eventType: EVENT_TYPE.test(String(body.eventType)) ? body.eventType : 'Undefined' };
}

function createEvent(state: State, request: FakeRequest): FakeResponse {
  const body = (request.json() ?? {}) as Row;
  if (Number(body.personId) !== ATHLETE_ID || typeof body.name !== 'string') return refuse(500);
  const id = idOf(state);
  state.events.set(id, eventRow(body));
  return ok({ id, ...state.events.get(id) });
}

function replaceEvent(state: State, request: FakeRequest): FakeResponse {
  const { id, ...body } = (request.json() ?? {}) as Row;
  if (!state.events.has(Number(id))) return refuse(404);
  state.events.set(Number(id), eventRow(body));
  return ok({ id, ...state.events.get(Number(id)) });
}

function deleteEvent(state: State, _request: FakeRequest, [, word = '', id = '']: readonly string[]): FakeResponse {
  if ((word === 'event') !== (state.modes.event_delete === 'singular')) return refuse(404);
  return state.events.delete(Number(id)) ? ok(true) : refuse(404);
}

function listAvailability(state: State, _request: FakeRequest, parts: readonly string[]): FakeResponse {
  const [, from = '', to = ''] = parts;
  const refusal = badRange(state, from, to);
  if (refusal) return refusal;
  const rows = [...state.availability].filter(
    ([, row]) => String(row.startDate).slice(0, 10) <= to && String(row.endDate).slice(0, 10) >= from,
  );
  return list(
    state,
    rows.map(([id, row]) => ({ id, ...row })),
  );
}

function listWeeks(state: State, _request: FakeRequest, [, from = '', to = '']: readonly string[]): FakeResponse {
  const refusal = badRange(state, from, to, false);
  return (
    refusal ??
    list(
      state,
      state.weeks.filter(({ week }) => inside(week, from, to)),
    )
  );
}

// ---- equipment, libraries, plans ---------------------------------------------------------------------------------------

function putEquipment(state: State, request: FakeRequest): FakeResponse {
  const rows = request.json();
  if (!Array.isArray(rows)) return refuse(500);
  const known = new Set(state.equipment.map(({ equipmentId }) => equipmentId));
  // Fields under other names are not looked at, which looks like success.
  state.equipment = (rows as Row[])
    .filter(({ equipmentId, type }) => known.has(equipmentId) || type !== undefined)
    .map((row) => ({ ...row, equipmentId: row.equipmentId ?? idOf(state) }));
  return ok(state.equipment);
}

function listLibraries(state: State): FakeResponse {
  return list(
    state,
    [...state.libraries].map(([exerciseLibraryId, row]) => ({ exerciseLibraryId, ...row })),
  );
}

function listTemplates(state: State, _request: FakeRequest, [id = '']: readonly string[]): FakeResponse {
  if (!state.libraries.has(Number(id))) return refuse(404);
  const rows = [...state.templates].filter(([, row]) => row.exerciseLibraryId === Number(id));
  return list(
    state,
    rows.map(([exerciseLibraryItemId, row]) => ({ exerciseLibraryItemId, ...row })),
  );
}

function createLibrary(state: State, request: FakeRequest): FakeResponse {
  const id = idOf(state);
  state.libraries.set(id, { isDefaultContent: false, ...((request.json() ?? {}) as Row) });
  return ok({ exerciseLibraryId: id, ...state.libraries.get(id) });
}

function createTemplate(state: State, request: FakeRequest, [library = '']: readonly string[]): FakeResponse {
  const body = (request.json() ?? {}) as Row;
  // Here the structure is an object, the other way round than in the calendar.
  if (typeof body.structure === 'string') return refuse(400, 'Invalid structure');
  const id = idOf(state);
  state.templates.set(id, { ...body, exerciseLibraryId: Number(library) });
  return ok({ exerciseLibraryItemId: id, ...state.templates.get(id) });
}

function deleteTemplate(state: State, _request: FakeRequest, [, id = '']: readonly string[]): FakeResponse {
  return state.templates.delete(Number(id)) ? ok(true) : refuse(404);
}

function plansOf(state: State): Row[] {
  return [...state.plans].map(([planId, row]) => ({ planId, ...row }));
}

function planWorkouts(state: State, _request: FakeRequest, parts: readonly string[]): FakeResponse {
  const [id = '', from = '', to = ''] = parts;
  const rows = state.plan_workouts.get(Number(id));
  return rows
    ? list(
        state,
        rows.filter((row) => inside(row.workoutDay, from, to)),
      )
    : refuse(403);
}

// ---- strength builder --------------------------------------------------------------------------------------------------

function listStrength(state: State, _request: FakeRequest, [, from = '', to = '']: readonly string[]): FakeResponse {
  if (!state.modes.side_host) return refuse(404);
  const rows = [...state.strength].filter(([, row]) => inside(row.prescribedDate, from, to));
  return ok(rows.map(([id, row]) => ({ id, ...row })));
}

function oneStrength(state: State, _request: FakeRequest, [id = '']: readonly string[]): FakeResponse {
  const row = state.strength.get(Number(id));
  return row ? ok({ data: { id: Number(id), ...row }, errors: [] }) : refuse(404);
}

function saveStrength(state: State, request: FakeRequest): FakeResponse {
  const { id, ...body } = (request.json() ?? {}) as Row;
  if (!Array.isArray(body.blocks) || body.calendarId === undefined) return refuse(400);
  const key = typeof id === 'number' ? id : idOf(state);
  state.strength.set(key, body);
  return ok({ data: { id: key, ...body }, errors: [] });
}
