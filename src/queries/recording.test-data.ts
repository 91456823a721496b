/** Recordings for the tests of queries that read samples: packed and stored as the import would. */

import type { Recording } from '../core/recording.ts';
import { familyOf } from '../core/sport.ts';
import { METRICS } from '../metrics/index.ts';
import { ensureMetricColumns } from '../store/metric-columns.ts';
import { packRecording } from '../store/recordings.ts';
import { type SeedActivity, type Seeded, seed } from './seed.test-data.ts';

/** A seeded store with every metric column, and the ids of its activities. */
export async function seedActivities(
  activities: readonly SeedActivity[],
  options: Parameters<typeof seed>[0] = {},
): Promise<{ context: Seeded; ids: number[] }> {
  const context = await seed({ today: '2026-06-17', ...options });
  await ensureMetricColumns(
    context.store.db,
    METRICS.map((metric) => metric.id),
  );
  return { context, ids: await context.add(activities) };
}

/** One value per second from a function of the second. */
export function series(seconds: number, value: (second: number) => number): Float64Array {
  return Float64Array.from({ length: seconds }, (_, i) => value(i));
}

export interface SeedRecording extends Partial<Recording> {
  readonly joined_by?: string;
  readonly evidence?: string;
  readonly source_kind?: string;
  /** Name of the file it came in. */
  readonly label?: string;
}

/** Adds a recording to an activity; its start, end and sport are those of the activity unless given. Returns its id. */
export async function addRecording(context: Seeded, activity_id: number, given: SeedRecording): Promise<number> {
  const { db } = context.store;
  const { joined_by = 'only', evidence = null, source_kind = 'folder', label, ...own } = given;
  const activity = await db.selectFrom('activity').selectAll().where('id', '=', activity_id).executeTakeFirstOrThrow();
  const recording: Recording = {
    sport: activity.sport as Recording['sport'],
    sport_as_written: null,
    name: null,
    note: null,
    start_s: activity.start_s,
    end_s: activity.end_s,
    utc_offset_s: activity.utc_offset_s,
    device: { manufacturer: 'maker', product: 'unit', serial: null, software: null },
    file_identity: null,
    samples: { time_s: new Float64Array(0), channels: {}, extra: [] },
    laps: [],
    lengths: [],
    sets: [],
    pauses: [],
    beats: null,
    events: [],
    device_values: {},
    thresholds: [],
    warnings: [],
    ...own,
  };
  const packed = packRecording(recording);
  const hash = label === undefined ? null : `hash of ${label}`;
  if (hash !== null) {
    await db.insertInto('original').values({ hash, format: 'fit', size_bytes: 1000 }).execute();
    await db
      .insertInto('file')
      .values({
        athlete_id: context.athlete.id,
        hash,
        label: label!,
        source_kind,
        content: 'activity',
        size_bytes: 1000,
        outcome: 'added',
        reason: null,
        imported_at: 1_780_000_000,
      })
      .execute();
  }
  const { id } = await db
    .insertInto('recording')
    .values({
      athlete_id: context.athlete.id,
      hash,
      place_in_file: 0,
      source_kind,
      format: 'fit',
      sport: recording.sport,
      family: familyOf(recording.sport),
      start_s: recording.start_s,
      end_s: recording.end_s,
      utc_offset_s: activity.utc_offset_s,
      time_zone: activity.time_zone,
      zone_origin: 'coordinates',
      record_count: packed.record_count,
      file_identity: null,
      detail: JSON.stringify(packed.detail),
      event_key: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await db.insertInto('activity_recording').values({ recording_id: id, activity_id, joined_by, evidence }).execute();
  context.store.insertMany(
    'sample_block',
    ['recording_id', 'channel', 'data'],
    packed.blocks.map((block) => [id, block.channel, block.data]),
  );
  return id;
}
