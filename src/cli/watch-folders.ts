/** Imports files as they appear in watched folders: head units and phones drop them there. */

import { type FSWatcher, watch } from 'node:fs';
import { Failure } from '../core/failure.ts';
import type { Session } from '../server/session.ts';
import type { Cli, GlobalOptions } from './cli.ts';
import { importPaths, reportLines } from './import.ts';

export interface FolderWatch {
  close(): Promise<void>;
}

/** A file still being copied changes again and again; it is read once it has been quiet for this long. */
const QUIET_MS = 3000;

/** Imports each folder once, then whenever something in it has changed. Known content costs nothing but reading it. */
export function watchFolders(
  cli: Cli,
  session: Session,
  options: GlobalOptions,
  folders: readonly string[],
  signal: AbortSignal,
): FolderWatch {
  const waiting = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let work: Promise<void> = Promise.resolve();

  const importWaiting = () => {
    const some = [...waiting];
    waiting.clear();
    work = work.then(async () => {
      if (signal.aborted) return;
      try {
        const report = await importPaths(session, options, some);
        const { added, merged, failed } = report.summary;
        if (added + merged + failed > 0) for (const line of reportLines(report)) cli.print(line);
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        cli.tell([error.message, error.next].filter(Boolean).join(' '));
      }
    });
    // Told by `close`.
    work.catch(() => {});
  };
  const changed = (folder: string) => {
    waiting.add(folder);
    clearTimeout(timer);
    timer = setTimeout(importWaiting, QUIET_MS);
  };

  const watchers: FSWatcher[] = folders.map((folder) => {
    const watcher = watch(folder, { recursive: true, persistent: true }, () => changed(folder));
    watcher.on('error', (error) => cli.tell(`${folder} is no longer watched (${error.message}).`));
    return watcher;
  });
  if (folders.length > 0) {
    for (const folder of folders) waiting.add(folder);
    importWaiting();
  }
  return {
    async close() {
      clearTimeout(timer);
      for (const watcher of watchers) watcher.close();
      await work;
    },
  };
}
