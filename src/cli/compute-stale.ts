/** Computes what waits for its values before a command answers: after a new version, a changed threshold, an import that was killed. */

import type { Session } from '../server/session.ts';
import { recomputeInBackground } from '../sync/recompute.ts';
import { createProgressLine } from './progress-line.ts';

/** With a progress line on stderr. Returns how many activities were computed; without any, all it costs is one count. */
export async function computeStale(session: Session, athlete_id?: number): Promise<number> {
  const line = createProgressLine();
  try {
    return await recomputeInBackground(await session.paceline(), {
      ...(athlete_id === undefined ? {} : { athlete_id }),
      onProgress: (done, total) => line.update({ step: 'computing', done, total, unit: 'activities' }),
    });
  } finally {
    line.end();
  }
}
