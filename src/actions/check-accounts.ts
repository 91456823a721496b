/** Does every account still work? A real login each, and for every way it can fail a sentence of its own. */

import { PLATFORMS } from '../connectors/platforms.ts';
import type { AccountIdentity, Connector } from '../core/connector.ts';
import { Failure } from '../core/failure.ts';
import { isTrouble, PlatformFailure } from '../core/platform-failure.ts';
import { nowSeconds } from '../core/time.ts';
import { accountSession } from '../platform/account-session.ts';
import { type Account, accountName, listAccounts } from '../platform/accounts.ts';
import { accountsFromEnvironment } from '../platform/environment.ts';
import type { Environment } from '../platform/given-login.ts';
import { openSecrets, type SecretPlace, type SecretStore } from '../platform/secrets.ts';
import type { Store } from '../store/store.ts';
import { connectorOf } from './connector-of.ts';

export interface AccountCheck {
  /** `intervals:i1…56`: enough to recognise it, too little to find the person. */
  readonly account: string;
  readonly platform: string;
  readonly ok: boolean;
  /** Who the platform says it is, masked; null when it did not answer so. */
  readonly identity: string | null;
  /** Stable id of what is wrong, such as `wrong_region`; null when nothing is. */
  readonly cause: string | null;
  readonly found: string;
  readonly remedy: string | null;
  readonly way: string | null;
  readonly kept_in: SecretPlace | null;
  /** Days since the latest signing in. */
  readonly login_days: number | null;
  /** Their clock minus this one. */
  readonly clock_offset_s: number | null;
  readonly notes: readonly string[];
}

export interface CheckOptions {
  /** Whose accounts the environment gives. */
  readonly athlete_id: number;
  readonly only_athlete?: boolean;
  readonly connectors?: readonly Connector[];
  readonly env?: Environment;
  readonly signal?: AbortSignal;
}

/** A cookie was seen to live about 30 days. */
const COOKIE_OLD_DAYS = 21;
/** Tokens are judged by the minute. */
const CLOCK_WRONG_S = 120;

/** Never throws for what is wrong with an account. */
export async function checkAccounts(store: Store, options: CheckOptions): Promise<AccountCheck[]> {
  const { athlete_id, only_athlete, connectors = PLATFORMS, env, signal } = options;
  const secrets = openSecrets(store.home, env ? { env } : {});
  const cancel = signal ? { signal } : {};
  const given = await accountsFromEnvironment({
    db: store.db,
    secrets,
    connectors,
    athlete_id,
    again: true,
    ...(env ? { env } : {}),
    ...cancel,
  });
  const refused = given.flatMap(({ connector, failure }) => (failure ? [refusedCheck(connector, failure)] : []));
  const accounts = await listAccounts(store.db, only_athlete ? { athlete_id } : {});
  const checks = accounts.map((account) => {
    const connector = connectors.find(({ id }) => id === account.platform) ?? connectorOf(account);
    return checkOne(store, secrets, connector, account, cancel);
  });
  return [...(await Promise.all(checks)), ...refused];
}

async function checkOne(
  store: Store,
  secrets: SecretStore,
  connector: Connector,
  account: Account,
  cancel: { readonly signal?: AbortSignal },
): Promise<AccountCheck> {
  const way = connector.ways.find(({ id }) => id === account.way);
  const login_days = Math.max(0, Math.floor((nowSeconds() - account.connected_at) / 86_400));
  const same = {
    account: accountName({ ...account, external_id: maskedId(account.external_id) }),
    platform: account.platform,
    way: way?.title ?? null,
    login_days,
    kept_in: null,
    clock_offset_s: null,
    identity: null,
    notes: account.notes,
  };
  if (account.state === 'disconnected') {
    return { ...same, ok: true, cause: null, found: 'disconnected by you; its data is kept', remedy: null };
  }
  try {
    const kept_in = await secrets.placeOf(account.login);
    const client = await accountSession({ db: store.db, secrets, connector, account, interactive: true, ...cancel });
    const identity = await connector.check(client.session);
    const { clock_offset_s } = client.traffic();
    const whose = [masked(identity.name), maskedId(identity.external_id)].filter((part) => part !== null).join(', ');
    const known = { ...same, kept_in, clock_offset_s, identity: whose, notes: notesOf(account, identity) };
    return { ...known, ...judged(connector, account, identity, { whose, clock_offset_s, login_days }) };
  } catch (error) {
    cancel.signal?.throwIfAborted();
    if (!(error instanceof Failure)) throw error;
    const kept_in = await secrets.placeOf(account.login).catch(() => null);
    return { ...same, kept_in, ok: false, ...explained(error, connector, account, login_days) };
  }
}

