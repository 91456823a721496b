/** A small database for the tests of queries: rows put in by hand, so that no query test depends on the import. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Athlete } from '../core/athlete.ts';
import type { Reason } from '../core/known.ts';
import { type SportId, sportOf } from '../core/sport.ts';
import type { Threshold, ThresholdKind } from '../core/thresholds.ts';
import { dayNumber } from '../core/time.ts';
import type { WellnessKey } from '../core/wellness.ts';
import { METRICS } from '../metrics/index.ts';
import { type CurveData, encodeCurve } from '../store/curve-codec.ts';
import { ensureMetricColumns } from '../store/metric-columns.ts';
import { openStore, type Store } from '../store/store.ts';
import type { Tables } from '../store/tables.ts';
import { type Platform, type QueryContext, queryContext } from './context.ts';

type EffortRow = Tables['effort'];
type LapRow = Tables['lap'];
type RepairRow = Tables['repair'];

/** What a test says about one activity; the rest is filled in. */
export interface SeedActivity {
  readonly sport?: SportId;
  readonly name?: string;
  readonly note?: string;
  readonly gear?: string;
  readonly local_date: string;
  /** Local time of day in seconds; default 08:00. */
  readonly at_s?: number;
  /** Default 3600. */
  readonly duration_s?: number;
  readonly stale?: boolean;
  /** The restricted source that alone tells of it. */
  readonly withheld?: string;
  readonly is_parent?: boolean;
  readonly parent_id?: number;
  readonly rpe?: number;
  readonly latitude_deg?: number;
  readonly longitude_deg?: number;
  readonly load_method?: string | null;
  readonly absent?: { readonly [metric: string]: Reason };
  readonly warnings?: { readonly [metric: string]: readonly string[] };
  readonly thresholds_used?: unknown;
  readonly device_values?: unknown;
  readonly origins?: unknown;
  readonly axis?: unknown;
  /** Metric columns are added as they are met. */
  readonly metrics?: { readonly [metric: string]: number };
  /** Seconds per zone by basis, such as `power_coggan`; names and bounds are made up. */
  readonly zones?: { readonly [basis: string]: readonly number[] };
  readonly curves?: { readonly [kind: string]: CurveData };
  readonly efforts?: readonly ({
    readonly kind: string;
    readonly start_s: number;
    readonly duration_s: number;
  } & Partial<Omit<EffortRow, 'id'>>)[];
  readonly laps?: readonly ({ readonly start_s: number; readonly elapsed_s: number } & Partial<LapRow>)[];
  readonly repairs?: readonly ({ readonly repair: string; readonly cells: number } & Partial<Omit<RepairRow, 'id'>>)[];
}

export interface SeedOptions {
  readonly athlete?: Partial<Athlete>;
  readonly today?: string;
  readonly platforms?: readonly Platform[];
  readonly thresholds?: readonly {
    readonly kind: ThresholdKind;
    readonly value: number;
    readonly valid_from: string;
    readonly family?: Threshold['family'];
    readonly origin?: Threshold['origin'];
  }[];
  readonly wellness?: readonly {
    readonly local_date: string;
    readonly key: WellnessKey;
    readonly value: number | string;
    readonly source_kind?: string;
  }[];
}

export interface Seeded extends QueryContext {
  /** Adds activities in one transaction and returns their ids. */
  add(activities: readonly SeedActivity[]): Promise<number[]>;
  /** The context as it is now. */
  again(): Promise<Seeded>;
  /** Closes the database and removes its folder. */
  dispose(): Promise<void>;
}

/** Opens a fresh store in a temporary folder with one athlete (id 1). Call `dispose` after the test. */
export async function seed(options: SeedOptions = {}): Promise<Seeded> {
  const home = mkdtempSync(join(tmpdir(), 'paceline-test-'));
  const store = openStore(home);
  const athlete: Athlete = {
    id: 1,
    name: 'Test Athlete',
    sex: 'female',
    birth_date: '1990-01-01',
    height_m: 1.7,
    time_zone: 'Europe/Berlin',
    units: 'metric',
    ...options.athlete,
  };
  await ensureMetricColumns(
    store.db,
    METRICS.map((metric) => metric.id),
  );
  await store.db.insertInto('athlete').values(athlete).execute();
  const thresholds: Threshold[] = (options.thresholds ?? []).map((t) => ({
    kind: t.kind,
    value: t.value,
    valid_from: t.valid_from,
    family: t.family ?? null,
    origin: t.origin ?? 'athlete',
  }));
  for (const t of thresholds) {
    await store.db
      .insertInto('threshold')
      .values({ ...t, athlete_id: athlete.id })
      .execute();
  }
  const wellness = (options.wellness ?? []).map((w) => [
    athlete.id,
    w.local_date,
    w.key,
    w.source_kind ?? 'folder',
    typeof w.value === 'number' ? w.value : null,
    typeof w.value === 'string' ? w.value : null,
  ]);
  await store.db.transaction().execute(async () => {
    store.insertMany('wellness', ['athlete_id', 'local_date', 'key', 'source_kind', 'number', 'text'], wellness);
  });
  const seeded = async (): Promise<Seeded> => ({
    ...(await queryContext(store, athlete, options.today ?? '2026-06-15', options.platforms ?? [])),
    add: (activities) => addActivities(store, athlete.id, activities),
    again: seeded,
    async dispose() {
      await store.close();
      rmSync(home, { recursive: true, force: true });
    },
  });
  return seeded();
}

