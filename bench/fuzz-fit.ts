/** The structure of a FIT file as the fuzz run needs it: where messages and their fields stand, and header and checksum set right again. */

import { crc16 } from '../src/formats/fit/crc.ts';

export interface FitField {
  readonly num: number;
  readonly type: number;
  readonly size: number;
  /** Offset in the file: of the value in a data message, of the three bytes that define it in a definition. */
  readonly at: number;
}

export interface FitMessage {
  readonly at: number;
  readonly size: number;
  readonly definition: boolean;
  readonly global: number;
  readonly little: boolean;
  readonly fields: readonly FitField[];
}

const HEADER_SIZE = 14;

/** Messages of the first segment, up to where it stops making sense. */
export function fitMessages(bytes: Buffer): FitMessage[] {
  const messages: FitMessage[] = [];
  const layouts = new Map<number, { message: FitMessage; size: number }>();
  if (bytes.length < 12) return messages;
  const first = bytes[0]!;
  const end = Math.min(bytes.length - 2, first + bytes.readUInt32LE(4));
  for (let at = first; at < end; ) {
    const header = bytes[at]!;
    if (header < 0x80 && header & 0x40) {
      const message = definitionAt(bytes, at, end, header);
      if (!message) break;
      messages.push(message);
      const size = message.fields.reduce((sum, field) => sum + field.size, 0);
      layouts.set(header & 0x0f, { message, size });
      at += message.size;
      continue;
    }
    const layout = layouts.get(header >= 0x80 ? (header >> 5) & 3 : header & 0x0f);
    if (!layout || at + 1 + layout.size > end) break;
    let value_at = at + 1;
    const fields = layout.message.fields.map((field) => {
      const placed = { ...field, at: value_at };
      value_at += field.size;
      return placed;
    });
    const { global, little } = layout.message;
    messages.push({ at, size: 1 + layout.size, definition: false, global, little, fields });
    at += 1 + layout.size;
  }
  return messages;
}

function definitionAt(bytes: Buffer, at: number, end: number, header: number): FitMessage | null {
  if (at + 6 > end) return null;
  const little = bytes[at + 2] !== 1;
  const fields: FitField[] = [];
  let p = at + 6;
  const read = (count: number): boolean => {
    if (p + 3 * count > end) return false;
    for (let i = 0; i < count; i++, p += 3) {
      fields.push({ num: bytes[p]!, size: bytes[p + 1]!, type: bytes[p + 2]!, at: p });
    }
    return true;
  };
  if (!read(bytes[at + 5]!)) return null;
  if (header & 0x20 && (p >= end || !read(bytes[p++]!))) return null;
  const global = little ? bytes.readUInt16LE(at + 3) : bytes.readUInt16BE(at + 3);
  return { at, size: p - at, definition: true, global, little, fields };
}

/** A file of these messages' bytes, with header and checksum that fit. */
export function fitOf(parts: readonly Uint8Array[]): Buffer {
  return withFitFrame(Buffer.concat([Buffer.alloc(HEADER_SIZE), ...parts, Buffer.alloc(2)]));
}

/** Rewrites the header (14 bytes) and the checksum (the last two) so that they fit what is between. */
export function withFitFrame(bytes: Buffer): Buffer {
  if (bytes.length < HEADER_SIZE + 2) return bytes;
  bytes[0] = HEADER_SIZE;
  bytes[1] = 0x20;
  bytes.writeUInt16LE(21_217, 2);
  bytes.writeUInt32LE(bytes.length - HEADER_SIZE - 2, 4);
  bytes.write('.FIT', 8, 'latin1');
  bytes.writeUInt16LE(crc16(bytes, 0, 12), 12);
  bytes.writeUInt16LE(crc16(bytes, 0, bytes.length - 2), bytes.length - 2);
  return bytes;
}

const RECORD = 20;

/** The file with only its first and last records, everything else kept; null when it cannot be shrunk. */
export function shrinkFit(bytes: Buffer, records: number): Buffer | null {
  const messages = fitMessages(bytes);
  const last = messages.at(-1);
  const total = messages.filter((m) => !m.definition && m.global === RECORD).length;
  if (!last || last.at + last.size < bytes.length / 2 || total <= records) return null;
  let seen = 0;
  const kept = messages.filter((m) => {
    if (m.definition || m.global !== RECORD) return true;
    seen++;
    return seen <= records * 0.8 || seen > total - records * 0.2;
  });
  return fitOf(kept.map((m) => bytes.subarray(m.at, m.at + m.size)));
}
