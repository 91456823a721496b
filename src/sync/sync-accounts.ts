/** A sync: all accounts at once, each at its platform's pace, while what came in is computed. */

import type { Paceline } from './open.ts';
import { countStale, recomputeStale } from './recompute.ts';
import { markOutdated } from './stale.ts';
import { type AccountReport, type SyncOptions, type SyncTarget, syncAccount } from './sync-account.ts';
import { createWorkerPool, type WorkerPool } from './worker-pool.ts';

export interface SyncReport {
  readonly accounts: readonly AccountReport[];
  /** Activities computed anew. */
  readonly computed: number;
}

/** While files come in, what is stale is computed whenever this much has gathered. */
const COMPUTE_EVERY_MS = 3000;

export async function syncAccounts(
  paceline: Paceline,
  targets: readonly SyncTarget[],
  options: SyncOptions = {},
): Promise<SyncReport> {
  const pool = createWorkerPool();
  try {
    const computing = computeMeanwhile(paceline, pool, options);
    let accounts: AccountReport[];
    try {
      accounts = await together(targets.map((target) => syncAccount(paceline.store, pool, target, options)));
    } finally {
      await computing.stop();
    }
    const athletes = [...new Set(targets.map(({ account }) => account.athlete_id))];
    let { computed } = computing;
    for (const athlete_id of athletes) {
      // Thresholds came along: what they change is found here.
      await paceline.store.db.transaction().execute((db) => markOutdated(db, athlete_id, paceline.versions));
      if ((await countStale(paceline.store.db, athlete_id)) === 0) continue;
      computed += await recomputeStale(paceline, pool, {
        athlete_id,
        ...(options.signal ? { signal: options.signal } : {}),
        onProgress: (done, total) => options.onProgress?.({ account: '', step: 'computing', done, total }),
      });
    }
    if (computed > 0) paceline.store.optimize();
    return { accounts, computed };
  } finally {
    await pool.close();
  }
}

/** Waits for all, so that nothing runs on after a failure; then throws the first. */
async function together<T>(all: readonly Promise<T>[]): Promise<T[]> {
  const ended = await Promise.allSettled(all);
  return ended.map((one) => {
    if (one.status === 'rejected') throw one.reason;
    return one.value;
  });
}

/** Computes what is stale from time to time until stopped: answers come early, and the other core is not idle. */
function computeMeanwhile(paceline: Paceline, pool: WorkerPool, { signal }: SyncOptions) {
  let stopped = false;
  let wake: () => void = () => {};
  const state = { computed: 0, stop };
  const loop = (async () => {
    while (!stopped && !signal?.aborted) {
      await new Promise<void>((resolve) => {
        wake = resolve;
        setTimeout(resolve, COMPUTE_EVERY_MS).unref();
      });
      if (stopped || signal?.aborted) return;
      state.computed += await recomputeStale(paceline, pool, signal ? { signal } : {});
    }
  })();
  // Told by `stop`.
  loop.catch(() => {});
  async function stop(): Promise<void> {
    stopped = true;
    wake();
    await loop.catch((error: unknown) => {
      if (!signal?.aborted) throw error;
    });
  }
  return state;
}
