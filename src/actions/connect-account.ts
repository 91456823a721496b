/** Connecting an account: a real login, then its secrets, then its row. Used by the command line, the wizard and the tool. */

import type { AccountIdentity, Caller, Connector, LoginWay, SignedIn } from '../core/connector.ts';
import { Failure } from '../core/failure.ts';
import { nowSeconds } from '../core/time.ts';
import {
  type Account,
  addAccount,
  type Choices,
  changeChoices,
  listAccounts,
  loginName,
} from '../platform/accounts.ts';
import { createCaller } from '../platform/client.ts';
import { answersFromEnvironment, missingFields } from '../platform/environment.ts';
import type { Environment } from '../platform/given-login.ts';
import type { SecretStore } from '../platform/secrets.ts';
import { type BrowserLogin, beginBrowserLogin } from '../platform/sign-in.ts';
import type { Db } from '../store/store.ts';
import { currentVersions } from '../sync/open.ts';
import { markSource } from '../sync/restricted-sources.ts';
import { markOutdated } from '../sync/stale.ts';

export interface AccountWork {
  readonly db: Db;
  readonly secrets: SecretStore;
  readonly athlete_id: number;
  readonly env?: Environment;
  readonly signal?: AbortSignal;
}

/** What the person has chosen; what is left out stays, or is what the platform's policy says. */
export interface ChosenTerms {
  readonly accept_terms?: boolean;
  readonly show_models?: boolean;
  readonly combine?: boolean;
  readonly keep_days?: number | null;
}

export interface ConnectRequest {
  readonly connector: Connector;
  readonly way: LoginWay;
  /** By field id. */
  readonly answers: Readonly<Record<string, string>>;
  readonly chosen: ChosenTerms;
  /** This athlete's data instead of the login's own: one of a coach's roster. */
  readonly athlete_external_id?: string;
}

export interface Connected {
  readonly account: Account;
  /** Athletes the same login may read, such as a coach's. */
  readonly others: readonly { readonly external_id: string; readonly name: string | null }[];
}

/** The way called `id`, or the first one. Throws Failure with the known ones. */
export function wayOf(connector: Connector, id?: string): LoginWay {
  const way = id === undefined ? connector.ways[0] : connector.ways.find((known) => known.id === id);
  if (way) return way;
  const known = connector.ways.map((w) => `${w.id} (${w.title})`).join(', ');
  throw new Failure('unknown_way', `${connector.label} has no such way of signing in.`, `Known: ${known}.`);
}

/** True when the terms have to be read and accepted first. */
export async function termsAreOpen({ db }: AccountWork, { id, policy }: Connector): Promise<boolean> {
  if (policy.terms.length === 0) return false;
  return (await listAccounts(db, { platform: id })).every((account) => account.accepted_at === null);
}

/** Signs in with what was typed and keeps the login. Throws Failure; then nothing was kept. */
export async function connectAccount(work: AccountWork, request: ConnectRequest): Promise<Connected> {
  const { connector, way, answers } = request;
  await checkTerms(work, connector, request.chosen);
  return keepLogin(work, request, await connector.signIn(callerFor(work, connector), way.id, answers));
}

/** Starts a login that ends in the browser; the login is kept when `connected` resolves. Throws Failure when it cannot start. */
export async function beginConnect(
  work: AccountWork,
  request: ConnectRequest & { readonly ask_terms_in_browser?: boolean },
): Promise<BrowserLogin & { readonly connected: Promise<Connected> }> {
  const { connector, way, answers } = request;
  const terms = request.ask_terms_in_browser === true && (await termsAreOpen(work, connector));
  if (!terms) await checkTerms(work, connector, request.chosen);
  const { promise, resolve, reject } = Promise.withResolvers<Connected>();
  promise.catch(() => {});
  const login = await beginBrowserLogin({
    connector,
    way,
    answers,
    caller: callerFor(work, connector),
    terms,
    ...(work.env ? { env: work.env } : {}),
    keep: async (signed, page) => {
      const chosen = page ? { ...request.chosen, ...page, accept_terms: true } : request.chosen;
      resolve(await keepLogin(work, { ...request, chosen }, signed));
    },
  });
  login.finished.catch(reject);
  return { ...login, connected: promise };
}

/**
 * Answers for attaching another athlete with a login that is here already, such as one a coach looks after; null when no
 * login of the platform can be used for it.
 */
export async function answersFromLogins(
  { db, secrets }: AccountWork,
  connector: Connector,
): Promise<Pick<ConnectRequest, 'way' | 'answers'> | null> {
  for (const account of await listAccounts(db, { platform: connector.id })) {
    const way = connector.ways.find(({ id }) => id === account.way);
    const stored = account.state === 'disconnected' ? null : await secrets.get(account.login);
    if (!way || way.authorize || !stored) continue;
    const kept = way.fields.filter((field) => field.secret && stored[field.id] !== undefined);
    const answers = Object.fromEntries(kept.map((field) => [field.id, String(stored[field.id])]));
    const others = way.fields.filter((field) => !field.secret && !field.optional && stored[field.id] !== undefined);
    for (const { id } of others) answers[id] = String(stored[id]);
    if (missingFields(way, answers).length === 0) return { way, answers };
  }
  return null;
}

