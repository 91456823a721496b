/** Recordings in and out of the database: metadata as JSON, each channel as a block of its own. */

import { CHANNELS, type ChannelId, isChannelId } from '../core/channel.ts';
import type { BeatIntervals, Recording } from '../core/recording.ts';
import type { ExtraChannel } from '../core/samples.ts';
import type { SportId } from '../core/sport.ts';
import { decodeSamples, encodeSamples } from './sample-codec.ts';
import type { Db } from './store.ts';

/** Everything of a recording but its arrays; `extra` names the developer channels among the blocks. */
export type RecordingDetail = Omit<Recording, 'samples' | 'beats'> & {
  readonly extra: readonly { readonly id: string; readonly title: string; readonly unit: string }[];
};

export interface SampleBlock {
  readonly channel: string;
  readonly data: Uint8Array<ArrayBuffer>;
}

export interface PackedRecording {
  readonly detail: RecordingDetail;
  readonly blocks: readonly SampleBlock[];
  readonly record_count: number;
}

const TIME = 'time_s';
const BEAT_TIME = 'beat_time_s';
const BEAT_RR = 'beat_rr_ms';

/** The same blocks as parts of one buffer, which travels between threads much faster than many small ones. */
export function inOneBuffer(blocks: readonly SampleBlock[]): SampleBlock[] {
  const bytes = new Uint8Array(blocks.reduce((sum, { data }) => sum + data.byteLength, 0));
  let at = 0;
  return blocks.map(({ channel, data }) => {
    bytes.set(data, at);
    at += data.byteLength;
    return { channel, data: bytes.subarray(at - data.byteLength, at) };
  });
}

/** Splits a recording into JSON and compressed blocks. Channels without a single value are left out. */
export function packRecording(recording: Recording): PackedRecording {
  const { samples, beats, ...rest } = recording;
  const blocks: SampleBlock[] = [];
  if (samples.time_s.length > 0) {
    blocks.push({ channel: TIME, data: encodeSamples(samples.time_s, 0.001) });
    for (const id of Object.keys(samples.channels) as ChannelId[]) {
      const values = samples.channels[id]!;
      if (hasValue(values)) blocks.push({ channel: id, data: encodeSamples(values, CHANNELS[id].quantum) });
    }
  }
  const extra = samples.extra.filter((channel) => hasValue(channel.values));
  for (const channel of extra) blocks.push({ channel: channel.id, data: encodeSamples(channel.values, null) });
  if (beats && beats.time_s.length > 0) {
    blocks.push({ channel: BEAT_TIME, data: encodeSamples(beats.time_s, 0.001) });
    blocks.push({ channel: BEAT_RR, data: encodeSamples(beats.rr_ms, 1) });
  }
  return {
    detail: { ...rest, extra: extra.map(({ id, title, unit }) => ({ id, title, unit })) },
    blocks,
    record_count: samples.time_s.length,
  };
}

/** Puts a recording together again from what `packRecording` made; values are rounded to their channel's quantum. */
export function unpackRecording(packed: Pick<PackedRecording, 'detail' | 'blocks'>): Recording {
  const { extra, ...rest } = packed.detail;
  const channels: Partial<Record<ChannelId, Float64Array>> = {};
  const extras: ExtraChannel[] = [];
  let time_s: Float64Array = new Float64Array(0);
  let beat_time: Float64Array | null = null;
  let beat_rr: Float64Array | null = null;
  for (const { channel, data } of packed.blocks) {
    if (channel === TIME) time_s = decodeSamples(data);
    else if (channel === BEAT_TIME) beat_time = decodeSamples(data);
    else if (channel === BEAT_RR) beat_rr = decodeSamples(data);
    else if (isChannelId(channel)) channels[channel] = decodeSamples(data);
    else {
      const named = extra.find((e) => e.id === channel);
      if (named) extras.push({ ...named, values: decodeSamples(data) });
    }
  }
  const beats: BeatIntervals | null = beat_time && beat_rr ? { time_s: beat_time, rr_ms: beat_rr } : null;
  return { ...rest, samples: { time_s, channels, extra: extras }, beats };
}

/** A recording as the database holds it, its detail still as JSON: what travels to a worker. */
export interface StoredBlocks {
  readonly detail: string;
  readonly blocks: readonly SampleBlock[];
}

export function unpackStored({ detail, blocks }: StoredBlocks): Recording {
  return unpackRecording({ detail: JSON.parse(detail) as RecordingDetail, blocks });
}

interface StoredRow extends StoredBlocks {
  readonly id: number;
  readonly sport: SportId;
  readonly format: string;
  readonly source_kind: string;
  readonly start_s: number;
  readonly utc_offset_s: number;
  readonly time_zone: string | null;
  readonly zone_origin: string;
  readonly event_key: string | null;
  readonly record_count: number;
}

export interface StoredRecording extends Omit<StoredRow, 'detail'>, PackedRecording {}

/** Reads recordings with their blocks (all, or only the named channels plus time), in order of id. */
export async function loadStored(db: Db, ids: readonly number[], only?: readonly string[]): Promise<StoredRow[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom('recording')
    .select(['id', 'sport', 'format', 'source_kind', 'start_s', 'utc_offset_s', 'time_zone', 'zone_origin'])
    .select(['event_key', 'record_count', 'detail'])
    .where('id', 'in', ids)
    .orderBy('id')
    .execute();
  let blocks = db.selectFrom('sample_block').selectAll().where('recording_id', 'in', ids);
  if (only) blocks = blocks.where('channel', 'in', [TIME, ...only]);
  const by_recording = new Map<number, SampleBlock[]>();
  for (const { recording_id, channel, data } of await blocks.execute()) {
    const list = by_recording.get(recording_id) ?? [];
    list.push({ channel, data: data as Uint8Array<ArrayBuffer> });
    by_recording.set(recording_id, list);
  }
  return rows.map((row) => ({ ...row, sport: row.sport as SportId, blocks: by_recording.get(row.id) ?? [] }));
}

/** The same with the detail parsed. */
export async function loadRecordings(
  db: Db,
  ids: readonly number[],
  only?: readonly string[],
): Promise<StoredRecording[]> {
  const rows = await loadStored(db, ids, only);
  return rows.map((row) => ({ ...row, detail: JSON.parse(row.detail) as RecordingDetail }));
}

function hasValue(values: Float64Array): boolean {
  for (let i = 0; i < values.length; i++) if (!Number.isNaN(values[i]!)) return true;
  return false;
}
