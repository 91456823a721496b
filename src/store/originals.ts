/** The bytes as they came, kept once by content hash, written so that a crash leaves either the whole file or nothing. */

import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** SHA-256 of the content, in hexadecimal. */
export function contentHash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

export function originalPath(home: string, hash: string): string {
  if (!/^[0-9a-f]{64}$/.test(hash)) throw new RangeError('not a content hash');
  return join(home, 'originals', hash.slice(0, 2), hash);
}

/** Stores the bytes unless they are already there, whole. */
export function keepOriginal(home: string, hash: string, bytes: Uint8Array): void {
  const path = originalPath(home, hash);
  // After a power failure a file can have its name and not yet its content.
  if (statSync(path, { throwIfNoEntry: false })?.size === bytes.byteLength) return;
  const temporary = `${path}.${process.pid}.${randomBytes(4).toString('hex')}.part`;
  try {
    writeInFolder(temporary, bytes);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** The folder is there for all but the first few files. */
function writeInFolder(path: string, bytes: Uint8Array): void {
  try {
    writeFileSync(path, bytes, { mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(path, bytes, { mode: 0o600 });
  }
}

/** Removes a kept file that nothing refers to any more. */
export function dropOriginal(home: string, hash: string): void {
  rmSync(originalPath(home, hash), { force: true });
}
