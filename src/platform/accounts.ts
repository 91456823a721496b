/** Whose data at which platform: the rows behind every connected account, what the person has chosen for them, and their names. */

import type { Selectable } from 'kysely';
import type { AccountIdentity, Connector, SourcePolicy } from '../core/connector.ts';
import { Failure } from '../core/failure.ts';
import { cleanLine } from '../core/text.ts';
import { isTimeZone } from '../core/time.ts';
import type { Db } from '../store/store.ts';
import type { AccountState, Tables } from '../store/tables.ts';

export interface Account extends Choices {
  readonly id: number;
  readonly athlete_id: number;
  readonly platform: string;
  readonly external_id: string;
  readonly region: string | null;
  /** As the platform shows it; text typed by a person. */
  readonly name: string | null;
  readonly time_zone: string | null;
  /** Names the secrets in the secret store; a coach's accounts share one. */
  readonly login: string;
  readonly way: string;
  readonly scopes: readonly string[];
  readonly notes: readonly string[];
  /** Unix seconds of the latest signing in. */
  readonly connected_at: number;
  readonly state: AccountState;
  /** One sentence of the last thing that went wrong. */
  readonly trouble: string | null;
  readonly synced_at: number | null;
}

/** What the person may choose where the platform's policy leaves a choice. */
export interface Choices {
  /** Unix seconds when the terms were accepted; null when there are none. */
  readonly accepted_at: number | null;
  readonly show_models: boolean;
  readonly combine: boolean;
  /** Null: without limit. */
  readonly keep_days: number | null;
}

const LONGEST_ID = 80;

/** What holds while the person has chosen nothing. */
export function defaultChoices(policy: SourcePolicy): Choices {
  return {
    accepted_at: null,
    show_models: policy.models === 'allowed',
    combine: policy.combine === 'allowed',
    keep_days: policy.keep_days,
  };
}

/** The name of an account's secrets: one per athlete at a platform and region. */
export function loginName(platform: string, { region, external_id }: AccountIdentity): string {
  return [platform, ...(region === null ? [] : [region]), external_id].join(':');
}

/** `intervals:i123`, with the region where the platform has any: what `chooseAccount` understands. */
export function accountName({ platform, region, external_id }: Pick<Account, 'platform' | 'region' | 'external_id'>) {
  return [platform, ...(region === null ? [] : [region]), external_id].join(':');
}

export interface NewAccount {
  readonly athlete_id: number;
  readonly connector: Connector;
  readonly identity: AccountIdentity;
  readonly login: string;
  readonly way: string;
  readonly now_s: number;
  /** Those left out stay as they are, or become the policy's defaults. */
  readonly choices?: Partial<Choices>;
}

/** Adds the account, or brings it up to date when it is there already. Throws Failure when the platform names nobody. */
export async function addAccount(db: Db, added: NewAccount): Promise<Account> {
  const { athlete_id, connector, identity, login, way, now_s } = added;
  const external_id = cleanLine(identity.external_id, LONGEST_ID);
  if (external_id === null || external_id !== identity.external_id) {
    throw new Failure('no_identity', `${connector.label} did not say whose login this is.`, 'Try again later.');
  }
  const { region } = identity;
  return db.transaction().execute(async (tx) => {
    const found = await tx
      .selectFrom('account')
      .selectAll()
      .where('athlete_id', '=', athlete_id)
      .where('platform', '=', connector.id)
      .where('external_id', '=', external_id)
      .where('region', 'is', region)
      .executeTakeFirst();
    const choices = { ...(found ? choicesOf(found) : defaultChoices(connector.policy)), ...added.choices };
    const zone = identity.time_zone;
    const values = {
      name: cleanLine(identity.name, LONGEST_ID),
      time_zone: zone !== null && isTimeZone(zone) ? zone : null,
      login,
      way,
      scopes: JSON.stringify(identity.scopes),
      notes: JSON.stringify(identity.notes.map((note) => cleanLine(note)).filter((note) => note !== null)),
      accepted_at: choices.accepted_at,
      show_models: Number(choices.show_models),
      combine: Number(choices.combine),
      keep_days: choices.keep_days,
      connected_at: now_s,
      state: 'ready' as const,
      trouble: null,
      refused_at: null,
    };
    const row = found
      ? await tx.updateTable('account').set(values).where('id', '=', found.id).returningAll().executeTakeFirstOrThrow()
      : await tx
          .insertInto('account')
          .values({ athlete_id, platform: connector.id, external_id, region, ...values })
          .returningAll()
          .executeTakeFirstOrThrow();
    return accountOf(row);
  });
}

