/** Which streams a sync looks at: everything the first time, later what is no longer fresh within a few calls. */

import type { Stream } from '../core/connector.ts';
import type { StreamState } from './run-stream.ts';

/** Calls a sync of an account where nothing changed may take. */
const STEADY_CALLS = 3;
/** So often everything is listed once more, to find edits and deletions far back. */
const LIST_ALL_S = 30 * 86_400;
/** And so often where what was deleted there has to go here within two days. */
const LIST_ALL_SOON_S = 36 * 3600;

export interface DueStream {
  readonly stream: Stream;
  /** List everything there ever was. */
  readonly whole: boolean;
}

export interface DueAsk {
  readonly now_s: number;
  /** A person asked for everything. */
  readonly full: boolean;
  readonly scopes: readonly string[];
  /** Days what was fetched may be kept; null without limit. */
  readonly keep_days: number | null;
}

/**
 * In the order of the connector: streams that were never finished, or all on a full sync. Otherwise what is looked at every
 * time and then the most overdue ones as long as their calls fit. One that never fits gets its turn when it is overdue, one
 * a sync.
 */
export function dueStreams(
  streams: readonly Stream[],
  states: ReadonlyMap<string, StreamState>,
  { now_s, full, scopes, keep_days }: DueAsk,
): DueStream[] {
  const list_all_s = keep_days === null ? LIST_ALL_S : LIST_ALL_SOON_S;
  const allowed = streams.filter((stream) => stream.scope === undefined || scopes.includes(stream.scope));
  const open = allowed.filter((stream) => full || states.get(stream.id)?.full_at == null);
  const rest = allowed.filter((stream) => !open.includes(stream));
  const ranked = rest
    .map((stream) => ({ stream, overdue: overdue(stream, states.get(stream.id)!, now_s) }))
    .filter(({ overdue: by }) => by >= 0)
    .sort((a, b) => (a.overdue === b.overdue ? 0 : b.overdue - a.overdue));
  let calls = 0;
  const chosen = new Set<Stream>();
  let dear = 0;
  for (const { stream } of ranked) {
    const never_fits = stream.calls >= STEADY_CALLS && stream.fresh_s >= 86_400;
    if (never_fits ? dear++ > 0 : calls + stream.calls > STEADY_CALLS) continue;
    if (!never_fits) calls += stream.calls;
    chosen.add(stream);
  }
  return allowed
    .filter((stream) => open.includes(stream) || chosen.has(stream))
    .map((stream) => ({
      stream,
      whole: open.includes(stream) || now_s - (states.get(stream.id)?.full_at ?? 0) > list_all_s,
    }));
}

/** Seconds since freshness ran out. What is to be looked at every time comes before everything. */
function overdue({ fresh_s }: Stream, { completed_at, resume }: StreamState, now_s: number): number {
  if (resume !== null || completed_at === null || fresh_s === 0) return Number.POSITIVE_INFINITY;
  return now_s - completed_at - fresh_s;
}
