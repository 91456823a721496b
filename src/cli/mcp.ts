/** `paceline mcp`: the server for assistants; main.ts starts it without loading the command line. */

import { Command } from 'commander';
import { serveOverStdio } from '../server/stdio.ts';
import type { GlobalOptions } from './cli.ts';

export function mcpCommand(): Command {
  return new Command('mcp')
    .description('serve assistants over standard input and output (what clients start)')
    .action((_own: unknown, command: Command) => {
      const { home, athlete } = command.optsWithGlobals<GlobalOptions>();
      serveOverStdio({ ...(home === undefined ? {} : { home }), ...(athlete === undefined ? {} : { athlete }) });
    });
}
