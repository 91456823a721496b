/** One process at a time: a named lease in the database, given up by work that ends and taken from processes that died. */

import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { Failure } from '../core/failure.ts';
import { nowSeconds } from '../core/time.ts';
import type { Db } from '../store/store.ts';
import { pause } from './retry.ts';

const HOLDS_S = 60;
const RENEW_MS = 15_000;

export interface LeaseOptions {
  readonly signal?: AbortSignal;
  /** Wait for the other process (default), or throw Failure `busy` at once. */
  readonly wait?: boolean;
}

/** Runs `work` while nobody else, in this process or another one, holds `name`. */
export async function withLease<T>(
  db: Db,
  name: string,
  work: () => Promise<T>,
  options: LeaseOptions = {},
): Promise<T> {
  const holder = JSON.stringify({ pid: process.pid, host: hostname(), id: randomUUID() });
  for (let step_s = 0.02; !(await take(db, name, holder)); step_s = Math.min(0.5, step_s * 1.5)) {
    if (options.wait === false) throw new Failure('busy', 'Another process is doing this already.');
    await pause(step_s, options.signal);
  }
  const heart = setInterval(() => {
    void keep(db, name, holder);
  }, RENEW_MS);
  heart.unref();
  try {
    return await work();
  } finally {
    clearInterval(heart);
    await db.deleteFrom('lease').where('name', '=', name).where('holder', '=', holder).execute();
  }
}

async function take(db: Db, name: string, holder: string): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    const row = await tx.selectFrom('lease').selectAll().where('name', '=', name).executeTakeFirst();
    if (row && alive(row)) return false;
    const values = { holder, expires_s: nowSeconds() + HOLDS_S };
    await tx
      .insertInto('lease')
      .values({ name, ...values })
      .onConflict((c) => c.column('name').doUpdateSet(values))
      .execute();
    return true;
  });
}

async function keep(db: Db, name: string, holder: string): Promise<void> {
  try {
    await db
      .updateTable('lease')
      .set({ expires_s: nowSeconds() + HOLDS_S })
      .where('name', '=', name)
      .where('holder', '=', holder)
      .execute();
  } catch {
    // A closing database: the lease runs out by itself.
  }
}

function alive({ holder, expires_s }: { readonly holder: string; readonly expires_s: number }): boolean {
  if (expires_s < nowSeconds()) return false;
  const { pid, host } = JSON.parse(holder) as { pid: number; host: string };
  if (host !== hostname() || pid === process.pid) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives and belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
