/** What a home holds as sorted lines that do not depend on ids or on when it was imported, and whether the home is in order. */

import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';

type Row = Record<string, unknown>;

/** Left out of every comparison: ids, the clock, counters of changes, and a cache that is rebuilt when asked for. */
const LEFT_OUT: Readonly<Record<string, readonly string[]>> = {
  '*': ['id'],
  file: ['imported_at'],
  activity: ['revision'],
};
const COUNTERS: readonly unknown[] = ['settings_revision'];
const CACHES: readonly string[] = ['curve_month'];

/** What depends on which of several equal or joined files came first. */
export const BY_ORDER: Readonly<Record<string, readonly string[]>> = {
  file: ['label', 'outcome', 'reason', 'source_kind'],
  activity_recording: ['joined_by', 'evidence'],
};

/** One line per row of every table. `without` names further columns to leave out, by table. */
export function dumpHome(home: string, without: Readonly<Record<string, readonly string[]>> = {}): string[] {
  return withDatabase(home, (database) => {
    const keys = rowKeys(database);
    const lines: string[] = [];
    for (const table of tableNames(database)) {
      if (CACHES.includes(table)) continue;
      const out = new Set([...LEFT_OUT['*']!, ...(LEFT_OUT[table] ?? []), ...(without[table] ?? [])]);
      for (const row of rowsOf(database, table).filter((found) => !COUNTERS.includes(found.key))) {
        const shown = Object.entries(table === 'recording_pair' ? inOrder(row, keys) : row)
          .filter(([column]) => !out.has(column))
          .map(([column, value]) => [column, canonical(column, value, keys)]);
        lines.push(`${table} ${JSON.stringify(Object.fromEntries(shown))}`);
      }
    }
    return lines.sort();
  });
}

/** Which of two recordings is the first goes by their ids; the difference of their clocks turns with it. */
function inOrder(row: Row, { recording }: Keys): Row {
  const { recording_a, recording_b, clock_offset_s } = row;
  if (recording.get(recording_a as number)! < recording.get(recording_b as number)!) return row;
  const offset = clock_offset_s === 0 ? 0 : -(clock_offset_s as number);
  return { ...row, recording_a: recording_b, recording_b: recording_a, clock_offset_s: offset };
}

interface Keys {
  readonly recording: ReadonlyMap<number, string>;
  readonly activity: ReadonlyMap<number, string>;
}

/** A recording is known by its content, an activity by its recordings, an event by its legs. */
function rowKeys(database: DatabaseSync): Keys {
  const recording = new Map<number, string>();
  for (const row of rowsOf(database, 'recording')) {
    const hash = row.hash === null ? String(row.file_identity) : String(row.hash).slice(0, 16);
    recording.set(row.id as number, `${row.athlete_id}:${hash}/${row.place_in_file}`);
  }
  const parts = Map.groupBy(rowsOf(database, 'activity_recording'), (row) => row.activity_id as number);
  const activity = new Map<number, string>();
  const name = (id: number, of: readonly string[]) => activity.set(id, of.toSorted().join(' + '));
  const activities = rowsOf(database, 'activity');
  for (const { id } of activities) {
    const own = parts.get(id as number) ?? [];
    name(
      id as number,
      own.map((part) => recording.get(part.recording_id as number)!),
    );
  }
  for (const { id } of activities.filter((row) => row.is_parent === 1)) {
    const legs = activities.filter((row) => row.parent_id === id);
    name(id as number, ['event of', ...legs.map((leg) => activity.get(leg.id as number)!)]);
  }
  return { recording, activity };
}

function canonical(column: string, value: unknown, keys: Keys): unknown {
  if (value === null) return null;
  if (column.startsWith('recording_')) return keys.recording.get(value as number) ?? value;
  if (column === 'activity_id' || column === 'parent_id') return keys.activity.get(value as number) ?? value;
  if (value instanceof Uint8Array) return createHash('sha256').update(value).digest('base64url').slice(0, 16);
  const named = (id: unknown) => keys.recording.get(Number(id)) ?? String(id);
  if (column === 'origins') return sorted(value, (field, id) => [field, named(id)]);
  if (column === 'device_values') return sorted(value, (id, values) => [named(id), values]);
  return value;
}

