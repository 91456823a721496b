/** What stands in the calendar beside workouts: notes, events, days without time, and the annual plan. */

import type { Item, Json, PlannedEntry, Session, Stream, StreamAsk } from '../../core/connector.ts';
import { at, idOf, isObject, listOf, numberOf, objectOf, positiveOf, textOf } from '../../core/json.ts';
import { isTrouble } from '../../core/platform-failure.ts';
import { cleanLine, cleanText } from '../../core/text.ts';
import { addDays } from '../../core/time.ts';
import { athletePath } from './activities.ts';
import { read, rowsOf } from './calls.ts';
import { dayOf } from './dates.ts';
import { withoutPrivateParts } from './private-parts.ts';
import { type Walk, WINDOW_DAYS, walk } from './windows.ts';
import { secondsOf } from './workout-items.ts';
import { sportOfEvent } from './workout-types.ts';

/** A plain entry of one day; each kind fills in what it knows. */
const EMPTY: Omit<PlannedEntry, 'category' | 'local_date'> = {
  category_as_written: null,
  last_date: null,
  title: null,
  note: null,
  sport: null,
  duration_s: null,
  distance_m: null,
  load: null,
  workout: null,
  activity_external_id: null,
};

function planned(external_id: string, raw: Json, entry: PlannedEntry, also: readonly string[] = []): Item {
  return { external_id, raw: withoutPrivateParts(raw, also), core: { kind: 'planned', entry } };
}

function stream(id: string, title: string, fresh_h: number, plan: Walk, look_back_days = 14): Stream {
  return {
    id,
    title,
    look_back_days,
    fresh_s: fresh_h * 3600,
    calls: 1,
    noise: ['lastModifiedDate', 'modifiedDate'],
    pages: (ask: StreamAsk) => walk(ask, plan),
  };
}

const WALK = { look_further_ahead: true, window_days: WINDOW_DAYS, whole_life: true, blind_windows: 12 };

// ---- notes -------------------------------------------------------------------------------------------------------

/** One day is left of the window, because the end is asked for one day later. */
export const NOTES = stream('notes', 'calendar notes', 6, {
  ...WALK,
  ahead_days: 74,
  window_days: WINDOW_DAYS - 1,
  list: listNotes,
});

/** Three versions of the list are in use; the first that exists is taken. */
const NOTE_VERSIONS = [1, 2, 3];

async function listNotes(session: Session, from: string, to: string): Promise<Item[] | null> {
  const rows = await firstOf(
    session,
    // A range of one day was seen to come back empty, so the end is a day later.
    NOTE_VERSIONS.map((version) => `${athletePath(session, version)}/calendarNote/${from}/${addDays(to, 1)}`),
    ['calendarNoteId', 'noteId', 'noteDate'],
  );
  if (rows === null) return null;
  return rows.flatMap((row) => {
    const id = idOf(at(row, 'id')) ?? idOf(at(row, 'calendarNoteId')) ?? idOf(at(row, 'noteId'));
    const local_date = dayOf(at(row, 'noteDate'));
    if (id === null || local_date === null || local_date < from || local_date > to) return [];
    const entry: PlannedEntry = {
      ...EMPTY,
      category: 'note',
      local_date,
      title: cleanLine(at(row, 'title')),
      note: cleanText(at(row, 'description')),
    };
    return [planned(id, row, entry)];
  });
}

/** The rows of the first path that is there; null when none is. */
async function firstOf(
  session: Session,
  paths: readonly string[],
  id_keys: readonly string[],
): Promise<readonly Json[] | null> {
  for (const path of paths) {
    try {
      return rowsOf((await session.call(read(path))).json, ...id_keys);
    } catch (error) {
      if (!isTrouble(error, 'not_found')) throw error;
    }
  }
  return null;
}

// ---- events ------------------------------------------------------------------------------------------------------

/** Wide windows are allowed here, so every run sees all events of two years either way. */
export const EVENTS = stream(
  'events',
  'races and events',
  12,
  {
    look_further_ahead: false,
    whole_life: true,
    blind_windows: 3,
    window_days: 1461,
    ahead_days: 730,
    list: listEvents,
  },
  730,
);

const METERS: Readonly<Record<string, number>> = {
  m: 1,
  meter: 1,
  meters: 1,
  km: 1000,
  kilometer: 1000,
  kilometers: 1000,
  mi: 1609.344,
  mile: 1609.344,
  miles: 1609.344,
  yard: 0.9144,
  yards: 0.9144,
};

