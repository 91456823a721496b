/** Text files of whatever encoding: finds out which it is and hands the text over in pieces, or as UTF-8. */

import { isUtf8 } from 'node:buffer';

const CHUNK_BYTES = 1 << 16;

/** The document as text in pieces of about 64 kB, whatever its encoding; a byte-order mark is dropped. */
export function* decodeChunks(bytes: Uint8Array): Generator<string> {
  const encoding = encodingOf(bytes);
  const start = byteOrderMark(bytes);
  if (encoding !== 'utf-8') {
    const decoder = new TextDecoder(encoding);
    for (let i = start; i < bytes.length; i += CHUNK_BYTES) {
      yield decoder.decode(bytes.subarray(i, i + CHUNK_BYTES), { stream: true });
    }
    yield decoder.decode();
    return;
  }
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let i = start; i < bytes.length; ) {
    let end = Math.min(i + CHUNK_BYTES, bytes.length);
    // Never cut a character in two: step back to where the next byte starts one.
    for (let back = 0; back < 3 && end < bytes.length && (bytes[end]! & 0xc0) === 0x80; back++) end--;
    yield buffer.toString('utf8', i, end);
    i = end;
  }
}

/** The document in UTF-8 without byte-order mark: the same memory where it is UTF-8 already, else a copy. */
export function utf8Of(bytes: Uint8Array): Buffer {
  if (encodingOf(bytes) === 'utf-8') {
    const start = byteOrderMark(bytes);
    return Buffer.from(bytes.buffer, bytes.byteOffset + start, bytes.length - start);
  }
  const pieces: Buffer[] = [];
  for (const text of decodeChunks(bytes)) pieces.push(Buffer.from(text, 'utf8'));
  return Buffer.concat(pieces);
}

/** The encoding: byte-order mark, then zero bytes, then what is valid; the declaration counts only when UTF-8 does not fit. */
function encodingOf(bytes: Uint8Array): string {
  const [a, b] = bytes;
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  if (a !== undefined && a !== 0 && b === 0) return 'utf-16le';
  if (a === 0 && b !== undefined && b !== 0) return 'utf-16be';
  if (isUtf8(withoutCutCharacter(bytes))) return 'utf-8';
  const head = Buffer.from(bytes.subarray(0, 200)).toString('latin1');
  const declared = /<\?xml[^>]*\bencoding\s*=\s*["']([A-Za-z0-9._-]+)["']/.exec(head)?.[1]?.toLowerCase();
  // Files that claim UTF-8 without being it were mostly written by Windows programs.
  if (!declared || declared.startsWith('utf')) return 'windows-1252';
  try {
    return new TextDecoder(declared).encoding;
  } catch {
    return 'windows-1252';
  }
}

function byteOrderMark(bytes: Uint8Array): number {
  const [a, b, c] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return 3;
  return (a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff) ? 2 : 0;
}

/** A truncated file may end inside a character. */
function withoutCutCharacter(bytes: Uint8Array): Uint8Array {
  let end = bytes.length;
  for (let back = 0; back < 3 && end > 0 && (bytes[end - 1]! & 0xc0) === 0x80; back++) end--;
  return end > 0 && bytes[end - 1]! >= 0xc0 ? bytes.subarray(0, end - 1) : bytes;
}
