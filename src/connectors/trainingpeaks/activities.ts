/** The workout list: done and planned workouts on the same rows, so one stream brings both with one call. */

import type { Item, Session, Stream } from '../../core/connector.ts';
import { read, rowsOf } from './calls.ts';
import { type Walk, WINDOW_DAYS, walk } from './windows.ts';
import { itemsOfRow } from './workout-items.ts';

/** With 14 days back this fills one window of 90 days: the plan of the coming weeks costs nothing extra. */
const AHEAD_DAYS = 75;

const WALK: Walk = {
  ahead_days: AHEAD_DAYS,
  look_further_ahead: true,
  window_days: WINDOW_DAYS,
  whole_life: true,
  blind_windows: 80,
  list: listWorkouts,
};

export const ACTIVITIES: Stream = {
  id: 'activities',
  title: 'workouts, done and planned',
  look_back_days: 14,
  fresh_s: 0,
  calls: 1,
  noise: ['lastModifiedDate', 'personalRecordCount', 'syncedTo'],
  pages: (ask) => walk(ask, WALK),
};

async function listWorkouts(session: Session, from: string, to: string): Promise<Item[]> {
  const { json } = await session.call(read(`${athletePath(session)}/workouts/${from}/${to}`));
  const items = new Map<string, Item>();
  for (const row of rowsOf(json, 'workoutId')) {
    for (const item of itemsOfRow(row, session)) items.set(item.external_id, item);
  }
  return [...items.values()].sort((a, b) => (startOf(a) < startOf(b) ? 1 : -1));
}

export function athletePath(session: Session, version = 6): string {
  return `/fitness/v${version}/athletes/${encodeURIComponent(session.account.external_id)}`;
}

function startOf({ core }: Item): string {
  if (core.kind === 'activity') return core.local_date;
  return core.kind === 'planned' ? core.entry.local_date : '';
}