function callerFor({ db, signal }: AccountWork, connector: Connector): Caller {
  return createCaller({ db, connector, interactive: true, ...(signal ? { signal } : {}) }).session;
}

async function checkTerms(work: AccountWork, connector: Connector, { accept_terms }: ChosenTerms): Promise<void> {
  if (accept_terms || !(await termsAreOpen(work, connector))) return;
  throw new Failure(
    'terms_not_accepted',
    `${connector.label} has terms that have to be read and accepted first.`,
    `Read them in a terminal with: paceline connect ${connector.id}. Who has read them adds --accept-terms.`,
  );
}

async function keepLogin(work: AccountWork, request: ConnectRequest, signed: SignedIn): Promise<Connected> {
  const { connector, way, answers } = request;
  const identity = wantedIdentity(request, signed.identity);
  const login = loginName(connector.id, signed.identity);
  // A row without secrets would be a broken account; secrets without a row are found by the next try.
  await work.secrets.put(login, signed.secrets);
  const account = await addRow(work, request, identity, login);
  // What was chosen may be other than before: what the platform has a part in is put together again.
  if (connector.policy.models === 'by_choice') {
    await work.db.transaction().execute((db) => putAnew(db, work.athlete_id, connector.id));
  }
  const given = answersFromEnvironment(way, work.env);
  const fields = Object.keys(given.answers);
  if (fields.length > 0 && fields.every((field) => given.answers[field] === answers[field])) {
    await work.secrets.give({
      platform: connector.id,
      login,
      variables: given.variables,
      since_s: nowSeconds(),
      secrets: 'stored',
    });
  }
  return { account, others: identity === signed.identity ? identity.others : [] };
}

/** Throws Failure when the login may not read the athlete that was asked for. */
function wantedIdentity({ connector, athlete_external_id }: ConnectRequest, own: AccountIdentity): AccountIdentity {
  if (athlete_external_id === undefined || athlete_external_id === own.external_id) return own;
  const found = own.others.find((other) => other.external_id === athlete_external_id);
  if (found) return { ...own, ...found, others: [] };
  const [first, ...rest] = own.others;
  throw new Failure(
    'not_on_roster',
    `This ${connector.label} login may not read the athlete that was asked for.`,
    first
      ? `It may read: ${[first, ...rest.slice(0, 19)].map((other) => other.external_id).join(', ')}.`
      : 'It may read no athlete but its own.',
  );
}

async function addRow(
  work: AccountWork,
  { connector, way, chosen }: { connector: Connector; way: { id: string }; chosen: ChosenTerms },
  identity: AccountIdentity,
  login: string,
): Promise<Account> {
  const { db, athlete_id } = work;
  const now_s = nowSeconds();
  // Terms accepted once hold for further accounts at the same platform.
  const earlier = (await listAccounts(db, { platform: connector.id })).find((a) => a.accepted_at !== null);
  const accepted_at =
    connector.policy.terms.length === 0 ? null : chosen.accept_terms ? now_s : (earlier?.accepted_at ?? null);
  const choices = { ...released(connector, chosen), accepted_at };
  return addAccount(db, { athlete_id, connector, identity, login, way: way.id, now_s, choices });
}

/**
 * Chooses anew for the accounts an athlete has at a platform, without signing in again. What was computed with them
 * becomes stale. Returns them as they are then; none when there is no account with a login.
 */
export async function chooseAnew(work: AccountWork, connector: Connector, chosen: ChosenTerms): Promise<Account[]> {
  const { db, athlete_id } = work;
  const filter = { athlete_id, platform: connector.id };
  const accounts = (await listAccounts(db, filter)).filter(({ state }) => state !== 'disconnected');
  const choices = released(connector, chosen);
  await db.transaction().execute(async (tx) => {
    for (const account of accounts) await changeChoices(tx, account, choices);
    await putAnew(tx, athlete_id, connector.id);
  });
  const ids = new Set(accounts.map(({ id }) => id));
  return (await listAccounts(db, filter)).filter(({ id }) => ids.has(id));
}

/** What the platform has a part in is put together again by what holds now. */
async function putAnew(db: Db, athlete_id: number, platform: string): Promise<void> {
  await markSource(db, athlete_id, platform);
  await markOutdated(db, athlete_id, currentVersions());
}

/** Of what was chosen, that about which the platform's policy leaves a choice. */
function released({ policy }: Connector, { show_models, keep_days, ...chosen }: ChosenTerms): Partial<Choices> {
  // Who lets its data be shown wants one activity of each workout, unless they say otherwise.
  const combine = chosen.combine ?? show_models;
  return {
    ...(show_models === undefined || policy.models === 'allowed' ? {} : { show_models }),
    ...(combine === undefined || policy.combine === 'allowed' ? {} : { combine }),
    ...(keep_days === undefined ? {} : { keep_days }),
  };
}
