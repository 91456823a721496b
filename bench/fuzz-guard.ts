/** Denies the process what reading a file never needs: the network, other processes, and files outside a few folders. */

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
const READING = 'open openAsBlob readFile createReadStream opendir readdir';
const OF_TWO_PATHS: readonly string[] = ['copyFile', 'cp', 'link', 'rename', 'symlink'];

/**
 * Replaces the functions of Node for the rest of the process's life: files may be changed below `writable` and read there
 * and below `readable`. What is tried in spite of it throws and is added to the list that is returned.
 */
export function guard(writable: string, readable: readonly string[]): string[] {
  const tried: string[] = [];
  const below = (roots: readonly string[], path: string) =>
    roots.some((root) => `${resolve(path)}${sep}`.startsWith(resolve(root) + sep));
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
  const watch = (owner: object, base: string, changes: boolean) => {
    for (const name of [base, `${base}Sync`]) {
      wrap(owner, name, (args) => {
        const writes = changes || (base === 'open' && opensForWriting(args[1]));
        const roots = writes ? [writable] : [writable, ...readable];
        for (const arg of args.slice(0, OF_TWO_PATHS.includes(base) ? 2 : 1)) {
          const path = pathOf(arg);
          if (path !== null && !below(roots, path)) deny(`${writes ? 'write' : 'read'} ${path} (${name})`);
        }
      });
    }
  };
  for (const owner of [fs, fs.promises]) {
    for (const base of CHANGING.split(' ')) watch(owner, base, true);
    for (const base of READING.split(' ')) watch(owner, base, false);
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

/** Null for an open file. */
function pathOf(arg: unknown): string | null {
  if (arg instanceof URL) return fileURLToPath(arg);
  if (Buffer.isBuffer(arg)) return arg.toString();
  return typeof arg === 'string' ? arg : null;
}

function opensForWriting(flags: unknown): boolean {
  if (typeof flags === 'number')
    return (flags & (fs.constants.O_WRONLY | fs.constants.O_RDWR | fs.constants.O_CREAT)) !== 0;
  return typeof flags === 'string' && !/^rs?$/.test(flags);
}
