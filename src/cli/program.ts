/** The command line as a whole: global options, the commands, and how failures are told. */

import { Command, CommanderError, Option } from 'commander';
import { Failure } from '../core/failure.ts';
import { cleanText } from '../core/text.ts';
import { VERSION } from '../server/version.ts';
import { athleteCommand } from './athlete.ts';
import { backupCommand, exportCommand } from './backup.ts';
import { callCommand } from './call.ts';
import { type Cli, createCli } from './cli.ts';
import { configCommand } from './config.ts';
import { connectCommand } from './connect.ts';
import { demoCommand } from './demo.ts';
import { disconnectCommand } from './disconnect.ts';
import { doctorCommand } from './doctor.ts';
import { importCommand } from './import.ts';
import { mergeCommand, repairCommand, splitCommand } from './joins.ts';
import { mcpCommand } from './mcp.ts';
import { asCommands, questionCommands } from './questions.ts';
import { setupCommand } from './setup.ts';
import { syncCommand } from './sync.ts';

const LONGEST_MESSAGE = 20_000;

function buildProgram(cli: Cli): Command {
  const program = new Command('paceline')
    .description("All of an endurance athlete's training data in one local database, for people and assistants.")
    .version(VERSION)
    .option('--home <folder>', 'where the data is kept (default: PACELINE_HOME, else the platform’s data folder)')
    .option('--athlete <name>', 'whose data, when there are several')
    .option('--json', 'print one JSON object for programs')
    .addOption(new Option('--units <system>').choices(['metric', 'imperial']))
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('(--help shows what there is)')
    .configureOutput({ writeOut: (text) => cli.print(text.trimEnd()), writeErr: (text) => cli.tell(quoted(text)) })
    .exitOverride();
  const commands = [
    demoCommand(cli),
    setupCommand(cli),
    connectCommand(cli),
    disconnectCommand(cli),
    importCommand(cli),
    syncCommand(cli),
    ...questionCommands(cli),
    athleteCommand(cli),
    mergeCommand(cli),
    splitCommand(cli),
    repairCommand(cli),
    doctorCommand(cli),
    backupCommand(cli),
    exportCommand(cli),
    mcpCommand(),
    callCommand(cli),
    configCommand(cli),
  ];
  for (const command of commands) program.addCommand(inherit(command, program));
  return program;
}

/** Runs one command line. Never throws; sets the exit code. */
export async function runCommandLine(args: readonly string[]): Promise<void> {
  const cli = createCli();
  try {
    await buildProgram(cli).parseAsync([...args], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode;
      return;
    }
    process.exitCode = 1;
    if (error instanceof Failure) {
      cli.tell(quoted(error.message));
      // Who calls tools by name gets what an assistant would get.
      if (error.next) cli.tell(args.includes('call') ? quoted(error.next) : asCommands(quoted(error.next)));
      return;
    }
    cli.tell(
      `Something unexpected went wrong: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
  }
}

/** A message may quote arguments and names, which must not reach the terminal as they are. */
function quoted(message: string): string {
  return cleanText(message, LONGEST_MESSAGE) ?? '';
}

function inherit(command: Command, parent: Command): Command {
  command.copyInheritedSettings(parent);
  for (const child of command.commands) inherit(child, command);
  return command;
}
