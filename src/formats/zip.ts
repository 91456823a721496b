/** Zip archives: the directory read once, entries unpacked one by one from any position, hostile ones refused one by one. */

import { pipeline, Readable } from 'node:stream';
import { crc32, createInflateRaw } from 'node:zlib';
import { type Entry, fromRandomAccessReaderPromise, getFileNameLowLevel, RandomAccessReader } from 'yauzl';
import { FormatError } from '../core/failure.ts';
import { cleanLine } from '../core/text.ts';
import type { ByteSource } from './byte-source.ts';
import { isBomb, TOO_DENSE, TOO_LARGE, UNPACKED_FILE_BYTES, unpack } from './unpack.ts';

export { writeZip } from './zip-writer.ts';

/** The largest export seen holds 12,000 files; a directory beyond this only costs memory. */
export const MAX_ENTRIES = 100_000;
/** Longer names are not made by any platform. */
const MAX_NAME_CHARS = 1024;
const LOCAL_HEADER_BYTES = 30;
const CENTRAL_HEADER_BYTES = 46;
/** The directory is read in pieces of this size instead of header by header. */
const READ_AHEAD_BYTES = 256 * 1024;
const STREAM_BYTES = 1024 * 1024;

export interface ZipEntry {
  /** Cleaned path with `/`. Unique within the archive: a second entry of one name gets ` (2)`. */
  readonly name: string;
  readonly packed_bytes: number;
  /** As the directory says; reading stops there. */
  readonly unpacked_bytes: number;
  /** Why it will not be read, or null. Reading a refused entry throws the same sentence. */
  readonly refused: string | null;
  /** Content, checked against size and checksum. @throws FormatError */
  read(): Promise<Uint8Array>;
  /** Content in pieces, without the limit on one file; the caller sets its own. @throws FormatError */
  stream(): AsyncIterable<Uint8Array>;
}

export interface ZipDirectory {
  /** Files only, in the order of the directory. */
  readonly entries: readonly ZipEntry[];
  /** Entries that are not offered at all, and damage to the directory. */
  readonly problems: readonly { readonly name: string; readonly reason: string }[];
}

export function isZip(bytes: Uint8Array): boolean {
  const third = bytes[2];
  return bytes[0] === 0x50 && bytes[1] === 0x4b && (third === 3 || third === 5) && bytes[3] === third + 1;
}

/**
 * Reads the directory of a zip.
 * @throws FormatError `zip_truncated` when the directory is missing, `zip_broken` when it cannot be understood
 */
export async function openZip(source: ByteSource): Promise<ZipDirectory> {
  const zip = await fromRandomAccessReaderPromise(new DirectoryReader(source), source.size, {
    autoClose: false,
    decodeStrings: false,
    validateEntrySizes: false,
  }).catch((error: unknown) => {
    throw explainOpening(error);
  });
  const found: Located[] = [];
  const problems: { name: string; reason: string }[] = [];
  try {
    for await (const entry of zip.eachEntry()) {
      if (found.length + problems.length >= MAX_ENTRIES) {
        problems.push({ name: '', reason: `only the first ${MAX_ENTRIES} of ${zip.entryCount} entries are read` });
        break;
      }
      const name = nameOf(entry);
      if (name.endsWith('/')) continue;
      const reason = unsafeName(name);
      if (reason) problems.push({ name: cleanLine(name, 120) ?? '(no name)', reason });
      else found.push(locate(entry, name));
    }
  } catch (error) {
    if (error instanceof FormatError && error.code !== 'ends_early') throw error;
    problems.push({
      name: '',
      reason: `its directory is damaged after ${found.length + problems.length} of ${zip.entryCount} entries; the rest cannot be found`,
    });
  }
  refuseOverlaps(found);
  return { entries: nameUniquely(found).map((located) => entryOf(source, located)), problems };
}

function explainOpening(error: unknown): FormatError {
  if (error instanceof FormatError) return error;
  const message = error instanceof Error ? error.message : '';
  const next = 'Download or copy the archive again.';
  if (message.includes('End of central directory') || message.includes('unexpected EOF')) {
    return new FormatError(
      'zip_truncated',
      'The zip has no directory at its end: it is cut off, or still being downloaded.',
      next,
    );
  }
  if (message.includes('multi-disk')) {
    return new FormatError('zip_broken', 'The zip is one part of several.', 'Join the parts into one zip first.');
  }
  return new FormatError('zip_broken', 'The directory of the zip is damaged.', next);
}

