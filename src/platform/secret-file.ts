/** The owner-only file of a home that holds what is secret: read whole, replaced whole, changed by one process at a time. */

import { randomUUID } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Secrets } from '../core/connector.ts';
import { Failure } from '../core/failure.ts';
import { isObject } from '../core/json.ts';
import { narrow, privateFolder } from '../store/home.ts';
import { openSqlite } from '../store/store.ts';

/** One login as kept. Without `secrets` they are in the keychain alone. */
export interface KeptLogin {
  /** Counts writes, so that of two copies the newer one is told. */
  readonly rev: number;
  readonly secrets?: Secrets;
}

/** A value that is not written down but read from the environment: `length` characters from `from` on of the answer to `field`. */
export interface FromEnvironment {
  readonly field: string;
  readonly from: number;
  readonly length: number;
}

/** What the environment's credentials of one platform led to. The credentials themselves are not in it. */
export interface GivenLogin {
  readonly platform: string;
  /** Name of the login they signed in to; null when they were refused. */
  readonly login: string | null;
  /** Field id -> the variable that gave it. */
  readonly variables: Readonly<Record<string, string>>;
  /** Tells whether the variables still have the same values. */
  readonly fingerprint: string;
  /** Unix seconds of the sign-in. */
  readonly since_s: number;
  /** `stored`: by `connect`, and the environment says the same. `memory`: they cannot be written without what they came from. */
  readonly secrets: Readonly<Record<string, string | number | FromEnvironment>> | 'stored' | 'memory';
  /** The person disconnected the account, so these credentials make no new one. */
  readonly dismissed?: boolean;
  /** The sentence they were refused with: they are not tried again at every start. */
  readonly refused?: string;
}

export interface SecretFile {
  /** Names this home in the keychain, and salts fingerprints. */
  readonly id: string;
  readonly logins: { readonly [login: string]: KeptLogin };
  /** Newest last. */
  readonly given: readonly GivenLogin[];
}

const FORMAT = 1;
const LOCK_TRIES = 1500;
const RENAME_TRIES = 50;
const SQLITE_BUSY = 5;

export function secretFilePath(home: string): string {
  return join(home, 'secrets.json');
}

/** The file as it is now; null when there is none. Throws Failure when it cannot be read or was written by a newer Paceline. */
export function readSecretFile(home: string): SecretFile | null {
  const path = secretFilePath(home);
  if (!existsSync(path)) return null;
  let parsed: unknown;
  try {
    narrow(path, 0o600);
    parsed = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    // The parser's message quotes what it could not read, so it goes no further.
    throw unreadable(path);
  }
  if (!isObject(parsed) || typeof parsed.id !== 'string' || !isObject(parsed.logins) || !Array.isArray(parsed.given)) {
    throw unreadable(path);
  }
  if (parsed.format !== FORMAT) {
    throw new Failure('secrets_too_new', `${path} was written by a newer Paceline.`, 'Update Paceline.');
  }
  const { id, logins, given } = parsed as unknown as SecretFile;
  return { id, logins, given };
}

function unreadable(path: string): Failure {
  return new Failure(
    'secrets_unreadable',
    `The file with the logins, ${path}, cannot be read.`,
    'Move it away and connect the accounts again: paceline connect <platform>',
  );
}

/**
 * Changes the file while no other process does: `change` gets it as it is at that moment and returns what is to be written,
 * or null for nothing. `change` must not wait for anything.
 */
export async function changeSecretFile(home: string, change: (file: SecretFile) => SecretFile | null): Promise<void> {
  privateFolder(home);
  await alone(join(home, 'secrets.lock'), () => {
    const changed = change(readSecretFile(home) ?? { id: randomUUID(), logins: {}, given: [] });
    if (changed) replace(secretFilePath(home), `${JSON.stringify({ format: FORMAT, ...changed }, null, 1)}\n`);
  });
}

/** The lock of an empty SQLite file: the system lets go of it when a process dies, whatever it was doing. */
async function alone(path: string, work: () => void): Promise<void> {
  if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600));
  const lock = openSqlite(path);
  try {
    for (let tries = 1; ; tries++) {
      try {
        lock.exec('BEGIN EXCLUSIVE');
        break;
      } catch (error) {
        if (((error as { errcode?: number }).errcode ?? 0) % 256 !== SQLITE_BUSY) throw error;
        if (tries === LOCK_TRIES) {
          throw new Failure('secrets_busy', 'Another process has been writing the logins for too long.', 'Try again.');
        }
        await wait(10 + Math.random() * 10);
      }
    }
    work();
  } finally {
    lock.close();
  }
}

function replace(path: string, text: string): void {
  const temporary = `${path}.part`;
  try {
    // Left over from a process that was killed: only the holder of the lock writes it.
    rmSync(temporary, { force: true });
    const file = openSync(temporary, 'wx', 0o600);
    try {
      writeFileSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renamed(temporary, path);
    syncFolder(path);
  } catch (error) {
    rmSync(temporary, { force: true });
    const { code } = error as NodeJS.ErrnoException;
    throw new Failure(
      'secrets_not_written',
      `The logins cannot be written to ${path} (${code ?? 'unknown error'}).`,
      'See that the folder can be written and the disk is not full.',
    );
  }
}

/** On Windows a file cannot be replaced while another process reads it, which takes moments. */
function renamed(from: string, to: string): void {
  for (let tries = 1; ; tries++) {
    try {
      renameSync(from, to);
      return;
    } catch (error) {
      const held = ['EPERM', 'EACCES', 'EBUSY'].includes((error as NodeJS.ErrnoException).code ?? '');
      if (!held || process.platform !== 'win32' || tries === RENAME_TRIES) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}

/** Makes the new name last through a power cut; Windows has no such thing. */
function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const folder = openSync(join(path, '..'), 'r');
  try {
    fsyncSync(folder);
  } catch {
    // Some file systems cannot; the rename itself is done.
  } finally {
    closeSync(folder);
  }
}
