/**
 * The lossless lower layer: walks the bytes of a FIT file once, notes where every message is, and stops reading, with
 * a warning, where the file stops making sense. What was read up to there stays usable.
 */

import { FormatError } from '../../core/failure.ts';
import type { Warning } from '../../core/recording.ts';
import { baseTypeOf } from './base-types.ts';
import { crc16 } from './crc.ts';
import { DeveloperFields } from './developer-fields.ts';
import {
  type DefinedDeveloperField,
  type DefinedField,
  type Definition,
  type FieldDescription,
  MessageList,
  type MessageSource,
  NO_TIME,
  TIMESTAMP_FIELD,
} from './messages.ts';
import { MESSAGE } from './profile.ts';
import { RecordTable } from './records.ts';
import { findNextMessage } from './resync.ts';

/** One FIT file inside the bytes; files may be chained. */
export interface Segment {
  readonly start: number;
  /** First byte after its messages, checksum not included. */
  readonly end: number;
  readonly protocol_version: number;
  readonly profile_version: number;
}

/** Distinct message layouts kept; real files have a few hundred, and each costs memory beyond its bytes. */
const MAX_DEFINITIONS = 50_000;
/** A month of seconds and as many other messages: nothing honest is longer, and a byte is enough to make one. */
const MAX_MESSAGES = 4_000_000;
const SHORTEST_HEADER = 12;
const CRC_SIZE = 2;

/** A decoded file: nothing is interpreted yet, nothing is lost. */
export class FitFile {
  readonly bytes: Uint8Array;
  readonly segments: readonly Segment[];
  readonly warnings: readonly Warning[];
  /** The record messages, by column. */
  readonly records: RecordTable;
  readonly #source: MessageSource;
  readonly #lists: ReadonlyMap<number, MessageList>;
  readonly #developer_fields: DeveloperFields;

  constructor(walk: Walk) {
    this.bytes = walk.source.bytes;
    this.segments = walk.segments;
    this.warnings = walk.warnings;
    this.#source = walk.source;
    this.#lists = walk.lists;
    this.#developer_fields = walk.developer_fields;
    this.records = new RecordTable(this.messages(MESSAGE.record));
  }

  /** Messages with a global number, in file order; empty when there are none. */
  messages(global: number): MessageList {
    return this.#lists.get(global) ?? new MessageList(global, this.#source);
  }

