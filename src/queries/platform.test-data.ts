/** Accounts and what they brought, for the tests of queries: rows as the sync would write them. */

import type { Platform } from './context.ts';
import type { Seeded } from './seed.test-data.ts';

const window = (id: string, seconds: number, limit: number) => ({
  id,
  counts: ['read'] as const,
  seconds,
  aligned: true,
  limit,
});
const limits = { read: () => null, gap_ms: 0, concurrency: 1, timeout_s: 60 };

export const TEST_PLATFORMS: readonly Platform[] = [
  {
    id: 'intervals',
    label: 'Intervals.icu',
    limits: { ...limits, windows: [window('quarter', 900, 2500)] },
    remedies: { withheld: 'Import the export archive of Strava: paceline import <archive.zip>' },
  },
  {
    id: 'strava',
    label: 'Strava',
    limits: { ...limits, windows: [window('read_quarter', 900, 100), window('read_day', 86_400, 1000)], per_app: true },
    remedies: { backlog: 'Ask for the export archive and bring it in with: paceline import <export.zip>' },
  },
];

export interface SeedAccount {
  readonly platform: string;
  readonly external_id?: string;
  readonly name?: string;
  readonly released?: boolean;
  readonly state?: 'ready' | 'needs_login' | 'disconnected';
  readonly synced_at?: number | null;
  readonly trouble?: string;
  readonly notes?: readonly string[];
}

export async function addAccount({ store, athlete }: Seeded, account: SeedAccount): Promise<number> {
  const { platform, external_id = '7', released = true, notes = [] } = account;
  const { id } = await store.db
    .insertInto('account')
    .values({
      athlete_id: athlete.id,
      platform,
      external_id,
      region: null,
      name: account.name ?? null,
      time_zone: null,
      login: `${platform}:${external_id}`,
      way: 'key',
      notes: JSON.stringify(notes),
      accepted_at: null,
      show_models: released ? 1 : 0,
      combine: released ? 1 : 0,
      keep_days: null,
      connected_at: 1_780_000_000,
      state: account.state ?? 'ready',
      trouble: account.trouble ?? null,
      synced_at: account.synced_at ?? null,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

export async function release({ store }: Seeded, account_id: number): Promise<void> {
  await store.db.updateTable('account').set({ show_models: 1, combine: 1 }).where('id', '=', account_id).execute();
}

export interface SeedItem {
  readonly account_id: number;
  readonly external_id: string;
  readonly kind?: string;
  readonly stream?: string;
  readonly local_date?: string;
  readonly name?: string;
  readonly withheld?: string;
  readonly detail?: string;
  readonly detail_reason?: string;
}

export async function addItem({ store }: Seeded, item: SeedItem): Promise<number> {
  await store.db
    .insertInto('payload')
    .values({ hash: 'nothing', data: new Uint8Array([0]) })
    .onConflict((c) => c.doNothing())
    .execute();
  const { id } = await store.db
    .insertInto('item')
    .values({
      account_id: item.account_id,
      stream: item.stream ?? 'activities',
      external_id: item.external_id,
      kind: item.kind ?? 'activity',
      local_date: item.local_date ?? null,
      name: item.name ?? null,
      payload_hash: 'nothing',
      samples_version: null,
      withheld: item.withheld ?? null,
      run: 1,
      first_seen_at: 1_780_000_000,
      seen_at: 1_780_000_000,
      changed_at: 1_780_000_000,
      detail: item.detail ?? 'none',
      detail_reason: item.detail_reason ?? null,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

export async function addChange(
  { store }: Seeded,
  change: {
    readonly account_id: number;
    readonly item_id: number;
    readonly kind?: 'changed' | 'deleted' | 'restored';
    readonly fields?: readonly unknown[];
    readonly at?: number;
  },
): Promise<void> {
  await store.db
    .insertInto('change')
    .values({
      account_id: change.account_id,
      item_id: change.item_id,
      at: change.at ?? 1_780_000_000,
      kind: change.kind ?? 'changed',
      fields: JSON.stringify(change.fields ?? []),
    })
    .execute();
}

/** What a platform says of an activity, told of a recording. */
export async function addFact(
  { store, athlete }: Seeded,
  fact: {
    readonly source_kind: string;
    readonly external_id: string;
    readonly recording_id: number | null;
    readonly data?: object;
  },
): Promise<void> {
  const { source_kind, external_id, recording_id, data = {} } = fact;
  await store.db
    .insertInto('fact')
    .values({ athlete_id: athlete.id, source_kind, external_id, recording_id, data: JSON.stringify(data) })
    .execute();
}

export async function addPlanned(
  { store, athlete }: Seeded,
  planned: {
    readonly item_id: number;
    readonly source_kind: string;
    readonly local_date: string;
    readonly title: string;
    readonly activity_external_id?: string;
  },
): Promise<void> {
  await store.db
    .insertInto('planned')
    .values({
      athlete_id: athlete.id,
      category: 'workout',
      category_as_written: null,
      last_date: null,
      note: null,
      sport: 'ride',
      duration_s: 3600,
      distance_m: null,
      load: 60,
      workout: null,
      ...planned,
      activity_external_id: planned.activity_external_id ?? null,
    })
    .execute();
}
