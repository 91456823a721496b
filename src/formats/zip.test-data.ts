/** Zip archives byte by byte, for tests that need what no honest writer makes: lies, links, shared bytes, missing parts. */

import { crc32, deflateRawSync } from 'node:zlib';

export interface RawEntry {
  readonly name: string | Uint8Array;
  readonly content?: Uint8Array | string;
  readonly method?: number;
  readonly flags?: number;
  /** Host system and Unix mode: `0o120777` is a link. */
  readonly unix_mode?: number;
  /** Lies about the size unpacked. */
  readonly says_bytes?: number;
  readonly says_crc?: number;
  /** Index of the entry whose local header and data this one claims. */
  readonly shares?: number;
}

/** The bytes of a zip with exactly these entries. */
export function rawZip(entries: readonly RawEntry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  const placed: { at: number; packed: Buffer; crc: number; size: number }[] = [];
  let at = 0;
  for (const entry of entries) {
    const name = Buffer.from(entry.name);
    const content = Buffer.from(entry.content ?? '');
    const method = entry.method ?? 8;
    const shared = entry.shares === undefined ? undefined : placed[entry.shares];
    const packed = shared?.packed ?? (method === 8 ? deflateRawSync(content) : content);
    const crc = entry.says_crc ?? shared?.crc ?? crc32(content);
    const size = entry.says_bytes ?? shared?.size ?? content.length;
    const header_at = shared?.at ?? at;
    placed.push({ at: header_at, packed, crc, size });
    const fields = fieldsOf(entry, { method, crc, packed: packed.length, size, name: name.length });
    if (!shared) {
      const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), fields, name, packed]);
      parts.push(local);
      at += local.length;
    }
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(((entry.unix_mode ?? 0o100644) << 16) >>> 0, 6);
    tail.writeUInt32LE(header_at, 10);
    const made_by = Buffer.from([63, 3]);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02', 'latin1'), made_by, fields, tail, name]));
  }
  const table = Buffer.concat(directory);
  const many = entries.length > 0xfffe;
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(many ? 0xffff : entries.length, 8);
  end.writeUInt16LE(many ? 0xffff : entries.length, 10);
  end.writeUInt32LE(table.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, table, ...(many ? zip64End(entries.length, table.length, at) : []), end]);
}

function zip64End(entries: number, table_bytes: number, table_at: number): Buffer[] {
  const end = Buffer.alloc(56);
  end.write('PK\x06\x06', 'latin1');
  end.writeBigUInt64LE(44n, 4);
  end.writeBigUInt64LE(BigInt(entries), 24);
  end.writeBigUInt64LE(BigInt(entries), 32);
  end.writeBigUInt64LE(BigInt(table_bytes), 40);
  end.writeBigUInt64LE(BigInt(table_at), 48);
  const locator = Buffer.alloc(20);
  locator.write('PK\x06\x07', 'latin1');
  locator.writeBigUInt64LE(BigInt(table_at + table_bytes), 8);
  locator.writeUInt32LE(1, 16);
  return [end, locator];
}

/** The 26 bytes that a local header and a directory record have in common, from version needed to extra length. */
function fieldsOf(
  entry: RawEntry,
  says: { method: number; crc: number; packed: number; size: number; name: number },
): Buffer {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt16LE(entry.flags ?? 0, 2);
  fields.writeUInt16LE(says.method, 4);
  fields.writeUInt32LE(says.crc, 10);
  fields.writeUInt32LE(says.packed, 14);
  fields.writeUInt32LE(says.size, 18);
  fields.writeUInt16LE(says.name, 22);
  return fields;
}
