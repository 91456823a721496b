/** sync_data: waits a while for a sync and says what came; what takes longer goes on behind. */

import type * as z from 'zod';
import { Failure } from '../core/failure.ts';
import type { Answer } from '../queries/answer.ts';
import { tableOf } from '../queries/answer.ts';
import type { QueryContext } from '../queries/context.ts';
import { startSync } from './background-sync.ts';
import type { syncDataInput } from './inputs/sync-data.ts';
import type { SyncedData } from './sync-data.ts';

/** Clients give up on a tool after a minute; a first sync can take days. */
const WAIT_MS = 40_000;
const TELL_MS = 500;

export interface Onlooker {
  readonly signal: AbortSignal;
  progress(done: number, total: number | null, message: string): void;
}

export async function syncAnswer(
  context: QueryContext,
  input: z.output<typeof syncDataInput>,
  { signal, progress }: Onlooker,
): Promise<Answer> {
  const { athlete, store } = context;
  const scope = { athlete: athlete.name, source: input.source ?? 'all', ...(input.full ? { full: true } : {}) };
  const sync = startSync(store, {
    athlete_id: athlete.id,
    time_zone: athlete.time_zone,
    source: input.source ?? null,
    since: input.since ?? null,
    full: input.full === true,
  });
  signal.addEventListener('abort', () => sync.stop(), { once: true });
  const timer = setInterval(() => {
    const { latest } = sync;
    if (latest) progress(latest.done, latest.total, `${latest.account} ${latest.step}`.trim());
  }, TELL_MS);
  let late: NodeJS.Timeout | undefined;
  const waited = new Promise<null>((resolve) => {
    late = setTimeout(() => resolve(null), WAIT_MS);
  });
  try {
    const synced = await Promise.race([sync.done, waited]).catch((error: unknown) => {
      if (error instanceof Failure && error.code === 'no_accounts') return error;
      throw error;
    });
    if (synced instanceof Failure) {
      return { scope, notes: [synced.message], next: ['connect_account()'] };
    }
    if (synced) return { scope, ...sections(synced), notes: synced.notes, next: ['get_data_status()'] };
    const { latest } = sync;
    const where = latest
      ? ` It is at ${latest.account} ${latest.step}: ${latest.done}${latest.total === null ? '' : ` of ${latest.total}`}.`
      : '';
    return {
      scope,
      notes: [`The sync goes on in the background; everything fetched so far can be asked for already.${where}`],
      next: ['get_data_status()'],
    };
  } finally {
    clearInterval(timer);
    clearTimeout(late);
  }
}

function sections({ accounts, computed }: SyncedData) {
  const columns = [
    'account',
    'activities',
    'other',
    'changed',
    'deleted',
    'unchanged',
    'files',
    'without_file',
    'backlog',
    'calls',
    'took_s',
    'paused_until',
    'done_by',
    'trouble',
  ] as const;
  return {
    accounts: tableOf(
      columns,
      accounts.map((account) => ({ ...account })),
    ),
    computed_activities: computed,
  };
}
