/** Writes FIT bytes: definitions when a layout is new, data messages, header and checksums. */

import { type BaseType, type BaseTypeName, baseTypeNamed } from './base-types.ts';
import { crc16 } from './crc.ts';
import { FIT_EPOCH_S, NO_TIME } from './messages.ts';
import type { FieldSpec } from './profile.ts';

const HEADER_SIZE = 14;
/** Protocol 2.0: developer fields and 64-bit values. */
const PROTOCOL_VERSION = 0x20;
const PROFILE_VERSION = 21_217;
const LOCAL_TYPES = 16;
const LONGEST_FIELD = 255;

type EncodedValue = number | string | Uint8Array | readonly number[] | null | undefined;
/** A field and its value in its unit. Missing values are left out of the message. */
export type FieldEntry = readonly [FieldSpec, EncodedValue];

/** A column of a table: one field of every row. */
export interface Column {
  readonly num: number;
  readonly type: BaseTypeName;
  readonly scale: number;
  readonly offset: number;
  readonly values: Float64Array;
  /** Set for developer fields. */
  readonly developer_index?: number;
}

/** Seconds since the FIT epoch of a Unix time, `NO_TIME` when FIT cannot express it. */
export function fitTime(unix_s: number): number {
  const time = Math.round(unix_s) - FIT_EPOCH_S;
  return time >= 0 && time < NO_TIME ? time : NO_TIME;
}

interface Part {
  readonly num: number;
  readonly type: BaseType;
  readonly bytes: Uint8Array;
}

export class Encoder {
  #bytes = new Uint8Array(16_384);
  #view = new DataView(this.#bytes.buffer);
  #length = HEADER_SIZE;
  /** Layouts by local type, the oldest replaced first. */
  readonly #layouts: (string | null)[] = new Array(LOCAL_TYPES).fill(null);
  #next_local = 0;

  /** Writes one message with the fields that have a value. */
  message(global: number, entries: readonly FieldEntry[]): void {
    const parts = entries.flatMap(([spec, value]) => {
      const type = baseTypeNamed(spec.type);
      const bytes = encode(spec, type, value);
      return bytes === null ? [] : [{ num: spec.num, type, bytes }];
    });
    if (parts.length === 0) return;
    const layout = `${global}:${parts.map((p) => `${p.num}.${p.type.code}.${p.bytes.length}`).join()}`;
    let local = this.#layouts.indexOf(layout);
    if (local < 0) {
      local = this.#local(layout);
      this.#define(
        local,
        global,
        parts.map((p) => [p.num, p.bytes.length, p.type.code]),
        [],
      );
    }
    this.#reserve(1 + parts.reduce((n: number, p: Part) => n + p.bytes.length, 0));
    this.#bytes[this.#length++] = local;
    for (const { bytes } of parts) {
      this.#bytes.set(bytes, this.#length);
      this.#length += bytes.length;
    }
  }

  /** A writer of rows that all have the same columns; missing values are written as such. */
  table(global: number, columns: readonly Column[]): (row: number) => void {
    const native = columns.filter((c) => c.developer_index === undefined);
    const developer = columns.filter((c) => c.developer_index !== undefined);
    const ordered = [...native, ...developer].map(({ type, scale, offset, values }) => {
      const slot = slotOf(baseTypeNamed(type));
      return { scale, offset, values, slot, size: slot.type.size, whole: slot.whole };
    });
    const size = 1 + ordered.reduce((n, c) => n + c.size, 0);
    const layout = `table ${global}`;
    const define = () => {
      const local = this.#local(layout);
      this.#define(
        local,
        global,
        native.map((c) => [c.num, baseTypeNamed(c.type).size, baseTypeNamed(c.type).code]),
        developer.map((c) => [c.num, baseTypeNamed(c.type).size, c.developer_index!]),
      );
      return local;
    };
    let local = -1;
    return (row) => {
      if (local < 0 || this.#layouts[local] !== layout) local = define();
      this.#reserve(size);
      this.#bytes[this.#length++] = local;
      const view = this.#view;
      let at = this.#length;
      for (let i = 0; i < ordered.length; i++) {
        const column = ordered[i]!;
        const raw = (column.values[row]! + column.offset) * column.scale;
        put(view, at, column.slot, column.whole ? Math.round(raw) : raw);
        at += column.size;
      }
      this.#length = at;
    };
  }

  /** The complete file. */
  finish(): Uint8Array {
    this.#reserve(2);
    const bytes = this.#bytes;
    bytes[0] = HEADER_SIZE;
    bytes[1] = PROTOCOL_VERSION;
    this.#view.setUint16(2, PROFILE_VERSION, true);
    this.#view.setUint32(4, this.#length - HEADER_SIZE, true);
    bytes.set([0x2e, 0x46, 0x49, 0x54], 8);
    this.#view.setUint16(12, crc16(bytes, 0, 12), true);
    this.#view.setUint16(this.#length, crc16(bytes, 0, this.#length), true);
    return bytes.slice(0, this.#length + 2);
  }

  #local(layout: string): number {
    const local = this.#next_local;
    this.#next_local = (this.#next_local + 1) % LOCAL_TYPES;
    this.#layouts[local] = layout;
    return local;
  }

  #define(local: number, global: number, fields: number[][], developer: number[][]): void {
    this.#reserve(7 + (fields.length + developer.length) * 3);
    const start = this.#length;
    const bytes = this.#bytes;
    bytes[start] = 0x40 | (developer.length > 0 ? 0x20 : 0) | local;
    bytes[start + 1] = 0;
    bytes[start + 2] = 0;
    this.#view.setUint16(start + 3, global, true);
    bytes[start + 5] = fields.length;
    bytes.set(fields.flat(), start + 6);
    this.#length = start + 6 + fields.length * 3;
    if (developer.length > 0) {
      bytes[this.#length] = developer.length;
      bytes.set(developer.flat(), this.#length + 1);
      this.#length += 1 + developer.length * 3;
    }
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + count));
    larger.set(this.#bytes);
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
}

