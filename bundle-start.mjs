#!/usr/bin/env node
// The first lines of the bundle. The program itself stands below in a comment, which Node skips at no cost; it is
// compiled from there with V8's code cache, kept in Paceline's own private folder, so that a server answers at once.
// Server and command line have a cache each: what one has used the other would only carry along.
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import vm from 'node:vm';
import { isMainThread } from 'node:worker_threads';

// Room for the first objects: otherwise several collections run before the first answer.
setFlagsFromString('--semi-space-growth-factor=16');

const path = fileURLToPath(import.meta.url);
const text = readFileSync(path, 'latin1');
const begin = text.lastIndexOf('/*PACELINE*') + 11;
const source = text.slice(begin, text.lastIndexOf('*/')).replaceAll('*\x01/', '*/');

// The same place as in src/store/home.ts.
const data =
  process.platform === 'darwin'
    ? join(homedir(), 'Library', 'Application Support', 'Paceline')
    : process.platform === 'win32'
      ? join(process.env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'Paceline')
      : join(process.env.XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), 'paceline');
const option = process.argv.indexOf('--home');
const home = (option > 0 ? process.argv[option + 1] : undefined) ?? process.env.PACELINE_HOME ?? data;
const folder = join(home, 'cache');
const server = process.argv[2] === 'mcp' || (process.argv.length === 2 && !process.stdin.isTTY);
const build = `${source.length}-${Math.round(statSync(path).mtimeMs)}`;
const file = join(folder, `${process.version}-${process.arch}-${build}-${server ? 'server' : 'command'}`);

let cachedData;
try {
  // A cache that anybody else could have written is not trusted.
  const { uid, mode } = statSync(file);
  const private_file = process.platform === 'win32' || (uid === process.getuid() && (mode & 0o022) === 0);
  if (private_file) cachedData = readFileSync(file);
} catch {
  // None yet.
}
const script = new vm.Script(source, {
  filename: path,
  cachedData,
  importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
});
if (isMainThread && (cachedData === undefined || script.cachedDataRejected)) {
  let kept = false;
  const keep = () => {
    if (kept) return;
    kept = true;
    // A command such as `config` must not leave a folder behind; a server is there to be used.
    if (!server && !existsSync(home)) return;
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      writeFileSync(`${file}.${process.pid}`, script.createCachedData(), { mode: 0o600 });
      renameSync(`${file}.${process.pid}`, file);
    } catch {
      // Without a cache everything works, only slower.
    }
  };
  // A server's cache holds what its start needs, not what a day of questions used.
  if (server) setTimeout(keep, 1000).unref();
  process.once('exit', keep);
}
script.runInThisContext()(createRequire(import.meta.url), import.meta.url);
