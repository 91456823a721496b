/** `paceline demo`: an invented athlete, written as real files and imported like anybody's, and a first look at the answers. */

import { existsSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { Failure } from '../core/failure.ts';
import { addDays, isDate, machineTimeZone, today } from '../core/time.ts';
import type { DemoOptions } from '../demo/manifest.ts';
import { writeDemo } from '../demo/write.ts';
import type { Session } from '../server/session.ts';
import { homePath } from '../store/home.ts';
import { changeAthlete, setThresholds } from '../sync/athlete-settings.ts';
import { isDemo, markDemo, openPaceline } from '../sync/open.ts';
import type { Cli, GlobalOptions } from './cli.ts';
import { demoReport } from './demo-report.ts';
import { importPaths, reportLines } from './import.ts';
import { bold, dim } from './print-table.ts';
import { createProgressLine } from './progress-line.ts';

interface DemoCommandOptions extends GlobalOptions {
  readonly years: string;
  readonly seed: string;
  readonly until?: string;
}

export function demoCommand(cli: Cli): Command {
  return new Command('demo')
    .description('make an invented athlete, import the files and print a first report; your own data is not touched')
    .option('--years <number>', 'length of the history', '2')
    .option('--seed <text>', 'another text makes another athlete', 'paceline')
    .option('--until <date>', 'last day of the history (default: yesterday)')
    .action(async (_own: unknown, command: Command) => {
      const options = command.optsWithGlobals<DemoCommandOptions>();
      const wanted = demoOptions(options);
      const home = options.home ?? process.env.PACELINE_HOME ?? `${homePath()}-demo`;
      await emptyDemoHome(resolve(home));
      await cli.withSession({ ...options, home }, (session) => runDemo(cli, session, { ...options, home }, wanted));
    });
}

/** Checked before anything is touched: an earlier demo is not thrown away for a typing mistake. */
function demoOptions({ years: text, seed, until }: DemoCommandOptions): DemoOptions {
  const years = Number(text);
  if (!(years >= 0.1 && years <= 30)) {
    const next = 'Give a number of years alone, such as 0.5 or 10.';
    throw new Failure('bad_years', `--years takes a number from 0.1 to 30, not "${text}".`, next);
  }
  // A session planned for this evening has not happened yet.
  const end_date = until ?? addDays(today(machineTimeZone()), -1);
  if (!isDate(end_date)) throw new Failure('bad_date', `"${end_date}" is not a date.`, 'Write it as YYYY-MM-DD.');
  return { years, seed, end_date };
}

async function runDemo(
  cli: Cli,
  session: Session,
  options: DemoCommandOptions & { home: string },
  wanted: DemoOptions,
): Promise<void> {
  const paceline = await session.paceline();
  await markDemo(paceline);
  const folder = join(resolve(options.home), 'demo-files');
  const line = createProgressLine();
  const manifest = await writeDemo(folder, wanted, (done, total) =>
    line.update({ step: 'inventing', done, total, unit: 'workouts' }),
  );
  line.end();

  const { athlete: id } = await session.context().then((context) => ({ athlete: context.athlete.id }));
  await changeAthlete(paceline, id, { ...manifest.athlete });
  for (const { kind, family, value, valid_from } of manifest.thresholds) {
    await setThresholds(paceline, id, [{ kind, family, value }], valid_from);
  }
  const report = await importPaths(session, options, [folder]);
  await markDemo(paceline);
  if (options.json) {
    cli.print(JSON.stringify({ home: paceline.store.home, files: folder, summary: report.summary }));
    return;
  }
  cli.print(`${bold(manifest.athlete.name)}, an invented athlete: ${manifest.first_date} to ${manifest.last_date}`);
  cli.print(dim(`files ${folder}\ndatabase ${paceline.store.home}`));
  for (const text of reportLines(report)) cli.print(text);
  for (const text of await demoReport(await session.context(), cli.width)) cli.print(text);
}

/** An earlier demo is replaced; a home with anybody's own data is never touched. */
async function emptyDemoHome(home: string): Promise<void> {
  if (!existsSync(join(home, 'paceline.db'))) return;
  const paceline = await openPaceline(home);
  const ours = await isDemo(paceline);
  await paceline.store.close();
  if (!ours) {
    throw new Failure(
      'home_in_use',
      `${home} holds data that is not a demo.`,
      'Choose another folder with --home, or leave --home away.',
    );
  }
  for (const name of ['paceline.db', 'paceline.db-wal', 'paceline.db-shm', 'originals', 'demo-files']) {
    rmSync(join(home, name), { recursive: true, force: true });
  }
}
