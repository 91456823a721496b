/** `paceline backup <folder>` and `paceline export <folder>`: a copy to restore from, and everything in open formats. */

import { resolve } from 'node:path';
import { Command } from 'commander';
import { backupStore } from '../store/backup.ts';
import { exportStore } from '../store/export.ts';
import { VIEW_NAMES } from '../store/views.ts';
import type { Cli, GlobalOptions } from './cli.ts';

export function backupCommand(cli: Cli): Command {
  return new Command('backup')
    .description('copy database and originals into a new folder; safe while Paceline runs')
    .argument('<folder>')
    .action(async (folder: string, _own: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      await cli.withSession(options, async (session) => {
        const result = backupStore((await session.paceline()).store, resolve(folder));
        if (options.json) cli.print(JSON.stringify(result));
        else
          cli.print(
            `Database and ${result.originals} originals are in ${result.folder}.\nTo use it: PACELINE_HOME=${result.folder}`,
          );
      });
    });
}

export function exportCommand(cli: Cli): Command {
  return new Command('export')
    .description('write originals, CSV and JSON into a new folder')
    .argument('<folder>')
    .action(async (folder: string, _own: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      await cli.withSession(options, async (session) => {
        const result = exportStore((await session.paceline()).store, resolve(folder), VIEW_NAMES);
        if (options.json) cli.print(JSON.stringify(result));
        else {
          cli.print(`${result.originals} originals are in ${result.folder}/originals.`);
          for (const [file, rows] of Object.entries(result.tables)) cli.print(`${file}: ${rows} rows`);
        }
      });
    });
}
