/** Removes gzip layers from a file, bounded in size, ratio and depth; a truncated layer is refused, not half-read. */

import { FormatError } from '../core/failure.ts';
import { UNPACKED_FILE_BYTES, unpack } from './unpack.ts';

/** Twice gzipped files occur (a .gz uploaded and gzipped again by the platform); more is a trap. */
const MAX_LAYERS = 3;

export function isGzip(bytes: Uint8Array): boolean {
  return bytes.length >= 3 && bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8;
}

/**
 * The content below all gzip layers; the bytes themselves when they are not gzipped.
 * @throws FormatError `packed_truncated`, `packed_damaged`, `unpacked_too_large` or `packed_too_deep`
 */
export async function removeGzip(bytes: Uint8Array): Promise<Uint8Array> {
  let content = bytes;
  for (let layer = 0; isGzip(content); layer++) {
    if (layer === MAX_LAYERS) {
      throw new FormatError('packed_too_deep', `The file is gzipped more than ${MAX_LAYERS} times over.`);
    }
    content = await unpack('gzip', content, UNPACKED_FILE_BYTES, statedSize(content));
  }
  return content;
}

/** The last four bytes state the size, modulo 4 GB and of the last member only. */
function statedSize(bytes: Uint8Array): number {
  return bytes.length < 18
    ? 0
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).readUInt32LE(bytes.length - 4);
}
