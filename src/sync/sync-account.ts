/** One account's sync: its streams, then what is beyond the list entries; alone in all processes, resumable, within the budgets. */

import type { Connector, Session } from '../core/connector.ts';
import { Failure } from '../core/failure.ts';
import { isTrouble, PlatformFailure } from '../core/platform-failure.ts';
import { nowSeconds } from '../core/time.ts';
import { type Account, accountName, changeAccount, identityOf } from '../platform/accounts.ts';
import { type Client, createSession } from '../platform/client.ts';
import { withLease } from '../platform/lease.ts';
import type { SecretBox } from '../platform/login.ts';
import type { Store } from '../store/store.ts';
import type { ItemOwner } from './apply-item.ts';
import { type DueStream, dueStreams } from './due-streams.ts';
import { expireItems } from './expire-items.ts';
import { countWanted, type DetailCounts, fetchDetails } from './fetch-details.ts';
import { runStream, streamStates } from './run-stream.ts';
import type { PageCounts } from './store-page.ts';
import type { WorkerPool } from './worker-pool.ts';

/** An account with what is needed to speak for it. */
export interface SyncTarget {
  readonly account: Account;
  readonly connector: Connector;
  readonly box: SecretBox;
  /** The app whose limits count, where limits belong to the app. */
  readonly app?: string;
}

export interface SyncOptions {
  /** List everything there ever was, and try again what failed. */
  readonly full?: boolean;
  /** Only from this local date on; for a first look at a long history. */
  readonly since?: string | null;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: SyncProgress) => void;
}

export interface SyncProgress {
  readonly account: string;
  readonly step: string;
  readonly done: number;
  readonly total: number | null;
}

export interface StreamReport extends PageCounts {
  readonly stream: string;
  readonly trouble: string | null;
}

export interface AccountReport {
  readonly account: string;
  readonly platform: string;
  readonly streams: readonly StreamReport[];
  readonly details: Readonly<DetailCounts>;
  /** Activities whose file or streams are still to be fetched. */
  readonly backlog: number;
  /** When the platform lets it go on, Unix seconds; null when nothing holds it up. */
  readonly paused_until_s: number | null;
  /** When the backlog will be done at the platform's daily limit, Unix seconds; null without one. */
  readonly done_by_s: number | null;
  readonly calls: number;
  readonly took_s: number;
  /** Seconds the platform took to answer, all calls added up. */
  readonly platform_s: number;
  /** What stopped it, in a sentence with the next step; null when it went through. */
  readonly trouble: string | null;
  /** Another process did it while this one waited. */
  readonly by_another: boolean;
}

/** Never throws for what concerns only this account; the report says what happened. Throws when the signal is aborted. */
export async function syncAccount(
  store: Store,
  pool: WorkerPool,
  target: SyncTarget,
  options: SyncOptions,
): Promise<AccountReport> {
  const asked_s = nowSeconds();
  const name = accountName(target.account);
  return withLease(
    store.db,
    `sync ${name} ${target.account.athlete_id}`,
    async () => {
      const row = await store.db
        .selectFrom('account')
        .select(['synced_at', 'state', 'trouble', 'refused_at'])
        .where('id', '=', target.account.id)
        .executeTakeFirst();
      const refused_s = row?.refused_at ?? 0;
      if (row?.state === 'needs_login' && nowSeconds() - refused_s < REFUSED_RESTS_S)
        return notTried(store, target, name, row.trouble);
      const by_another = row !== undefined && (row.synced_at ?? 0) > asked_s;
      return runAccount(store, pool, target, options, name, by_another);
    },
    options.signal ? { signal: options.signal } : {},
  );
}

/** A refused login is left alone for an hour: trying wrong credentials again and again locks accounts. */
const REFUSED_RESTS_S = 3600;

async function notTried(
  store: Store,
  target: SyncTarget,
  account: string,
  trouble: string | null,
): Promise<AccountReport> {
  return {
    account,
    platform: target.connector.id,
    streams: [],
    details: { fetched: 0, absent: 0, failed: 0 },
    backlog: await countWanted(store, target.account.id),
    paused_until_s: null,
    done_by_s: null,
    calls: 0,
    took_s: 0,
    platform_s: 0,
    trouble,
    by_another: false,
  };
}

