/** Bounded decompression shared by zip and gzip: a hostile file stops at a limit instead of filling the memory. */

import { promisify } from 'node:util';
import { createGunzip, createInflateRaw, gunzip, inflateRaw, type ZlibOptions } from 'node:zlib';
import { FormatError } from '../core/failure.ts';

const MB = 1024 * 1024;

/** The largest recordings seen are day-long GPX files of about 100 MB; nothing honest is twice that. */
export const UNPACKED_FILE_BYTES = 200 * MB;
/** Recordings and tables pack at most about 30:1. */
const MAX_RATIO = 200;
/** Below this a high ratio is harmless: a short file of zeros is not an attack. */
const RATIO_FREE_BYTES = MB;
/** Files above this are unpacked one at a time, so that several readers at once stay within a few hundred MB. */
const AT_ONCE_BYTES = 32 * MB;
/** Larger than zlib's own 16 kB: each chunk is a trip to the thread pool. */
const CHUNK_BYTES = 256 * 1024;

export const TOO_LARGE = `it is larger than ${UNPACKED_FILE_BYTES / MB} MB unpacked`;
export const TOO_DENSE = `it grows more than ${MAX_RATIO} times when unpacked, which recordings never do`;

/** True when unpacking `packed` bytes into `unpacked` cannot be an honest recording. */
export function isBomb(packed: number, unpacked: number): boolean {
  return unpacked > ratioLimit(packed);
}

function ratioLimit(packed: number): number {
  return Math.max(RATIO_FREE_BYTES, packed * MAX_RATIO);
}

const CODECS: Record<'gzip' | 'deflate', (bytes: Uint8Array, options: ZlibOptions) => Promise<Buffer>> = {
  gzip: promisify<Uint8Array, ZlibOptions, Buffer>(gunzip),
  deflate: promisify<Uint8Array, ZlibOptions, Buffer>(inflateRaw),
};

/**
 * Unpacks one compressed buffer.
 * @param limit_bytes most that may come out, besides the limits of this module
 * @param expected_bytes what probably comes out; saves memory when it is right
 * @throws FormatError `unpacked_too_large`, `packed_truncated` or `packed_damaged`
 */
export async function unpack(
  codec: 'gzip' | 'deflate',
  packed: Uint8Array,
  limit_bytes = UNPACKED_FILE_BYTES,
  expected_bytes = limit_bytes,
): Promise<Buffer> {
  const limit = Math.min(limit_bytes, UNPACKED_FILE_BYTES, ratioLimit(packed.length));
  const unpackUpTo = (bytes: number) =>
    CODECS[codec](packed, { maxOutputLength: Math.max(1, bytes), chunkSize: CHUNK_BYTES });
  try {
    try {
      return await unpackUpTo(Math.min(limit, AT_ONCE_BYTES));
    } catch (error) {
      if (limit <= AT_ONCE_BYTES || codeOf(error) !== 'ERR_BUFFER_TOO_LARGE') throw error;
      return await oneAtATime(() => unpackLarge(codec, packed, limit, expected_bytes));
    }
  } catch (error) {
    throw explain(error, packed.length, limit_bytes);
  }
}

/** Fills one buffer piece by piece: zlib's own way keeps all pieces and then copies them, twice the memory. */
async function unpackLarge(
  codec: 'gzip' | 'deflate',
  packed: Uint8Array,
  limit: number,
  expected_bytes: number,
): Promise<Buffer> {
  const stream =
    codec === 'gzip' ? createGunzip({ chunkSize: CHUNK_BYTES }) : createInflateRaw({ chunkSize: CHUNK_BYTES });
  stream.end(packed);
  let content = Buffer.allocUnsafe(Math.min(limit, Math.max(expected_bytes, 2 * AT_ONCE_BYTES)));
  let size = 0;
  for await (const piece of stream as AsyncIterable<Buffer>) {
    if (size + piece.length > limit) throw Object.assign(new Error('too large'), { code: 'ERR_BUFFER_TOO_LARGE' });
    if (size + piece.length > content.length) {
      const larger = Buffer.allocUnsafe(Math.min(limit, 2 * content.length));
      content.copy(larger, 0, 0, size);
      content = larger;
    }
    piece.copy(content, size);
    size += piece.length;
  }
  return content.subarray(0, size);
}

function explain(error: unknown, packed_bytes: number, limit_bytes: number): FormatError {
  const code = codeOf(error);
  if (code === 'ERR_BUFFER_TOO_LARGE') {
    const reason =
      ratioLimit(packed_bytes) < Math.min(limit_bytes, UNPACKED_FILE_BYTES)
        ? TOO_DENSE
        : limit_bytes < UNPACKED_FILE_BYTES
          ? 'more comes out of it than it says'
          : TOO_LARGE;
    return new FormatError('unpacked_too_large', `The compressed data is refused: ${reason}.`);
  }
  if (code === 'Z_BUF_ERROR') {
    return new FormatError('packed_truncated', 'The compressed data ends too early: the file is cut off.', NEXT);
  }
  return new FormatError('packed_damaged', 'The compressed data is damaged.', NEXT);
}

const NEXT = 'Download or copy the file again.';

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

let large: Promise<unknown> = Promise.resolve();

function oneAtATime<T>(work: () => Promise<T>): Promise<T> {
  const turn = large.then(work);
  large = turn.catch(() => undefined);
  return turn;
}
