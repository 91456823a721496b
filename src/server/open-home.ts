/** The engine behind a session, in one module that is loaded with the first question and not with the server. */

import { refreshWhenStale, stopSync } from '../actions/background-sync.ts';
import { PLATFORMS } from '../connectors/platforms.ts';
import { nowSeconds, today } from '../core/time.ts';
import { type QueryContext, queryContext } from '../queries/context.ts';
import { mirrorAge } from '../queries/mirror-age.ts';
import { chooseAthlete, openPaceline, type Paceline } from '../sync/open.ts';
import { countStale, recomputeInBackground } from '../sync/recompute.ts';

export { openPaceline, stopSync };

/** What queries need, as of now. */
export async function currentContext({ store }: Paceline, athlete_name: string | undefined): Promise<QueryContext> {
  const athlete = await chooseAthlete(store, athlete_name);
  return queryContext(store, athlete, today(athlete.time_zone), PLATFORMS);
}

/** True while the context still holds: nothing was written and it is still the same day. */
export function holds(context: QueryContext, version: string): boolean {
  return context.store.version() === version && context.today === today(context.athlete.time_zone);
}

/** Computes what is stale, of every athlete. */
export async function computeStale(paceline: Paceline, signal: AbortSignal): Promise<void> {
  if ((await countStale(paceline.store.db)) > 0) await recomputeInBackground(paceline, { signal });
}

/** Minutes after which a mirror counts as old. */
const OLD_AFTER = 60;

/** A sentence about an old mirror; null for one that is fresh, and when nothing is connected. */
export async function noteOfAge(context: QueryContext): Promise<string | null> {
  const age = await mirrorAge(context);
  if (age === null || (age.synced_s !== null && nowSeconds() - age.synced_s < OLD_AFTER * 60)) return null;
  return age.note;
}

/** Fetches behind the answers what connected accounts have that is new. `PACELINE_REFRESH_MINUTES` changes when; 0 never. */
export async function refreshAccounts({ store, athlete }: QueryContext): Promise<void> {
  const set = Number(process.env.PACELINE_REFRESH_MINUTES ?? OLD_AFTER);
  const minutes = Number.isFinite(set) ? set : OLD_AFTER;
  await refreshWhenStale(store, { athlete_id: athlete.id, time_zone: athlete.time_zone }, minutes);
}
