/** Stores what was computed for an activity. It was stale, so nothing computed is there yet. Call inside a transaction. */

import type { SQLInputValue } from 'node:sqlite';
import type { Failure } from '../core/failure.ts';
import { METRICS } from '../metrics/index.ts';
import type { Db, Store } from '../store/store.ts';
import type { Tables } from '../store/tables.ts';
import type { ComputedActivity } from './compute-activity.ts';
import { refreshParent } from './events.ts';
import { forgetMonth } from './stale.ts';

interface StaleActivity {
  readonly id: number;
  readonly athlete_id: number;
  readonly parent_id: number | null;
  readonly local_date: string;
}

export async function saveComputed(
  store: Store,
  db: Db,
  { id, athlete_id, parent_id }: StaleActivity,
  computed: ComputedActivity,
  fingerprint: string,
): Promise<void> {
  await db
    .updateTable('activity')
    .set({ ...computed.row, stale: 0, withheld: null, fingerprint })
    .where('id', '=', id)
    .execute();
  const { local_date, family } = computed.row;
  await forgetMonth(db, athlete_id, local_date);
  insert(store, 'metric', [{ activity_id: id, ...computed.values }]);
  insert(
    store,
    'lap',
    computed.laps.map((lap) => ({ activity_id: id, ...lap })),
  );
  insert(
    store,
    'effort',
    computed.efforts.map((effort) => ({ activity_id: id, athlete_id, family, local_date, ...effort })),
  );
  insert(
    store,
    'zone_time',
    computed.zones.map((zone) => ({ activity_id: id, ...zone })),
  );
  insert(
    store,
    'curve',
    computed.curves.map((curve) => ({ activity_id: id, ...curve })),
  );
  insert(
    store,
    'repair',
    computed.repairs.map((change) => ({ activity_id: id, ...change })),
  );
  if (parent_id !== null) await refreshParent(db, parent_id);
}

/**
 * An activity whose computation failed has no values and says why. It is not tried again by every command, only when
 * something it depends on changes or at the next import.
 */
export async function saveFailure(
  store: Store,
  db: Db,
  { id }: StaleActivity,
  failure: Failure,
  fingerprint: string,
): Promise<void> {
  await db
    .updateTable('activity')
    .set({
      stale: 0,
      withheld: null,
      fingerprint: `failed ${fingerprint}`,
      load_method: null,
      absent: JSON.stringify(Object.fromEntries(METRICS.map((metric) => [metric.id, 'insufficient_data']))),
      warnings: JSON.stringify({ reading: [`The values could not be computed: ${failure.message}.`] }),
    })
    .where('id', '=', id)
    .execute();
  insert(store, 'metric', [{ activity_id: id }]);
}

function insert(store: Store, table: keyof Tables, rows: readonly object[]): void {
  if (rows.length === 0) return;
  const columns = Object.keys(rows[0]!);
  store.insertMany(
    table,
    columns,
    rows.map((row) => Object.values(row) as SQLInputValue[]),
  );
}
