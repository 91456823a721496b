/** The samples of a recording: record columns in canonical channels, everything else that has a name beside them. */

import type { ChannelId } from '../../core/channel.ts';
import type { Warning } from '../../core/recording.ts';
import type { ExtraChannel, Samples } from '../../core/samples.ts';
import { CHANNEL_FIELDS, EXTRA_FIELDS, RECORD } from './channel-fields.ts';
import { channelOf, plainName } from './developer-channels.ts';
import { leftShare, saysWhichSide } from './left-share.ts';
import type { LegRows } from './legs.ts';
import type { Message } from './messages.ts';
import type { RecordTable, Rows } from './records.ts';
import { mergeHeartRate } from './strap-heart-rate.ts';

/** A column that becomes a canonical channel where a leg lacks it, and otherwise a channel of its own. */
interface NamedColumn {
  readonly name: string;
  readonly unit: string;
  readonly stands_for: { readonly id: ChannelId; readonly factor: number } | null;
  readonly values: Float64Array;
}

export interface Columns {
  readonly time_s: Float64Array;
  readonly channels: Partial<Record<ChannelId, Float64Array>>;
  readonly named: readonly NamedColumn[];
  /** Revolutions or strokes since the start, whichever the sport counts. */
  readonly total_cycles: Float64Array | null;
  readonly warnings: readonly Warning[];
}

const SEMICIRCLES_PER_DEGREE = 2 ** 31 / 180;

/**
 * Cells a file may unfold to, per byte and in total. Real files stay far below; without a bound one wide record and a
 * million narrow ones would ask for hundreds of times their size.
 */
const CELLS_PER_BYTE = 1.5;
const FREE_CELLS = 1_000_000;

/** Reads all columns of the rows. `strap` are the `hr` messages that belong to them. */
export function readColumns(table: RecordTable, rows: Rows, strap: readonly Message[]): Columns {
  const warnings: Warning[] = [];
  const count = rows.to - rows.from;
  const time_s = table.times(rows);
  const channels: Partial<Record<ChannelId, Float64Array>> = {};
  const present = table.native_fields;
  let budget = FREE_CELLS + CELLS_PER_BYTE * table.messages.source.bytes.length - count;
  const take = (values: Float64Array | null): Float64Array | null => {
    if (values) budget -= count;
    return values;
  };
  const read = (num: number, scale = 1, offset = 0, element = 0): Float64Array | null =>
    present.has(num) && budget >= count ? take(table.native(num, rows, { scale, offset, element })) : null;

  for (const [id, ...sources] of CHANNEL_FIELDS) {
    for (const { num, scale, offset } of sources) {
      const values = read(num, scale, offset);
      if (values) channels[id] = channels[id] ? fuller(channels[id], values) : values;
    }
  }
  const cadence = readCadence(read);
  if (cadence) channels.cadence_rpm = cadence;
  readPositions(read, channels);
  const balance = read(RECORD.left_right_balance);
  if (balance) channels.left_balance_pct = decodeBalance(balance, warnings);
  const compressed_power = read(RECORD.compressed_accumulated_power);
  if (compressed_power) {
    const total = accumulate(compressed_power, 65_536);
    channels.accumulated_power_w = channels.accumulated_power_w ? fillFrom(channels.accumulated_power_w, total) : total;
  }
  if (present.has(RECORD.compressed_speed_distance)) readCompressedSpeedDistance(table, rows, channels);
  mergeStrap(strap, time_s, channels);

  let total_cycles = read(RECORD.total_cycles);
  const cycles = read(RECORD.cycles);
  if (cycles) total_cycles = total_cycles ? fillFrom(total_cycles, accumulate(cycles, 256)) : accumulate(cycles, 256);

  const named: NamedColumn[] = [];
  for (const field of table.developer_fields) {
    if (field.name === null || budget < count) continue;
    const values = take(table.developer(field, rows, { scale: field.scale, offset: field.offset }));
    if (values) named.push({ name: field.name, unit: field.unit ?? '', stands_for: channelOf(field), values });
  }
  for (const { num, name, unit, scale, element } of EXTRA_FIELDS) {
    const values = read(num, scale, 0, element);
    if (values) named.push({ name, unit, stands_for: null, values });
  }
  if (budget < count && count > 0) {
    warnings.push({
      code: 'channels_left_out',
      message: 'The file declares far more channels than it has data for; some were left out.',
    });
  }
  return { time_s, channels, named, total_cycles, warnings };
}

