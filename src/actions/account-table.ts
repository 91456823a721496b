/** The connected accounts as tools list them. */

import { isoWithOffset, utcOffset } from '../core/time.ts';
import { type Account, accountName } from '../platform/accounts.ts';
import { type Table, tableOf } from '../queries/answer.ts';

const STATES: Readonly<Record<Account['state'], string>> = {
  ready: 'connected',
  needs_login: 'has to sign in again',
  disconnected: 'disconnected',
};

export function accountTable(accounts: readonly Account[], time_zone: string): Table {
  const rows = accounts.map((account) => {
    const { name, state, trouble, synced_at } = account;
    const last_sync = synced_at === null ? null : isoWithOffset(synced_at, utcOffset(time_zone, synced_at));
    return { account: accountName(account), name, state: STATES[state], last_sync, trouble };
  });
  return tableOf(['account', 'name', 'state', 'last_sync', 'trouble'], rows);
}
