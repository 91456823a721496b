/** The thread that runs SQL written by others: a connection that can only read, over views of one athlete. */

import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { parentPort } from 'node:worker_threads';
import { Failure } from '../core/failure.ts';
import { type PlanLine, planCost } from './plan-cost.ts';
import { checkedSelect } from './select-statement.ts';
import { openSqlite } from './store.ts';
import { DAYS_TABLE, type MetricColumn, ROW_SOURCES, TICK_FUNCTION, temporaryViews, VIEW_NAMES } from './views.ts';

/** Marks the thread; main.ts reads it. */
export const SQL_ROLE = 'paceline-sql';

export interface SqlRequest {
  readonly id: number;
  /** The database file. */
  readonly path: string;
  readonly athlete_id: number;
  readonly metrics: readonly MetricColumn[];
  readonly sql: string;
  readonly limit: number;
  /** Shared with the thread that asks: set to 1 it stops the statement. */
  readonly stop: Int32Array;
}

export type SqlCell = string | number | null;

export interface SqlResult {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly SqlCell[])[];
  /** Why there are fewer rows than the statement has; null when all are there. */
  readonly cut: 'rows' | 'size' | null;
}

export type SqlReply =
  | { readonly id: 0; readonly ready: true }
  | ({ readonly id: number; readonly ok: true } & SqlResult)
  | { readonly id: number; readonly ok: false; readonly code: string; readonly message: string; readonly next: string };

/** More row visits than this are not started: several seconds on any machine. */
const MOST_STEPS = 1e8;
/** Characters of all cells together, and of one. */
const MOST_CHARS = 24_000;
const MOST_CELL_CHARS = 1000;
/** Largest value SQLite may build on the way, where this Node lets us say so. */
const MOST_VALUE_BYTES = 10_000_000;
const MOST_DAYS = 14_610;

const SEE_SCHEMA = 'Views and columns: query_data(schema=true)';

/** Answers requests, one at a time, until the thread is ended. */
export function startSqlWorker(): void {
  const port = parentPort!;
  port.on('message', (request: SqlRequest) => port.postMessage(answer(request)));
  port.postMessage({ id: 0, ready: true } satisfies SqlReply);
}

// Of the statement that runs; SQLite cannot be interrupted from outside, so the views ask.
let stop: Int32Array | null = null;

function tick(): number {
  if (stop?.[0] === 1) throw new Error('stopped');
  return 1;
}

function answer(request: SqlRequest): SqlReply {
  stop = request.stop;
  try {
    return { id: request.id, ok: true, ...runSelect(connectionFor(request), request.sql, request.limit) };
  } catch (error) {
    const failure =
      error instanceof Failure
        ? error
        : new Failure('sql_error', `SQLite says: ${(error as Error).message.replace(/[.?]?$/, '.')}`, SEE_SCHEMA);
    const { code, message, next } = failure;
    return { id: request.id, ok: false, code, message, next: next ?? SEE_SCHEMA };
  }
}

interface Connection {
  readonly database: DatabaseSync;
  readonly key: string;
  sizes: ReadonlyMap<string, number>;
  /** Of the data the sizes were counted in. */
  version: number;
}

let open: Connection | null = null;

/** One connection at a time is kept: a server answers for one athlete. */
function connectionFor({ path, athlete_id, metrics }: SqlRequest): Connection {
  const key = JSON.stringify([path, athlete_id, metrics.length]);
  if (open?.key !== key) {
    open?.database.close();
    open = null;
    open = { database: readOnlyViews(path, athlete_id, metrics), key, sizes: new Map(), version: -1 };
  }
  const { data_version } = open.database.prepare('PRAGMA data_version').get() as { data_version: number };
  if (open.version !== data_version) {
    open.sizes = sourceSizes(open.database);
    open.version = data_version;
  }
  return open;
}

