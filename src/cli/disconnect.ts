/** `paceline disconnect <account>`: ends a login and, when asked to, removes what came with it. */

import { Command } from 'commander';
import { connectorOf } from '../actions/connector-of.ts';
import {
  type Disconnected,
  type DisconnectPlan,
  disconnectAccount,
  planDisconnect,
} from '../actions/disconnect-account.ts';
import type { Connector } from '../core/connector.ts';
import { Failure } from '../core/failure.ts';
import { accountName, chooseAccount } from '../platform/accounts.ts';
import { openSecrets } from '../platform/secrets.ts';
import { chooseAthlete } from '../sync/open.ts';
import { createAsk } from './ask.ts';
import type { Cli, GlobalOptions } from './cli.ts';
import { computeStale } from './compute-stale.ts';

interface Flags extends GlobalOptions {
  readonly purge?: boolean;
  readonly yes?: boolean;
}

export function disconnectCommand(cli: Cli): Command {
  return new Command('disconnect')
    .description('end the login of an account; its data stays unless --purge is given')
    .argument('<account>', 'a platform such as strava, or one account such as intervals:i123')
    .option('--purge', 'remove everything that came from it as well')
    .option('--yes', 'do not ask')
    .action(async (name: string, _own: unknown, command: Command) => {
      const flags = command.optsWithGlobals<Flags>();
      await cli.withSession(flags, async (session) => {
        const paceline = await session.paceline();
        const { store } = paceline;
        const filter =
          flags.athlete === undefined ? {} : { athlete_id: (await chooseAthlete(store, flags.athlete)).id };
        const account = await chooseAccount(store.db, name, filter);
        const connector = connectorOf(account);
        const plan = await planDisconnect(store, connector, account, flags.purge === true);
        if (!flags.yes) await confirm(cli, connector, plan);
        const done = await disconnectAccount(paceline, openSecrets(store.home), connector, plan);
        if (done.purged) await computeStale(session);
        if (flags.json) cli.print(JSON.stringify({ account: accountName(account), ...done }));
        else for (const line of disconnectedLines(connector, plan, done)) cli.print(line);
      });
    });
}

async function confirm(cli: Cli, connector: Connector, plan: DisconnectPlan): Promise<void> {
  cli.tell(planSentence(connector, plan));
  const ask = createAsk();
  try {
    if (ask.attended && (await ask.yes('Go on?', false))) return;
  } finally {
    ask.close();
  }
  throw new Failure('not_confirmed', 'Nothing was changed.', 'Add --yes to go on without being asked.');
}

function planSentence(
  connector: Connector,
  { account, purge, must_purge, items, shared_with }: DisconnectPlan,
): string {
  const login =
    shared_with.length > 0
      ? `the login stays, as ${shared_with.join(', ')} uses it`
      : connector.signOut
        ? `the login is ended at ${connector.label} and forgotten here`
        : 'the login is forgotten here';
  const data = !purge
    ? `the ${items} entries fetched from it stay (--purge removes them)`
    : `the ${items} entries fetched from it are removed${must_purge ? `, as ${connector.label} requires it` : ''}; what came from elsewhere stays`;
  return `${accountName(account)}: ${login}; ${data}.`;
}

function disconnectedLines(connector: Connector, { account, items }: DisconnectPlan, done: Disconnected): string[] {
  const lines = [`${accountName(account)} is disconnected${done.purged ? ` and ${items} entries are removed` : ''}.`];
  if (done.trouble !== null) {
    lines.push(`${connector.label} could not be told (${done.trouble}) Remove Paceline's access on its web site.`);
  } else if (done.login === 'kept') lines.push('The login stays for the other accounts that use it.');
  return lines;
}
