/** Fetches what is new from the connected accounts, and says what came, what is left and why. */

import { Failure } from '../core/failure.ts';
import { isoWithOffset, utcOffset } from '../core/time.ts';
import type { Paceline } from '../sync/open.ts';
import type { AccountReport, SyncOptions } from '../sync/sync-account.ts';
import { syncAccounts } from '../sync/sync-accounts.ts';
import { syncTargets, type TargetAsk } from './sync-targets.ts';

export interface SyncAsk extends TargetAsk, SyncOptions {
  readonly signal?: AbortSignal;
  /** For the times in the report. */
  readonly time_zone: string;
}

export interface SyncedAccount {
  readonly account: string;
  /** New activities, planned entries of the same list among them. */
  readonly activities: number;
  /** Other new entries: days, planned workouts, gear and so on. */
  readonly other: number;
  readonly changed: number;
  readonly deleted: number;
  readonly unchanged: number;
  readonly files: number;
  readonly without_file: number;
  readonly backlog: number;
  readonly calls: number;
  readonly took_s: number;
  /** Of `took_s`, what the platform took to answer; calls run side by side may add up to more. */
  readonly platform_s: number;
  /** Local time with offset, when the platform's limits hold it up. */
  readonly paused_until: string | null;
  readonly done_by: string | null;
  readonly trouble: string | null;
}

export interface SyncedData {
  readonly accounts: readonly SyncedAccount[];
  /** Activities whose values were computed. */
  readonly computed: number;
  readonly notes: readonly string[];
}

/** Throws Failure `no_accounts` when nothing is connected. */
export async function syncData(paceline: Paceline, ask: SyncAsk): Promise<SyncedData> {
  const { targets, failures } = await syncTargets(paceline.store, ask);
  const refused = failures.map(({ platform, failure }) => `${platform}: ${[failure.message, failure.next].join(' ')}`);
  if (targets.length === 0) {
    throw new Failure(
      'no_accounts',
      refused[0] ?? 'No account is connected, so there is nothing to fetch from.',
      'Connect one with: paceline connect <intervals|igpsport|trainingpeaks|strava>, or import files with: paceline import <path>',
    );
  }
  const report = await syncAccounts(paceline, targets, ask);
  return {
    accounts: report.accounts.map((account) => syncedOf(account, ask.time_zone)),
    computed: report.computed,
    notes: [...refused, ...report.accounts.flatMap(notesOf)],
  };
}

function syncedOf(report: AccountReport, time_zone: string): SyncedAccount {
  const sum = (key: 'added' | 'changed' | 'deleted' | 'unchanged') =>
    report.streams.reduce((total, stream) => total + stream[key], 0);
  const activities = report.streams.find(({ stream }) => stream === 'activities')?.added ?? 0;
  const when = (unix_s: number | null) =>
    unix_s === null ? null : isoWithOffset(Math.ceil(unix_s / 60) * 60, utcOffset(time_zone, unix_s));
  return {
    account: report.account,
    activities,
    other: sum('added') - activities,
    changed: sum('changed'),
    deleted: sum('deleted'),
    unchanged: sum('unchanged'),
    files: report.details.fetched,
    without_file: report.details.absent + report.details.failed,
    backlog: report.backlog,
    calls: report.calls,
    took_s: report.took_s,
    platform_s: report.platform_s,
    paused_until: when(report.paused_until_s),
    done_by: when(report.done_by_s),
    trouble: report.paused_until_s === null ? report.trouble : null,
  };
}

function notesOf({ account, streams, by_another }: AccountReport): string[] {
  const parts = streams.flatMap(({ stream, trouble }) => (trouble ? [`${account}, ${stream}: ${trouble}`] : []));
  return by_another ? [...parts, `${account}: another process fetched it just now.`] : parts;
}
