/** A recording from the platform's streams, for activities without a file: raw values where both raw and repaired are there. */

import type { ChannelId } from '../../core/channel.ts';
import type { Json } from '../../core/connector.ts';
import { boolOf, listOf, numberOf, textOf } from '../../core/json.ts';
import type { BeatIntervals, DeviceValues, Recording } from '../../core/recording.ts';
import type { ExtraChannel } from '../../core/samples.ts';
import type { SportId } from '../../core/sport.ts';
import { cleanLine } from '../../core/text.ts';
import type { ActivityStream } from './api-types.ts';
import { fieldsOf, objectsOf, type Unread } from './payload.ts';

export interface StreamFrame {
  readonly sport: SportId;
  readonly sport_as_written: string | null;
  readonly start_s: number;
  readonly utc_offset_s: number | null;
  readonly device_name: string | null;
  readonly values: DeviceValues;
}

/** Streams for each channel, the one that is least worked over first. */
const CHANNEL_STREAMS: readonly (readonly [ChannelId, readonly string[]])[] = [
  ['power_w', ['raw_watts', 'watts']],
  ['heart_rate_bpm', ['raw_heartrate', 'heartrate']],
  ['cadence_rpm', ['cadence']],
  ['speed_mps', ['velocity_smooth']],
  ['distance_m', ['distance']],
  ['altitude_m', ['altitude']],
  ['temperature_c', ['temp']],
  ['grade_pct', ['grade_smooth']],
  ['left_torque_effectiveness_pct', ['left_torque_effectiveness']],
  ['right_torque_effectiveness_pct', ['right_torque_effectiveness']],
  ['left_pedal_smoothness_pct', ['left_pedal_smoothness']],
  ['right_pedal_smoothness_pct', ['right_pedal_smoothness']],
  ['respiration_rate_brpm', ['respiration']],
  ['core_temperature_c', ['core_temperature']],
  ['skin_temperature_c', ['skin_temperature']],
  ['smo2_pct', ['smo2']],
  ['total_hemoglobin_gdl', ['thb']],
];

/** Measured too, but without a channel of ours; custom streams join them. Whose share a balance is, is not documented. */
const EXTRA_UNITS: Readonly<Record<string, string>> = {
  torque: 'Nm',
  left_right_balance: '%',
  smo2_2: '%',
  thb_2: 'g/dL',
  dfa_a1: '',
  epoc: '',
  tidal_volume: '',
  tidal_volume_min: '',
  stride_length: '',
  bloodglucose: 'mmol/L',
  heat_strain_index: '',
  secondary_power: 'W',
  watts_alt: 'W',
};

const MAX_EXTRA = 40;
const MAX_SAMPLES = 2_000_000;
const LONGEST_S = 60 * 86_400;

/** Null when there is no time stream, or nothing beside it. */
export function recordingFromStreams(list: readonly Json[], frame: StreamFrame): Recording | null {
  const streams = new Map<string, Unread<ActivityStream>>();
  for (const raw of objectsOf(list)) {
    const stream = fieldsOf<ActivityStream>(raw);
    const type = textOf(stream.type);
    if (type !== null && boolOf(stream.allNull) !== true && !streams.has(type)) streams.set(type, stream);
  }
  // The index of a sample is not its second: where the athlete stood, there are none.
  const offsets = listOf(streams.get('time')?.data);
  const length = Math.min(offsets.length, MAX_SAMPLES);
  if (length === 0) return null;
  const time_s = new Float64Array(length);
  for (let i = 0; i < length; i++) {
    const offset = numberOf(offsets[i]);
    time_s[i] = offset !== null && offset >= 0 && offset <= LONGEST_S ? frame.start_s + offset : Number.NaN;
  }
  if (time_s.every(Number.isNaN)) return null;

  const column = (data: Json | undefined) => columnOf(data, length);
  const channels: Partial<Record<ChannelId, Float64Array>> = {};
  for (const [id, types] of CHANNEL_STREAMS) {
    for (const type of types) {
      const values = column(streams.get(type)?.data);
      if (values === null) continue;
      channels[id] = values;
      break;
    }
  }
  const place = placeOf(streams.get('latlng'), length);
  if (place) {
    channels.latitude_deg = place.latitude;
    channels.longitude_deg = place.longitude;
  }
  const extra = extraOf(streams, column);
  const beats = beatsOf(streams.get('hrv'), time_s);
  if (Object.keys(channels).length === 0 && extra.length === 0 && beats === null) return null;

  const last_s = time_s.reduce((last, t) => (t > last ? t : last), frame.start_s);
  return {
    sport: frame.sport,
    sport_as_written: frame.sport_as_written,
    name: null,
    note: null,
    start_s: frame.start_s,
    end_s: Math.max(last_s, frame.start_s + (frame.values.elapsed_s ?? 0)),
    utc_offset_s: frame.utc_offset_s,
    device: { manufacturer: null, product: frame.device_name, serial: null, software: null },
    file_identity: null,
    samples: { time_s, channels, extra },
    laps: [],
    lengths: [],
    sets: [],
    pauses: [],
    beats,
    events: [],
    device_values: frame.values,
    thresholds: [],
    warnings: [
      { code: 'from_streams', message: 'There is no original file; the samples are those Intervals.icu hands out.' },
    ],
  };
}