/** The samples of some of the rows. `strokes`: cycles are strokes. */
export function pickSamples(columns: Columns, rows: LegRows, strokes: boolean): Samples {
  const everything = !(rows instanceof Uint32Array) && rows.to - rows.from === columns.time_s.length;
  const pick = (values: Float64Array): Float64Array | null => {
    if (everything) return values;
    const out = rowsOf(values, rows);
    return hasValue(out) ? out : null;
  };
  const channels: Partial<Record<ChannelId, Float64Array>> = {};
  for (const [id, values] of Object.entries(columns.channels) as [ChannelId, Float64Array][]) {
    const picked = pick(values);
    if (picked) channels[id] = picked;
  }
  const extra: ExtraChannel[] = [];
  const taken = new Set<string>();
  const keep = (name: string, unit: string, values: Float64Array): void => {
    const base = `x_${plainName(name) || 'field'}`;
    let id = base;
    for (let n = 2; taken.has(id); n++) id = `${base}_${n}`;
    taken.add(id);
    extra.push({ id, title: name, unit, values });
  };
  const cycles = columns.total_cycles && pick(columns.total_cycles);
  if (cycles && strokes) channels.stroke_count = cycles;
  else if (cycles) keep('total cycles', '', cycles);
  for (const { name, unit, stands_for, values } of columns.named) {
    const picked = pick(values);
    if (!picked) continue;
    if (stands_for && !channels[stands_for.id]) {
      channels[stands_for.id] = stands_for.factor === 1 ? picked : picked.map((v) => v * stands_for.factor);
    } else keep(name, unit, picked);
  }
  return { time_s: everything ? columns.time_s : rowsOf(columns.time_s, rows), channels, extra };
}

function rowsOf(values: Float64Array, rows: LegRows): Float64Array {
  if (!(rows instanceof Uint32Array)) return values.slice(rows.from, rows.to);
  const out = new Float64Array(rows.length);
  for (let i = 0; i < out.length; i++) out[i] = values[rows[i]!]!;
  return out;
}

function hasValue(values: Float64Array): boolean {
  for (let i = 0; i < values.length; i++) if (!Number.isNaN(values[i]!)) return true;
  return false;
}

type Read = (num: number, scale?: number, offset?: number, element?: number) => Float64Array | null;

/** The first field with its gaps filled; the second when the first says nothing but zero and the second something else. */
function fuller(first: Float64Array, second: Float64Array): Float64Array {
  // Head units of iGPSPORT write the enhanced speed as 0 throughout and the true one in the short field (2026).
  return onlyZeros(first) && !onlyZeros(second) ? fillFrom(second, first) : fillFrom(first, second);
}

function onlyZeros(values: Float64Array): boolean {
  return values.every((value) => value === 0 || Number.isNaN(value));
}

/** Fills the gaps of `first` with values of `second`, in place. */
function fillFrom(first: Float64Array, second: Float64Array): Float64Array {
  for (let i = 0; i < first.length; i++) if (Number.isNaN(first[i]!)) first[i] = second[i]!;
  return first;
}

function readCadence(read: Read): Float64Array | null {
  const fine = read(RECORD.cadence256, 256);
  const whole = read(RECORD.cadence);
  const fraction = whole && read(RECORD.fractional_cadence, 128);
  if (whole && fraction) {
    for (let i = 0; i < whole.length; i++) if (!Number.isNaN(fraction[i]!)) whole[i]! += fraction[i]!;
  }
  return fine && whole ? fillFrom(fine, whole) : (fine ?? whole);
}

