/** disconnect_account: first what would happen, then, when the person agreed, doing it. */

import type * as z from 'zod';
import { accountName, chooseAccount, listAccounts } from '../platform/accounts.ts';
import { openSecrets } from '../platform/secrets.ts';
import type { Answer } from '../queries/answer.ts';
import type { QueryContext } from '../queries/context.ts';
import { pacelineOf } from '../sync/open.ts';
import { accountTable } from './account-table.ts';
import { connectorOf } from './connector-of.ts';
import { disconnectAccount, planDisconnect } from './disconnect-account.ts';
import type { disconnectAccountInput } from './inputs/disconnect-account.ts';

export async function disconnectAnswer(
  context: QueryContext,
  input: z.output<typeof disconnectAccountInput>,
  { signal }: { readonly signal: AbortSignal },
): Promise<Answer> {
  const { store, athlete } = context;
  const filter = { athlete_id: athlete.id };
  if (input.account === undefined) {
    const accounts = await listAccounts(store.db, filter);
    return {
      scope: { athlete: athlete.name },
      ...(accounts.length > 0 ? { accounts: accountTable(accounts, athlete.time_zone) } : {}),
      notes: [accounts.length > 0 ? 'Name one of these accounts.' : 'No account is connected.'],
    };
  }
  const account = await chooseAccount(store.db, input.account, filter);
  const connector = connectorOf(account);
  const plan = await planDisconnect(store, connector, account, input.purge === true);
  const name = accountName(account);
  const scope = { athlete: athlete.name, account: name, purge: plan.purge };
  if (input.confirm !== true) {
    return {
      scope,
      would: {
        end_login: plan.shared_with.length === 0,
        remove_entries: plan.purge ? plan.items : 0,
        keep_entries: plan.purge ? 0 : plan.items,
      },
      notes: [
        'Nothing was changed.',
        ...(plan.must_purge ? [`${connector.label} requires that its data is removed with the login.`] : []),
        ...(plan.shared_with.length > 0 ? [`The login stays for ${plan.shared_with.join(', ')}.`] : []),
        ...(plan.purge ? ['Data from files and other platforms stays.'] : []),
        'Tell the person; if they agree, call it again with confirm=true.',
      ],
    };
  }
  const done = await disconnectAccount(pacelineOf(store), openSecrets(store.home), connector, plan, signal);
  return {
    scope,
    done: { login: done.login, removed_entries: done.purged ? plan.items : 0 },
    notes: [
      ...(done.trouble === null
        ? []
        : [`${connector.label} could not be told: ${done.trouble} The person can end the access on its web site.`]),
      done.purged ? 'Activities without other sources are gone.' : 'Its data can still be asked for.',
    ],
  };
}
