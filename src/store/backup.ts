/** A consistent copy of a home while others go on writing to it. */

import { closeSync, cpSync, existsSync, openSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../core/failure.ts';
import { privateFolder } from './home.ts';
import type { Store } from './store.ts';

export interface BackupResult {
  readonly folder: string;
  readonly originals: number;
}

/** Copies database and originals into a new folder. Throws Failure when it exists and is not empty. */
export function backupStore(store: Store, folder: string): BackupResult {
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw new Failure('folder_not_empty', `The folder ${folder} is not empty.`, 'Name a new folder for the backup.');
  }
  privateFolder(folder);
  // An empty file of ours is filled as it is, so nobody else can read the copy at any moment.
  const database = join(folder, 'paceline.db');
  closeSync(openSync(database, 'wx', 0o600));
  store.execute(`VACUUM INTO '${database.replaceAll("'", "''")}'`);
  const originals = join(store.home, 'originals');
  let count = 0;
  if (existsSync(originals)) {
    cpSync(originals, join(folder, 'originals'), {
      recursive: true,
      filter: (path) => {
        if (path.endsWith('.part')) return false;
        if (/[0-9a-f]{64}$/.test(path)) count++;
        return true;
      },
    });
  }
  return { folder, originals: count };
}
