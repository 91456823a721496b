/** `paceline config <client>`: what to paste so that an assistant can use this home. */

import { Argument, Command } from 'commander';
import { CLIENTS, clientConfig, ownLaunch } from '../server/client-config.ts';
import type { Cli, GlobalOptions } from './cli.ts';
import { dim } from './print-table.ts';

export function configCommand(cli: Cli): Command {
  return new Command('config')
    .description('print what to paste into an assistant')
    .addArgument(new Argument('<client>').choices(CLIENTS))
    .action((client: string, _own: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      const config = clientConfig(client, ownLaunch(options.home ?? process.env.PACELINE_HOME, options.athlete));
      if (options.json) cli.print(JSON.stringify(config));
      else {
        cli.tell(dim(`${config.client}: ${config.where}`));
        cli.print(config.paste);
      }
    });
}
