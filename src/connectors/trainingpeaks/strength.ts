/** Workouts of the strength builder, which no other list shows: exercises, sets and what was done of them. */

import type { Item, Json, PlannedEntry, Session, Stream } from '../../core/connector.ts';
import { at, boolOf, idOf, type JsonObject, listOf, numberOf, objectOf, positiveOf, textOf } from '../../core/json.ts';
import { isTrouble } from '../../core/platform-failure.ts';
import type { ActivityFact } from '../../core/source.ts';
import { cleanLine, cleanText } from '../../core/text.ts';
import { readAside, rowsOf } from './calls.ts';
import { dayOf } from './dates.ts';
import { withoutPrivateParts } from './private-parts.ts';
import { WINDOW_DAYS, walk } from './windows.ts';

export const STRENGTH: Stream = {
  id: 'strength',
  title: 'strength workouts',
  look_back_days: 14,
  fresh_s: 6 * 3600,
  calls: 1,
  noise: ['lastModifiedDate'],
  pages: (ask) =>
    walk(ask, {
      ahead_days: 75,
      look_further_ahead: true,
      window_days: WINDOW_DAYS,
      whole_life: false,
      blind_windows: 8,
      list: listStrength,
    }),
};

async function listStrength(session: Session, from: string, to: string): Promise<Item[] | null> {
  const athlete = encodeURIComponent(session.account.external_id);
  try {
    const { json } = await session.call(readAside(`/rx/activity/v1/workouts/calendar/${athlete}/${from}/${to}`));
    return rowsOf(json, 'prescribedDate', 'blocks').flatMap(itemsOf);
  } catch (error) {
    if (isTrouble(error, 'not_found', 'forbidden', 'plan')) return null;
    throw error;
  }
}

/** Ids of the builder are counted apart from those of workouts, hence the word before them. */
function itemsOf(json: Json): Item[] {
  const row = objectOf(json);
  const id = idOf(row.id);
  const local_date = dayOf(row.prescribedDate) ?? dayOf(row.workoutDay) ?? dayOf(row.completedDate);
  if (id === null || local_date === null) return [];
  const sets = setsOf(row);
  const raw = withoutPrivateParts(row);
  const external_id = `strength:${id}`;
  const done = sets.done > 0 || boolOf(row.isComplete) === true || boolOf(at(row, 'snapshot', 'isComplete')) === true;
  const entry: PlannedEntry = {
    category: 'workout',
    category_as_written: cleanLine(row.workoutType, 60),
    local_date,
    last_date: null,
    title: cleanLine(row.title),
    note: notesOf(row),
    sport: 'strength',
    duration_s: positiveOf(row.prescribedDurationInSeconds) ?? positiveOf(row.durationInSeconds),
    distance_m: null,
    load: null,
    workout: null,
    activity_external_id: done ? external_id : null,
  };
  const plan: Item = { external_id: `${external_id}:planned`, raw, core: { kind: 'planned', entry } };
  if (!done) return [plan];
  const fact = factOf(row, external_id, local_date, sets);
  const activity: Item = {
    external_id,
    raw,
    core: {
      kind: 'activity',
      fact,
      local_date,
      withheld: null,
      has_more: false,
      samples_version: null,
      thresholds: [],
    },
  };
  return [activity, plan];
}

function factOf(row: JsonObject, external_id: string, local_date: string, sets: Sets): ActivityFact {
  const seconds = positiveOf(row.executedDurationInSeconds) ?? positiveOf(row.totalDurationInSeconds);
  const rpe = positiveOf(row.rpe);
  return {
    external_id,
    join: { by: 'day', local_date, duration_s: seconds, distance_m: null },
    sport: 'strength',
    sport_as_written: cleanLine(row.workoutType, 60),
    name: cleanLine(row.title),
    note: null,
    private_note: null,
    gear: null,
    rpe: rpe !== null && rpe <= 10 ? rpe : null,
    tags: [],
    media: [],
    values: seconds === null ? {} : { timer_s: seconds },
    other: { sets_done: sets.done, sets_planned: sets.all },
    suspect: [],
  };
}

interface Sets {
  readonly all: number;
  readonly done: number;
}

/** From the summary, or counted from the sets themselves. */
function setsOf(row: JsonObject): Sets {
  const all = numberOf(at(row, 'snapshot', 'totalSets'));
  const done = numberOf(at(row, 'snapshot', 'completedSets'));
  if (all !== null && done !== null) return { all, done };
  const sets = exercisesOf(row).flatMap((exercise) => listOf(at(exercise, 'sets')));
  return { all: sets.length, done: sets.filter((set) => boolOf(at(set, 'isComplete')) === true).length };
}

function exercisesOf(row: JsonObject): Json[] {
  return listOf(row.blocks).flatMap((block) => listOf(at(block, 'prescriptions')));
}

const MAX_EXERCISES = 100;

/** The instructions and one line per exercise: `Back squat: 3 sets`. */
function notesOf(row: JsonObject): string | null {
  const lines = exercisesOf(row)
    .slice(0, MAX_EXERCISES)
    .flatMap((exercise) => {
      const title = cleanLine(at(exercise, 'exercise', 'title'), 100);
      const sets = listOf(at(exercise, 'sets')).length;
      return title === null ? [] : [sets === 0 ? title : `${title}: ${sets} ${sets === 1 ? 'set' : 'sets'}`];
    });
  return cleanText([textOf(row.instructions) ?? '', ...lines].join('\n'));
}
