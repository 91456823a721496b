/** One column per metric in table `metric`, added when a new metric appears; nothing to migrate by hand. */

import { sql } from 'kysely';
import type { Db } from './store.ts';

/** Adds missing columns. Columns of metrics that no longer exist stay and are ignored. */
export async function ensureMetricColumns(db: Db, ids: readonly string[]): Promise<void> {
  const { rows } = await sql<{ name: string }>`SELECT name FROM pragma_table_info('metric')`.execute(db);
  const present = new Set(rows.map((row) => row.name));
  for (const id of ids) {
    if (!/^[a-z][a-z0-9_]*$/.test(id)) throw new RangeError(`"${id}" cannot be the id of a metric`);
    if (!present.has(id)) await sql`ALTER TABLE metric ADD COLUMN ${sql.ref(id)} REAL`.execute(db);
  }
}