function sorted(json: unknown, change: (key: string, value: unknown) => [string, unknown]): unknown {
  const entries = Object.entries(JSON.parse(String(json)) as Row).map(([key, value]) => change(key, value));
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What is wrong with a home after an import has come to its end; empty when it is in order. */
export function faultsOfHome(home: string): string[] {
  return withDatabase(home, (database) => {
    const faults: string[] = [];
    const integrity = Object.values(database.prepare('PRAGMA integrity_check').get() ?? {})[0];
    if (integrity !== 'ok') faults.push(`integrity check: ${integrity}`);
    const broken = database.prepare('PRAGMA foreign_key_check').all().length;
    if (broken > 0) faults.push(`${broken} rows refer to rows that are not there`);
    const count = (sql: string) => Number(Object.values(database.prepare(sql).get() ?? {})[0]);
    const stale = count('SELECT count(*) FROM activity WHERE stale = 1');
    if (stale > 0) faults.push(`${stale} activities without current values`);
    const without = count(
      'SELECT count(*) FROM activity WHERE is_parent = 0 AND id NOT IN (SELECT activity_id FROM activity_recording)',
    );
    if (without > 0) faults.push(`${without} activities without a recording`);
    const loose = count('SELECT count(*) FROM recording WHERE id NOT IN (SELECT recording_id FROM activity_recording)');
    if (loose > 0) faults.push(`${loose} recordings without an activity`);
    const events = count(
      'SELECT count(*) FROM activity p WHERE is_parent = 1 AND NOT EXISTS (SELECT 1 FROM activity WHERE parent_id = p.id)',
    );
    if (events > 0) faults.push(`${events} events without legs`);
    faults.push(...faultsOfOriginals(home, rowsOf(database, 'original')));
    return faults;
  });
}

function faultsOfOriginals(home: string, rows: readonly Row[]): string[] {
  const faults: string[] = [];
  const wanted = new Set(rows.map((row) => String(row.hash)));
  for (const hash of wanted) {
    const path = join(home, 'originals', hash.slice(0, 2), hash);
    if (!existsSync(path)) faults.push(`original ${hash.slice(0, 12)} is missing`);
    else if (createHash('sha256').update(readFileSync(path)).digest('hex') !== hash) {
      faults.push(`original ${hash.slice(0, 12)} is not what its name says`);
    }
  }
  const found = existsSync(join(home, 'originals'))
    ? readdirSync(join(home, 'originals'), { recursive: true, encoding: 'utf8' })
    : [];
  const surplus = found.filter((name) => /^..\/[0-9a-f]{64}$/.test(name) && !wanted.has(name.slice(3)));
  if (surplus.length > 0) faults.push(`${surplus.length} originals that no row knows`);
  return faults;
}

/** Files that a kill left half-written; they are never read, but take room. */
export function leftovers(home: string): string[] {
  return readdirSync(home, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.(?:part|partial|tmp)$/.test(name),
  );
}

/** Lines that only one of the two has. */
export function difference(expected: readonly string[], found: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const line of expected) counts.set(line, (counts.get(line) ?? 0) + 1);
  for (const line of found) counts.set(line, (counts.get(line) ?? 0) - 1);
  return [...counts].flatMap(([line, n]) => (n === 0 ? [] : [`${n > 0 ? 'missing' : 'surplus'}: ${line}`]));
}

function tableNames(database: DatabaseSync): string[] {
  const rows = database
    .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
    .all();
  return rows.map((row) => String(row.name));
}

function rowsOf(database: DatabaseSync, table: string): Row[] {
  return database.prepare(`SELECT * FROM "${table}"`).all() as Row[];
}

function withDatabase<T>(home: string, use: (database: DatabaseSync) => T): T {
  const { DatabaseSync: Database } = process.getBuiltinModule('node:sqlite');
  const database = new Database(join(home, 'paceline.db'), { readOnly: true });
  try {
    return use(database);
  } finally {
    database.close();
  }
}
