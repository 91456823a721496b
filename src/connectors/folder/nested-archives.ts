/** Small archives inside archives: kept in memory while there is room, unpacked again when they are needed after that. */

import { type ByteSource, memorySource } from '../../formats/byte-source.ts';
import type { ZipEntry } from '../../formats/zip.ts';

/** Larger ones are spooled to a temporary file instead. */
export const NESTED_IN_MEMORY_BYTES = 16 * 1024 ** 2;
/** Thousands of single-activity zips inside one zip are common; files are read in their order, so a few suffice. */
const KEPT_BYTES = 64 * 1024 ** 2;

export class NestedArchives {
  /** Least recently used first. */
  readonly #kept = new Map<ZipEntry, Promise<Uint8Array>>();
  #bytes = 0;

  /** The archive as a source; nothing is read before it is used. */
  source(entry: ZipEntry): ByteSource {
    return {
      size: entry.unpacked_bytes,
      read: async (position, length) => memorySource(await this.#content(entry)).read(position, length),
      close: async () => undefined,
    };
  }

  #content(entry: ZipEntry): Promise<Uint8Array> {
    const kept = this.#kept.get(entry);
    if (kept) {
      this.#kept.delete(entry);
      this.#kept.set(entry, kept);
      return kept;
    }
    const content = entry.read();
    this.#kept.set(entry, content);
    this.#bytes += entry.unpacked_bytes;
    content.catch(() => this.#drop(entry));
    for (const oldest of this.#kept.keys()) {
      if (this.#bytes <= KEPT_BYTES || oldest === entry) break;
      this.#drop(oldest);
    }
    return content;
  }

  #drop(entry: ZipEntry): void {
    if (this.#kept.delete(entry)) this.#bytes -= entry.unpacked_bytes;
  }
}
