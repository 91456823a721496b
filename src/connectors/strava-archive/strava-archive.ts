/** Strava's account export: the activities table as facts, its files as entries, settings and gear as offers; other people's data untouched. */

import type { ActivityFact, SourceProblem } from '../../core/source.ts';
import type { TreeFile } from '../folder/file-tree.ts';
import { readTable } from '../folder/read-table.ts';
import { EMPTY_PART, leftOut, type SourcePart } from '../folder/source-part.ts';
import { classifyName, extensionOf } from '../folder/training-file.ts';
import { factOfRow } from './activity-fact.ts';
import { findColumns } from './activity-table.ts';
import { gearFrom, offersFromPreferences, offersFromProfile } from './athlete-tables.ts';
import { digitOrderOf } from './cell-values.ts';

/** Rows that decide what the columns are. */
const SAMPLE_ROWS = 300;
/** Named one by one up to this many; then counted. */
const MAX_NAMED_PROBLEMS = 20;

const OTHER_PEOPLE = 'followers following blocks contacts messaging comments reactions clubs memberships posts events';
const PRIVATE =
  'logins connected_apps applications mobile_device_identifiers orders privacy_zones support_tickets intercom_tickets flags partner_opt_outs structured_details visibility_settings social_settings email_preferences metering';
const NOT_USED =
  'routes goals global_challenges group_challenges monthly_recap_achievements segments starred_segments starred_routes local_legend_segments components favorites community_content media';

const LEFT_OUT: ReadonlyMap<string, string> = new Map([
  ...OTHER_PEOPLE.split(' ').map((name) => [name, 'it is about other people and is not read'] as const),
  ...PRIVATE.split(' ').map((name) => [name, 'it holds private account data and is not read'] as const),
  ...NOT_USED.split(' ').map((name) => [name, 'nothing here makes use of it'] as const),
]);

/** Where an export begins in a tree, with its table. */
export interface StravaRoot {
  /** Path of its folder with a `/` at the end, or '' for the tree itself. */
  readonly root: string;
  readonly table: TreeFile;
}

/**
 * Finds Strava's tables among the files: named activities.csv, or the file given by itself, with Strava's columns.
 * A table of that name that cannot be read becomes a problem.
 */
export async function findStravaRoots(files: readonly TreeFile[], problems: SourceProblem[]): Promise<StravaRoot[]> {
  const roots = new Map<string, StravaRoot>();
  for (const table of files) {
    const alone = files.length === 1;
    if (!(alone ? /\.csv$/i : /(?:^|\/)activities[^/]*\.csv$/i).test(table.path)) continue;
    const { header, rows } = await readTable(table, problems, SAMPLE_ROWS);
    if (findColumns(header, rows)) {
      const root = table.path.slice(0, table.path.lastIndexOf('/') + 1);
      // Of several downloads of the table in one folder the one with the plain name counts.
      if (!roots.has(root) || /(?:^|\/)activities\.csv$/i.test(table.path)) roots.set(root, { root, table });
    }
  }
  return [...roots.values()];
}

