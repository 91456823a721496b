/** How many calls a platform still allows: counted in the database over all processes, corrected by what its answers say. */

import type { Limits, LimitWindow } from '../core/connector.ts';
import { PlatformFailure } from '../core/platform-failure.ts';
import { nowSeconds } from '../core/time.ts';
import type { Db } from '../store/store.ts';

/** Kept back from background work, so that a person's question still gets through. */
const RESERVE = 0.1;
/** Clocks differ: a window is entered a little after it begins. */
const SLACK_S = 3;

/** The row that keeps until when a platform does not want to be called. */
const AWAY = 'away';
/** About what a call takes, several at once, our own work included. */
const SECONDS_A_CALL = 0.3;

export type CallKind = 'read' | 'write';

export interface WindowState {
  readonly id: string;
  readonly used: number;
  readonly limit: number;
  readonly resets_s: number;
}

export interface Budget {
  /** Counts one call. Throws PlatformFailure `paused` when there is no room; `interactive` calls may use the reserve. */
  take(kind: CallKind, interactive: boolean): Promise<void>;
  /** Corrects the counts by an answer's headers; `pending` calls of ours are on their way and not in them. */
  learn(headers: Readonly<Record<string, string>>, pending: number): Promise<void>;
  /** The platform refused a call: nothing more in the windows that could be meant. Returns when it goes on, or null when no window explains it. */
  refused(kind: CallKind): Promise<number | null>;
  /** The platform said how long to stay away: no process calls before then. */
  stayAway(until_s: number): Promise<void>;
  /** When so many background reads will have been made; null where nothing limits them. */
  finish(calls: number): Promise<number | null>;
  state(): Promise<readonly WindowState[]>;
}

export function createBudget(
  db: Db,
  owner: string,
  platform: { readonly id: string; readonly label: string },
  limits: Limits,
  now: () => number = nowSeconds,
): Budget {
  const { windows } = limits;

  async function load(tx: Db): Promise<Map<string, { begins_s: number; used: number; allowed: number | null }>> {
    const rows = await tx.selectFrom('call_window').selectAll().where('owner', '=', owner).execute();
    return new Map(rows.map((row) => [row.id, row]));
  }

  function current(window: LimitWindow, row: { begins_s: number; used: number; allowed: number | null } | undefined) {
    const at = now();
    const allowed = row?.allowed ?? null;
    const begins_s = window.aligned ? Math.floor(at / window.seconds) * window.seconds : at;
    // A clock that was set back must not keep a window open for ever.
    const over = !row || at >= row.begins_s + window.seconds || at < row.begins_s - window.seconds;
    return over ? { begins_s, used: 0, allowed } : row;
  }

  async function save(tx: Db, id: string, row: { begins_s: number; used: number; allowed: number | null }) {
    const values = { begins_s: row.begins_s, used: row.used, allowed: row.allowed };
    await tx
      .insertInto('call_window')
      .values({ owner, id, ...values })
      .onConflict((c) => c.columns(['owner', 'id']).doUpdateSet(values))
      .execute();
  }

  const resets = (window: LimitWindow, row: { begins_s: number }) => row.begins_s + window.seconds + SLACK_S;

  return {
    async take(kind, interactive) {
      const meant = windows.filter((window) => window.counts.includes(kind));
      await db.transaction().execute(async (tx) => {
        const rows = await load(tx);
        const away = rows.get(AWAY);
        if (away && away.begins_s > now()) {
          throw new PlatformFailure(platform, { kind: 'paused', until_s: away.begins_s });
        }
        const taken = meant.map((window) => ({ window, row: current(window, rows.get(window.id)) }));
        const full = taken.filter(({ window, row }) => {
          const limit = row.allowed ?? window.limit;
          return row.used + 1 > limit - (interactive ? 0 : Math.ceil(limit * RESERVE));
        });
        if (full.length > 0) {
          const until_s = Math.max(...full.map(({ window, row }) => resets(window, row)));
          throw new PlatformFailure(platform, { kind: 'paused', until_s });
        }
        for (const { window, row } of taken) await save(tx, window.id, { ...row, used: row.used + 1 });
      });
    },
    async learn(headers, pending) {
      const said = limits.read(headers);
      if (!said || said.length === 0) return;
      await db.transaction().execute(async (tx) => {
        const rows = await load(tx);
        for (const { id, limit, used } of said) {
          const window = windows.find((w) => w.id === id);
          if (!window) continue;
          const row = current(window, rows.get(id));
          await save(tx, id, {
            ...row,
            used: used === null ? row.used : used + pending,
            allowed: limit !== null && limit > 0 ? limit : row.allowed,
          });
        }
      });
    },
    async refused(kind) {
      return db.transaction().execute(async (tx) => {
        const rows = await load(tx);
        const meant = windows.filter((window) => window.counts.includes(kind));
        const near = meant
          .map((window) => ({ window, row: current(window, rows.get(window.id)) }))
          .filter(({ window, row }) => row.used >= (row.allowed ?? window.limit) * (1 - RESERVE));
        for (const { window, row } of near) {
          await save(tx, window.id, { ...row, used: row.allowed ?? window.limit });
        }
        return near.length === 0 ? null : Math.max(...near.map(({ window, row }) => resets(window, row)));
      });
    },
    async stayAway(until_s) {
      await save(db, AWAY, { begins_s: until_s, used: 0, allowed: null });
    },
    async finish(calls) {
      const rows = await load(db);
      const reads = windows
        .filter((window) => window.counts.includes('read'))
        .map((window) => ({ window, row: { ...current(window, rows.get(window.id)) } }));
      if (reads.length === 0) return null;
      const most = ({ window, row }: (typeof reads)[number]) => {
        const limit = row.allowed ?? window.limit;
        return limit - Math.ceil(limit * RESERVE);
      };
      let at = Math.max(now(), rows.get(AWAY)?.begins_s ?? 0);
      for (let left = calls; left > 0; ) {
        for (const one of reads)
          if (at >= one.row.begins_s + one.window.seconds) Object.assign(one.row, { begins_s: at, used: 0 });
        const room = Math.min(...reads.map((one) => most(one) - one.row.used));
        if (room > 0) {
          const some = Math.min(room, left);
          left -= some;
          at += some * SECONDS_A_CALL;
          for (const { row } of reads) row.used += some;
        } else {
          const full = reads.filter((one) => most(one) - one.row.used <= 0);
          at = Math.max(at + 1, ...full.map(({ window, row }) => resets(window, row)));
        }
      }
      return Math.round(at);
    },
    async state() {
      const rows = await load(db);
      return windows.map((window) => {
        const row = current(window, rows.get(window.id));
        return { id: window.id, used: row.used, limit: row.allowed ?? window.limit, resets_s: resets(window, row) };
      });
    },
  };
}
