/** The accounts a sync is about, each with its connector and the way to its secrets. */

import { PLATFORMS } from '../connectors/platforms.ts';
import type { Failure } from '../core/failure.ts';
import { appOf } from '../platform/account-session.ts';
import { type Account, chooseAccount, listAccounts } from '../platform/accounts.ts';
import { accountsFromEnvironment } from '../platform/environment.ts';
import { openSecrets, type SecretStore } from '../platform/secrets.ts';
import type { Store } from '../store/store.ts';
import type { SyncTarget } from '../sync/sync-account.ts';
import { connectorOf } from './connector-of.ts';

export interface TargetAsk {
  /** Whose accounts the environment gives, where it gives any. */
  readonly athlete_id: number;
  /** Only this athlete's accounts; else everybody's. */
  readonly only_athlete?: boolean;
  /** `strava`, `intervals:i123`; null means all. */
  readonly source?: string | null;
  readonly signal?: AbortSignal;
}

export interface Targets {
  readonly targets: readonly SyncTarget[];
  /** Logins given by the environment that did not work. */
  readonly failures: readonly { readonly platform: string; readonly failure: Failure }[];
}

/** Throws Failure when `source` names no account. */
export async function syncTargets(store: Store, ask: TargetAsk): Promise<Targets> {
  const secrets = openSecrets(store.home);
  const given = await accountsFromEnvironment({
    db: store.db,
    secrets,
    connectors: PLATFORMS,
    athlete_id: ask.athlete_id,
    ...(ask.signal ? { signal: ask.signal } : {}),
  });
  const filter = ask.only_athlete ? { athlete_id: ask.athlete_id } : {};
  const accounts = (await chosen(store, ask.source ?? null, filter)).filter(({ state }) => state !== 'disconnected');
  const failures = given.flatMap(({ connector, failure }) => (failure ? [{ platform: connector.id, failure }] : []));
  return { targets: await Promise.all(accounts.map((account) => targetOf(account, secrets))), failures };
}

async function chosen(store: Store, source: string | null, filter: { athlete_id?: number }): Promise<Account[]> {
  if (source === null) return listAccounts(store.db, filter);
  // A platform's name means all of its accounts.
  const of_platform = await listAccounts(store.db, { ...filter, platform: source.trim().toLowerCase() });
  return of_platform.length > 0 ? of_platform : [await chooseAccount(store.db, source, filter)];
}

async function targetOf(account: Account, secrets: SecretStore): Promise<SyncTarget> {
  const connector = connectorOf(account);
  const app = await appOf(secrets, connector, account.login);
  return {
    account,
    connector,
    box: { get: () => secrets.get(account.login), put: (fresh) => secrets.put(account.login, fresh) },
    ...(app === null ? {} : { app }),
  };
}
