/** The calendar: planned sessions, races, notes, phases of the annual plan, targets, holidays and illness. */

import type { Json, PlannedEntry, Stream, StreamAsk } from '../../core/connector.ts';
import { boolOf, idOf, isObject, listOf, positiveOf, textOf } from '../../core/json.ts';
import { cleanLine, cleanText } from '../../core/text.ts';
import { addDays } from '../../core/time.ts';
import { dateOf } from './activity-time.ts';
import { askAthlete } from './address.ts';
import type { Event } from './api-types.ts';
import { fieldsOf, keptPayload, type Unread } from './payload.ts';
import { indoors, sportOfType } from './sports.ts';
import { type DatedItem, windowPages } from './windows.ts';
import { readWorkoutDoc } from './workout-doc.ts';

const DAYS_AHEAD = 180;

export const CALENDAR: Stream = {
  id: 'calendar',
  title: 'Calendar',
  look_back_days: 30,
  fresh_s: 3600,
  calls: 1,
  scope: 'CALENDAR:READ',
  noise: ['updated', 'icu_ctl', 'icu_atl', 'push_errors', 'ss_cp', 'ss_p_max', 'ss_w_prime'],
  pages: (ask: StreamAsk) =>
    windowPages(ask, {
      last: addDays(ask.session.today, DAYS_AHEAD),
      list: (oldest, newest) => askAthlete(ask.session, 'events', { oldest, newest }),
      read: readEvent,
    }),
};

const CATEGORIES: Readonly<Record<string, PlannedEntry['category']>> = {
  WORKOUT: 'workout',
  RACE_A: 'race',
  RACE_B: 'race',
  RACE_C: 'race',
  NOTE: 'note',
  PLAN: 'phase',
  TARGET: 'target',
  HOLIDAY: 'away',
  SICK: 'away',
  INJURED: 'away',
};

function readEvent(raw: Json): DatedItem {
  const external_id = isObject(raw) ? idOf(raw.id) : null;
  if (external_id === null) return { item: null, local_date: null };
  const event = fieldsOf<Event & { paired_activity_id: string }>(raw);
  const local_date = dateOf(event.start_date_local);
  // What is attached as a file repeats the steps.
  const kept = keptPayload(raw, ['workout_file_base64']);
  const title = cleanLine(event.name) ?? listOf(event.tags).flatMap((tag) => cleanLine(tag, 60) ?? [])[0] ?? null;
  if (local_date === null) {
    return { item: { external_id, raw: kept, core: { kind: 'other', name: title, local_date } }, local_date };
  }
  const word = cleanLine(event.category, 60);
  const outdoor_sport = sportOfType(event.type);
  const sport = outdoor_sport !== null && boolOf(event.indoor) === true ? indoors(outdoor_sport) : outdoor_sport;
  const entry: PlannedEntry = {
    category: word !== null && Object.hasOwn(CATEGORIES, word) ? CATEGORIES[word]! : 'other',
    category_as_written: word,
    local_date,
    last_date: lastDate(event, local_date),
    title,
    note: cleanText(event.description),
    sport,
    duration_s: positiveOf(event.moving_time) ?? positiveOf(event.time_target),
    distance_m: positiveOf(event.distance) ?? positiveOf(event.distance_target),
    load: positiveOf(event.icu_training_load) ?? positiveOf(event.load_target),
    workout: readWorkoutDoc(event.workout_doc, {
      name: cleanLine(event.name),
      sport: sport ?? 'other',
      target: event.target,
    }),
    activity_external_id: idOf(event.paired_activity_id),
  };
  return { item: { external_id, raw: kept, core: { kind: 'planned', entry } }, local_date };
}

/** The end is the midnight after the last day; one with a time of day is that day itself. */
function lastDate(event: Unread<Event>, local_date: string): string | null {
  const end = dateOf(event.end_date_local);
  if (end === null) return null;
  const midnight = /^.{10}(?:T00:00(?::00(?:\.0+)?)?)?$/.test(textOf(event.end_date_local)?.trim() ?? '');
  const last = midnight ? addDays(end, -1) : end;
  return last > local_date ? last : null;
}
