/** CSV tables as rows of text, tolerant of what spreadsheets do to them: delimiter, encoding, line ends, ragged rows. */

import { isUtf8 } from 'node:buffer';
import { CsvError, parse } from 'csv-parse';
import { FormatError } from '../core/failure.ts';

/** A row is a few kB; a lost quotation mark would otherwise swallow the rest of the file into one field. */
const MAX_ROW_BYTES = 1024 * 1024;
const CHUNK_BYTES = 64 * 1024;

export interface CsvTable {
  readonly delimiter: ',' | ';' | '\t';
  /**
   * Rows in order, the header first, empty lines left out.
   * @throws FormatError `csv_broken` after the rows that could be read
   */
  rows(): AsyncGenerator<readonly string[]>;
}

/** Opens a table: UTF-8 with or without mark, UTF-16 with mark, else Windows-1252. */
export function openCsv(bytes: Uint8Array): CsvTable {
  const text = asUtf8(bytes);
  const delimiter = delimiterOf(text);
  return { delimiter, rows: () => rowsOf(text, delimiter) };
}

async function* rowsOf(text: Buffer, delimiter: string): AsyncGenerator<readonly string[]> {
  // Rows are taken from the parser's callback: its stream would drop those that stand just before an error.
  let ready: (readonly string[])[] = [];
  let failure: unknown = null;
  const parser = parse({
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    bom: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: MAX_ROW_BYTES,
    on_record: (row: readonly string[]) => {
      ready.push(row);
      return null;
    },
  });
  parser.on('error', (error) => {
    failure = error;
  });
  parser.resume();
  try {
    for (const slice of [...slices(text), null]) {
      await new Promise<void>((done) => {
        if (slice) parser.write(slice, () => done());
        else parser.end(() => done());
      });
      const rows = ready;
      ready = [];
      yield* rows;
      if (failure) throw explain(failure);
    }
  } finally {
    parser.destroy();
  }
}

function explain(error: unknown): unknown {
  if (!(error instanceof CsvError)) return error;
  return new FormatError(
    'csv_broken',
    error.code === 'CSV_QUOTE_NOT_CLOSED' || error.code === 'CSV_MAX_RECORD_SIZE'
      ? 'A quotation mark is never closed, so the rest of the table cannot be read.'
      : 'The table is not well-formed from some row on.',
  );
}

function* slices(text: Buffer): Generator<Buffer> {
  for (let at = 0; at < text.length; at += CHUNK_BYTES) yield text.subarray(at, at + CHUNK_BYTES);
}

function asUtf8(bytes: Uint8Array): Buffer {
  const encoding = encodingOf(bytes);
  return encoding === 'utf-8'
    ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    : Buffer.from(new TextDecoder(encoding).decode(bytes), 'utf8');
}

function encodingOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return isUtf8(bytes) ? 'utf-8' : 'windows-1252';
}

/** The delimiter that occurs most in the first line outside quotation marks; a spreadsheet may have chosen it. */
function delimiterOf(text: Buffer): CsvTable['delimiter'] {
  const head = text.toString('utf8', 0, CHUNK_BYTES);
  const counts = { ',': 0, ';': 0, '\t': 0 };
  let quoted = false;
  for (const char of head) {
    if (char === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (char === '\n' || char === '\r') break;
    else if (char === ',' || char === ';' || char === '\t') counts[char]++;
  }
  if (counts[';'] > counts[','] && counts[';'] >= counts['\t']) return ';';
  return counts['\t'] > counts[','] ? '\t' : ',';
}