async function listEvents(session: Session, from: string, to: string): Promise<Item[] | null> {
  const rows = await firstOf(session, [`${athletePath(session)}/events/${from}/${to}`], ['eventDate']);
  if (rows === null) return null;
  return rows.flatMap((row) => {
    const id = idOf(at(row, 'id')) ?? idOf(at(row, 'eventId'));
    const local_date = dayOf(at(row, 'eventDate'));
    if (id === null || local_date === null) return [];
    const type = cleanLine(at(row, 'eventType'), 60);
    const priority = cleanLine(at(row, 'atpPriority'), 20);
    const distance = positiveOf(at(row, 'distance'));
    // Without a unit the number could be anything.
    const unit = METERS[(textOf(at(row, 'distanceUnits')) ?? '').trim().toLowerCase()];
    const entry: PlannedEntry = {
      ...EMPTY,
      category: 'race',
      category_as_written: cleanLine([type, priority].filter((word) => word !== null).join(' ')),
      local_date,
      title: cleanLine(at(row, 'name')),
      note: cleanText(at(row, 'description')),
      sport: sportOfEvent(type),
      distance_m: distance === null || unit === undefined ? null : distance * unit,
      activity_external_id: onlyWorkoutOf(row),
    };
    return [planned(id, row, entry)];
  });
}

/** The workout of an event that has exactly one; the legs of a triathlon are several. */
function onlyWorkoutOf(row: Json): string | null {
  const ids = [...listOf(at(row, 'workoutIds')), ...listOf(at(row, 'workouts'))].flatMap(
    (entry) => (isObject(entry) ? idOf(entry.workoutId) : idOf(entry)) ?? [],
  );
  const [only, ...others] = new Set(ids);
  return others.length === 0 ? (only ?? null) : null;
}

// ---- availability ------------------------------------------------------------------------------------------------

export const AVAILABILITY = stream('availability', 'days without time to train', 24, {
  ...WALK,
  whole_life: false,
  ahead_days: 75,
  list: listAvailability,
});

async function listAvailability(session: Session, from: string, to: string): Promise<Item[] | null> {
  const rows = await firstOf(session, [`${athletePath(session, 1)}/availability/${from}/${to}`], ['startDate']);
  if (rows === null) return null;
  return rows.flatMap((row) => {
    const id = idOf(at(row, 'id')) ?? idOf(at(row, 'availabilityId'));
    const local_date = dayOf(at(row, 'startDate'));
    if (id === null || local_date === null) return [];
    const reason = cleanLine(at(row, 'reason'), 60);
    const limited = numberOf(at(row, 'type')) === 2;
    const last_date = dayOf(at(row, 'endDate'));
    const entry: PlannedEntry = {
      ...EMPTY,
      category: 'away',
      category_as_written: [limited ? 'Limited' : 'Unavailable', reason].filter((word) => word !== null).join(' '),
      local_date,
      last_date: last_date !== null && last_date > local_date ? last_date : null,
      title: reason,
      note: cleanText(at(row, 'description')),
    };
    return [planned(id, row, entry)];
  });
}

// ---- annual plan -------------------------------------------------------------------------------------------------

export const ANNUAL_PLAN = stream('annual_plan', 'annual training plan', 24, {
  ...WALK,
  whole_life: false,
  ahead_days: 75,
  list: listWeeks,
});

async function listWeeks(session: Session, from: string, to: string): Promise<Item[] | null> {
  const rows = await firstOf(session, [`${athletePath(session, 1)}/atp/${from}/${to}`], ['week']);
  if (rows === null) return null;
  return rows.flatMap((json) => {
    const row = objectOf(json);
    const local_date = dayOf(row.week) ?? dayOf(row.weekStart) ?? dayOf(row.startDate);
    if (local_date === null) return [];
    const by = cleanLine(row.atpType, 40);
    const race = cleanLine(row.raceName);
    const priority = cleanLine(row.racePriority, 20);
    const entry: PlannedEntry = {
      ...EMPTY,
      category: 'phase',
      category_as_written: by,
      local_date,
      last_date: addDays(local_date, 6),
      title: cleanLine(row.period),
      note: race === null ? null : priority === null ? race : `${race} (${priority})`,
      load: by !== null && /tss/i.test(by) ? positiveOf(row.volume) : null,
      duration_s: by !== null && /hour|duration/i.test(by) ? secondsOf(row.volume) : null,
    };
    return [planned(`week:${local_date}`, json, entry, ['athlete'])];
  });
}
