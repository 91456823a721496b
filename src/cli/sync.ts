/** `paceline sync`: fetches what is new from the connected accounts, once or again and again. */

import { Command, InvalidArgumentError } from 'commander';
import { type SyncedAccount, type SyncedData, syncData } from '../actions/sync-data.ts';
import { isDate } from '../core/time.ts';
import { tableOf } from '../queries/answer.ts';
import type { Session } from '../server/session.ts';
import { chooseAthlete } from '../sync/open.ts';
import type { SyncProgress } from '../sync/sync-account.ts';
import type { Cli, GlobalOptions } from './cli.ts';
import { bold, dim, tableLines } from './print-table.ts';
import { createProgressLine } from './progress-line.ts';
import { watchFolders } from './watch-folders.ts';

interface SyncFlags extends GlobalOptions {
  readonly source?: string;
  readonly since?: string;
  readonly full?: boolean;
  readonly watch?: boolean;
  readonly every: number;
  readonly folder?: readonly string[];
}

export function syncCommand(cli: Cli): Command {
  return new Command('sync')
    .description('fetch what is new from the connected accounts')
    .option('--source <account>', 'only this account, such as strava or intervals:i123')
    .option('--since <date>', 'only from this day on (YYYY-MM-DD)', day)
    .option('--full', 'list everything once more: finds edits and deletions far back, tries again what failed')
    .option('--watch', 'go on: sync again and again until stopped')
    .option('--every <minutes>', 'with --watch: minutes between two syncs', minutes, 15)
    .option('--folder <path...>', 'with --watch: import new files of these folders as they appear')
    .action(async (_own: unknown, command: Command) => {
      const flags = command.optsWithGlobals<SyncFlags>();
      const abort = new AbortController();
      const stop = () => abort.abort(new Error('stopped'));
      process.once('SIGINT', stop);
      process.once('SIGTERM', stop);
      try {
        await cli.withSession(flags, async (session) => {
          if (flags.watch) await watch(cli, session, flags, abort.signal);
          else await once(cli, session, flags, abort.signal);
        });
      } catch (error) {
        if (!abort.signal.aborted) throw error;
        cli.tell('Stopped. What was fetched is stored; the next sync goes on from here.');
        process.exitCode = 130;
      } finally {
        process.off('SIGINT', stop);
        process.off('SIGTERM', stop);
      }
    });
}

function day(text: string): string {
  if (!isDate(text)) throw new InvalidArgumentError('Give a day as YYYY-MM-DD.');
  return text;
}

function minutes(text: string): number {
  const number = Number(text);
  if (!(number >= 1 && number <= 1440)) throw new InvalidArgumentError('Give 1 to 1440 minutes.');
  return number;
}

async function once(cli: Cli, session: Session, flags: SyncFlags, signal: AbortSignal): Promise<void> {
  const synced = await syncOnce(session, flags, signal);
  if (flags.json) cli.print(JSON.stringify(synced));
  else for (const line of syncLines(synced, cli.width)) cli.print(line);
  if (synced.accounts.every((account) => account.trouble !== null)) process.exitCode = 1;
}

/** One sync with a progress line on stderr. */
export async function syncOnce(
  session: Session,
  flags: Pick<SyncFlags, 'athlete' | 'source' | 'since' | 'full'>,
  signal: AbortSignal,
): Promise<SyncedData> {
  const paceline = await session.paceline();
  const athlete = await chooseAthlete(paceline.store, flags.athlete);
  const line = createProgressLine();
  try {
    return await syncData(paceline, {
      athlete_id: athlete.id,
      only_athlete: flags.athlete !== undefined,
      time_zone: athlete.time_zone,
      source: flags.source ?? null,
      since: flags.since ?? null,
      full: flags.full === true,
      signal,
      onProgress: ({ account, step, done, total }: SyncProgress) =>
        line.update({ step: [account, step].filter(Boolean).join(' '), done, total, unit: 'entries' }),
    });
  } finally {
    line.end();
  }
}

async function watch(cli: Cli, session: Session, flags: SyncFlags, signal: AbortSignal): Promise<void> {
  const folders = flags.folder ?? [];
  const watched = watchFolders(cli, session, flags, folders, signal);
  try {
    for (;;) {
      signal.throwIfAborted();
      try {
        await once(cli, session, flags, signal);
      } catch (error) {
        // Only folders to watch, and no account: that is fine too.
        if (folders.length === 0 || (error as { code?: string }).code !== 'no_accounts') throw error;
      }
      await new Promise<void>((resolve) => {
        const end = () => {
          clearTimeout(timer);
          resolve();
        };
        const timer = setTimeout(end, flags.every * 60_000);
        signal.addEventListener('abort', end, { once: true });
      });
    }
  } finally {
    await watched.close();
  }
}

/** What a person wants to know of a sync. */
export function syncLines({ accounts, computed, notes }: SyncedData, width: number): string[] {
  const table = tableOf(
    ['account', 'activities', 'other', 'changed', 'deleted', 'files', 'backlog', 'calls', 'took_s'],
    accounts.map((account) => ({ ...account })),
  );
  const lines = tableLines(table, 'metric', width);
  if (computed > 0) lines.push(`${computed} activities computed`);
  for (const account of accounts) lines.push(...troubleLines(account));
  for (const note of notes) lines.push(dim(note));
  return lines;
}

function troubleLines({ account, trouble, paused_until, done_by, backlog }: SyncedAccount): string[] {
  const lines: string[] = [];
  if (trouble !== null) lines.push(`${bold(account)}: ${trouble}`);
  if (paused_until !== null) {
    lines.push(
      `${bold(account)}: the limit of calls is reached; it goes on from ${clock(paused_until)} with the next sync${done_by === null ? '' : ` and will be done by about ${clock(done_by)}`} (${backlog} left).`,
    );
  }
  return lines;
}

function clock(iso: string): string {
  return iso.slice(0, 16).replace('T', ' ');
}
