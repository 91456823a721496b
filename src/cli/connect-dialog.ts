/** One account connected from the command line: where the answers come from, the terms, the login, and what is said about it. */

import {
  type AccountWork,
  answersFromLogins,
  beginConnect,
  type ChosenTerms,
  type Connected,
  type ConnectRequest,
  connectAccount,
  termsAreOpen,
  wayOf,
} from '../actions/connect-account.ts';
import type { Connector, LoginWay } from '../core/connector.ts';
import { Failure } from '../core/failure.ts';
import { accountName, type Choices } from '../platform/accounts.ts';
import { browserCookie } from '../platform/browser-cookie.ts';
import type { Browser } from '../platform/browser-profiles.ts';
import { answersFromEnvironment, missingFields, wayFromEnvironment } from '../platform/environment.ts';
import type { Ask, standardInput } from './ask.ts';
import type { Cli } from './cli.ts';
import { openPage } from './open-page.ts';
import { bold, dim } from './print-table.ts';

export interface ConnectFlags {
  readonly way?: string;
  /** Field id -> what an option gave. */
  readonly given: Readonly<Record<string, string>>;
  readonly from_browser?: Browser | 'any';
  /** One of a coach's roster. */
  readonly athlete_external_id?: string;
  readonly chosen: ChosenTerms;
}

export interface Dialog {
  readonly cli: Cli;
  readonly ask: Ask;
  /** Secrets one per line, when they come that way. */
  readonly lines: ReturnType<typeof standardInput> | null;
}

/** Asks for what is missing when somebody is there to be asked; else throws Failure that says how to give it. */
export async function connectByDialog(
  dialog: Dialog,
  work: AccountWork,
  connector: Connector,
  flags: ConnectFlags,
): Promise<Connected> {
  const request = await requestFrom(dialog, work, connector, flags);
  if (!request.way.authorize) return connectAccount(work, request);
  return throughBrowser(dialog, work, request);
}

async function requestFrom(
  dialog: Dialog,
  work: AccountWork,
  connector: Connector,
  flags: ConnectFlags,
): Promise<ConnectRequest> {
  const { athlete_external_id } = flags;
  const also = athlete_external_id === undefined ? {} : { athlete_external_id };
  const way = await chooseWay(dialog, connector, flags);
  const answers: Record<string, string> = { ...answersFromEnvironment(way).answers, ...fieldsOf(way, flags.given) };
  if (flags.from_browser) Object.assign(answers, await fromBrowser(dialog, way, flags.from_browser));
  if (athlete_external_id !== undefined && missingFields(way, answers).length > 0) {
    const known = await answersFromLogins(work, connector);
    if (known) {
      const with_id = { ...known.answers, ...fieldsOf(known.way, { athlete_id: athlete_external_id }) };
      return { connector, way: known.way, answers: with_id, chosen: flags.chosen, ...also };
    }
  }
  if (athlete_external_id !== undefined) Object.assign(answers, fieldsOf(way, { athlete_id: athlete_external_id }));
  const chosen = await chooseTerms(dialog, work, connector, flags.chosen);
  await fillIn(dialog, connector, way, answers);
  return { connector, way, answers, chosen, ...also };
}

/** Those of `values` that are fields of the way. */
function fieldsOf({ fields }: LoginWay, values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter(([id]) => fields.some((field) => field.id === id)));
}

async function chooseWay({ ask }: Dialog, connector: Connector, flags: ConnectFlags): Promise<LoginWay> {
  if (flags.way !== undefined) return wayOf(connector, flags.way);
  if (flags.from_browser) {
    const way = connector.ways.find(({ cookie }) => cookie);
    if (way) return way;
    throw new Failure(
      'no_cookie_way',
      `${connector.label} is not signed in to with a cookie.`,
      'Leave --from-browser out.',
    );
  }
  const given = wayFromEnvironment(connector);
  if (given) return given.way;
  if (!ask.attended || connector.ways.length === 1) return wayOf(connector);
  const place = await ask.choose(
    `How do you want to sign in to ${connector.label}?`,
    connector.ways.map((way) => way.title),
  );
  return connector.ways[place]!;
}