interface Located {
  name: string;
  readonly packed_bytes: number;
  readonly unpacked_bytes: number;
  readonly method: number;
  readonly crc: number;
  readonly header_at: number;
  readonly name_bytes: number;
  refused: string | null;
}

function locate(entry: Entry, name: string): Located {
  return {
    name,
    packed_bytes: entry.compressedSize,
    unpacked_bytes: entry.uncompressedSize,
    method: entry.compressionMethod,
    crc: entry.crc32,
    header_at: entry.relativeOffsetOfLocalHeader,
    name_bytes: entry.fileNameLength,
    refused: refusal(entry),
  };
}

const UNIX_HOSTS = new Set([3, 19]);
const FILE_TYPE = 0o170000;

function refusal(entry: Entry): string | null {
  if (UNIX_HOSTS.has(entry.versionMadeBy >>> 8)) {
    const type = (entry.externalFileAttributes >>> 16) & FILE_TYPE;
    if (type === 0o120000) return 'it is a link, not a file';
    if (type !== 0 && type !== 0o100000) return 'it is not an ordinary file';
  }
  if (entry.isEncrypted()) return 'it is encrypted';
  if (entry.compressionMethod !== 0 && entry.compressionMethod !== 8) {
    return `it is compressed with method ${entry.compressionMethod}, which is not supported`;
  }
  if (isBomb(entry.compressedSize, entry.uncompressedSize)) return TOO_DENSE;
  return null;
}

/** Names are UTF-8 when they can be, whatever the flag says; old tools write CP437. Backslashes become slashes. */
function nameOf(entry: Entry): string {
  const raw = entry.fileNameRaw;
  const flags = isUtf8Name(raw) ? entry.generalPurposeBitFlag | 0x800 : entry.generalPurposeBitFlag & ~0x800;
  return getFileNameLowLevel(flags, raw, entry.extraFields, false).normalize('NFC');
}

const STRICT_UTF8 = new TextDecoder('utf-8', { fatal: true });

function isUtf8Name(raw: Uint8Array): boolean {
  try {
    STRICT_UTF8.decode(raw);
    return true;
  } catch {
    return false;
  }
}

function unsafeName(name: string): string | null {
  if (name === '' || name.includes('\0')) return 'its name is not usable';
  if (name.length > MAX_NAME_CHARS) return 'its name is too long';
  if (name.startsWith('/') || /^[a-z]:/i.test(name)) return 'its name is an absolute path, which is refused';
  if (name.split('/').includes('..')) return 'its name leads out of the archive, which is refused';
  return null;
}

/** Entries that share bytes are how small archives unpack to petabytes; the first of them is kept. */
function refuseOverlaps(found: readonly Located[]): void {
  let end = 0;
  for (const entry of [...found].sort((a, b) => a.header_at - b.header_at)) {
    if (entry.header_at < end) entry.refused ??= 'it shares its bytes with another entry, which is refused';
    else end = entry.header_at + LOCAL_HEADER_BYTES + entry.name_bytes + entry.packed_bytes;
  }
}

function nameUniquely(found: Located[]): Located[] {
  const taken = new Set<string>();
  // Where to go on counting: a hundred thousand entries of one name must not each begin at 2.
  const copies = new Map<string, number>();
  for (const entry of found) {
    const clean = cleanPath(entry.name);
    entry.name = clean;
    let copy = copies.get(clean) ?? 2;
    while (taken.has(entry.name)) entry.name = `${clean} (${copy++})`;
    copies.set(clean, copy);
    taken.add(entry.name);
  }
  return found;
}

function cleanPath(name: string): string {
  const parts = name.split('/').filter((part) => part !== '' && part !== '.');
  return cleanLine(parts.join('/'), MAX_NAME_CHARS) ?? '(no name)';
}

