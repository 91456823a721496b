/** Writes a zip file entry by entry, so that an export or backup of any size needs the memory of one entry. */

import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';

export interface NewZipEntry {
  /** Relative path with `/`. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

const ALREADY_PACKED = /\.(?:gz|zip|png|jpe?g)$/i;

// Entries carry no time of their own, so that the same content gives the same archive.
const NO_TIME = new Date(2020, 0, 1);

/** Writes the archive beside its place and moves it there when complete, readable by the owner only. */
export async function writeZip(
  path: string,
  entries: AsyncIterable<NewZipEntry> | Iterable<NewZipEntry>,
): Promise<void> {
  const partial = `${path}.partial`;
  const zip = new ZipFile();
  const stop = new AbortController();
  zip.on('error', (error) => stop.abort(error));
  const writing = pipeline(zip.outputStream, createWriteStream(partial, { mode: 0o600 }), { signal: stop.signal });
  // A failure is reported below, where it is awaited.
  writing.catch(() => undefined);
  try {
    for await (const { name, bytes } of entries) {
      const content = Readable.from([Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)]);
      const taken = new Promise((resolve) => content.once('close', resolve));
      zip.addReadStream(content, name, {
        mtime: NO_TIME,
        forceDosTimestamp: true,
        mode: 0o100600,
        compress: !ALREADY_PACKED.test(name),
      });
      await Promise.race([taken, writing]);
    }
    zip.end();
    await writing;
    await rename(partial, path);
  } catch (error) {
    stop.abort();
    await writing.catch(() => undefined);
    await rm(partial, { force: true });
    throw error;
  }
}
