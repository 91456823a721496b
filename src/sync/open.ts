/** Opens a home: database, metric columns and views in step with this version's definitions, and whose data it holds. */

import { createHash } from 'node:crypto';
import type { Athlete } from '../core/athlete.ts';
import { Failure } from '../core/failure.ts';
import { machineTimeZone } from '../core/time.ts';
import { METRICS } from '../metrics/index.ts';
import { REPAIRS } from '../repair/index.ts';
import { homePath } from '../store/home.ts';
import { ensureMetricColumns } from '../store/metric-columns.ts';
import { type Db, openStore, type Store } from '../store/store.ts';
import { storedViews } from '../store/views.ts';
import { ANALYSIS_VERSION } from './compute-activity.ts';
import { markOutdated } from './stale.ts';

export interface Paceline {
  readonly store: Store;
  /** Changes when any metric, repair or the analysis changes its version. */
  readonly versions: string;
}

/** The repairs that can be switched off per activity. */
export const REPAIR_IDS: readonly string[] = REPAIRS.map((repair) => repair.id);

const VERSIONS: readonly (readonly [string, number])[] = [
  ['analysis', ANALYSIS_VERSION],
  ...METRICS.map((metric) => [metric.id, metric.version] as const),
  ...REPAIRS.map((repair) => [`repair:${repair.id}`, repair.version] as const),
];

/** Opens `home` (default: PACELINE_HOME or the platform's data folder), creating it when it does not exist. */
export async function openPaceline(home: string = homePath()): Promise<Paceline> {
  const store = openStore(home);
  const { versions } = pacelineOf(store);
  const views = storedViews(METRICS.map((metric) => metric.id));
  const rows = await store.db.selectFrom('setting').selectAll().where('key', 'in', ['versions', 'views']).execute();
  const current = new Map(rows.map((row) => [row.key, row.value]));
  if (current.get('versions') !== versions) await adopt(store, versions);
  if (current.get('views') !== short(views))
    await store.db.transaction().execute((db) => replaceViews(store, db, views));
  return { store, versions };
}

/** Stands for the definitions in force: values computed by others are out of date. */
export function currentVersions(): string {
  return short(JSON.stringify(VERSIONS));
}

/** An opened store together with this program's versions. */
export function pacelineOf(store: Store): Paceline {
  return { store, versions: currentVersions() };
}

/** Brings columns, views and recorded versions up to date; what was computed by other definitions becomes stale. */
async function adopt(store: Store, versions: string): Promise<void> {
  await store.db.transaction().execute(async (db) => {
    const ids = METRICS.map((metric) => metric.id);
    await ensureMetricColumns(db, ids);
    await db.deleteFrom('metric_version').execute();
    for (const [metric, version] of VERSIONS)
      await db.insertInto('metric_version').values({ metric, version }).execute();
    for (const { id } of await db.selectFrom('athlete').select('id').execute()) await markOutdated(db, id, versions);
    await setting(db, 'versions', versions);
  });
}

async function replaceViews(store: Store, db: Db, sql_text: string): Promise<void> {
  store.execute(sql_text);
  await setting(db, 'views', short(sql_text));
}

async function setting(db: Db, key: string, value: string): Promise<void> {
  await db
    .insertInto('setting')
    .values({ key, value })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
    .execute();
}

function short(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 12);
}

/** The athlete meant by `name` (or number), or the only one. Creates the first one when the database is empty. */
export async function chooseAthlete(store: Store, name?: string): Promise<Athlete> {
  const all = await store.db.selectFrom('athlete').selectAll().orderBy('id').execute();
  if (name !== undefined) {
    const found = all.find((a) => String(a.id) === name || a.name.toLowerCase() === name.toLowerCase());
    if (found) return found;
    throw new Failure(
      'unknown_athlete',
      `There is no athlete "${name}".`,
      all.length > 0
        ? `Known: ${all.map((a) => a.name).join(', ')}. Add one with: paceline athlete add <name>`
        : 'Add one with: paceline athlete add <name>',
    );
  }
  if (all.length > 0) return all[0]!;
  return addAthlete(store, 'Me');
}

export async function addAthlete(store: Store, name: string): Promise<Athlete> {
  return store.db.transaction().execute(async (db) => {
    const same = await db.selectFrom('athlete').selectAll().where('name', '=', name).executeTakeFirst();
    if (same) return same;
    return db
      .insertInto('athlete')
      .values({ name, sex: null, birth_date: null, height_m: null, time_zone: machineTimeZone(), units: 'metric' })
      .returningAll()
      .executeTakeFirstOrThrow();
  });
}

/** Marks a home as invented data that a later demo may replace; call before the import and again after it. */
export async function markDemo({ store }: Paceline): Promise<void> {
  await setting(store.db, 'demo', await contentsOf(store));
}

/** True for a home that holds nothing yet, and for one made by the demo to which nothing was added since. */
export async function isDemo({ store }: Paceline): Promise<boolean> {
  const mark = await store.db.selectFrom('setting').select('value').where('key', '=', 'demo').executeTakeFirst();
  const contents = await contentsOf(store);
  // A demo that was killed in the middle has more in it than when it began, and still nobody's own data.
  return contents === EMPTY || mark?.value === contents || mark?.value === EMPTY;
}

const EMPTY = '0 files, 0 thresholds';

async function contentsOf({ db }: Store): Promise<string> {
  const count = async (table: 'file' | 'threshold') =>
    (
      await db
        .selectFrom(table)
        .select((s) => s.fn.countAll<number>().as('n'))
        .executeTakeFirstOrThrow()
    ).n;
  return `${await count('file')} files, ${await count('threshold')} thresholds`;
}
