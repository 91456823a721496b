/**
 * Messages as they lie in the file: definition and byte offset only, values are read when asked for. A file may hold
 * hundreds of thousands of messages nobody looks at, and nothing of them is lost.
 */

import { cleanLine, cleanText } from '../../core/text.ts';
import { type BaseType, readExact, readNumber } from './base-types.ts';
import type { FieldSpec } from './profile.ts';

/** Seconds between the Unix epoch and the FIT epoch, 1989-12-31T00:00:00Z. */
export const FIT_EPOCH_S = 631_065_600;
/** "No time" in a FIT date field. */
export const NO_TIME = 0xffffffff;
/** The field that carries the time in almost every message. */
export const TIMESTAMP_FIELD = 253;

export interface DefinedField {
  readonly num: number;
  readonly type: BaseType;
  /** Bytes in the message; not always a multiple of the type's size. */
  readonly size: number;
  /** Offset from the first data byte of the message. */
  readonly at: number;
}

export interface DefinedDeveloperField {
  readonly num: number;
  readonly developer_index: number;
  readonly size: number;
  readonly at: number;
}

/** A definition message: how the data messages that follow it are laid out. */
export interface Definition {
  readonly id: number;
  /** Global message number. */
  readonly global: number;
  readonly little: boolean;
  /** Bytes of one data message, without its header byte. */
  readonly size: number;
  /** Where the definition stands in the file. */
  readonly written_at: number;
  readonly fields: readonly DefinedField[];
  readonly developer_fields: readonly DefinedDeveloperField[];
  /** Offset of a readable timestamp field, -1 when there is none. */
  readonly time_at: number;
}

/** What the file says about a developer field (message 206, joined with 207). */
export interface FieldDescription {
  readonly developer_index: number;
  readonly num: number;
  readonly type: BaseType;
  readonly name: string | null;
  readonly unit: string | null;
  readonly scale: number;
  readonly offset: number;
  /** The native field it stands for, when it says so. */
  readonly native_message: number | null;
  readonly native_field: number | null;
  /** Sixteen bytes in hexadecimal. */
  readonly application_id: string | null;
  readonly written_at: number;
}

export type RawValue = number | bigint | string | Uint8Array | readonly (number | bigint)[];

/** One field of a message, exactly as written, "missing" values included. */
export interface FieldValue {
  readonly num: number;
  readonly type: BaseType;
  readonly value: RawValue;
  /** Present for developer fields: null when the file never described the field. */
  readonly developer?: FieldDescription | null;
}

/** What messages need to know of the file they are in. */
export interface MessageSource {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly definitions: readonly Definition[];
  describe(definition: Definition, field: DefinedDeveloperField): FieldDescription | null;
}

/** Other than records, which are read by column, nothing honest comes this often; each costs more than its bytes. */
const MOST_OF_A_KIND = 100_000;

/** All messages with one global number, in file order. */
export class MessageList {
  readonly global: number;
  readonly source: MessageSource;
  length = 0;
  /** First data byte of each message. */
  offsets: Uint32Array = new Uint32Array(4);
  /** Index into the file's definitions. */
  definition_ids: Uint16Array = new Uint16Array(4);
  /** FIT times from compressed headers; null while no message has one. */
  #header_times: Uint32Array | null = null;

  constructor(global: number, source: MessageSource) {
    this.global = global;
    this.source = source;
  }

  push(offset: number, definition_id: number): void {
    if (this.length === this.offsets.length) this.#grow();
    this.offsets[this.length] = offset;
    this.definition_ids[this.length] = definition_id;
    this.length++;
  }

  /** Like `push`, for a message whose header carries its time. */
  pushTimed(offset: number, definition_id: number, fit_time: number): void {
    this.push(offset, definition_id);
    this.#header_times ??= new Uint32Array(this.offsets.length).fill(NO_TIME);
    this.#header_times[this.length - 1] = fit_time;
  }

  #grow(): void {
    const capacity = this.offsets.length * 2;
    const offsets = new Uint32Array(capacity);
    offsets.set(this.offsets);
    this.offsets = offsets;
    const ids = new Uint16Array(capacity);
    ids.set(this.definition_ids);
    this.definition_ids = ids;
    if (this.#header_times) {
      const times = new Uint32Array(capacity).fill(NO_TIME);
      times.set(this.#header_times);
      this.#header_times = times;
    }
  }

  /** FIT time of a message: its own timestamp field, else the time in its header, else `NO_TIME`. */
  fitTime(index: number): number {
    const definition = this.source.definitions[this.definition_ids[index]!]!;
    if (definition.time_at >= 0) {
      const time = this.source.view.getUint32(this.offsets[index]! + definition.time_at, definition.little);
      if (time !== NO_TIME) return time;
    }
    return this.#header_times ? this.#header_times[index]! : NO_TIME;
  }

  get(index: number): Message {
    return new Message(this, index);
  }

