/** How each connected account stands: when it was fetched, what is still to come and when, what went wrong, what is not shown. */

import { sql } from 'kysely';
import { cleanLine } from '../core/text.ts';
import { localDateTime, utcOffset } from '../core/time.ts';
import { plainId } from './activity-id.ts';
import { type Table, tableOf } from './answer.ts';
import type { QueryContext } from './context.ts';
import { ageWords } from './mirror-age.ts';
import { withheldCounts } from './source-policy.ts';

interface AccountRow {
  readonly id: number;
  readonly platform: string;
  readonly external_id: string;
  readonly region: string | null;
  readonly login: string;
  readonly notes: string;
  readonly state: string;
  readonly trouble: string | null;
  readonly synced_at: number | null;
  readonly paused_until_s: number | null;
  readonly done_by_s: number | null;
  readonly backlog: number;
  readonly stubs: number;
}

interface StreamRow {
  readonly account_id: number;
  readonly stream: string;
  readonly resume: string | null;
  readonly listed: number;
  readonly total: number | null;
  readonly trouble: string | null;
}

/** What the database says; how old that is, is told later. */
export interface StoredAccounts {
  readonly accounts: readonly AccountRow[];
  /** Streams with trouble or an unfinished run. */
  readonly streams: readonly StreamRow[];
}

export async function storedAccounts({ store: { db }, athlete }: QueryContext): Promise<StoredAccounts> {
  const { rows: accounts } = await sql<AccountRow>`
    SELECT a.id, a.platform, a.external_id, a.region, a.login, a.notes, a.state, a.trouble, a.synced_at, a.paused_until_s, a.done_by_s,
      count(i.id) FILTER (WHERE i.detail = 'wanted') AS backlog,
      count(i.withheld) AS stubs
    FROM account a LEFT JOIN item i ON i.account_id = a.id AND i.kind = 'activity' AND i.deleted_at IS NULL
    WHERE a.athlete_id = ${athlete.id} GROUP BY a.id ORDER BY a.id`.execute(db);
  if (accounts.length === 0) return { accounts, streams: [] };
  const streams = await db
    .selectFrom('stream')
    .select(['account_id', 'stream', 'resume', 'listed', 'total', 'trouble'])
    .where(
      'account_id',
      'in',
      accounts.map(({ id }) => id),
    )
    .where((e) => e.or([e('trouble', 'is not', null), e('resume', 'is not', null)]))
    .orderBy('account_id')
    .orderBy('stream')
    .execute();
  return { accounts, streams };
}

/** The account as commands take it: `intervals:i123`; of a restricted source the platform alone, which they take too. */
function nameOf({ restricted }: QueryContext, { platform, region, external_id }: AccountRow): string {
  const own = restricted.has(platform) ? null : plainId(external_id);
  return own === null ? platform : [platform, ...(region === null ? [] : [region]), own].join(':');
}

const LONGEST_TEXT = 240;

/** One row per account; the state only where one is not ready. Times are local. */
export function accountTable(context: QueryContext, { accounts }: StoredAccounts, now_s: number): Table {
  const withheld = withheldCounts(context, []);
  const all_ready = accounts.every(({ state }) => state === 'ready');
  const local = (unix_s: number | null) =>
    unix_s === null
      ? null
      : localDateTime(unix_s, utcOffset(context.athlete.time_zone, unix_s)).slice(0, 16).replace('T', ' ');
  return tableOf(
    ['account', 'state', 'synced', 'age', 'backlog', 'paused_until', 'done_by', 'held_back', 'not_shown'],
    accounts.map((account): { [column: string]: unknown } => {
      const { platform, state, synced_at, backlog, stubs } = account;
      const { paused_until_s, done_by_s } = account;
      const ahead = (unix_s: number | null) =>
        state === 'ready' && unix_s !== null && unix_s > now_s ? local(unix_s) : null;
      return {
        account: nameOf(context, account),
        state: all_ready ? null : state,
        synced: local(synced_at),
        age: synced_at === null ? 'never' : ageWords(now_s - synced_at),
        backlog: backlog || null,
        paused_until: ahead(paused_until_s),
        done_by: backlog > 0 ? ahead(done_by_s) : null,
        held_back: stubs || null,
        not_shown: withheld.get(platform) ?? null,
      };
    }),
  );
}

/** Runs that were not finished: the next sync goes on there. */
export function unfinishedTable(context: QueryContext, { accounts, streams }: StoredAccounts): Table | null {
  const open = streams.filter(({ resume }) => resume !== null);
  if (open.length === 0) return null;
  const by_id = new Map(accounts.map((account) => [account.id, account]));
  return tableOf(
    ['account', 'stream', 'listed', 'total'],
    open.slice(0, MOST_STREAMS).map(({ account_id, stream, listed, total }) => {
      return { account: nameOf(context, by_id.get(account_id)!), stream, listed, total };
    }),
  );
}

/** Account, or account and stream -> what went wrong there last, one sentence with the next step. */
export function troubles(context: QueryContext, { accounts, streams }: StoredAccounts): Record<string, string> {
  const found: Record<string, string> = {};
  for (const account of accounts) {
    const name = nameOf(context, account);
    const told = cleanLine(account.trouble, LONGEST_TEXT);
    if (told !== null) found[name] = told;
    for (const { stream, trouble } of streams.filter(({ account_id }) => account_id === account.id)) {
      const sentence = cleanLine(trouble, LONGEST_TEXT);
      if (sentence !== null && Object.keys(found).length < MOST_STREAMS) found[`${name} ${stream}`] = sentence;
    }
  }
  return found;
}

const MOST_STREAMS = 8;

/** What to do about accounts, most urgent first. */
export function accountCalls({ accounts }: StoredAccounts): string[] {
  const lost = accounts.filter(({ state }) => state === 'needs_login').map(({ platform }) => platform);
  const never = accounts.some(({ state, synced_at }) => state === 'ready' && synced_at === null);
  return [...[...new Set(lost)].map((platform) => `paceline connect ${platform}`), ...(never ? ['paceline sync'] : [])];
}

/** What the person should know about accounts besides the table. */
export function accountNotes(context: QueryContext, { accounts }: StoredAccounts): string[] {
  const labels = context.platforms.map(({ label }) => label);
  if (accounts.length === 0) {
    const first = context.platforms[0];
    if (!first) return [];
    const names = `${labels.slice(0, -1).join(', ')}${labels.length > 1 ? ' and ' : ''}${labels.at(-1)}`;
    return [`No platform is connected. ${names} can be, such as: paceline connect ${first.id}`];
  }
  const own = accounts.flatMap((account) => {
    const told = cleanLine((JSON.parse(account.notes) as unknown[]).join('; '), LONGEST_TEXT);
    return told === null ? [] : [`${nameOf(context, account)}: ${told}`];
  });
  const held = accounts.some(({ stubs }) => stubs > 0);
  return [...own, ...(held ? ['held_back: the platform may not hand these activities on; see holes.'] : [])];
}
