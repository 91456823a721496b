/** `paceline import <path…>`: files, folders and export archives into the local database. */

import { Command } from 'commander';
import { openSources } from '../connectors/open-source.ts';
import type { SourceContents } from '../core/source.ts';
import type { QueryContext } from '../queries/context.ts';
import type { Session } from '../server/session.ts';
import { type ImportProgress, type ImportReport, type ImportRow, importSources } from '../sync/import-sources.ts';
import { chooseAthlete } from '../sync/open.ts';
import { toolNamed } from '../tools/index.ts';
import type { Cli, GlobalOptions } from './cli.ts';
import { bold, dim } from './print-table.ts';
import { createProgressLine, type Progress } from './progress-line.ts';

export function importCommand(cli: Cli): Command {
  return new Command('import')
    .description(
      'import files, folders and export archives (FIT, TCX, GPX, PWX, ZWO, ERG, MRC, gz, zip; Strava, TrainingPeaks, Garmin exports)',
    )
    .argument('<path...>', 'files, folders or archives')
    .action(async (paths: string[], _own: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      await cli.withSession(options, async (session) => {
        const report = await importPaths(session, options, paths);
        if (options.json)
          cli.print(
            JSON.stringify({
              summary: report.summary,
              files: report.files,
              left_out: report.left_out,
              warnings: report.warnings,
            }),
          );
        else for (const line of reportLines(report)) cli.print(line);
        const done = report.summary.added + report.summary.merged + report.summary.skipped;
        if (done === 0) process.exitCode = 1;
      });
    });
}

/** Imports with a progress line on stderr. */
export async function importPaths(
  session: Session,
  options: GlobalOptions,
  paths: readonly string[],
): Promise<ImportReport> {
  const paceline = await session.paceline();
  const athlete = await chooseAthlete(paceline.store, options.athlete);
  const sources: SourceContents[] = [];
  const line = createProgressLine();
  try {
    for (const path of paths) sources.push(...(await openSources(path)));
    const report = await importSources(paceline, sources, {
      athlete_id: athlete.id,
      onProgress: (progress) => line.update(lineOf(progress)),
    });
    if (report.computed > 0) await buildMonthCurves(await session.context());
    return report;
  } finally {
    line.end();
    for (const source of sources) await source.close();
  }
}

/** Whole-history curves are built from cached months; building them now spares the first question the wait. */
async function buildMonthCurves(context: QueryContext): Promise<void> {
  for (const tool of ['get_performance_curve', 'get_records']) await toolNamed(tool).run(context, {});
}

function lineOf({ phase, done, total, bytes, total_bytes }: ImportProgress): Progress {
  if (phase === 'computing') return { step: 'computing', done, total, unit: 'activities' };
  const megabytes = (value: number) => Math.round(value / 1e5) / 10;
  const all = total_bytes === null ? null : megabytes(total_bytes);
  return { step: 'reading', done: megabytes(bytes), total: all, unit: 'MB', note: `${done} files` };
}

/** What a person wants to know: the counts, what was joined, what is no activity, and every failure with its reason. */
export function reportLines(report: ImportReport): string[] {
  const { added, merged, skipped, failed } = report.summary;
  const lines = [bold(`${added} added, ${merged} merged, ${skipped} skipped, ${failed} failed`)];
  const is = (outcome: string, content?: string) => (row: ImportRow) =>
    row.outcome === outcome && (content === undefined || row.content === content);
  for (const [content, words] of Object.entries(OTHER_CONTENT)) {
    const count = report.files.filter(is('added', content)).length;
    if (count > 0) lines.push(`  ${count} of the added ${words}`);
  }
  lines.push(...listed('merged into a workout already there', report.files.filter(is('merged')), 5));
  const again = report.files.filter(is('skipped')).length;
  if (again > 0) lines.push(`  skipped because the same content was imported before: ${again}`);
  const reasons = Map.groupBy(report.files.filter(is('failed')), (row) => row.reason);
  for (const [reason, rows] of reasons) lines.push(...listed(`failed: ${reason}`, rows, 10));
  for (const { file, reason } of report.warnings) lines.push(`  ${file}: ${reason}`);
  if (report.left_out.length > 0) {
    lines.push(dim(`  left out on purpose: ${report.left_out.map((l) => l.file).join(', ')}`));
  }
  return lines;
}

const OTHER_CONTENT: Readonly<Record<string, string>> = {
  summary: 'are entries typed by hand, without a recording',
  workout: 'are workouts as designed',
  course: 'are courses',
  wellness: 'hold wellness readings',
  stored_only: 'are kept without an activity in them',
};

function listed(title: string, rows: readonly ImportRow[], most: number): string[] {
  if (rows.length === 0) return [];
  const lines = [`  ${title}${rows.length > 1 ? ` (${rows.length})` : ''}`];
  lines.push(...rows.slice(0, most).map((row) => dim(`    ${row.file}`)));
  if (rows.length > most) lines.push(dim(`    … and ${rows.length - most} more (--json lists all)`));
  return lines;
}
