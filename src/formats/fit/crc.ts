/** The checksum of FIT files: CRC-16 with the reflected polynomial 0xA001 and start value 0, eight bytes at a time. */

const TABLES = makeTables();

function makeTables(): Uint16Array {
  // Table k gives the effect of a byte that is followed by k zero bytes.
  const tables = new Uint16Array(8 * 256);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xa001 : crc >>> 1;
    tables[byte] = crc;
  }
  for (let k = 1; k < 8; k++) {
    for (let byte = 0; byte < 256; byte++) {
      const shorter = tables[(k - 1) * 256 + byte]!;
      tables[k * 256 + byte] = (shorter >>> 8) ^ tables[shorter & 0xff]!;
    }
  }
  return tables;
}

/** Checksum of `bytes[from, to)`. */
export function crc16(bytes: Uint8Array, from: number, to: number): number {
  const t = TABLES;
  let crc = 0;
  let i = from;
  for (const blocks_end = to - 7; i < blocks_end; i += 8) {
    crc =
      t[1792 + (bytes[i]! ^ (crc & 0xff))]! ^
      t[1536 + (bytes[i + 1]! ^ (crc >>> 8))]! ^
      t[1280 + bytes[i + 2]!]! ^
      t[1024 + bytes[i + 3]!]! ^
      t[768 + bytes[i + 4]!]! ^
      t[512 + bytes[i + 5]!]! ^
      t[256 + bytes[i + 6]!]! ^
      t[bytes[i + 7]!]!;
  }
  for (; i < to; i++) crc = (crc >>> 8) ^ t[(crc ^ bytes[i]!) & 0xff]!;
  return crc;
}