export interface AccountFilter {
  readonly athlete_id?: number;
  readonly platform?: string;
  readonly login?: string;
}

/** In the order they were connected. */
export async function listAccounts(db: Db, filter: AccountFilter = {}): Promise<Account[]> {
  const rows = await db
    .selectFrom('account')
    .selectAll()
    .$if(filter.athlete_id !== undefined, (q) => q.where('athlete_id', '=', filter.athlete_id!))
    .$if(filter.platform !== undefined, (q) => q.where('platform', '=', filter.platform!))
    .$if(filter.login !== undefined, (q) => q.where('login', '=', filter.login!))
    .orderBy('id')
    .execute();
  return rows.map(accountOf);
}

/**
 * The account meant by `strava`, `intervals:i123` or `igpsport:cn:7`. Throws Failure with the known names when there is
 * none, or when a platform alone could mean several.
 */
export async function chooseAccount(db: Db, name: string, filter: AccountFilter = {}): Promise<Account> {
  const all = await listAccounts(db, filter);
  const wanted = name.trim().toLowerCase();
  const [platform = '', ...rest] = wanted.split(':');
  const id = rest.at(-1);
  const found = all.filter(
    (account) =>
      accountName(account).toLowerCase() === wanted ||
      (account.platform === platform && (id === undefined || account.external_id.toLowerCase() === id)),
  );
  if (found.length === 1) return found[0]!;
  const names = [...new Set((found.length > 0 ? found : all).map(accountName))].join(', ');
  if (found.length > 1) {
    throw new Failure('which_account', `There are ${found.length} such accounts.`, `Name one of them: ${names}.`);
  }
  throw new Failure(
    'unknown_account',
    'There is no such account.',
    names === '' ? 'Connect one with: paceline connect <platform>' : `Known: ${names}.`,
  );
}

/** Changes what is known of an account; what is left out stays. */
export async function changeAccount(
  db: Db,
  id: number,
  change: {
    readonly state?: AccountState;
    readonly trouble?: string | null;
    readonly paused_until_s?: number | null;
    readonly done_by_s?: number | null;
    readonly refused_at?: number | null;
  },
): Promise<void> {
  await db.updateTable('account').set(change).where('id', '=', id).execute();
}

/** Changes what the person has chosen; what is left out stays. */
export async function changeChoices(db: Db, account: Account, choices: Partial<Choices>): Promise<void> {
  const { accepted_at, show_models, combine, keep_days } = { ...account, ...choices };
  await db
    .updateTable('account')
    .set({ accepted_at, show_models: Number(show_models), combine: Number(combine), keep_days })
    .where('id', '=', account.id)
    .execute();
}

/** The account as its connector knows it. */
export function identityOf(account: Account): AccountIdentity {
  const { external_id, name, region, time_zone, scopes, notes } = account;
  return { external_id, name, region, time_zone, scopes, notes, others: [] };
}

function choicesOf(row: Selectable<Tables['account']>): Choices {
  const { accepted_at, keep_days } = row;
  return { accepted_at, keep_days, show_models: row.show_models !== 0, combine: row.combine !== 0 };
}

function accountOf(row: Selectable<Tables['account']>): Account {
  const { id, athlete_id, platform, external_id, region, name, time_zone, login, way, connected_at } = row;
  return {
    ...choicesOf(row),
    ...{ id, athlete_id, platform, external_id, region, name, time_zone, login, way, connected_at },
    scopes: JSON.parse(row.scopes) as string[],
    notes: JSON.parse(row.notes) as string[],
    state: row.state,
    trouble: row.trouble,
    synced_at: row.synced_at,
  };
}