function entryOf(source: ByteSource, entry: Located): ZipEntry {
  return {
    name: entry.name,
    packed_bytes: entry.packed_bytes,
    unpacked_bytes: entry.unpacked_bytes,
    refused: entry.refused,
    read: async () => {
      if (entry.unpacked_bytes > UNPACKED_FILE_BYTES) throw refused(TOO_LARGE);
      const packed = await source.read(await startOf(source, entry), entry.packed_bytes);
      const content = entry.method === 0 ? packed : await unpack('deflate', packed, entry.unpacked_bytes);
      check(entry, content.length, crc32(content));
      return content;
    },
    stream: () => contentOf(source, entry),
  };
}

async function* contentOf(source: ByteSource, entry: Located): AsyncGenerator<Uint8Array> {
  const start = await startOf(source, entry);
  const packed = piecesOf(source, start, entry.packed_bytes);
  let size = 0;
  let crc = 0;
  for await (const piece of entry.method === 0 ? packed : inflate(packed)) {
    size += piece.length;
    if (size > entry.unpacked_bytes) check(entry, size, crc);
    crc = crc32(piece, crc);
    yield piece;
  }
  check(entry, size, crc);
}

async function* piecesOf(source: ByteSource, start: number, length: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < length; at += STREAM_BYTES) {
    yield await source.read(start + at, Math.min(STREAM_BYTES, length - at));
  }
}

async function* inflate(packed: AsyncIterable<Buffer>): AsyncGenerator<Uint8Array> {
  const stream = createInflateRaw({ chunkSize: READ_AHEAD_BYTES });
  // A failure of either end reaches the loop below.
  pipeline(Readable.from(packed), stream, () => undefined);
  try {
    for await (const piece of stream) yield piece as Buffer;
  } catch (error) {
    if (error instanceof FormatError) throw error;
    throw new FormatError('packed_damaged', 'The compressed data is damaged.');
  }
}

async function startOf(source: ByteSource, entry: Located): Promise<number> {
  if (entry.refused) throw refused(entry.refused);
  const header = await source.read(entry.header_at, LOCAL_HEADER_BYTES);
  if (header.readUInt32LE(0) !== 0x04034b50)
    throw new FormatError('zip_broken', 'The entry is not where the zip says.');
  return entry.header_at + LOCAL_HEADER_BYTES + header.readUInt16LE(26) + header.readUInt16LE(28);
}

function refused(reason: string): FormatError {
  return new FormatError('entry_refused', `The entry is refused: ${reason}.`);
}

function check(entry: Located, size: number, crc: number): void {
  if (size === entry.unpacked_bytes && crc === entry.crc) return;
  throw new FormatError('packed_damaged', 'The entry does not match its size and checksum: the archive is damaged.');
}

/** Gives the zip library buffered access to a source; entries' content is read past it. */
class DirectoryReader extends RandomAccessReader {
  readonly #source: ByteSource;
  #window: Buffer = Buffer.alloc(0);
  #window_at = 0;

  constructor(source: ByteSource) {
    super();
    this.#source = source;
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    this.#bytes(position, length).then(
      (bytes) => {
        bytes.copy(buffer, offset);
        unmaskStrongEncryption(buffer, offset, length);
        callback(null);
      },
      (error: unknown) => callback(error instanceof Error ? error : new Error('read failed')),
    );
  }

  async #bytes(position: number, length: number): Promise<Buffer> {
    const at = position - this.#window_at;
    if (at >= 0 && at + length <= this.#window.length) return this.#window.subarray(at, at + length);
    const size = Math.max(length, Math.min(READ_AHEAD_BYTES, this.#source.size - position));
    this.#window = await this.#source.read(position, size);
    this.#window_at = position;
    return this.#window.subarray(0, length);
  }
}

/** The library gives up a whole archive at one strongly encrypted entry; the ordinary flag refuses that entry alone. */
function unmaskStrongEncryption(buffer: Buffer, offset: number, length: number): void {
  if (length !== CENTRAL_HEADER_BYTES || buffer.readUInt32LE(offset) !== 0x02014b50) return;
  const flags = buffer.readUInt16LE(offset + 8);
  if (flags & 0x40) buffer.writeUInt16LE((flags & ~0x40) | 1, offset + 8);
}
