/** Where Paceline keeps its data: one folder that only its owner can read. */

import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Failure } from '../core/failure.ts';

/** The folder: `PACELINE_HOME`, else the platform's place for application data. Not created. */
export function homePath(env: NodeJS.ProcessEnv = process.env, platform: NodeJS.Platform = process.platform): string {
  if (env.PACELINE_HOME) return resolve(env.PACELINE_HOME);
  const home = homedir();
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Paceline');
  if (platform === 'win32') return join(env.LOCALAPPDATA ?? join(home, 'AppData', 'Local'), 'Paceline');
  return join(env.XDG_DATA_HOME ?? join(home, '.local', 'share'), 'paceline');
}

/** Creates a folder only its owner can enter. Existing folders of ours are narrowed to the same. */
export function privateFolder(path: string): string {
  try {
    makeFolders(path);
    narrow(path, 0o700);
  } catch (error) {
    throw new Failure(
      'home_not_writable',
      `The folder ${path} cannot be created or written (${(error as NodeJS.ErrnoException).code ?? 'unknown error'}).`,
      'Set PACELINE_HOME to a folder you can write to.',
    );
  }
  return path;
}

/** Takes away what others than the owner may do. File systems without owners (memory cards, network drives) are left as they are. */
export function narrow(path: string, mode: number): void {
  if ((statSync(path).mode & 0o077) === 0) return;
  try {
    chmodSync(path, mode);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'EOPNOTSUPP' && code !== 'EINVAL') throw error;
  }
}

// One level at a time: asked to make all of them, Node tries for ever where the system answers strangely (below /proc).
function makeFolders(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isDirectory()) return;
  if (found) throw Object.assign(new Error('not a folder'), { code: 'ENOTDIR' });
  const parent = dirname(path);
  if (parent !== path) makeFolders(parent);
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Another process was faster.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