async function runAccount(
  store: Store,
  pool: WorkerPool,
  target: SyncTarget,
  options: SyncOptions,
  name: string,
  by_another: boolean,
): Promise<AccountReport> {
  const { account, connector } = target;
  const { db } = store;
  const owner: ItemOwner = { account_id: account.id, athlete_id: account.athlete_id, platform: connector.id };
  const started = performance.now();
  const streams: StreamReport[] = [];
  const details: DetailCounts = { fetched: 0, absent: 0, failed: 0 };
  let stopped: unknown = null;
  let client: Client<Session> | null = null;
  try {
    if (!by_another) {
      if (connector.policy.terms.length > 0 && account.accepted_at === null) throw termsFailure(connector);
      client = await createSession({
        db,
        connector,
        account: identityOf(account),
        login: account.login,
        box: target.box,
        time_zone: account.time_zone,
        ...(target.app === undefined ? {} : { app: target.app }),
        ...(options.signal ? { signal: options.signal } : {}),
      });
      await expireItems(store, owner, account.keep_days);
      if (options.full) await tryAgain(store, account.id);
      const { session } = client;
      const run = {
        session,
        counts: details,
        since: options.since ?? null,
        onDone: (done: number, total: number) =>
          options.onProgress?.({ account: name, step: 'files and streams', done, total }),
      };
      // Lists are asked for one after the other; what is beyond them comes beside that as soon as the activities are listed.
      let fetching: Promise<void> | null = null;
      const fetchRest = () => {
        fetching ??= fetchDetails(store, pool, connector, owner, run);
        // Told below.
        fetching.catch(() => {});
        return fetching;
      };
      try {
        await runStreams(store, session, target, owner, { ...options, onListed: fetchRest }, name, streams);
      } finally {
        await (fetching ?? Promise.resolve()).catch(() => {});
      }
      await fetchRest();
    }
  } catch (error) {
    options.signal?.throwIfAborted();
    if (!(error instanceof Failure)) throw error;
    stopped = error;
  }
  const trouble = stopped instanceof Failure ? sentence(stopped) : null;
  await note(store, account.id, stopped, trouble);
  const backlog = await countWanted(store, account.id);
  const paused_until_s = isTrouble(stopped, 'paused') ? pausedUntil(stopped) : null;
  const done_by_s = backlog > 0 && client ? await client.budget.finish(backlog * CALLS_EACH) : null;
  await changeAccount(store.db, account.id, { paused_until_s, done_by_s });
  const traffic = client?.traffic();
  return {
    account: name,
    platform: connector.id,
    streams,
    details,
    backlog,
    paused_until_s,
    done_by_s,
    calls: traffic?.calls ?? 0,
    took_s: (performance.now() - started) / 1000,
    platform_s: traffic?.waited_s ?? 0,
    trouble,
    by_another,
  };
}

/** The stream every connector has whose items may have more behind them. */
const ACTIVITIES = 'activities';

async function runStreams(
  store: Store,
  session: Session,
  { account, connector }: SyncTarget,
  owner: ItemOwner,
  options: SyncOptions & { readonly onListed: () => unknown },
  name: string,
  reports: StreamReport[],
): Promise<void> {
  const states = await streamStates(store.db, account.id);
  const ask = {
    now_s: nowSeconds(),
    full: options.full === true,
    scopes: account.scopes,
    keep_days: account.keep_days,
  };
  const due = dueStreams(connector.streams, states, ask);
  const report = async (next: DueStream) => {
    reports.push(await runOne(store, session, account.id, owner, options, name, next));
    if (next.stream.id === ACTIVITIES) options.onListed();
  };
  // The activities first, and what they rest on; then the lists that have nothing to do with each other side by side.
  const first = due.findIndex(({ stream }) => stream.id === ACTIVITIES) + 1;
  for (const next of due.slice(0, first)) await report(next);
  const rest = due.slice(first);
  const lane = async () => {
    for (let next = rest.shift(); next; next = rest.shift()) await report(next);
  };
  const ended = await Promise.allSettled(Array.from({ length: connector.limits.concurrency }, lane));
  const place = new Map(due.map(({ stream }, i) => [stream.id, i]));
  reports.sort((x, y) => place.get(x.stream)! - place.get(y.stream)!);
  for (const one of ended) if (one.status === 'rejected') throw one.reason;
}

