/** The database of one home: opening, migrating, and the two ways in (Kysely, and prepared bulk statements). */

import { closeSync, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import { Failure } from '../core/failure.ts';
import { explained } from './database-trouble.ts';
import { narrow, privateFolder } from './home.ts';
import { MIGRATIONS } from './migrations/index.ts';
import { sqliteDialect } from './sqlite-dialect.ts';
import type { Tables } from './tables.ts';

export type Db = Kysely<Tables>;

export interface Store {
  readonly home: string;
  readonly path: string;
  readonly db: Db;
  /** Inserts many rows with one prepared statement; call inside `db.transaction()`. */
  insertMany<T extends keyof Tables>(table: T, columns: readonly string[], rows: readonly SQLInputValue[][]): void;
  /** Runs SQL text that Kysely has no words for (schema changes, VACUUM INTO, PRAGMA). */
  execute(sql: string): void;
  /** Gathers what the query planner needs to choose indexes well; call after large changes. */
  optimize(): void;
  /** Changes with every commit by another connection; together with `own_changes` a key for caches. */
  version(): string;
  close(): Promise<void>;
}

/** Loads the built-in module on first use: starting the server must not wait for it. */
export function openSqlite(path: string, options: { readOnly?: boolean } = {}): DatabaseSync {
  const { DatabaseSync: Database } = process.getBuiltinModule('node:sqlite');
  return new Database(path, options);
}

/**
 * Opens (and if needed creates and migrates) the database in `home`.
 * Throws Failure when the folder cannot be written, the file is not a database, or it was written by a newer Paceline.
 */
export function openStore(home: string): Store {
  privateFolder(home);
  const path = join(home, 'paceline.db');
  const database = openDatabase(path);
  let closed = false;
  const statements = new Map<string, StatementSync>();
  const prepared = (sql: string): StatementSync => {
    const statement = statements.get(sql) ?? database.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };
  return {
    home,
    path,
    db: new Kysely<Tables>({ dialect: sqliteDialect(database) }),
    insertMany(table, columns, rows) {
      if (rows.length === 0) return;
      const statement = prepared(
        `INSERT INTO "${table}" (${columns.map((c) => `"${c}"`).join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
      );
      explained(() => {
        for (const row of rows) statement.run(...row);
      });
    },
    execute: (sql) => explained(() => database.exec(sql)),
    optimize: () => explained(() => database.exec('PRAGMA analysis_limit = 1000; ANALYZE')),
    version() {
      const { data_version } = prepared('PRAGMA data_version').get() as { data_version: number };
      const { changes } = prepared('SELECT total_changes() AS changes').get() as { changes: number };
      return `${data_version}.${changes}`;
    },
    async close() {
      if (closed) return;
      closed = true;
      statements.clear();
      database.close();
    },
  };
}

function openDatabase(path: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    // SQLite gives its side files the mode of the main file, so the main file is made private first.
    if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600));
    else narrow(path, 0o600);
    database = openSqlite(path);
    // Waiting must be in force before anything that takes a lock.
    database.exec('PRAGMA busy_timeout = 60000');
    writeAhead(database);
    // A checkpoint waits for the disk; an import makes many pages.
    database.exec('PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; PRAGMA wal_autocheckpoint = 8000');
    database.exec('PRAGMA temp_store = MEMORY; PRAGMA cache_size = -32000; PRAGMA mmap_size = 268435456');
    database.exec('PRAGMA trusted_schema = OFF');
    migrate(database, path);
    return database;
  } catch (error) {
    database?.close();
    if (error instanceof Failure) throw error;
    throw new Failure(
      'database_unreadable',
      `The database ${path} cannot be opened (${(error as Error).message}).`,
      'If it is damaged, move it away and import again, or restore a backup. If the folder cannot be written, point PACELINE_HOME to another one.',
      { cause: error },
    );
  }
}

const SQLITE_BUSY = 5;
const WAL_TRIES = 500;
const WAL_PAUSE_MS = 20;

/**
 * Switches a new database to its write-ahead log. When several processes open it for the first time at once, SQLite does
 * not wait for the others here but fails, so the waiting is done by hand.
 */
function writeAhead(database: DatabaseSync): void {
  const pause = new Int32Array(new SharedArrayBuffer(4));
  for (let tries = 1; ; tries++) {
    try {
      database.exec('PRAGMA journal_mode = WAL');
      return;
    } catch (error) {
      const { errcode } = error as { errcode?: number };
      // The low byte: recovering after a crash counts as busy too.
      if (((errcode ?? 0) & 0xff) !== SQLITE_BUSY || tries === WAL_TRIES) throw error;
      Atomics.wait(pause, 0, 0, WAL_PAUSE_MS);
    }
  }
}

function migrate(database: DatabaseSync, path: string): void {
  const version = () => (database.prepare('PRAGMA user_version').get() as { user_version: number }).user_version;
  if (version() > MIGRATIONS.length) {
    throw new Failure(
      'database_too_new',
      `The database ${path} was written by a newer Paceline (schema ${version()}, this one knows ${MIGRATIONS.length}).`,
      'Update Paceline, or point PACELINE_HOME to another folder.',
    );
  }
  if (version() === MIGRATIONS.length) return;
  database.exec('BEGIN IMMEDIATE');
  try {
    // Another process may have migrated while this one waited for the lock.
    for (let step = version(); step < MIGRATIONS.length; step++) {
      database.exec(MIGRATIONS[step]!.sql);
      database.exec(`PRAGMA user_version = ${step + 1}`);
    }
    database.exec('COMMIT');
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}