async function fromBrowser({ cli }: Dialog, { cookie }: LoginWay, browser: Browser | 'any') {
  if (!cookie)
    throw new Failure('no_cookie_way', 'This way of signing in takes no cookie.', 'Leave --from-browser out.');
  const found = await browserCookie(cookie, browser);
  cli.tell(dim(`Using the login of ${found.browser}.`));
  return { [cookie.field]: found.value };
}

async function fillIn(
  { cli, ask, lines }: Dialog,
  connector: Connector,
  way: LoginWay,
  answers: Record<string, string>,
): Promise<void> {
  if (lines) {
    for (const { id, secret } of missingFields(way, answers)) {
      const line = secret ? await lines.next() : null;
      if (line) answers[id] = line;
    }
  }
  const missing = missingFields(way, answers);
  if (missing.length === 0) return;
  if (!ask.attended) throw notGiven(connector, way, missing);
  cli.tell(`\n${bold(`${connector.label}: ${way.title}`)}`);
  for (const [i, step] of way.steps.entries()) cli.tell(`  ${i + 1}. ${step}`);
  cli.tell(dim(`  ${way.page}\n`));
  for (const { id, label, secret, choices, optional } of way.fields) {
    if (answers[id] || optional) continue;
    if (choices)
      answers[id] =
        choices[
          await ask.choose(
            `${label}:`,
            choices.map((choice) => choice.label),
          )
        ]!.value;
    else if (secret) answers[id] = await ask.secret(`${label} (not shown): `);
    else answers[id] = await ask.line(`${label}: `);
    if (answers[id] === '') delete answers[id];
  }
  const still = missingFields(way, answers);
  if (still.length > 0) throw notGiven(connector, way, still);
}

function notGiven(connector: Connector, way: LoginWay, missing: LoginWay['fields']): Failure {
  const hints = missing.map(({ id, secret, env }) => {
    const option = secret ? [] : [`--${id.replaceAll('_', '-')}`];
    return [...env.slice(0, 1), ...option].join(' or ');
  });
  const piped = missing.some(({ secret }) => secret)
    ? ' Secrets can also be piped, one per line, with --secrets-stdin.'
    : '';
  return new Failure(
    'answers_missing',
    `To sign in to ${connector.label} (${way.title}), this is missing: ${missing.map(({ label }) => label).join(', ')}.`,
    `Run "paceline connect ${connector.id}" in a terminal to be asked for it, or set ${hints.join(' and ')}.${piped} Where to find it: ${way.page}`,
  );
}

async function chooseTerms(
  { cli, ask }: Dialog,
  work: AccountWork,
  connector: Connector,
  chosen: ChosenTerms,
): Promise<ChosenTerms> {
  const { policy, label, id } = connector;
  if (!(await termsAreOpen(work, connector))) return chosen;
  cli.tell(`\n${bold(`Before you connect ${label}`)}`);
  for (const point of policy.terms) cli.tell(`  - ${point}`);
  for (const line of choiceLines(connector)) cli.tell(dim(`  ${line}`));
  let accept_terms = chosen.accept_terms === true;
  if (!accept_terms && ask.attended) accept_terms = await ask.yes('\nHave you read this and do you accept it?', false);
  if (!accept_terms) {
    throw new Failure(
      'terms_not_accepted',
      `${label} is not connected, as its terms were not accepted.`,
      `Who has read and accepts them adds --accept-terms: paceline connect ${id} --accept-terms`,
    );
  }
  if (!ask.attended) return { ...chosen, accept_terms };
  const { models, combine } = policy;
  return {
    ...chosen,
    accept_terms,
    ...(models === 'by_choice' && chosen.show_models === undefined
      ? { show_models: await ask.yes(`May assistants (models) see data from ${label}?`, false) }
      : {}),
    ...(combine === 'by_choice' && chosen.combine === undefined
      ? { combine: await ask.yes(`May data from ${label} be merged with your other data?`, false) }
      : {}),
  };
}

