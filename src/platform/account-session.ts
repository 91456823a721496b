/** A signed-in client for one connected account: its secrets, its clock, its budget. */

import type { Connector, Session } from '../core/connector.ts';
import type { Db } from '../store/store.ts';
import { type Account, identityOf } from './accounts.ts';
import { type Client, createSession } from './client.ts';
import type { SecretStore } from './secrets.ts';

export interface AccountSessionOptions {
  readonly db: Db;
  readonly secrets: SecretStore;
  readonly connector: Connector;
  readonly account: Account;
  readonly signal?: AbortSignal;
  /** A person waits for it. */
  readonly interactive?: boolean;
}

/** Throws PlatformFailure `not_signed_in` when there are no secrets on this machine. */
export async function accountSession(options: AccountSessionOptions): Promise<Client<Session>> {
  const { db, secrets, connector, account, signal, interactive } = options;
  const { login } = account;
  const app = await appOf(secrets, connector, login);
  return createSession({
    db,
    connector,
    account: identityOf(account),
    login,
    box: { get: () => secrets.get(login), put: (fresh) => secrets.put(login, fresh) },
    time_zone: account.time_zone,
    ...(signal ? { signal } : {}),
    ...(interactive ? { interactive } : {}),
    ...(app === null ? {} : { app }),
  });
}

/** The app whose limits count: the one the login was made with, where limits belong to the app. */
export async function appOf(secrets: SecretStore, { limits }: Connector, login: string): Promise<string | null> {
  const id = limits.per_app ? (await secrets.get(login))?.client_id : undefined;
  return id === undefined ? null : `app ${id}`;
}
