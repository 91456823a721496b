/** Denies the process what reading a file never needs: the network, other processes, and files outside one folder. */

import child_process from 'node:child_process';
import dgram from 'node:dgram';
import dns from 'node:dns';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import { resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

type Call = (...args: unknown[]) => unknown;

const CHANGING =
  'appendFile chmod chown copyFile cp createWriteStream lchmod lchown link lutimes mkdir mkdtemp rename rm rmdir symlink truncate unlink utimes writeFile';
const OPENING = 'open openAsBlob readFile createReadStream opendir readdir';

/**
 * Replaces the functions of Node for the rest of the process's life. What is tried in spite of it throws and is added
 * to the list that is returned.
 */
export function guard(folder: string): string[] {
  const tried: string[] = [];
  const root = resolve(folder) + sep;
  const deny = (what: string): never => {
    tried.push(what);
    throw new Error(`not allowed here: ${what}`);
  };
  const wrap = (owner: object, name: string, check: (args: unknown[]) => void) => {
    const holder = owner as Record<string, Call | undefined>;
    const original = holder[name];
    if (typeof original !== 'function') return;
    holder[name] = function (this: unknown, ...args: unknown[]) {
      check(args);
      return original.apply(this, args);
    };
  };
  const inside = (name: string, kind: string) => (args: unknown[]) => {
    // Two paths for copying and renaming.
    for (const arg of args.slice(0, 2)) {
      const path = typeof arg === 'string' && arg.startsWith('file:') ? fileURLToPath(arg) : arg;
      const text = path instanceof URL ? fileURLToPath(path) : Buffer.isBuffer(path) ? path.toString() : path;
      if (arg === args[0] && typeof text === 'string' && !`${resolve(text)}${sep}`.startsWith(root)) {
        deny(`${kind} ${text} (${name})`);
      }
    }
  };
  for (const owner of [fs, fs.promises]) {
    for (const name of CHANGING.split(' ').flatMap((n) => [n, `${n}Sync`])) wrap(owner, name, inside(name, 'write'));
    for (const name of OPENING.split(' ').flatMap((n) => [n, `${n}Sync`])) wrap(owner, name, inside(name, 'read'));
  }
  wrap(net.Socket.prototype, 'connect', () => deny('network: connect'));
  wrap(net.Server.prototype, 'listen', () => deny('network: listen'));
  wrap(dgram, 'createSocket', () => deny('network: datagram'));
  for (const owner of [dns, dns.promises]) {
    for (const name of Object.keys(owner).filter((key) => /^(?:lookup|resolve|reverse)/.test(key))) {
      wrap(owner, name, () => deny(`network: ${name}`));
    }
  }
  wrap(globalThis, 'fetch', () => deny('network: fetch'));
  for (const name of ['spawn', 'spawnSync', 'exec', 'execSync', 'execFile', 'execFileSync', 'fork']) {
    wrap(child_process, name, () => deny(`process: ${name}`));
  }
  syncBuiltinESMExports();
  return tried;
}