async function runOne(
  store: Store,
  session: Session,
  account_id: number,
  owner: ItemOwner,
  options: SyncOptions,
  name: string,
  { stream, whole }: DueStream,
): Promise<StreamReport> {
  options.onProgress?.({ account: name, step: stream.title, done: 0, total: null });
  try {
    const counts = await runStream(store, session, owner, stream, {
      full: whole,
      since: options.since ?? null,
      onPage: (done, total) => options.onProgress?.({ account: name, step: stream.title, done, total }),
    });
    return { stream: stream.id, ...counts, trouble: null };
  } catch (error) {
    options.signal?.throwIfAborted();
    if (!(error instanceof Failure) || stopsAll(error)) throw error;
    // This stream alone: another plan, a missing permission, a changed answer.
    const trouble = sentence(error);
    const for_good = isTrouble(error, 'plan', 'forbidden', 'missing_scope', 'not_found');
    await giveUpStream(store, account_id, stream.id, trouble, for_good);
    return { stream: stream.id, added: 0, changed: 0, deleted: 0, unchanged: 0, trouble };
  }
}

/** True when the other streams would fare no better. */
function stopsAll(failure: Failure): boolean {
  if (!(failure instanceof PlatformFailure)) return true;
  return !isTrouble(failure, 'plan', 'forbidden', 'missing_scope', 'not_found', 'bad_request', 'unexpected', 'server');
}

/** What the platform refuses for good counts as looked at, so that it is asked again only when it is due. */
async function giveUpStream(store: Store, account_id: number, stream: string, trouble: string, for_good: boolean) {
  const at = nowSeconds();
  await store.db
    .updateTable('stream')
    .set({ trouble, ...(for_good ? { resume: null, completed_at: at, full_at: at } : {}) })
    .where('account_id', '=', account_id)
    .where('stream', '=', stream)
    .execute();
}

async function tryAgain(store: Store, account_id: number): Promise<void> {
  await store.db
    .updateTable('item')
    .set({ detail: 'wanted', detail_tries: 0 })
    .where('account_id', '=', account_id)
    .where('detail', '=', 'failed')
    .where('deleted_at', 'is', null)
    .execute();
}

async function note(store: Store, account_id: number, stopped: unknown, trouble: string | null): Promise<void> {
  const needs_login = isTrouble(stopped, 'login_expired', 'wrong_credentials', 'wrong_region', 'not_signed_in');
  // A pause is no trouble: the rest comes by itself.
  const told = isTrouble(stopped, 'paused') ? null : trouble;
  const refused = needs_login ? { state: 'needs_login' as const, refused_at: nowSeconds() } : {};
  await changeAccount(store.db, account_id, { trouble: told, ...refused });
  if (stopped !== null && !isTrouble(stopped, 'paused')) return;
  await store.db
    .updateTable('account')
    .set({ synced_at: nowSeconds(), state: 'ready' })
    .where('id', '=', account_id)
    .execute();
}

function pausedUntil(failure: PlatformFailure): number | null {
  return failure.trouble.kind === 'paused' ? failure.trouble.until_s : null;
}

/** Calls an activity takes beyond its list entry, about; for the estimate only. */
const CALLS_EACH = 2;

function termsFailure({ id, label }: Connector): Failure {
  return new Failure(
    'terms_not_accepted',
    `The terms of ${label} have not been read and accepted yet.`,
    `Do so with: paceline connect ${id}`,
  );
}

function sentence({ message, next }: Failure): string {
  return next ? `${message} ${next}` : message;
}
