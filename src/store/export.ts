/** Everything in open formats: originals with their extension, every documented view as CSV, documents and facts as JSON. */

import { copyFileSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
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
    const tables: Record<string, number> = {};
    for (const view of views) {
      const rows = database.prepare(`SELECT * FROM "${view}"`).all();
      tables[`${view}.csv`] = rows.length;
      writeFileSync(join(folder, `${view}.csv`), csv(rows), { mode: 0o600 });
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

function csv(rows: readonly Record<string, unknown>[]): string {
  if (rows.length === 0) return '';
  const columns = Object.keys(rows[0]!);
  const cell = (value: unknown): string => {
    if (value === null || value === undefined) return '';
    const text = value instanceof Uint8Array ? Buffer.from(value).toString('base64') : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return `${[columns.join(','), ...rows.map((row) => columns.map((c) => cell(row[c])).join(','))].join('\r\n')}\r\n`;
}
