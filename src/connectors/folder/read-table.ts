/** Reads a CSV file of an archive; a damaged one gives the rows before the damage and a problem. */

import { FormatError } from '../../core/failure.ts';
import type { SourceProblem } from '../../core/source.ts';
import { openCsv } from '../../formats/csv.ts';
import { sentence, type TreeFile } from './file-tree.ts';

/** An account of 30 years has some 20,000 activities and, with several readings a day, 100,000 metrics. */
const MAX_ROWS = 200_000;
/** 20,000 rows of 103 columns are two million cells in 12 MB. */
const MAX_CELLS = 8_000_000;
const MAX_BYTES = 64 * 1024 ** 2;

export interface ReadTable {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly delimiter: string;
}

/** @param limit rows below the header that are wanted at most */
export async function readTable(
  file: TreeFile,
  problems: SourceProblem[],
  limit = Number.POSITIVE_INFINITY,
): Promise<ReadTable> {
  const rows: (readonly string[])[] = [];
  let header: readonly string[] | null = null;
  let delimiter = ',';
  let cells = 0;
  try {
    if (file.unpacked_bytes > MAX_BYTES) {
      throw new FormatError('table_too_large', `The table is larger than ${MAX_BYTES / 1024 ** 2} MB and is not read.`);
    }
    const csv = openCsv(await file.read());
    delimiter = csv.delimiter;
    for await (const row of csv.rows()) {
      if (header === null) header = row;
      else rows.push(row);
      if (rows.length >= limit) break;
      cells += row.length;
      if (cells > MAX_CELLS || rows.length >= MAX_ROWS) {
        throw new FormatError('table_too_large', `Only the first ${rows.length} rows of the table are read.`);
      }
    }
  } catch (error) {
    problems.push({ label: file.path, reason: sentence(error) });
  }
  return { header: header ?? [], rows, delimiter };
}
