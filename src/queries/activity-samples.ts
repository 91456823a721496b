/** The samples of one activity as a 1 Hz grid, repaired as its metrics saw it: only the channels asked for are decoded. */

import { type ChannelId, isChannelId } from '../core/channel.ts';
import type { Grid } from '../core/grid.ts';
import { mergeParts } from '../core/merge-recordings.ts';
import type { Recording } from '../core/recording.ts';
import type { SportId } from '../core/sport.ts';
import { createActivityInput } from '../metrics/activity-input.ts';
import type { ActivityInput } from '../metrics/metric.ts';
import { REPAIRS, type Repaired, repairRecording } from '../repair/index.ts';
import { loadRecordings, type StoredRecording, unpackRecording } from '../store/recordings.ts';
import type { ActivityRow } from './activity-row.ts';
import type { QueryContext } from './context.ts';
import { releasedSource } from './source-policy.ts';

export interface ActivitySamples extends Repaired {
  readonly recording: Recording;
  /** Seconds from the activity's start to the grid's. */
  readonly offset_s: number;
}

/** The channels an activity has samples of, developer channels (`x_…`) included. */
export async function channelsOf(context: QueryContext, activity_id: number): Promise<string[]> {
  const rows = await context.store.db
    .selectFrom('sample_block as b')
    .innerJoin('activity_recording as ar', 'ar.recording_id', 'b.recording_id')
    .innerJoin('recording as r', 'r.id', 'b.recording_id')
    .select('b.channel')
    .distinct()
    .where('ar.activity_id', '=', activity_id)
    .where(releasedSource(context, 'r.source_kind'))
    .execute();
  return rows.map((row) => row.channel).filter((channel) => isChannelId(channel) || channel.startsWith('x_'));
}

// A channel is put right, or derived, with the help of these.
const NEEDS: Partial<Record<ChannelId, readonly ChannelId[]>> = {
  speed_mps: ['distance_m', 'latitude_deg', 'longitude_deg'],
  distance_m: ['speed_mps', 'latitude_deg', 'longitude_deg'],
  latitude_deg: ['longitude_deg'],
  longitude_deg: ['latitude_deg'],
};

/**
 * Channels on the grid. `raw` leaves every repair out, not only those switched off for the activity. null when nothing
 * was recorded.
 */
export async function activitySamples(
  context: QueryContext,
  row: ActivityRow,
  channels: readonly string[],
  raw = false,
): Promise<ActivitySamples | null> {
  const { db } = context.store;
  const parts = await db
    .selectFrom('activity_recording as ar')
    .innerJoin('recording as r', 'r.id', 'ar.recording_id')
    .select(['ar.recording_id', 'ar.evidence'])
    .where('ar.activity_id', '=', row.id)
    .where(releasedSource(context, 'r.source_kind'))
    .orderBy('ar.recording_id')
    .execute();
  const ids = parts.map((part) => part.recording_id);
  // Which of several recordings leads depends on all of their channels.
  const stored = await loadRecordings(db, ids, ids.length === 1 ? needed(channels) : undefined);
  if (stored.length === 0 || stored.every((part) => part.record_count === 0)) return null;
  const offsets = new Map(parts.map((part) => [part.recording_id, clockOffset(part.evidence)]));
  const merged =
    stored.length === 1
      ? unpackRecording(stored[0]!)
      : mergeParts(stored.map((part) => partOf(part, offsets))).recording;
  const recording: Recording = { ...merged, sport: row.sport as SportId };
  const off = raw ? REPAIRS.map((repair) => repair.id) : (JSON.parse(row.repairs_off) as string[]);
  const repaired = repairRecording(recording, new Set(off));
  return { ...repaired, recording, offset_s: repaired.grid.start_s - Math.floor(row.start_s) };
}

function needed(channels: readonly string[]): string[] {
  const all = new Set(channels);
  for (const channel of channels) {
    if (isChannelId(channel)) for (const other of NEEDS[channel] ?? []) all.add(other);
  }
  return [...all];
}

function partOf(part: StoredRecording, offsets: ReadonlyMap<number, number>) {
  return {
    id: part.id,
    format: part.format,
    clock_offset_s: offsets.get(part.id) ?? 0,
    recording: unpackRecording(part),
  };
}

function clockOffset(evidence: string | null): number {
  return evidence === null ? 0 : ((JSON.parse(evidence) as { clock_offset_s?: number }).clock_offset_s ?? 0);
}

/** What metrics derive their series from (speed, grade, grade-adjusted speed). */
export function seriesInput(context: QueryContext, row: ActivityRow, grid: Grid, recording: Recording): ActivityInput {
  return createActivityInput(
    {
      grid,
      sport: row.sport as SportId,
      family: row.family,
      indoor: row.indoor === 1,
      thresholds: {},
      athlete: context.athlete,
      laps: [],
      lengths: recording.lengths,
      pauses: recording.pauses,
      device_values: recording.device_values,
      rpe: row.rpe,
    },
    new Map(),
  );
}
