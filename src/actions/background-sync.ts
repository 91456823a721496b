/** A sync that goes on behind the answers: one per opened home, ended with it. */

import { PLATFORMS } from '../connectors/platforms.ts';
import { nowSeconds } from '../core/time.ts';
import { listAccounts } from '../platform/accounts.ts';
import { wayFromEnvironment } from '../platform/environment.ts';
import type { Store } from '../store/store.ts';
import { pacelineOf } from '../sync/open.ts';
import type { SyncProgress } from '../sync/sync-account.ts';
import { type SyncAsk, type SyncedData, syncData } from './sync-data.ts';

export interface BackgroundSync {
  /** Settles when the sync does. */
  readonly done: Promise<SyncedData>;
  /** How far it is; null before anything came. */
  readonly latest: SyncProgress | null;
  stop(): void;
}

const running = new WeakMap<Store, BackgroundSync>();
const attempts = new WeakMap<Store, number>();

/** After an attempt, whether it went well or not, none is made by itself for this long. */
const REST_S = 600;

/** Starts a sync, or gives the one under way. */
export function startSync(store: Store, ask: Omit<SyncAsk, 'signal'>): BackgroundSync {
  const known = running.get(store);
  if (known) return known;
  const abort = new AbortController();
  const state = { latest: null as SyncProgress | null };
  attempts.set(store, nowSeconds());
  const done = syncData(pacelineOf(store), {
    ...ask,
    signal: abort.signal,
    onProgress: (progress) => {
      state.latest = progress;
      ask.onProgress?.(progress);
    },
  }).finally(() => running.delete(store));
  // Whoever waits for it is told; nobody has to.
  done.catch(() => {});
  const sync: BackgroundSync = {
    done,
    get latest() {
      return state.latest;
    },
    stop: () => abort.abort(new Error('stopped')),
  };
  running.set(store, sync);
  return sync;
}

/** Ends the sync of a home that is closed, and waits until it has let go of the database. What it fetched stays. */
export async function stopSync(store: Store): Promise<void> {
  const sync = running.get(store);
  sync?.stop();
  await sync?.done.catch(() => {});
}

/** Starts a sync when an account was last looked at more than `minutes` ago. Returns at once. */
export async function refreshWhenStale(
  store: Store,
  ask: { readonly athlete_id: number; readonly time_zone: string },
  minutes: number,
): Promise<void> {
  const now = nowSeconds();
  if (minutes <= 0 || running.has(store) || now - (attempts.get(store) ?? 0) < REST_S) return;
  const accounts = await listAccounts(store.db);
  const stale = accounts.some(({ state, synced_at }) => state === 'ready' && now - (synced_at ?? 0) > minutes * 60);
  // A client's configuration may carry logins that were never used.
  const given = PLATFORMS.some(
    (connector) =>
      !accounts.some(({ platform }) => platform === connector.id) && wayFromEnvironment(connector) !== null,
  );
  if (stale || given) startSync(store, ask);
  else attempts.set(store, now - REST_S + 60);
}
