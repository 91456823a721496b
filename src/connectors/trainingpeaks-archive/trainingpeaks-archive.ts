/** TrainingPeaks' account export: any number of its three zips side by side, as facts, readings and files. */

import type { ActivityFact, SourceProblem } from '../../core/source.ts';
import type { TreeFile } from '../folder/file-tree.ts';
import { readTable } from '../folder/read-table.ts';
import { EMPTY_PART, plainPart, type SourcePart } from '../folder/source-part.ts';
import { isMetricsHeader, readingsOfMetrics } from './metrics-table.ts';
import { factsOfWorkouts, isWorkoutsHeader } from './workouts-table.ts';

export interface TrainingPeaksTables {
  readonly workouts: readonly TreeFile[];
  readonly metrics: readonly TreeFile[];
  /** A zip or folder of device files by its name. */
  readonly has_files: boolean;
}

/** Finds TrainingPeaks' tables by their headers, and its device files by the name of their zip. Null when there are none. */
export async function findTrainingPeaks(
  files: readonly TreeFile[],
  problems: SourceProblem[],
): Promise<TrainingPeaksTables | null> {
  const workouts: TreeFile[] = [];
  const metrics: TreeFile[] = [];
  const alone = files.length === 1;
  for (const file of files) {
    if (!/\.csv$/i.test(file.path) || !(alone || /(?:^|\/)(?:workouts|metrics)[^/]*\.csv$/i.test(file.path))) continue;
    const { header } = await readTable(file, problems, 1);
    if (isWorkoutsHeader(header)) workouts.push(file);
    else if (isMetricsHeader(header)) metrics.push(file);
  }
  const has_files = files.some((file) => /(?:^|\/)WorkoutFileExport-[^/]*\//i.test(file.path));
  return workouts.length + metrics.length > 0 || has_files ? { workouts, metrics, has_files } : null;
}

/** Reads the tables; `files` are all files of the export, the tables among them. */
export async function readTrainingPeaks(tables: TrainingPeaksTables, files: readonly TreeFile[]): Promise<SourcePart> {
  const problems: SourceProblem[] = [];
  const left_out: SourceProblem[] = [];
  const facts = new Map<string, ActivityFact>();
  for (const file of tables.workouts) {
    const { header, rows } = await readTable(file, problems);
    const read = factsOfWorkouts(header, rows);
    // Exports of overlapping date ranges repeat rows; equal rows of one export differ by their ordinal.
    for (const fact of read.facts) facts.set(fact.external_id, fact);
    note(left_out, file, read.planned_only, 'only planned, without a result');
    note(left_out, file, read.rest_days, 'rest days');
    if (read.undated > 0)
      problems.push({ label: file.path, reason: `The dates of ${read.undated} rows cannot be read.` });
  }
  const metric_rows: (readonly string[])[] = [];
  let metric_header: readonly string[] = [];
  for (const file of tables.metrics) {
    const { header, rows } = await readTable(file, problems);
    if (metric_header.length === 0) metric_header = header;
    if (isSameHeader(header, metric_header)) for (const row of rows) metric_rows.push(row);
    else problems.push({ label: file.path, reason: 'Its columns differ from those of the other metrics tables.' });
  }
  const metrics = readingsOfMetrics(metric_header, withoutRepeats(metric_rows));
  for (const [label, count] of metrics.unused) {
    left_out.push({ label: `metrics: ${label}`, reason: `${count} rows of a kind or unit that is not known` });
  }
  const claimed = new Set([...tables.workouts, ...tables.metrics]);
  const plain = plainPart(
    'folder',
    files.filter((file) => !claimed.has(file)),
  );
  return {
    ...EMPTY_PART,
    kind: 'trainingpeaks_archive',
    facts: [...facts.values()],
    readings: metrics.readings,
    problems: [...problems, ...plain.problems],
    left_out: [...left_out, ...plain.left_out],
    files: plain.files,
  };
}

function note(left_out: SourceProblem[], file: TreeFile, count: number, what: string): void {
  if (count > 0) left_out.push({ label: file.path, reason: `${count} ${count === 1 ? 'row' : 'rows'}: ${what}` });
}

function isSameHeader(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name, index) => name.toLowerCase() === b[index]?.toLowerCase());
}

function withoutRepeats(rows: readonly (readonly string[])[]): (readonly string[])[] {
  const seen = new Set<string>();
  return rows.filter((row) => {
    const text = row.join('\0');
    if (seen.has(text)) return false;
    seen.add(text);
    return true;
  });
}