  /** Global numbers of the messages the file holds. */
  get globals(): number[] {
    return [...this.#lists.keys()];
  }

  /** All developer field descriptions, in file order. */
  get developer_fields(): readonly FieldDescription[] {
    return this.#developer_fields.all;
  }
}

/**
 * Reads the structure of a FIT file.
 * @throws FormatError when the bytes are no FIT file or hold no readable message
 */
export function decodeFit(bytes: Uint8Array): FitFile {
  if (bytes.length === 0) throw new FormatError('empty_file', 'The file is empty.');
  if (!isHeader(bytes, 0)) throw new FormatError('not_fit', `This is not a FIT file: ${whatItIs(bytes)}.`);
  const walk = new Walk(bytes);
  walk.run();
  if (walk.lists.size === 0) {
    const why = walk.warnings.map((w) => w.message).join(' ');
    throw new FormatError('fit_without_messages', `The FIT file holds no readable message. ${why}`.trim());
  }
  return new FitFile(walk);
}

function whatItIs(bytes: Uint8Array): string {
  const [a, b] = bytes;
  if (a === 0x1f && b === 0x8b) return 'it is compressed with gzip';
  if (a === 0x50 && b === 0x4b) return 'it is a zip archive';
  if (a === 0x3c || (a === 0xef && bytes[3] === 0x3c)) return 'it is XML';
  if (bytes.length < SHORTEST_HEADER) return 'it is shorter than a FIT header';
  return 'it does not begin with a FIT header';
}

/** True when a FIT header (complete up to its signature) stands at `at`. */
function isHeader(bytes: Uint8Array, at: number): boolean {
  return (
    at + SHORTEST_HEADER <= bytes.length &&
    bytes[at]! >= SHORTEST_HEADER &&
    bytes[at + 8] === 0x2e &&
    bytes[at + 9] === 0x46 &&
    bytes[at + 10] === 0x49 &&
    bytes[at + 11] === 0x54
  );
}

class Walk {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly definitions: Definition[] = [];
  readonly segments: Segment[] = [];
  readonly warnings: Warning[] = [];
  readonly lists = new Map<number, MessageList>();
  readonly developer_fields: DeveloperFields;
  readonly source: MessageSource;
  /** Definitions already built, by their bytes: devices repeat the same ones over and over. */
  readonly #known = new Map<string, Definition>();
  readonly #sinks: MessageList[] = [];
  #messages_left = MAX_MESSAGES;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.developer_fields = new DeveloperFields(() => [
      this.lists.get(MESSAGE.field_description),
      this.lists.get(MESSAGE.developer_data_id),
    ]);
    this.source = {
      bytes,
      view: this.view,
      definitions: this.definitions,
      describe: (definition, field) => this.developer_fields.find(definition, field),
    };
  }

  run(): void {
    let at = 0;
    while (at < this.bytes.length) {
      if (!isHeader(this.bytes, at)) {
        this.#warn('trailing_bytes', `${this.bytes.length - at} bytes after the end of the FIT data were ignored.`);
        return;
      }
      at = this.#segment(at);
    }
  }

  #warn(code: string, message: string): void {
    // A hostile file may chain a million broken parts; a person needs the first few warnings.
    if (this.warnings.length < 20) this.warnings.push({ code, message });
  }

  /** Reads one chained file and returns where the next one may begin, always after `start`. */
  #segment(start: number): number {
    const { bytes, view } = this;
    const header_size = bytes[start]!;
    const data_size = view.getUint32(start + 4, true);
    const first = start + header_size;
    const declared_end = first + data_size;
    if (header_size >= 14 && start + 14 <= bytes.length) {
      const header_crc = view.getUint16(start + 12, true);
      if (header_crc !== 0 && header_crc !== crc16(bytes, start, start + 12)) {
        this.#warn('header_crc_mismatch', 'The checksum of the header is wrong; the file was read anyway.');
      }
    }

    const { exact, end } = this.#extent(start, first, declared_end);
    const stopped = this.#messages(first, end, exact);
    this.segments.push({
      start,
      end: exact ? end : stopped,
      protocol_version: bytes[start + 1]!,
      profile_version: view.getUint16(start + 2, true),
    });
    if (exact) return Math.min(end + CRC_SIZE, bytes.length);
    if (isHeader(bytes, stopped)) return stopped;
    return isHeader(bytes, stopped + CRC_SIZE) ? stopped + CRC_SIZE : bytes.length;
  }

  /** Where the messages end. Not `exact` when the header's data size cannot be right. */
  #extent(start: number, first: number, declared_end: number): { exact: boolean; end: number } {
    const { bytes, view } = this;
    const length = bytes.length;
    const empty = declared_end === first;
    if (!empty && declared_end + CRC_SIZE <= length) {
      if (crc16(bytes, start, declared_end) === view.getUint16(declared_end, true)) {
        return { exact: true, end: declared_end };
      }
      if (declared_end + CRC_SIZE === length || isHeader(bytes, declared_end + CRC_SIZE)) {
        this.#warn('crc_mismatch', 'The checksum of the file is wrong: some values may be damaged.');
        return { exact: true, end: declared_end };
      }
    }
    if (!empty && declared_end <= length && declared_end + CRC_SIZE > length) {
      this.#warn('crc_missing', 'The file ends without its checksum.');
      return { exact: true, end: declared_end };
    }
    const next = first + CRC_SIZE;
    if (empty && (next >= length || isHeader(bytes, next) || isHeader(bytes, first))) {
      this.#warn('empty_segment', 'A part of the file has a header but no data.');
      return { exact: true, end: Math.min(isHeader(bytes, first) ? first - CRC_SIZE : first, length) };
    }
    if (declared_end > length) {
      this.#warn(
        'truncated',
        `The header announces ${declared_end - first} bytes of data but only ${Math.max(0, length - first)} are there; everything readable was kept.`,
      );
    } else {
      this.#warn(
        'wrong_data_size',
        `The header announces ${declared_end - first} bytes of data, which is not where the data ends; everything readable was kept.`,
      );
    }
    return { exact: false, end: length };
  }

  /** The hot loop: one step per message. Returns where it stopped. */
  #messages(first: number, end: number, exact: boolean): number {
    const { bytes, view } = this;
    const sinks = this.#sinks;
    const slots: (Definition | null)[] = new Array(16).fill(null);
    const slot_at = new Int32Array(16).fill(-1);
    const definitionOf = (local: number): Definition | null => {
      if (slots[local] === null && slot_at[local] !== -1) slots[local] = this.#definition(slot_at[local]!);
      return slots[local]!;
    };
    let last_time = NO_TIME;
    // Of the last data message: where it began and the time before it, in case it turns out to be damaged.
    let last_at = -1;
    let time_before = NO_TIME;
    let skipped = 0;
    let at = first;
    // Without a trusted end the checksum, if any, is the last two bytes.
    const stop = exact ? end : end - CRC_SIZE;
    while (at < stop) {
      const header = bytes[at]!;
      if (!exact && (header === 12 || header === 14 || bytes[at + 2] === 12 || bytes[at + 2] === 14)) {
        if (isHeader(bytes, at) || isHeader(bytes, at + CRC_SIZE)) break;
      }
      const compressed = header >= 0x80;
      if (!compressed && (header & 0x40) !== 0) {
        const size = definitionSize(bytes, at, end);
        if (size < 0) {
          this.#warn('message_cut', 'The file ends in the middle of a message.');
          at = end;
          break;
        }
        slots[header & 0x0f] = null;
        slot_at[header & 0x0f] = at;
        at += size;
        continue;
      }
      const local = compressed ? (header >> 5) & 0x03 : header & 0x0f;
      const definition = slots[local] ?? definitionOf(local);
      if (definition === null) {
        const next = findNextMessage(view, Math.max(last_at, first), stop, time_before, definitionOf);
        if (next < 0) {
          this.#warn(
            'undefined_message',
            `At byte ${at} comes a message that was never defined; the ${end - at} bytes from there on were not read.`,
          );
          at = end;
          break;
        }
        if (last_at >= 0 && isFarFrom(time_before, last_time)) this.#takeBack(last_at + 1);
        skipped += Math.max(1, next - at);
        last_time = time_before;
        at = next;
        continue;
      }
      if (this.definitions.length > MAX_DEFINITIONS) {
        this.#warn('too_many_definitions', 'The file defines its messages anew too often; the rest was not read.');
        at = end;
        break;
      }
      const next = at + 1 + definition.size;
      if (next > end) {
        this.#warn('message_cut', 'The file ends in the middle of a message.');
        at = end;
        break;
      }
      if (this.#messages_left === 0) {
        this.#warn('too_many_messages', 'There are more messages than a month has seconds; the rest was not read.');
        at = end;
        break;
      }
      this.#messages_left--;
      last_at = at;
      time_before = last_time;
      if (definition.time_at >= 0) {
        const time = view.getUint32(at + 1 + definition.time_at, definition.little);
        if (time !== NO_TIME) last_time = time;
      }
      if (compressed) {
        if (last_time !== NO_TIME) {
          // Five bits of seconds after the last full time, rolling over every 32 s.
          last_time = (last_time + (((header & 0x1f) - last_time) & 0x1f)) >>> 0;
        }
        sinks[definition.id]!.pushTimed(at + 1, definition.id, last_time);
      } else {
        sinks[definition.id]!.push(at + 1, definition.id);
      }
      at = next;
    }
    if (skipped > 0) {
      this.#warn(
        'bytes_skipped',
        `The file is damaged inside; about ${skipped} bytes could not be read and were skipped.`,
      );
    }
    return at;
  }

  /** Forgets the message whose data begins at `offset`, the last one of its list. */
  #takeBack(offset: number): void {
    for (const list of this.lists.values()) {
      if (list.length > 0 && list.offsets[list.length - 1] === offset) list.length--;
    }
  }

  /** Builds the definition at a byte offset, or finds the equal one built before. */
  #definition(at: number): Definition {
    const { bytes, view } = this;
    const size = definitionSize(bytes, at, bytes.length);
    let key = '';
    // Local number and reserved byte do not change the layout.
    for (let i = at + 2; i < at + size; i++) key += String.fromCharCode(bytes[i]!);
    // Developer fields get their meaning from the descriptions that came before.
    if (bytes[at]! & 0x20) key += `+${this.lists.get(MESSAGE.field_description)?.length ?? 0}`;
    const known = this.#known.get(key);
    if (known) return known;

    const little = bytes[at + 2] !== 1;
    const global = view.getUint16(at + 3, little);
    const fields: DefinedField[] = [];
    const developer_fields: DefinedDeveloperField[] = [];
    let offset = 0;
    let time_at = -1;
    let p = at + 6;
    for (const last = p + bytes[at + 5]! * 3; p < last; p += 3) {
      const type = baseTypeOf(bytes[p + 2]!);
      const field: DefinedField = { num: bytes[p]!, type, size: bytes[p + 1]!, at: offset };
      if (field.num === TIMESTAMP_FIELD && field.size === 4 && type.name === 'uint32') time_at = offset;
      fields.push(field);
      offset += field.size;
    }
    if (bytes[at]! & 0x20) {
      const count = bytes[p]!;
      p++;
      for (const last = p + count * 3; p < last; p += 3) {
        developer_fields.push({ num: bytes[p]!, developer_index: bytes[p + 2]!, size: bytes[p + 1]!, at: offset });
        offset += bytes[p + 1]!;
      }
    }
    const definition: Definition = {
      id: this.definitions.length,
      global,
      little,
      size: offset,
      written_at: at,
      fields,
      developer_fields,
      time_at,
    };
    this.definitions.push(definition);
    this.#known.set(key, definition);
    let list = this.lists.get(global);
    if (!list) {
      list = new MessageList(global, this.source);
      this.lists.set(global, list);
    }
    this.#sinks.push(list);
    return definition;
  }
}

/** True when two FIT times are too far apart to follow each other in a recording. */
function isFarFrom(before: number, after: number): boolean {
  return before !== NO_TIME && Math.abs(after - before) > 86_400;
}

/** Bytes of the definition message at `at`, -1 when it does not fit before `end`. */
function definitionSize(bytes: Uint8Array, at: number, end: number): number {
  if (at + 6 > end) return -1;
  let size = 6 + bytes[at + 5]! * 3;
  if (bytes[at]! & 0x20) {
    if (at + size >= end) return -1;
    size += 1 + bytes[at + size]! * 3;
  }
  return at + size > end ? -1 : size;
}