/** One value per record, NaN where there is none; null when there are none at all. */
function columnOf(data: Json | undefined, length: number): Float64Array | null {
  const list = listOf(data);
  const values = new Float64Array(length).fill(Number.NaN);
  let some = false;
  for (let i = 0; i < Math.min(length, list.length); i++) {
    const value = numberOf(list[i]);
    if (value === null) continue;
    values[i] = value;
    some = true;
  }
  return some ? values : null;
}

/** Latitudes and longitudes come apart, in `data` and `data2`; pairs are understood too. */
function placeOf(stream: Unread<ActivityStream> | undefined, length: number) {
  if (!stream) return null;
  const first = listOf(stream.data);
  const pairs = first.some(Array.isArray);
  const latitude = columnOf(pairs ? first.map((pair) => listOf(pair)[0] ?? null) : first, length);
  const longitude = columnOf(pairs ? first.map((pair) => listOf(pair)[1] ?? null) : stream.data2, length);
  if (!latitude || !longitude) return null;
  for (let i = 0; i < length; i++) {
    const there = Math.abs(latitude[i]!) <= 90 && Math.abs(longitude[i]!) <= 180;
    if (there) continue;
    latitude[i] = Number.NaN;
    longitude[i] = Number.NaN;
  }
  return latitude.every(Number.isNaN) ? null : { latitude, longitude };
}

function extraOf(
  streams: ReadonlyMap<string, Unread<ActivityStream>>,
  column: (data: Json | undefined) => Float64Array | null,
): ExtraChannel[] {
  const extra: ExtraChannel[] = [];
  const ids = new Set<string>();
  for (const [type, stream] of streams) {
    const known = Object.hasOwn(EXTRA_UNITS, type);
    if ((!known && boolOf(stream.custom) !== true) || extra.length >= MAX_EXTRA) continue;
    const values = column(stream.data);
    const title = cleanLine(stream.name, 60) ?? cleanLine(type.replaceAll('_', ' '), 60);
    const id = `x_${type
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '_')
      .slice(0, 60)}`;
    if (values === null || title === null || ids.has(id)) continue;
    ids.add(id);
    extra.push({ id, title, unit: known ? EXTRA_UNITS[type]! : '', values });
  }
  return extra;
}

const LONGEST_RR_MS = 10_000;

/** Each record carries the beats since the one before it, in milliseconds; the last of them ends with the record. */
function beatsOf(stream: Unread<ActivityStream> | undefined, record_s: Float64Array): BeatIntervals | null {
  const time_s: number[] = [];
  const rr_ms: number[] = [];
  for (const [i, entry] of listOf(stream?.data).entries()) {
    const end_s = record_s[i] ?? Number.NaN;
    if (Number.isNaN(end_s)) continue;
    const beats = listOf(entry).flatMap((beat) => {
      const value = numberOf(beat);
      return value !== null && value > 0 && value < LONGEST_RR_MS ? [value] : [];
    });
    let after_s = beats.reduce((sum, beat) => sum + beat / 1000, 0);
    for (const beat of beats) {
      after_s -= beat / 1000;
      time_s.push(end_s - after_s);
      rr_ms.push(beat);
    }
  }
  return rr_ms.length === 0 ? null : { time_s: Float64Array.from(time_s), rr_ms: Float64Array.from(rr_ms) };
}
