/** Bytes that can be read from any position: memory, a file opened on demand, or a spooled temporary file. */

import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FormatError } from '../core/failure.ts';

export interface ByteSource {
  readonly size: number;
  /** Exactly `length` bytes from `position`. @throws FormatError `ends_early` when there are fewer */
  read(position: number, length: number): Promise<Buffer>;
  close(): Promise<void>;
}

function endsEarly(): FormatError {
  return new FormatError('ends_early', 'The file is shorter than it says: it is cut off or still being written.');
}

export function memorySource(bytes: Uint8Array): ByteSource {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    size: buffer.length,
    read: async (position, length) => {
      if (position < 0 || position + length > buffer.length) throw endsEarly();
      return buffer.subarray(position, position + length);
    },
    close: async () => undefined,
  };
}

async function readExactly(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  for (let done = 0; done < length; ) {
    const { bytesRead } = await handle.read(buffer, done, length - done, position + done);
    if (bytesRead === 0) throw endsEarly();
    done += bytesRead;
  }
  return buffer;
}

/** Open files at once. A folder may hold thousands of small archives, and a process few descriptors. */
const MAX_OPEN = 24;

interface Slot {
  readonly path: string;
  handle: Promise<FileHandle> | null;
  users: number;
}

/** Opens files when they are read and closes those unused for longest. Links are not followed. */
export class FilePool {
  readonly #idle = new Set<Slot>();
  #open = 0;
  #closed = false;

  source(path: string, size: number): ByteSource {
    const slot: Slot = { path, handle: null, users: 0 };
    return {
      size,
      read: (position, length) => {
        if (position < 0 || position + length > size) return Promise.reject(endsEarly());
        return this.#use(slot, (handle) => readExactly(handle, position, length));
      },
      close: async () => {
        if (slot.users === 0) await this.#shut(slot);
      },
    };
  }

  async #use<T>(slot: Slot, work: (handle: FileHandle) => Promise<T>): Promise<T> {
    slot.users++;
    this.#idle.delete(slot);
    try {
      if (!slot.handle) {
        await this.#makeRoom();
        // A second reader may have opened it while room was made.
        slot.handle ??= this.#start(slot);
      }
      return await work(await slot.handle);
    } finally {
      slot.users--;
      if (slot.users === 0 && slot.handle) {
        this.#idle.add(slot);
        if (this.#closed) await this.#shut(slot);
      }
    }
  }

  #start(slot: Slot): Promise<FileHandle> {
    this.#open++;
    const handle = open(slot.path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
    handle.catch(() => {
      this.#open--;
      slot.handle = null;
      this.#idle.delete(slot);
    });
    return handle;
  }

  async #makeRoom(): Promise<void> {
    while (this.#open >= MAX_OPEN) {
      const [oldest] = this.#idle;
      if (!oldest) return;
      await this.#shut(oldest);
    }
  }

  async #shut(slot: Slot): Promise<void> {
    const handle = slot.handle;
    this.#idle.delete(slot);
    if (!handle) return;
    slot.handle = null;
    this.#open--;
    await (await handle).close();
  }

  /** Reads under way still finish; their files are closed after them. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const slot of [...this.#idle]) await this.#shut(slot);
  }
}

/**
 * Writes a stream to a temporary file that only this process can see, so that it can be read at random.
 * Where the system allows it the name is removed at once: nothing stays behind even after a kill.
 * @throws FormatError `unpacked_too_large` beyond `limit_bytes`
 */
export async function spool(content: AsyncIterable<Uint8Array>, limit_bytes: number): Promise<ByteSource> {
  const path = join(tmpdir(), `paceline-${randomUUID()}.tmp`);
  const handle = await open(path, 'wx+', 0o600);
  let named = true;
  const close = async () => {
    await handle.close().catch(() => undefined);
    if (named) await rm(path, { force: true });
  };
  try {
    if (process.platform !== 'win32') {
      await rm(path);
      named = false;
    }
    let size = 0;
    for await (const chunk of content) {
      if (size + chunk.length > limit_bytes) {
        throw new FormatError('unpacked_too_large', `It is larger than ${limit_bytes / 1024 ** 3} GB unpacked.`);
      }
      for (let done = 0; done < chunk.length; ) {
        const { bytesWritten } = await handle.write(chunk, done, chunk.length - done, size + done);
        done += bytesWritten;
      }
      size += chunk.length;
    }
    return {
      size,
      read: (position, length) =>
        position < 0 || position + length > size ? Promise.reject(endsEarly()) : readExactly(handle, position, length),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
