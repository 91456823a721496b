/** Accounts given by environment variables alone, as client configurations set them: signed in once, their secrets never written down. */

import type { Connector, LoginWay } from '../core/connector.ts';
import { Failure } from '../core/failure.ts';
import { isTrouble } from '../core/platform-failure.ts';
import { nowSeconds } from '../core/time.ts';
import type { Db } from '../store/store.ts';
import { type Account, addAccount, listAccounts, loginName } from './accounts.ts';
import { createCaller } from './client.ts';
import { answersOf, type Environment } from './given-login.ts';
import { withLease } from './lease.ts';
import type { SecretStore } from './secrets.ts';

export interface GivenAnswers {
  /** By field id. */
  readonly answers: Readonly<Record<string, string>>;
  /** The variable each came from. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Repeated wrong logins lock accounts; after this time it may have been the platform's mistake. */
const REFUSED_HOLDS_S = 6 * 3600;

/**
 * What the environment says for the fields of a way. A name that says nothing of the platform (`API_KEY`) counts only
 * together with its companions (`ATHLETE_ID`): alone it may belong to any other program.
 */
export function answersFromEnvironment(way: LoginWay, env: Environment = process.env): GivenAnswers {
  const says = (name: string | undefined) => name !== undefined && Boolean(env[name]?.trim());
  const own_word = way.fields[0]?.env[0]?.split('_')[0];
  const counts = (name: string, place: number) =>
    says(name) &&
    (name.split('_')[0] === own_word ||
      way.fields.every((field) => field.env.length <= place || says(field.env[place])));
  const variables: Record<string, string> = {};
  for (const field of way.fields) {
    const name = field.env.find(counts);
    if (name !== undefined) variables[field.id] = name;
  }
  return { answers: answersOf({ variables }, env), variables };
}

/** Fields of a way without an answer that need one. What is chosen from a list has a value that the connector takes by itself. */
export function missingFields({ fields }: LoginWay, answers: Readonly<Record<string, string>>): LoginWay['fields'] {
  return fields.filter((field) => !field.optional && !field.choices && !answers[field.id]);
}

/** The way that needs nothing but what the environment says, or null. */
export function wayFromEnvironment(
  connector: Connector,
  env: Environment = process.env,
): ({ readonly way: LoginWay } & GivenAnswers) | null {
  // What has terms to be accepted, or a page to be visited, is the person's own doing.
  if (connector.policy.terms.length > 0) return null;
  for (const way of connector.ways) {
    if (way.authorize || way.fields.length === 0) continue;
    const given = answersFromEnvironment(way, env);
    if (missingFields(way, given.answers).length === 0) return { way, ...given };
  }
  return null;
}

export interface EnvironmentAccount {
  readonly connector: Connector;
  readonly account: Account | null;
  /** Why there is none. */
  readonly failure: Failure | null;
}

export interface EnvironmentOptions {
  readonly db: Db;
  readonly secrets: SecretStore;
  readonly connectors: readonly Connector[];
  readonly athlete_id: number;
  readonly env?: Environment;
  readonly signal?: AbortSignal;
  /** Try credentials again that were refused before. */
  readonly again?: boolean;
}

/**
 * Makes sure that every account the environment gives has its row. Costs a call only for credentials not seen before.
 * Throws only when the work is cancelled or nothing can be stored.
 */
export async function accountsFromEnvironment(options: EnvironmentOptions): Promise<EnvironmentAccount[]> {
  const found: EnvironmentAccount[] = [];
  for (const connector of options.connectors) {
    const given = wayFromEnvironment(connector, options.env);
    if (!given) continue;
    try {
      const account = await accountOf(options, connector, given.way, given);
      if (account !== 'dismissed') found.push({ connector, account, failure: null });
    } catch (error) {
      if (!(error instanceof Failure) || options.signal?.aborted) throw error;
      found.push({ connector, account: null, failure: error });
    }
  }
  return found;
}

async function accountOf(
  options: EnvironmentOptions,
  connector: Connector,
  way: LoginWay,
  given: GivenAnswers,
): Promise<Account | 'dismissed'> {
  return (
    (await seenBefore(options, connector, given)) ??
    // Two clients that start at the same moment sign in once.
    withLease(
      options.db,
      `environment ${connector.id}`,
      async () => (await seenBefore(options, connector, given)) ?? signIn(options, connector, way, given),
      options.signal ? { signal: options.signal } : {},
    )
  );
}

async function seenBefore(
  { db, secrets, again }: EnvironmentOptions,
  connector: Connector,
  { answers }: GivenAnswers,
): Promise<Account | 'dismissed' | null> {
  const seen = await secrets.given(connector.id, answers);
  if (!seen) return null;
  if (seen.refused !== undefined) {
    if (again || nowSeconds() - seen.since_s > REFUSED_HOLDS_S) return null;
    throw new Failure(
      'credentials_refused',
      seen.refused,
      `Change ${Object.values(seen.variables).join(' or ')} and try again.`,
    );
  }
  if (seen.dismissed) return 'dismissed';
  if (seen.login === null || (await secrets.get(seen.login)) === null) return null;
  return (await listAccounts(db, { platform: connector.id, login: seen.login }))[0] ?? null;
}

async function signIn(
  { db, secrets, athlete_id, signal }: EnvironmentOptions,
  connector: Connector,
  way: LoginWay,
  { answers, variables }: GivenAnswers,
): Promise<Account> {
  const { session } = createCaller({ db, connector, interactive: true, ...(signal ? { signal } : {}) });
  const now_s = nowSeconds();
  const platform = connector.id;
  try {
    const signed = await connector.signIn(session, way.id, answers);
    const login = loginName(platform, signed.identity);
    // An account of the same name keeps its athlete.
    const [known] = await listAccounts(db, { platform, login });
    await secrets.give({ platform, login, variables, since_s: now_s, secrets: signed.secrets });
    return await addAccount(db, {
      athlete_id: known?.athlete_id ?? athlete_id,
      connector,
      identity: signed.identity,
      login,
      way: way.id,
      now_s,
    });
  } catch (error) {
    if (isTrouble(error, 'wrong_credentials', 'wrong_region', 'login_expired')) {
      await secrets.give({ platform, login: null, variables, since_s: now_s, secrets: null, refused: error.message });
    }
    throw error;
  }
}