/** Reads an export. `files` are those below its root. */
export async function readStravaArchive({ root, table }: StravaRoot, files: readonly TreeFile[]): Promise<SourcePart> {
  const problems: SourceProblem[] = [];
  const left_out: SourceProblem[] = [];
  const below = new Map(files.map((file) => [file.path, file]));
  const rowsOf = async (name: string) => {
    const file = below.get(root + name);
    return file ? await smallTable(file, problems) : [];
  };
  const by_name = new Map(files.map((file) => [file.path.slice(file.path.lastIndexOf('/') + 1), file.path]));
  const in_activities = files.filter((file) => /^activities\//i.test(file.path.slice(root.length)));
  // The oldest exports keep the table beside the files; a person may have flattened the folder.
  const findFile = (name: string): string | null =>
    below.has(root + name) ? root + name : (by_name.get(name.slice(name.lastIndexOf('/') + 1)) ?? null);

  const facts = await readActivities(table, findFile, in_activities.length > 0, problems);
  const named = new Set(facts.flatMap((fact) => (fact.join.by === 'file' ? [fact.join.label] : [])));
  const offered = files.filter((file) => named.has(file.path) || isOffered(file.path.slice(root.length), file.path));
  const preferences = offersFromPreferences(await rowsOf('general_preferences.csv'));
  const profile = offersFromProfile(await rowsOf('profile.csv'));
  const taken = new Set(preferences.map((offer) => offer.kind));

  const rest: TreeFile[] = [];
  const chosen = new Set(offered);
  for (const file of files) {
    if (chosen.has(file) || file === table || READ_TABLES.has(file.path.slice(root.length))) continue;
    const reason = LEFT_OUT.get(
      /^([a-z_]+)\.(?:csv|json)$/i.exec(file.path.slice(root.length))?.[1]?.toLowerCase() ?? '',
    );
    if (reason) left_out.push({ label: file.path, reason });
    else rest.push(file);
  }
  return {
    ...EMPTY_PART,
    kind: 'strava_archive',
    facts,
    offers: [...preferences, ...profile.filter((offer) => !taken.has(offer.kind))],
    gear: [...gearFrom(await rowsOf('bikes.csv'), 'bike'), ...gearFrom(await rowsOf('shoes.csv'), 'shoes')],
    problems,
    left_out: [...left_out, ...leftOut(rest)],
    files: offered,
  };
}

const READ_TABLES = new Set(['general_preferences.csv', 'profile.csv', 'bikes.csv', 'shoes.csv']);

/** Recordings anywhere, and in activities/ also those without a telling name (`1.bin.gz` occurs); never photos and videos. */
function isOffered(inside: string, path: string): boolean {
  if (/^media\//i.test(inside)) return false;
  if (classifyName(path) === 'training') return true;
  return /^activities\//i.test(inside) && (classifyName(path) === 'unnamed' || extensionOf(path) === 'bin');
}

async function smallTable(file: TreeFile, problems: SourceProblem[]): Promise<(readonly string[])[]> {
  const { header, rows } = await readTable(file, problems);
  return [header, ...rows];
}

async function readActivities(
  file: TreeFile,
  findFile: (name: string) => string | null,
  has_files: boolean,
  problems: SourceProblem[],
): Promise<ActivityFact[]> {
  const { header, rows, delimiter } = await readTable(file, problems);
  const table = findColumns(header, rows.slice(0, SAMPLE_ROWS));
  if (!table) return [];
  if (!table.complete) {
    const reason = 'Its columns are in an unknown language and not in the usual order; only the first ones are used.';
    problems.push({ label: file.path, reason });
  }
  const reading = {
    table,
    decimal_comma: delimiter === ';' || !(table.language === 'en' || table.language === 'old'),
    digit_order: digitOrderOf(rows.slice(0, SAMPLE_ROWS).map((row) => table.cell(row, 'date'))),
    findFile,
  };
  const facts: ActivityFact[] = [];
  const missing: SourceProblem[] = [];
  let undated = 0;
  for (const row of rows) {
    const read = factOfRow(row, reading);
    if (!read) continue;
    if (read.fact) facts.push(read.fact);
    if (!read.dated) undated++;
    if (read.missing_file !== null) {
      missing.push({ label: read.missing_file, reason: 'The table names this file but the archive lacks it.' });
    }
  }
  if (undated > 0) problems.push({ label: file.path, reason: `The dates of ${undated} rows cannot be read.` });
  problems.push(...(has_files ? shortened(missing, file.path) : withoutFiles(missing, file.path)));
  return facts;
}

function shortened(missing: readonly SourceProblem[], table: string): SourceProblem[] {
  const more = missing.length - MAX_NAMED_PROBLEMS;
  if (more <= 0) return [...missing];
  return [
    ...missing.slice(0, MAX_NAMED_PROBLEMS),
    { label: table, reason: `The table names ${more} more files that the archive lacks.` },
  ];
}

function withoutFiles(missing: readonly SourceProblem[], table: string): SourceProblem[] {
  if (missing.length === 0) return [];
  const reason = `The ${missing.length} files it names are not here; give the whole archive or its folder to read them.`;
  return [{ label: table, reason }];
}
