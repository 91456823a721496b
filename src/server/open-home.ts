/** The engine behind a session, in one module that is loaded with the first question and not with the server. */

import { today } from '../core/time.ts';
import type { QueryContext } from '../queries/context.ts';
import { chooseAthlete, openPaceline, type Paceline } from '../sync/open.ts';
import { countStale, recomputeInBackground } from '../sync/recompute.ts';
import { loadSettings } from '../sync/settings.ts';

export { openPaceline };

/** What queries need, as of now. */
export async function currentContext({ store }: Paceline, athlete_name: string | undefined): Promise<QueryContext> {
  const athlete = await chooseAthlete(store, athlete_name);
  const { thresholds } = await loadSettings(store.db, athlete.id);
  const stale = await countStale(store.db, athlete.id);
  return { store, athlete, thresholds, today: today(athlete.time_zone), stale };
}

/** True while the context still holds: nothing was written and it is still the same day. */
export function holds(context: QueryContext, version: string): boolean {
  return context.store.version() === version && context.today === today(context.athlete.time_zone);
}

/** Computes what is stale, of every athlete. */
export async function computeStale(paceline: Paceline, signal: AbortSignal): Promise<void> {
  if ((await countStale(paceline.store.db)) > 0) await recomputeInBackground(paceline, { signal });
}
