/** `paceline setup`: from nothing to an assistant that answers, one question at a time; without a terminal, what to set and do. */

import { Command } from 'commander';
import { PLATFORMS } from '../connectors/platforms.ts';
import type { Connector } from '../core/connector.ts';
import { Failure } from '../core/failure.ts';
import { accountName, listAccounts } from '../platform/accounts.ts';
import { answersFromEnvironment, missingFields } from '../platform/environment.ts';
import { CLIENTS, clientConfig, ownLaunch } from '../server/client-config.ts';
import type { Session } from '../server/session.ts';
import { type Ask, createAsk } from './ask.ts';
import type { Cli, GlobalOptions } from './cli.ts';
import { accountWork } from './connect.ts';
import { connectByDialog, connectedLines } from './connect-dialog.ts';
import { importPaths, reportLines } from './import.ts';
import { bold, dim } from './print-table.ts';
import { syncLines, syncOnce } from './sync.ts';

export function setupCommand(cli: Cli): Command {
  return new Command('setup')
    .description('connect platforms, fetch for the first time and set up an assistant, step by step')
    .action(async (_own: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      const ask = createAsk();
      try {
        await cli.withSession(options, async (session) => {
          if (ask.attended && !options.json) await wizard(cli, ask, session, options);
          else await printGuide(cli, session, options);
        });
      } finally {
        ask.close();
      }
    });
}

async function wizard(cli: Cli, ask: Ask, session: Session, options: GlobalOptions): Promise<void> {
  const { store } = await session.paceline();
  cli.print(bold('Welcome to Paceline.'));
  cli.print(`Everything is kept in ${store.home} on this computer.\n`);
  for (const connector of await choosePlatforms(cli, ask, session))
    await connectStep(cli, ask, session, options, connector);
  const path = await ask.line('\nA folder or export archive to import (Enter for none): ');
  if (path !== '') {
    try {
      for (const line of reportLines(await importPaths(session, options, [path]))) cli.print(line);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      cli.print(sentences(error));
    }
  }
  if ((await listAccounts(store.db)).length > 0 && (await ask.yes('\nFetch the data now?', true))) {
    const synced = await syncOnce(
      session,
      options.athlete === undefined ? {} : { athlete: options.athlete },
      abortOnInterrupt(),
    );
    for (const line of syncLines(synced, cli.width)) cli.print(line);
  }
  const clients = ['none', ...CLIENTS];
  const place = await ask.choose('\nWhich assistant do you use?', clients);
  if (place > 0) {
    const config = clientConfig(clients[place]!, launch(options));
    cli.print(`\n${bold(config.client)}: ${config.where}\n`);
    cli.print(config.paste);
  }
  cli.print('\nDone. Try: paceline status, paceline list, paceline load. Something wrong? paceline doctor');
}

async function choosePlatforms(cli: Cli, ask: Ask, session: Session): Promise<Connector[]> {
  const { store } = await session.paceline();
  const accounts = await listAccounts(store.db);
  cli.print('Which platforms do you use?');
  for (const [i, { id, label }] of PLATFORMS.entries()) {
    const names = connectedNames(accounts, id);
    cli.print(`  ${i + 1}  ${label}${names.length > 0 ? dim(` (connected: ${names.join(', ')})`) : ''}`);
  }
  for (;;) {
    const answer = await ask.line('Numbers separated by commas (Enter for none): ');
    const numbers = answer.split(/[\s,;]+/).filter((part) => part !== '');
    const chosen = numbers.map((number) => PLATFORMS[Number(number) - 1]);
    if (chosen.every((connector) => connector !== undefined)) return [...new Set(chosen)];
  }
}

async function connectStep(
  cli: Cli,
  ask: Ask,
  session: Session,
  options: GlobalOptions,
  connector: Connector,
): Promise<void> {
  for (;;) {
    try {
      const work = await accountWork(session, options.athlete);
      const connected = await connectByDialog({ cli, ask, lines: null }, work, connector, { given: {}, chosen: {} });
      for (const line of connectedLines(connector, connected)) cli.print(line);
      return;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      cli.print(sentences(error));
      if (!(await ask.yes(`Try ${connector.label} again?`, error.code !== 'terms_not_accepted'))) return;
    }
  }
}

/** The same for programs and pipes: nothing is asked and nothing changed. */
async function printGuide(cli: Cli, session: Session, options: GlobalOptions): Promise<void> {
  const { store } = await session.paceline();
  const accounts = await listAccounts(store.db);
  const platforms = PLATFORMS.map((connector) => guideTo(connector, accounts));
  const next = ['paceline sync', 'paceline doctor', `paceline config <${CLIENTS.join('|')}>`];
  if (options.json) {
    cli.print(JSON.stringify({ home: store.home, platforms, next }));
    return;
  }
  cli.print(`Data is kept in ${store.home}. In a terminal, "paceline setup" asks for everything; without one:`);
  for (const { label, connected, ways, terms, command } of platforms) {
    cli.print(`\n${bold(label)}${connected.length > 0 ? ` (connected: ${connected.join(', ')})` : ''}`);
    for (const { title, page, steps, variables, missing } of ways) {
      cli.print(`  ${title} (${page})`);
      for (const [i, step] of steps.entries()) cli.print(`    ${i + 1}. ${step}`);
      cli.print(`    Set: ${variables.join(', ')}${missing.length === 0 ? ' (all set)' : ''}`);
    }
    if (terms > 0) cli.print('  Its terms have to be read and accepted: connect shows them.');
    cli.print(`  Then: ${command}`);
  }
  cli.print(`\nAfter that: ${next.join(', ')}`);
}

function guideTo(connector: Connector, accounts: Awaited<ReturnType<typeof listAccounts>>) {
  const { id, label, ways, policy } = connector;
  return {
    id,
    label,
    connected: connectedNames(accounts, id),
    ways: ways.map((way) => ({
      id: way.id,
      title: way.title,
      page: way.page,
      steps: way.steps,
      variables: way.fields.flatMap(({ env, optional }) =>
        env.slice(0, 1).map((name) => (optional ? `${name} (optional)` : name)),
      ),
      missing: missingFields(way, answersFromEnvironment(way).answers).flatMap(({ env }) => env.slice(0, 1)),
    })),
    terms: policy.terms.length,
    command: `paceline connect ${id}${policy.terms.length > 0 ? ' --accept-terms' : ''}`,
  };
}

function connectedNames(accounts: Awaited<ReturnType<typeof listAccounts>>, id: string): string[] {
  return accounts.filter(({ platform, state }) => platform === id && state !== 'disconnected').map(accountName);
}

function launch({ home, athlete }: GlobalOptions) {
  return ownLaunch(home ?? process.env.PACELINE_HOME, athlete);
}

function sentences({ message, next }: Failure): string {
  return [message, next].filter(Boolean).join(' ');
}

/** Ctrl-C during the first sync ends the sync; what was fetched stays. */
function abortOnInterrupt(): AbortSignal {
  const abort = new AbortController();
  process.once('SIGINT', () => abort.abort(new Error('stopped')));
  return abort.signal;
}
