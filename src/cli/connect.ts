/** `paceline connect <platform>`: a real login, kept on this machine, and the first sync. */

import { Command, InvalidArgumentError, Option } from 'commander';
import { type AccountWork, type ChosenTerms, type Connected, chooseAnew } from '../actions/connect-account.ts';
import { PLATFORMS } from '../connectors/platforms.ts';
import type { Connector, LoginField } from '../core/connector.ts';
import { accountName, type Choices } from '../platform/accounts.ts';
import { BROWSERS, type Browser } from '../platform/browser-profiles.ts';
import { openSecrets } from '../platform/secrets.ts';
import type { Session } from '../server/session.ts';
import { chooseAthlete } from '../sync/open.ts';
import { createAsk, standardInput } from './ask.ts';
import type { Cli, GlobalOptions } from './cli.ts';
import { computeStale } from './compute-stale.ts';
import { choiceLines, chosenLines, connectByDialog, connectedLines } from './connect-dialog.ts';
import { syncLines, syncOnce } from './sync.ts';

interface Flags extends GlobalOptions {
  readonly way?: string;
  readonly fromBrowser?: true | string;
  readonly athleteId?: string;
  readonly acceptTerms?: boolean;
  readonly showModels?: boolean;
  readonly combine?: boolean;
  readonly keepDays?: number;
  readonly secretsStdin?: boolean;
  readonly sync: boolean;
}

export function connectCommand(cli: Cli): Command {
  const connect = new Command('connect').description('sign in to a platform and fetch from it from now on');
  for (const connector of PLATFORMS) connect.addCommand(platformCommand(cli, connector));
  return connect;
}

function platformCommand(cli: Cli, connector: Connector): Command {
  const { id, label, ways, policy } = connector;
  const command = new Command(id).description(`${label}: ${ways.map((way) => way.title).join('; or ')}`);
  if (ways.length > 1) {
    command.addOption(new Option('--way <way>', 'how to sign in').choices(ways.map((way) => way.id)));
  }
  for (const field of openFields(connector)) command.addOption(fieldOption(field));
  const roster = ways.some((way) => !way.authorize);
  if (roster && !openFields(connector).some((field) => field.id === 'athlete_id')) {
    command.option('--athlete-id <id>', 'an athlete this login may also read, such as one you coach');
  }
  if (ways.some((way) => way.cookie)) {
    command.addOption(
      new Option(
        '--from-browser [name]',
        'take the login from your browser; without a name, from whichever has it',
      ).choices(BROWSERS),
    );
  }
  const accept = new Option('--accept-terms', 'you have read the terms and accept them');
  command.addOption(policy.terms.length > 0 ? accept : accept.hideHelp());
  if (policy.models === 'by_choice') {
    command.option('--show-models', 'let assistants (models) see its data').option('--no-show-models', 'do not');
  }
  if (policy.combine === 'by_choice') {
    command.option('--combine', 'merge it with the same workouts from elsewhere').option('--no-combine', 'do not');
  }
  if (policy.keep_days !== null) {
    command.option('--keep-days <n>', `days its data is kept, or "forever" (default: ${policy.keep_days})`, keepDays);
  }
  command
    .option('--secrets-stdin', 'read the secrets from standard input, one per line, in the order they are asked for')
    .option('--no-sync', 'do not fetch now');
  const words = choiceLines(connector);
  const about = ways.flatMap((way) => ['', `${way.title}:`, ...way.steps.map((step, i) => `  ${i + 1}. ${step}`)]);
  command.addHelpText('after', [...about, ...(words.length > 0 ? ['', ...words] : [])].join('\n'));
  return command.action(async (_own: unknown, self: Command) => {
    const flags = self.optsWithGlobals<Flags>();
    await cli.withSession(flags, async (session) => {
      if (await choseAnew(cli, session, connector, flags, self)) return;
      const connected = await connectOne(cli, session, connector, flags, self);
      const name = accountName(connected.account);
      const synced = flags.sync
        ? await syncOnce(session, { source: name, ...athleteOf(flags) }, new AbortController().signal)
        : null;
      if (flags.json) {
        cli.print(JSON.stringify({ account: name, ...shown(connected), ...(synced ? { synced } : {}) }));
        return;
      }
      for (const line of connectedLines(connector, connected)) cli.print(line);
      if (synced) for (const line of syncLines(synced, cli.width)) cli.print(line);
      else cli.print('Fetch its data with: paceline sync');
    });
  });
}