/** The login works; is it the right one, does it see everything, and how long will it last? */
function judged(
  connector: Connector,
  account: Account,
  identity: AccountIdentity,
  { whose, clock_offset_s, login_days }: { whose: string; clock_offset_s: number | null; login_days: number },
): Pick<AccountCheck, 'ok' | 'cause' | 'found' | 'remedy'> {
  const found = `${connector.label} answers for ${whose}; signed in ${ago(login_days)}`;
  const { id, label, streams } = connector;
  const others = identity.others.map((other) => other.external_id);
  if (identity.external_id !== account.external_id && !others.includes(account.external_id)) {
    return {
      ok: false,
      cause: 'another_person',
      found: `this login now belongs to somebody else at ${label} (${whose})`,
      remedy: `Sign in as the right person: paceline connect ${id}`,
    };
  }
  if (clock_offset_s !== null && Math.abs(clock_offset_s) > CLOCK_WRONG_S) {
    const way = clock_offset_s > 0 ? 'behind' : 'ahead of';
    return {
      ok: false,
      cause: 'clock',
      found: `${found}; this computer's clock is ${Math.abs(clock_offset_s)} seconds ${way} theirs`,
      remedy: 'Set the clock of this computer (automatic time).',
    };
  }
  const wanting = streams.filter(({ scope }) => scope !== undefined && !identity.scopes.includes(scope));
  if (wanting.length > 0) {
    const scopes = [...new Set(wanting.map(({ scope }) => scope))].join(', ');
    return {
      ok: false,
      cause: 'missing_scope',
      found: `${found}; without the permission ${scopes} it cannot fetch: ${wanting.map(({ title }) => title).join(', ')}`,
      remedy: `Connect again and leave every box ticked: paceline connect ${id}`,
    };
  }
  const cookie = connector.ways.find((way) => way.id === account.way)?.cookie;
  const old = cookie !== undefined && login_days >= COOKIE_OLD_DAYS;
  return {
    ok: true,
    cause: null,
    found,
    remedy: old
      ? `The cookie is ${login_days} days old and lasts about 30: log in at ${label} and renew it with: paceline connect ${id}`
      : null,
  };
}

/** What the engine says in general, said for this way of signing in. */
function explained(
  failure: Failure,
  connector: Connector,
  account: Account | null,
  login_days: number | null,
): Pick<AccountCheck, 'cause' | 'found' | 'remedy'> {
  const { id, label } = connector;
  const cause = failure instanceof PlatformFailure ? failure.trouble.kind : failure.code;
  const general = { cause, found: failure.message, remedy: failure.next ?? null };
  if (!isTrouble(failure, 'login_expired') || account === null) return general;
  const way = connector.ways.find((known) => known.id === account.way);
  if (way?.cookie) {
    return {
      cause: 'cookie_expired',
      found: `${label} does not accept the cookie any more (it was given ${ago(login_days ?? 0)}).`,
      remedy: `Log in at ${way.page} with a browser, then give the new cookie: paceline connect ${id}`,
    };
  }
  if (way?.authorize) {
    return {
      ...general,
      found: `The permission at ${label} has ended or was withdrawn.`,
      remedy: `Give it again: paceline connect ${id}`,
    };
  }
  return {
    ...general,
    found: `${label} does not accept this login any more: the key or password was changed there.`,
    remedy: `Give the new one: paceline connect ${id}`,
  };
}

function refusedCheck(connector: Connector, failure: Failure): AccountCheck {
  return {
    account: `${connector.id} (environment)`,
    platform: connector.id,
    ok: false,
    identity: null,
    way: null,
    kept_in: 'environment',
    login_days: null,
    clock_offset_s: null,
    notes: [],
    ...explained(failure, connector, null, null),
  };
}

function notesOf(account: Account, identity: AccountIdentity): string[] {
  return [...new Set([...account.notes, ...identity.notes])];
}

function ago(days: number): string {
  if (days === 0) return 'today';
  return days === 1 ? 'yesterday' : `${days} days ago`;
}

/** "Mira Kade" -> "M… K…". */
function masked(name: string | null): string | null {
  if (name === null) return null;
  const words = name.split(/\s+/).map((word) => [...word][0] ?? '');
  return words
    .slice(0, 3)
    .map((letter) => `${letter}…`)
    .join(' ');
}

/** "i123456" -> "i1…56"; short ones are shown whole but for their middle. */
function maskedId(id: string): string {
  return id.length > 5 ? `${id.slice(0, 2)}…${id.slice(-2)}` : `${id.slice(0, 1)}…`;
}