/** A read-only connection in which bare names mean the views of one athlete, and no other table can be reached. */
export function readOnlyViews(path: string, athlete_id: number, metrics: readonly MetricColumn[]): DatabaseSync {
  const database = openSqlite(path, { readOnly: true });
  // Node before 24 cannot limit this; there SQLite's own bound of a gigabyte holds.
  const { limits } = database as { limits?: { length: number } };
  if (limits) limits.length = MOST_VALUE_BYTES;
  database.exec('PRAGMA busy_timeout = 1000; PRAGMA trusted_schema = OFF; PRAGMA cache_size = -16000');
  const tables = database
    .prepare("SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
    .all() as {
    name: string;
  }[];
  for (const { name } of tables) {
    if (!VIEW_NAMES.includes(name))
      database.exec(`CREATE TEMP VIEW "${name.replaceAll('"', '""')}" AS SELECT NULL AS hidden WHERE 0`);
  }
  database.function(TICK_FUNCTION, tick);
  database.exec(temporaryViews(metrics, athlete_id));
  database.exec('PRAGMA query_only = ON');
  return database;
}

function sourceSizes(database: DatabaseSync): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const [alias, table] of Object.entries(ROW_SOURCES)) {
    const { count } = database.prepare(`SELECT count(*) AS count FROM main."${table}"`).get() as { count: number };
    sizes.set(alias, count);
  }
  const { days } = database
    .prepare(
      'SELECT coalesce(julianday(max(local_date)) - julianday(min(local_date)), 0) + 1 AS days FROM main.activity',
    )
    .get() as { days: number };
  const calendar = Math.min(MOST_DAYS, days);
  return sizes.set(DAYS_TABLE, calendar).set('day_row', calendar).set('wellness_days', sizes.get('wellness_row')!);
}

/** Checks and runs one statement. Throws Failure, or SQLite's own error for what is wrong in the statement. */
function runSelect({ database, sizes }: Connection, sql: string, limit: number): SqlResult {
  // Inside brackets only a query can stand, and columns of the same name get different ones.
  const wrapped = `SELECT * FROM (${checkedSelect(sql)}\n) LIMIT ${limit + 1}`;
  const plan = database.prepare(`EXPLAIN QUERY PLAN ${wrapped}`).all() as unknown as PlanLine[];
  const cost = planCost(plan, sizes);
  if (cost.recursive) {
    throw new Failure(
      'sql_recursive',
      'Recursive statements are not run, for nobody can tell when they end.',
      'For a calendar use the view daily: it has every day from the first activity to the last.',
    );
  }
  if (cost.steps > MOST_STEPS) {
    throw new Failure(
      'sql_too_large',
      `This could look at ${Math.round(cost.steps / 1e6)} million rows, a cross join probably, and is not started.`,
      'Join by activity_id or local_date, and narrow each part down before joining.',
    );
  }
  const statement = database.prepare(wrapped);
  statement.setReadBigInts(true);
  const rows: SqlCell[][] = [];
  let columns: string[] = [];
  let chars = 0;
  for (const row of statement.iterate()) {
    if (rows.length === limit) return { columns, rows, cut: 'rows' };
    if (columns.length === 0) columns = Object.keys(row);
    const cells = Object.values(row).map(cellOf);
    chars += cells.reduce<number>((sum, cell) => sum + String(cell).length + 1, 0);
    if (chars > MOST_CHARS && rows.length > 0) return { columns, rows, cut: 'size' };
    rows.push(cells);
  }
  return { columns, rows, cut: null };
}

function cellOf(value: SQLOutputValue): SqlCell {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (typeof value === 'number') {
    // Seven digits are more than any measured value has; whole numbers are instants and ids.
    if (Number.isInteger(value) || Math.abs(value) >= 1e6)
      return Number.isFinite(value) ? Math.round(value * 1000) / 1000 : null;
    return Number.isFinite(value) ? Number(value.toPrecision(7)) : null;
  }
  if (typeof value === 'string') {
    return value.length > MOST_CELL_CHARS ? `${value.slice(0, MOST_CELL_CHARS).toWellFormed()}…` : value;
  }
  return value === null ? null : `(${value.byteLength} bytes, not shown)`;
}
