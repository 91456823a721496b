/** Is the home in order? Facts for `paceline doctor`; nothing is changed. */

import { existsSync, statfsSync, statSync } from 'node:fs';
import { originalPath } from './originals.ts';
import { openSqlite, type Store } from './store.ts';

export interface StoreCheck {
  /** "ok", or what SQLite found. */
  readonly integrity: string;
  readonly foreign_keys_broken: number;
  readonly sqlite_version: string;
  readonly schema_version: number;
  readonly database_bytes: number;
  readonly originals: number;
  readonly originals_missing: number;
  readonly free_bytes: number;
  /** Permission bits of folder and database that others than the owner have. */
  readonly open_to_others: boolean;
}

export function checkStore(store: Store): StoreCheck {
  const database = openSqlite(store.path, { readOnly: true });
  try {
    const one = <T>(sql: string): T => Object.values(database.prepare(sql).get() ?? {})[0] as T;
    // A damaged database answers some questions and fails at others: what can be told is told.
    const rows = (sql: string) => attempt(() => database.prepare(sql).all(), []);
    const hashes = rows('SELECT hash FROM original') as { hash: string }[];
    const disk = statfsSync(store.home);
    const windows = process.platform === 'win32';
    return {
      integrity: attempt(() => one<string>('PRAGMA integrity_check(1)'), 'it cannot even be read through'),
      foreign_keys_broken: rows('PRAGMA foreign_key_check').length,
      sqlite_version: one<string>('SELECT sqlite_version()'),
      schema_version: one<number>('PRAGMA user_version'),
      database_bytes: statSync(store.path).size,
      originals: hashes.length,
      originals_missing: hashes.filter(({ hash }) => !existsSync(originalPath(store.home, hash))).length,
      free_bytes: disk.bavail * disk.bsize,
      open_to_others: !windows && [store.home, store.path].some((path) => (statSync(path).mode & 0o077) !== 0),
    };
  } finally {
    database.close();
  }
}

function attempt<T>(ask: () => T, otherwise: T): T {
  try {
    return ask();
  } catch {
    return otherwise;
  }
}
