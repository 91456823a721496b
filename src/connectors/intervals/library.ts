/** The library: folders and plans with their workouts, and the plan the athlete follows. */

import type { Item, Json, Page, Session, Stream, StreamAsk } from '../../core/connector.ts';
import { boolOf, idOf, isObject, numberOf } from '../../core/json.ts';
import { isTrouble } from '../../core/platform-failure.ts';
import { cleanLine } from '../../core/text.ts';
import { dateOf } from './activity-time.ts';
import { ask, askAthlete, athleteOf } from './address.ts';
import type { AthleteTrainingPlan, Folder, Workout } from './api-types.ts';
import { pageUnless } from './one-page.ts';
import { fieldsOf, keptPayload, objectsOf } from './payload.ts';
import { indoors, sportOfType } from './sports.ts';
import { readWorkoutDoc } from './workout-doc.ts';

export const LIBRARY: Stream = {
  id: 'library',
  title: 'Workout library and plans',
  look_back_days: 0,
  fresh_s: 24 * 3600,
  calls: 1,
  scope: 'LIBRARY:READ',
  noise: ['updated', 'sharedWithCount'],
  pages: libraryPages,
};

async function* libraryPages({ session }: StreamAsk): AsyncIterable<Page> {
  yield await pageUnless(['not_found'], () => readLibrary(session));
}

async function readLibrary(session: Session): Promise<Item[]> {
  const folders = objectsOf(await askAthlete(session, 'folders'));
  const read = folders.map((raw) => {
    const folder = fieldsOf<Folder>(raw);
    const id = idOf(folder.id);
    const name = cleanLine(folder.name);
    return { id, name, raw, children: objectsOf(folder.children), promised: numberOf(folder.num_workouts) ?? 0 };
  });
  const items: Item[] = read.flatMap(({ id, name, raw }) =>
    id === null
      ? []
      : [
          {
            external_id: `folder:${id}`,
            raw: keptPayload(raw, ['children']),
            core: { kind: 'other', name, local_date: null } as const,
          },
        ],
  );
  // Folders come with what is in them; where they do not, the whole library is listed in a second call.
  const bare =
    read.length > 0 && read.every(({ children }) => children.length === 0) && read.some(({ promised }) => promised > 0);
  const names = new Map(read.map(({ id, name }) => [id, name]));
  const workouts = bare
    ? objectsOf(await askAthlete(session, 'workouts')).map((raw) =>
        workoutItem(raw, names.get(idOf(raw.folder_id)) ?? null),
      )
    : read.flatMap(({ children, name }) => children.map((raw) => workoutItem(raw, name)));
  return [...items, ...workouts.flat()];
}

function workoutItem(raw: Json, folder: string | null): Item[] {
  const row = fieldsOf<Workout>(raw);
  const id = idOf(row.id);
  if (id === null) return [];
  const outdoor_sport = sportOfType(row.type) ?? 'other';
  const sport = boolOf(row.indoor) === true ? indoors(outdoor_sport) : outdoor_sport;
  const name = cleanLine(row.name);
  const workout = readWorkoutDoc(row.workout_doc, { name, sport, target: row.target });
  return [{ external_id: `workout:${id}`, raw: keptPayload(raw), core: { kind: 'workout', name, folder, workout } }];
}

export const TRAINING_PLAN: Stream = {
  id: 'training_plan',
  title: 'Training plan in use',
  look_back_days: 0,
  fresh_s: 24 * 3600,
  calls: 1,
  scope: 'CALENDAR:READ',
  noise: ['training_plan_last_applied', 'training_plan.updated'],
  pages: planPages,
};

async function* planPages({ session }: StreamAsk): AsyncIterable<Page> {
  let raw: Json = null;
  try {
    raw = await ask(session, ['athlete', athleteOf(session), 'training-plan']);
  } catch (error) {
    // Nobody has to follow a plan.
    if (!isTrouble(error, 'not_found')) throw error;
  }
  const plan = fieldsOf<AthleteTrainingPlan>(raw);
  const folder = fieldsOf<Folder>(plan.training_plan);
  const id = idOf(plan.training_plan_id) ?? idOf(folder.id);
  const kept = isObject(raw) ? { ...raw, training_plan: keptPayload(plan.training_plan ?? null, ['children']) } : raw;
  const item: Item = {
    external_id: `plan:${id}`,
    raw: keptPayload(kept),
    core: {
      kind: 'other',
      name: cleanLine(plan.training_plan_alias) ?? cleanLine(folder.name),
      local_date: dateOf(plan.training_plan_start_date),
    },
  };
  yield { items: id === null ? [] : [item], next: null, complete: { from: null, to: null } };
}