/** The bytes of a value, null when there is none or FIT has no room for it. */
function encode(spec: FieldSpec, type: BaseType, value: EncodedValue): Uint8Array | null {
  if (value === null || value === undefined) return null;
  if (value instanceof Uint8Array) return value;
  if (typeof value === 'string') return text(value);
  const values = typeof value === 'number' ? [value] : value;
  if (values.length === 0 || values.length * type.size > LONGEST_FIELD) return null;
  const bytes = new Uint8Array(values.length * type.size);
  const view = new DataView(bytes.buffer);
  const slot = slotOf(type);
  let any = false;
  values.forEach((v, i) => {
    const raw = (v + spec.offset) * spec.scale;
    any = put(view, i * type.size, slot, slot.whole ? Math.round(raw) : raw) || any;
  });
  return any ? bytes : null;
}

/** UTF-8 with a closing zero, cut between characters where it is too long. */
function text(value: string): Uint8Array | null {
  let bytes = new TextEncoder().encode(value);
  if (bytes.length === 0) return null;
  if (bytes.length > LONGEST_FIELD - 1) {
    let end = LONGEST_FIELD - 1;
    while (end > 0 && (bytes[end]! & 0xc0) === 0x80) end--;
    bytes = bytes.slice(0, end);
  }
  const closed = new Uint8Array(bytes.length + 1);
  closed.set(bytes);
  return closed;
}

/** A base type with what writing needs at hand: this runs once per sample. */
interface Slot {
  readonly type: BaseType;
  readonly whole: boolean;
  readonly low: number;
  readonly high: number;
  readonly invalid: number;
}

function slotOf(type: BaseType): Slot {
  const [low, high] = RANGES[type.name] ?? [0, -1];
  return { type, whole: !type.name.startsWith('float'), low, high, invalid: type.invalid as number };
}

/** Writes a raw value, or the type's "missing" value when it is NaN or out of range. True when it was written. */
function put(view: DataView, at: number, { type, low, high, invalid }: Slot, raw: number): boolean {
  const fits = raw >= low && raw <= high;
  const value = fits ? raw : invalid;
  switch (type.name) {
    case 'sint8':
      view.setInt8(at, value);
      break;
    case 'sint16':
      view.setInt16(at, value, true);
      break;
    case 'uint16':
    case 'uint16z':
      view.setUint16(at, value, true);
      break;
    case 'sint32':
      view.setInt32(at, value, true);
      break;
    case 'uint32':
    case 'uint32z':
      view.setUint32(at, value, true);
      break;
    case 'float32':
      if (fits) view.setFloat32(at, value, true);
      else view.setUint32(at, 0xffff_ffff, true);
      break;
    case 'float64':
      if (fits) view.setFloat64(at, value, true);
      else view.setBigUint64(at, 0xffff_ffff_ffff_ffffn, true);
      break;
    default:
      view.setUint8(at, value);
  }
  return fits;
}

/** Raw values each type can hold, the "missing" one left out; 64-bit integers are read but never written. */
const RANGES: Partial<Record<BaseTypeName, readonly [number, number]>> = {
  enum: [0, 0xfe],
  sint8: [-0x80, 0x7e],
  uint8: [0, 0xfe],
  byte: [0, 0xfe],
  sint16: [-0x8000, 0x7ffe],
  uint16: [0, 0xfffe],
  sint32: [-0x8000_0000, 0x7fff_fffe],
  uint32: [0, 0xffff_fffe],
  uint8z: [1, 0xff],
  uint16z: [1, 0xffff],
  uint32z: [1, 0xffff_ffff],
  float32: [-3.4028234e38, 3.4028234e38],
  float64: [-Number.MAX_VALUE, Number.MAX_VALUE],
};