function readPositions(read: Read, channels: Partial<Record<ChannelId, Float64Array>>): void {
  const latitude = read(RECORD.position_lat);
  const longitude = read(RECORD.position_long);
  if (!latitude || !longitude) return;
  let any = false;
  for (let i = 0; i < latitude.length; i++) {
    const lat = latitude[i]! / SEMICIRCLES_PER_DEGREE;
    const lon = longitude[i]! / SEMICIRCLES_PER_DEGREE;
    // 0°/0° lies in the sea and is what devices write before they have a fix.
    const valid = !Number.isNaN(lon) && Math.abs(lat) <= 90 && (lat !== 0 || lon !== 0);
    latitude[i] = valid ? lat : Number.NaN;
    longitude[i] = valid ? lon : Number.NaN;
    any ||= valid;
  }
  if (!any) return;
  channels.latitude_deg = latitude;
  channels.longitude_deg = longitude;
}

/** Share of the left leg, in place. */
function decodeBalance(values: Float64Array, warnings: Warning[]): Float64Array {
  let side_unknown = false;
  for (let i = 0; i < values.length; i++) {
    const raw = values[i]!;
    if (Number.isNaN(raw)) continue;
    values[i] = leftShare(raw);
    if (!saysWhichSide(raw)) side_unknown = true;
  }
  if (side_unknown) {
    warnings.push({
      code: 'side_unknown',
      message: 'The left/right balance does not say which side it is; it was taken as the left.',
    });
  }
  return values;
}

/** Adds up a counter that starts again after `wrap`, in place. */
function accumulate(values: Float64Array, wrap: number): Float64Array {
  let last = Number.NaN;
  let total = Number.NaN;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Number.isNaN(value)) continue;
    total = Number.isNaN(last) ? value : total + ((value - last + wrap) % wrap);
    last = value;
    values[i] = total;
  }
  return values;
}

/** Twelve bits of speed in 1/100 m/s and twelve of distance in 1/16 m, the latter wrapping every 256 m. */
function readCompressedSpeedDistance(
  table: RecordTable,
  rows: Rows,
  channels: Partial<Record<ChannelId, Float64Array>>,
): void {
  const bytes = [0, 1, 2].map((element) =>
    table.native(RECORD.compressed_speed_distance, rows, { scale: 1, offset: 0, element }),
  );
  // Some devices declare the field and never fill it.
  if (bytes.every((column) => column === null)) return;
  const count = rows.to - rows.from;
  const speed = new Float64Array(count).fill(Number.NaN);
  const distance = new Float64Array(count).fill(Number.NaN);
  for (let i = 0; i < count; i++) {
    const [a, b, c] = bytes.map((column) => column?.[i] ?? Number.NaN);
    if (Number.isNaN(a!) && Number.isNaN(b!) && Number.isNaN(c!)) continue;
    // One byte alone may well be 0xFF, which reads as missing.
    const [low, middle, high] = [a!, b!, c!].map((byte) => (Number.isNaN(byte) ? 0xff : byte));
    speed[i] = (low! | ((middle! & 0x0f) << 8)) / 100;
    distance[i] = (middle! >> 4) | (high! << 4);
  }
  accumulate(distance, 4096);
  const metres = distance.map((raw) => raw / 16);
  channels.speed_mps = channels.speed_mps ? fillFrom(channels.speed_mps, speed) : speed;
  channels.distance_m = channels.distance_m ? fillFrom(channels.distance_m, metres) : metres;
}

function mergeStrap(
  strap: readonly Message[],
  time_s: Float64Array,
  channels: Partial<Record<ChannelId, Float64Array>>,
): void {
  if (strap.length === 0) return;
  const values = channels.heart_rate_bpm ?? new Float64Array(time_s.length).fill(Number.NaN);
  if (mergeHeartRate(strap, time_s, values)) channels.heart_rate_bpm = values;
}
