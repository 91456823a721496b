/** Disconnecting an account: the login is ended at the platform and forgotten here; its data stays, or goes too. */

import type { Connector } from '../core/connector.ts';
import { Failure } from '../core/failure.ts';
import { type Account, accountName, changeAccount, listAccounts } from '../platform/accounts.ts';
import { createCaller } from '../platform/client.ts';
import type { SecretStore } from '../platform/secrets.ts';
import type { Store } from '../store/store.ts';
import type { Paceline } from '../sync/open.ts';
import { purgeAccount } from '../sync/purge-account.ts';

export interface DisconnectPlan {
  readonly account: Account;
  /** True when what it brought is removed as well: asked for, or required by the platform's terms. */
  readonly purge: boolean;
  /** The terms leave no choice. */
  readonly must_purge: boolean;
  /** Things fetched from it that are kept here now. */
  readonly items: number;
  /** Other accounts of the same login, which keep it. */
  readonly shared_with: readonly string[];
}

export interface Disconnected {
  readonly purged: boolean;
  /** `ended`: revoked at the platform; `forgotten`: here only, as the platform has no way or did not answer; `kept`: others use it. */
  readonly login: 'ended' | 'forgotten' | 'kept';
  /** Why the platform could not be told. */
  readonly trouble: string | null;
}

/** What would happen. Changes nothing. */
export async function planDisconnect(
  store: Store,
  connector: Connector,
  account: Account,
  purge: boolean,
): Promise<DisconnectPlan> {
  const { policy } = connector;
  const must_purge = policy.keep_days !== null || policy.terms.length > 0;
  const { items } = await store.db
    .selectFrom('item')
    .select((e) => e.fn.countAll<number>().as('items'))
    .where('account_id', '=', account.id)
    .executeTakeFirstOrThrow();
  const same_login = await listAccounts(store.db, { login: account.login });
  const shared_with = same_login.filter((a) => a.id !== account.id && a.state !== 'disconnected').map(accountName);
  return { account, purge: purge || must_purge, must_purge, items, shared_with };
}

/** Carries the plan out. What the platform cannot be told does not keep the login from being forgotten here. */
export async function disconnectAccount(
  { store, versions }: Paceline,
  secrets: SecretStore,
  connector: Connector,
  { account, purge, shared_with }: DisconnectPlan,
  signal?: AbortSignal,
): Promise<Disconnected> {
  let login: Disconnected['login'] = 'kept';
  let trouble: string | null = null;
  if (shared_with.length === 0) {
    login = 'forgotten';
    try {
      const known = await secrets.get(account.login);
      if (known && connector.signOut) {
        const { session } = createCaller({ db: store.db, connector, interactive: true, ...(signal ? { signal } : {}) });
        await connector.signOut(session, known);
        login = 'ended';
      }
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      trouble = error.message;
    }
    await secrets.remove(account.login);
  }
  await changeAccount(store.db, account.id, { state: 'disconnected', trouble: null });
  if (purge) await purgeAccount(store, versions, account);
  return { purged: purge, login, trouble };
}
