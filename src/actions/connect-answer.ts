/** connect_account: where a platform stands, and how the person signs in: by a link, or by one command in a terminal. */

import type * as z from 'zod';
import { PLATFORMS } from '../connectors/platforms.ts';
import type { Connector, LoginWay } from '../core/connector.ts';
import { Failure } from '../core/failure.ts';
import { type Account, accountName, listAccounts } from '../platform/accounts.ts';
import {
  accountsFromEnvironment,
  answersFromEnvironment,
  missingFields,
  wayFromEnvironment,
} from '../platform/environment.ts';
import { openSecrets } from '../platform/secrets.ts';
import { type Answer, tableOf } from '../queries/answer.ts';
import type { QueryContext } from '../queries/context.ts';
import { accountTable } from './account-table.ts';
import { startSync } from './background-sync.ts';
import { type AccountWork, termsAreOpen } from './connect-account.ts';
import { loginLink } from './connect-link.ts';
import { connectorOf } from './connector-of.ts';
import type { connectAccountInput } from './inputs/connect-account.ts';

export async function connectAnswer(
  context: QueryContext,
  { platform }: z.output<typeof connectAccountInput>,
): Promise<Answer> {
  const { store, athlete } = context;
  const accounts = await listAccounts(store.db, { athlete_id: athlete.id });
  if (platform === undefined) return overview(context, accounts);
  const connector = connectorOf({ platform });
  const work: AccountWork = { db: store.db, secrets: openSecrets(store.home), athlete_id: athlete.id };
  const own = accounts.filter((account) => account.platform === platform);
  const scope = { athlete: athlete.name, platform: connector.label };
  const connected = own.length > 0 ? { accounts: accountTable(own, athlete.time_zone) } : {};

  if (wayFromEnvironment(connector)) {
    const [given] = await accountsFromEnvironment({ ...work, connectors: [connector] });
    if (given?.failure) throw given.failure;
    if (given?.account) {
      startSync(store, { athlete_id: athlete.id, time_zone: athlete.time_zone, source: accountName(given.account) });
      return {
        scope,
        accounts: accountTable([given.account], athlete.time_zone),
        notes: ['The credentials in the configuration work. Fetching has begun in the background.'],
        next: ['sync_data()'],
      };
    }
  }
  const known = await knownAnswers(work, connector, own);
  if (!known) return { scope, ...connected, ...(await byCommand(work, connector, context)) };
  const link = await loginLink(work, connector, known.way, known.answers, {
    onConnected: ({ account }) =>
      void startSync(store, { athlete_id: athlete.id, time_zone: athlete.time_zone, source: accountName(account) }),
  });
  if (link.state === 'connected') {
    return {
      scope,
      accounts: accountTable([link.account], athlete.time_zone),
      notes: ['The login worked. Fetching has begun in the background.'],
      next: ['sync_data()'],
    };
  }
  return {
    scope,
    ...connected,
    link: link.url,
    steps: [
      'Open the link in a browser on the computer where Paceline runs.',
      ...(link.terms ? [`Read the terms of ${connector.label} there and decide.`] : []),
      'Allow access and leave every box ticked. Nothing has to be copied back; the link works for five minutes.',
    ],
    notes: [
      ...(link.trouble === null ? [] : [`The last try did not work: ${link.trouble}`]),
      `Give the link to the person as it is. Browser on another computer: they run \`paceline connect ${platform}\` in a terminal instead.`,
      'Call connect_account again to see whether it worked.',
    ],
  };
}

function overview({ athlete }: QueryContext, accounts: readonly Account[]): Answer {
  const rows = PLATFORMS.map(({ id, label, ways }) => {
    const own = accounts.filter(({ platform, state }) => platform === id && state !== 'disconnected');
    return {
      platform: id,
      name: label,
      connected: own.length,
      signs_in_with: ways.map(({ title }) => title).join('; or '),
    };
  });
  return {
    scope: { athlete: athlete.name },
    platforms: tableOf(['platform', 'name', 'connected', 'signs_in_with'], rows),
    ...(accounts.length > 0 ? { accounts: accountTable(accounts, athlete.time_zone) } : {}),
    notes: [
      'Ask for one platform to start its login. Secrets are typed by the person, in a browser or a terminal, never in the chat.',
      'Export archives need no login: paceline import <path>',
    ],
  };
}

/** What a way with a page needs before it can begin: from the environment, or from an earlier login. */
async function knownAnswers(
  { secrets }: AccountWork,
  { ways }: Connector,
  own: readonly Account[],
): Promise<{ readonly way: LoginWay; readonly answers: Record<string, string> } | null> {
  for (const way of ways) {
    if (!way.authorize) continue;
    const { answers } = answersFromEnvironment(way);
    if (missingFields(way, answers).length === 0) return { way, answers };
    for (const account of own.filter((a) => a.way === way.id)) {
      const stored = (await secrets.get(account.login)) ?? {};
      const kept = Object.fromEntries(way.fields.map(({ id }) => [id, String(stored[id] ?? '')]));
      if (missingFields(way, kept).length === 0) return { way, answers: kept };
    }
  }
  return null;
}

async function byCommand(work: AccountWork, connector: Connector, { athlete, store }: QueryContext) {
  const [way] = connector.ways;
  if (!way) throw new Failure('no_way', `${connector.label} cannot be signed in to.`);
  const several = (await store.db.selectFrom('athlete').select('id').execute()).length > 1;
  const terms = await termsAreOpen(work, connector);
  return {
    command: `paceline connect ${connector.id}${several ? ` --athlete ${JSON.stringify(athlete.name)}` : ''}`,
    page: way.page,
    steps: way.steps,
    notes: [
      'The person runs the command in a terminal; it asks for what is on that page, without showing it, and fetches the data.',
      ...(terms ? [`${connector.label} has terms; the command shows them and asks.`] : []),
      ...(way.cookie ? ['With --from-browser it takes the login from their browser by itself.'] : []),
      'Never ask for the secret in the chat.',
    ],
  };
}