async function addActivities(store: Store, athlete_id: number, activities: readonly SeedActivity[]): Promise<number[]> {
  await ensureMetricColumns(store.db, [...new Set(activities.flatMap((a) => Object.keys(a.metrics ?? {})))]);
  return store.db.transaction().execute(async (db) => {
    const ids: number[] = [];
    for (const a of activities) {
      const sport = a.sport ?? 'ride';
      const { family, indoor } = sportOf(sport);
      // Two hours east of Greenwich all year: queries never compute with zones, they read what was stored.
      const start_s = dayNumber(a.local_date) * 86_400 + (a.at_s ?? 8 * 3600) - 7200;
      const { id } = await db
        .insertInto('activity')
        .values({
          athlete_id,
          parent_id: a.parent_id ?? null,
          is_parent: a.is_parent ? 1 : 0,
          sport,
          family,
          indoor: indoor ? 1 : 0,
          name: a.name ?? 'Activity',
          note: a.note ?? null,
          gear: a.gear ?? null,
          rpe: a.rpe ?? null,
          start_s,
          end_s: start_s + (a.duration_s ?? 3600),
          utc_offset_s: 7200,
          time_zone: 'Europe/Berlin',
          local_date: a.local_date,
          latitude_deg: a.latitude_deg ?? null,
          longitude_deg: a.longitude_deg ?? null,
          has_power: a.metrics && 'average_power_w' in a.metrics ? 1 : 0,
          has_heart_rate: a.metrics && 'average_hr_bpm' in a.metrics ? 1 : 0,
          has_position: a.latitude_deg === undefined ? 0 : 1,
          stale: a.withheld ? 2 : a.stale ? 1 : 0,
          withheld: a.withheld ?? null,
          load_method: a.load_method ?? null,
          absent: JSON.stringify(a.absent ?? {}),
          warnings: JSON.stringify(a.warnings ?? {}),
          thresholds_used: JSON.stringify(a.thresholds_used ?? {}),
          device_values: JSON.stringify(a.device_values ?? {}),
          origins: JSON.stringify(a.origins ?? {}),
          axis: JSON.stringify(a.axis ?? {}),
        })
        .returning('id')
        .executeTakeFirstOrThrow();
      ids.push(id);
      addComputed(store, athlete_id, id, a, family);
    }
    return ids;
  });
}

function addComputed(store: Store, athlete_id: number, id: number, a: SeedActivity, family: string): void {
  const metrics = Object.entries(a.metrics ?? {});
  store.insertMany(
    'metric',
    ['activity_id', ...metrics.map(([metric]) => metric)],
    [[id, ...metrics.map(([, value]) => value)]],
  );
  for (const [kind, curve] of Object.entries(a.curves ?? {})) {
    store.insertMany('curve', ['activity_id', 'kind', 'data'], [[id, kind, encodeCurve(curve)]]);
  }
  for (const [basis, seconds] of Object.entries(a.zones ?? {})) {
    store.insertMany(
      'zone_time',
      ['activity_id', 'basis', 'zone', 'name', 'lower', 'upper', 'seconds'],
      seconds.map((s, i) => [id, basis, i + 1, `Z${i + 1}`, i * 50, i + 1 < seconds.length ? (i + 1) * 50 : null, s]),
    );
  }
  insertObjects(
    store,
    'effort',
    (a.efforts ?? []).map((e) => ({ activity_id: id, athlete_id, family, local_date: a.local_date, ...e })),
  );
  insertObjects(
    store,
    'lap',
    (a.laps ?? []).map((lap, place) => ({ activity_id: id, place, trigger: 'manual', ...lap })),
  );
  insertObjects(
    store,
    'repair',
    (a.repairs ?? []).map((r) => ({
      activity_id: id,
      channel: null,
      start_s: 0,
      end_s: 0,
      action: 'replaced',
      detail: '',
      ...r,
    })),
  );
}

function insertObjects(store: Store, table: keyof Tables, rows: readonly object[]): void {
  for (const row of rows) store.insertMany(table, Object.keys(row), [Object.values(row)]);
}
