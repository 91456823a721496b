/** Everything in open formats: originals with their extension, every documented view as CSV, documents and facts as JSON. */

import { closeSync, copyFileSync, existsSync, openSync, readdirSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../core/failure.ts';
import { privateFolder } from './home.ts';
import { originalPath } from './originals.ts';
import { openSqlite, type Store } from './store.ts';

export interface ExportResult {
  readonly folder: string;
  readonly originals: number;
  /** File name -> rows. */
  readonly tables: Readonly<Record<string, number>>;
}

/** Writes into a new folder. `views` are the documented views by name. Throws Failure when the folder is not empty. */
export function exportStore(store: Store, folder: string, views: readonly string[]): ExportResult {
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw new Failure('folder_not_empty', `The folder ${folder} is not empty.`, 'Name a new folder for the export.');
  }
  privateFolder(folder);
  const database = openSqlite(store.path, { readOnly: true });
  try {
    // One moment for all tables, whatever is imported meanwhile.
    database.exec('BEGIN');
    const tables: Record<string, number> = {};
    for (const view of views) {
      const columns = database.prepare('SELECT name FROM pragma_table_info(?)').all(view) as { name: string }[];
      const rows = database.prepare(`SELECT * FROM "${view}"`).iterate();
      tables[`${view}.csv`] = writeCsv(
        join(folder, `${view}.csv`),
        columns.map((c) => c.name),
        rows,
      );
    }
    for (const table of ['athlete', 'threshold', 'document', 'fact', 'gear', 'join_decision']) {
      const rows = database.prepare(`SELECT * FROM "${table}"`).all().map(withParsedData);
      tables[`${table}.json`] = rows.length;
      writeFileSync(join(folder, `${table}.json`), `${JSON.stringify(rows, null, 1)}\n`, { mode: 0o600 });
    }
    return {
      folder,
      originals: exportOriginals(store, folder, database.prepare(ORIGINALS).all() as unknown as Original[]),
      tables,
    };
  } finally {
    database.close();
  }
}

interface Original {
  readonly hash: string;
  readonly format: string;
}

const ORIGINALS = 'SELECT hash, format FROM original ORDER BY hash';

function exportOriginals(store: Store, folder: string, originals: readonly Original[]): number {
  const target = privateFolder(join(folder, 'originals'));
  let count = 0;
  for (const { hash, format } of originals) {
    const path = originalPath(store.home, hash);
    if (!existsSync(path)) continue;
    copyFileSync(path, join(target, `${hash}.${/^[a-z0-9]+$/.test(format) ? format : 'bin'}`));
    count++;
  }
  return count;
}

function withParsedData(row: Record<string, unknown>): Record<string, unknown> {
  return typeof row.data === 'string' ? { ...row, data: JSON.parse(row.data) } : row;
}

/** Writes rows as they come; a view may be larger than memory should be. Returns how many. */
function writeCsv(path: string, columns: readonly string[], rows: Iterable<Record<string, unknown>>): number {
  const cell = (value: unknown): string => {
    if (value === null || value === undefined) return '';
    const text = value instanceof Uint8Array ? Buffer.from(value).toString('base64') : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const file = openSync(path, 'wx', 0o600);
  try {
    let count = 0;
    let lines = [columns.map(cell).join(',')];
    for (const row of rows) {
      lines.push(columns.map((c) => cell(row[c])).join(','));
      count++;
      if (lines.length >= 1000) {
        writeSync(file, `${lines.join('\r\n')}\r\n`);
        lines = [];
      }
    }
    if (lines.length > 0) writeSync(file, `${lines.join('\r\n')}\r\n`);
    return count;
  } finally {
    closeSync(file);
  }
}