  /** Index of the first message at or after a byte offset. */
  indexAt(offset: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.offsets[middle]! < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The messages whose data lies in the bytes [from, to): at most `MOST_OF_A_KIND`, the first ones. */
  within(from: number, to: number): Message[] {
    const found: Message[] = [];
    for (let i = this.indexAt(from); i < this.length && this.offsets[i]! < to; i++) {
      if (found.length === MOST_OF_A_KIND) break;
      found.push(this.get(i));
    }
    return found;
  }

  *[Symbol.iterator](): Generator<Message> {
    for (let i = 0; i < this.length; i++) yield new Message(this, i);
  }
}

/** A look at one message. Numbers are NaN and texts null when the field is absent, missing or unreadable. */
export class Message {
  readonly definition: Definition;
  /** First data byte; also tells the order of messages in the file. */
  readonly offset: number;
  readonly #list: MessageList;
  readonly #index: number;

  constructor(list: MessageList, index: number) {
    this.#list = list;
    this.#index = index;
    this.definition = list.source.definitions[list.definition_ids[index]!]!;
    this.offset = list.offsets[index]!;
  }

  get global(): number {
    return this.definition.global;
  }

  /** Unix seconds, NaN when the message has no time. */
  get time_s(): number {
    return unixTime(this.#list.fitTime(this.#index));
  }

  /** The unscaled number in a field. A field may be there twice; the last one with a value counts. */
  number(num: number, index = 0): number {
    const { fields, little } = this.definition;
    for (let i = fields.length - 1; i >= 0; i--) {
      const { num: found, type, size, at } = fields[i]!;
      if (found !== num || (index + 1) * type.size > size || size % type.size !== 0) continue;
      const value = readNumber(this.#list.source.view, this.offset + at + index * type.size, type, little);
      if (!Number.isNaN(value)) return value;
    }
    return Number.NaN;
  }

  /** All unscaled numbers in a field, NaN where one is missing. */
  numbers(num: number): number[] {
    const field = this.#field(num);
    const values: number[] = [];
    if (!field || field.size % field.type.size !== 0) return values;
    const { type, size } = field;
    const start = this.offset + field.at;
    const { view } = this.#list.source;
    for (let at = start; at < start + size; at += type.size) {
      values.push(readNumber(view, at, type, this.definition.little));
    }
    return values;
  }

  /** The number in a field in its unit. */
  value(spec: FieldSpec): number {
    const raw = this.number(spec.num);
    return spec.scale === 1 && spec.offset === 0 ? raw : raw / spec.scale - spec.offset;
  }

  /** A whole-number code such as an enum; null when missing. */
  code(num: number): number | null {
    const value = this.number(num);
    return Number.isNaN(value) ? null : value;
  }

  /** A date field as Unix seconds. */
  date(num: number): number {
    const value = this.number(num);
    return Number.isNaN(value) ? value : unixTime(value);
  }

  /** A string field as one clean line. */
  line(num: number): string | null {
    return cleanLine(this.#string(num));
  }

  /** A string field as clean text, line breaks kept. */
  text(num: number): string | null {
    return cleanText(this.#string(num));
  }

  /** The bytes of a field; empty when absent. */
  bytes(num: number): Uint8Array {
    const field = this.#field(num);
    const at = this.offset + (field?.at ?? 0);
    return this.#list.source.bytes.subarray(at, at + (field?.size ?? 0));
  }

  /** Every field, native ones first, exactly as written. */
  fields(): FieldValue[] {
    const source = this.#list.source;
    const native = this.definition.fields.map((field) => ({
      num: field.num,
      type: field.type,
      value: this.#exact(field.at, field.size, field.type),
    }));
    const developer = this.definition.developer_fields.map((field) => {
      const description = source.describe(this.definition, field);
      const type = description?.type ?? BYTES;
      return { num: field.num, type, value: this.#exact(field.at, field.size, type), developer: description };
    });
    return [...native, ...developer];
  }

  #field(num: number): DefinedField | undefined {
    return this.definition.fields.findLast((field) => field.num === num);
  }

  #string(num: number): string | null {
    const field = this.#field(num);
    if (field?.type.name !== 'string') return null;
    const at = this.offset + field.at;
    return decodeString(this.#list.source.bytes.subarray(at, at + field.size));
  }

  #exact(at: number, size: number, type: BaseType): RawValue {
    const { bytes, view } = this.#list.source;
    const start = this.offset + at;
    if (type.name === 'string') return decodeString(bytes.subarray(start, start + size));
    if (size === 0 || size % type.size !== 0 || (type.name === 'byte' && size > 1)) {
      return bytes.slice(start, start + size);
    }
    const little = this.definition.little;
    if (size === type.size) return readExact(view, start, type, little);
    return Array.from({ length: size / type.size }, (_, i) => readExact(view, start + i * type.size, type, little));
  }
}

const BYTES: BaseType = { name: 'byte', code: 0x0d, size: 1, invalid: 0xff };
const UTF8 = new TextDecoder();

function decodeString(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return UTF8.decode(end < 0 ? bytes : bytes.subarray(0, end)).replaceAll('\uFFFD', '');
}

/** Unix seconds of a FIT time. */
export function unixTime(fit_time: number): number {
  return fit_time === NO_TIME ? Number.NaN : fit_time + FIT_EPOCH_S;
}
