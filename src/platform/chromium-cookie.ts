/** Opens a cookie of a browser of the Chrome family on Linux and macOS: AES-128-CBC under a key made from the system's secret. */

import { execFile } from 'node:child_process';
import { createDecipheriv, createHash, pbkdf2Sync } from 'node:crypto';
import { promisify } from 'node:util';
import type { Browser, Machine } from './browser-profiles.ts';

/**
 * The secrets a browser's key may be made from; none when the system does not hand it out. `v10` on Linux needs no secret,
 * everything else asks the system's keyring.
 */
export type SafeStorage = (browser: Browser, version: 'v10' | 'v11', machine: Machine) => Promise<readonly KeySecret[]>;

export interface KeySecret {
  readonly password: string;
  readonly rounds: number;
}

const MAC_ROUNDS = 1003;
const LINUX_ROUNDS = 1;

/** How each browser names its entry. */
const NAMES: Readonly<Record<Exclude<Browser, 'firefox'>, { readonly mac: string; readonly linux: string }>> = {
  chrome: { mac: 'Chrome', linux: 'chrome' },
  chromium: { mac: 'Chromium', linux: 'chromium' },
  brave: { mac: 'Brave', linux: 'brave' },
  edge: { mac: 'Microsoft Edge', linux: 'chromium' },
  vivaldi: { mac: 'Vivaldi', linux: 'chrome' },
  opera: { mac: 'Opera', linux: 'chromium' },
};

export const safeStorage: SafeStorage = async (browser, version, { system }) => {
  if (browser === 'firefox') return [];
  const names = NAMES[browser];
  if (system === 'darwin') {
    const account = names.mac;
    const password = await said('security', [
      'find-generic-password',
      '-w',
      '-s',
      `${account} Safe Storage`,
      '-a',
      account,
    ]);
    return password === null ? [] : [{ password, rounds: MAC_ROUNDS }];
  }
  const fixed = [
    { password: 'peanuts', rounds: LINUX_ROUNDS },
    { password: '', rounds: LINUX_ROUNDS },
  ];
  if (version === 'v10') return fixed;
  const password = await said('secret-tool', ['lookup', 'application', names.linux]);
  // Without a keyring some versions fall back to an empty secret under the same mark.
  return password === null ? fixed.slice(1) : [{ password, rounds: LINUX_ROUNDS }, ...fixed.slice(1)];
};

/** What a program of the system prints, or null. It may ask the person for the keyring's password meanwhile. */
async function said(program: string, args: readonly string[]): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)(program, [...args], { timeout: 60_000 });
    const text = stdout.replace(/\r?\n$/, '');
    return text === '' ? null : text;
  } catch {
    return null;
  }
}

export type Decrypted = { readonly value: string } | { readonly reason: string };

export async function decryptCookie(
  encrypted: Uint8Array,
  host: string,
  keys: (version: 'v10' | 'v11') => Promise<readonly KeySecret[]>,
): Promise<Decrypted> {
  const version = Buffer.from(encrypted.subarray(0, 3)).toString('latin1');
  if (version !== 'v10' && version !== 'v11') return { reason: 'its cookies are kept in a way that is not known' };
  for (const secret of await keys(version)) {
    const value = opened(encrypted.subarray(3), host, secret);
    if (value !== null) return { value };
  }
  return { reason: 'its cookies are locked, and the system did not hand out the key' };
}

/** Null when the key is not the right one. */
function opened(sealed: Uint8Array, host: string, { password, rounds }: KeySecret): string | null {
  const key = pbkdf2Sync(password, 'saltysalt', rounds, 16, 'sha1');
  try {
    const decipher = createDecipheriv('aes-128-cbc', key, Buffer.alloc(16, ' '));
    const plain = Buffer.concat([decipher.update(sealed), decipher.final()]);
    // Newer versions put the site's hash before the value.
    const bound = createHash('sha256').update(host).digest();
    const value = plain.subarray(0, 32).equals(bound) ? plain.subarray(32) : plain;
    const text = value.toString('latin1');
    // One wrong key in 256 leaves padding that looks right.
    return /^[\x20-\x7e]+$/.test(text) ? text : null;
  } catch {
    return null;
  }
}