/** With nothing but choices for an account that is connected, those are changed and nobody has to sign in. */
async function choseAnew(
  cli: Cli,
  session: Session,
  connector: Connector,
  flags: Flags,
  command: Command,
): Promise<boolean> {
  const chosen = chosenIn(flags);
  const about_login = [flags.way, flags.fromBrowser, flags.athleteId, flags.secretsStdin].some(Boolean);
  if (Object.keys(chosen).length === 0 || chosen.accept_terms || about_login) return false;
  if (Object.keys(givenIn(connector, command)).length > 0) return false;
  const accounts = await chooseAnew(await accountWork(session, flags.athlete), connector, chosen);
  const [account] = accounts;
  if (!account) return false;
  const computed = await computeStale(session);
  if (flags.json) {
    cli.print(
      JSON.stringify({ accounts: accounts.map((one) => ({ account: accountName(one), ...shownChoices(one) })) }),
    );
    return true;
  }
  for (const line of chosenLines(connector, account)) cli.print(line);
  if (computed > 0) cli.print(`${computed} activities were computed anew.`);
  return true;
}

function athleteOf({ athlete }: GlobalOptions): { athlete?: string } {
  return athlete === undefined ? {} : { athlete };
}

function shown({ account, others }: Connected) {
  const { platform, region, external_id, name, way, scopes, notes } = account;
  return { platform, region, external_id, name, way, scopes, notes, ...shownChoices(account), others };
}

function shownChoices({ show_models, combine, keep_days }: Choices) {
  return { show_models, combine, keep_days };
}

function chosenIn({ acceptTerms, showModels, combine, keepDays: days }: Flags): ChosenTerms {
  return {
    ...(acceptTerms ? { accept_terms: true } : {}),
    ...(showModels === undefined ? {} : { show_models: showModels }),
    ...(combine === undefined ? {} : { combine }),
    ...(days === undefined ? {} : { keep_days: Number.isFinite(days) ? days : null }),
  };
}

function givenIn(connector: Connector, command: Command): Record<string, string> {
  const options = command.opts<Record<string, unknown>>();
  const given = openFields(connector).flatMap(({ id }) => {
    const value = options[camel(id)];
    return typeof value === 'string' && value !== '' ? [[id, value] as const] : [];
  });
  return Object.fromEntries(given);
}

/** What connecting needs to know of an opened home. */
export async function accountWork(session: Session, athlete_name: string | undefined): Promise<AccountWork> {
  const { store } = await session.paceline();
  const athlete = await chooseAthlete(store, athlete_name);
  return { db: store.db, secrets: openSecrets(store.home), athlete_id: athlete.id };
}

async function connectOne(
  cli: Cli,
  session: Session,
  connector: Connector,
  flags: Flags,
  command: Command,
): Promise<Connected> {
  const work = await accountWork(session, flags.athlete);
  const lines = flags.secretsStdin ? standardInput() : null;
  const ask = createAsk();
  const { way, fromBrowser, athleteId } = flags;
  try {
    return await connectByDialog({ cli, ask: lines ? { ...ask, attended: false } : ask, lines }, work, connector, {
      ...(way === undefined ? {} : { way }),
      given: givenIn(connector, command),
      ...(fromBrowser === undefined ? {} : { from_browser: fromBrowser === true ? 'any' : (fromBrowser as Browser) }),
      ...(athleteId === undefined ? {} : { athlete_external_id: athleteId }),
      chosen: chosenIn(flags),
    });
  } finally {
    ask.close();
    lines?.close();
  }
}

/** Everything that may stand on a command line: what is not secret, of all ways. */
function openFields({ ways }: Connector): LoginField[] {
  const fields = ways.flatMap((way) => way.fields.filter((field) => !field.secret));
  return fields.filter((field, i) => fields.findIndex((other) => other.id === field.id) === i);
}

function fieldOption({ id, label, choices }: LoginField): Option {
  const option = new Option(
    `--${id.replaceAll('_', '-')} <text>`,
    label.replace(/^./, (letter) => letter.toLowerCase()),
  );
  return choices ? option.choices(choices.map((choice) => choice.value)) : option;
}

function camel(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** Infinity for "forever": the parser of options takes null for nothing. */
function keepDays(text: string): number {
  if (text === 'forever') return Number.POSITIVE_INFINITY;
  const days = Number(text);
  if (!Number.isInteger(days) || days < 1) throw new InvalidArgumentError('Give a number of days, or "forever".');
  return days;
}