/** What the choices of a platform mean, as far as it leaves any. */
export function choiceLines({ policy }: Connector): string[] {
  return [
    ...(policy.models === 'by_choice'
      ? [
          '--show-models lets assistants, and these commands, which assistants run too, show its data; without it only how much there is.',
        ]
      : []),
    ...(policy.combine === 'by_choice'
      ? [
          '--combine merges it with the same workouts from elsewhere and goes with --show-models; with --no-combine it is kept and not shown.',
        ]
      : []),
    ...(policy.keep_days === null
      ? []
      : [
          `--keep-days <n|forever> keeps it longer than ${policy.keep_days} days; what is older is deleted and can be fetched anew.`,
        ]),
  ];
}

async function throughBrowser(
  { cli, ask, lines }: Dialog,
  work: AccountWork,
  request: ConnectRequest,
): Promise<Connected> {
  const login = await beginConnect(work, request);
  const over = new AbortController();
  try {
    cli.tell(`\nOpen this page and allow access; Paceline goes on by itself:\n\n  ${login.url}\n`);
    if (ask.attended) openPage(login.url);
    void pasted({ cli, ask, lines }, login.paste, over.signal);
    return await login.connected;
  } finally {
    over.abort();
    login.close();
  }
}

/** The browser may be on another machine: then its last address is pasted here. */
async function pasted(
  { cli, ask, lines }: Pick<Dialog, 'cli' | 'ask' | 'lines'>,
  paste: (text: string) => void,
  over: AbortSignal,
): Promise<void> {
  if (!ask.attended && !lines) return;
  if (ask.attended) {
    cli.tell(
      dim('Is the browser on another machine? Then paste the address it ends at (it begins with http://127.0.0.1).'),
    );
  }
  while (!over.aborted) {
    const text = lines ? await lines.next() : await ask.line('', over);
    if (text === null || over.aborted) return;
    if (text === '') continue;
    try {
      paste(text);
      return;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      cli.tell([error.message, error.next].join(' '));
    }
  }
}

/** What was chosen where the platform leaves a choice. */
export function chosenLines({ policy }: Connector, { show_models, combine, keep_days }: Choices): string[] {
  const may = (yes: boolean) => (yes ? 'may' : 'may not');
  const kept = keep_days === null ? 'without limit' : `for ${keep_days} days`;
  return [
    ...(policy.models === 'by_choice'
      ? [`  Assistants ${may(show_models)} see its data (--show-models, --no-show-models).`]
      : []),
    ...(policy.combine === 'by_choice'
      ? [`  It ${may(combine)} be merged with data from elsewhere (--combine, --no-combine).`]
      : []),
    ...(policy.keep_days === null ? [] : [`  Its data is kept ${kept} (--keep-days).`]),
  ].map(dim);
}

/** What a person reads once it is done. */
export function connectedLines(connector: Connector, { account, others }: Connected): string[] {
  const whose = account.name === null ? '' : ` as ${account.name}`;
  const lines = [bold(`${connector.label} is connected${whose} (${accountName(account)}).`)];
  for (const note of account.notes) lines.push(dim(`  ${note}`));
  lines.push(...chosenLines(connector, account));
  if (others.length > 0) {
    const named = others
      .slice(0, 10)
      .map(({ external_id, name }) => (name === null ? external_id : `${name} (${external_id})`));
    lines.push(
      `This login may also read ${others.length} other ${others.length === 1 ? 'athlete' : 'athletes'}: ${named.join(', ')}${others.length > 10 ? ', …' : ''}.`,
      dim(
        `  Add one with: paceline athlete add <name>, then paceline connect ${connector.id} --athlete <name> --athlete-id <id>`,
      ),
    );
  }
  return lines;
}
