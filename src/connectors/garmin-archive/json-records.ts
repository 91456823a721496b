/** Reads the objects of a JSON list one by one, so that a summary file of 100 MB and more needs the memory of one record. */

import { FormatError } from '../../core/failure.ts';

export type JsonRecord = Readonly<Record<string, unknown>>;

/** An activity with all its splits is some 100 kB; a longer record is passed over. */
const MAX_RECORD_BYTES = 8 * 1024 * 1024;
const MAX_DEPTH = 200;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * Yields the outermost objects that stand in a list. A list whose objects only wrap another list of objects, such as
 * `[{"summarizedActivitiesExport": [{…}, {…}]}]`, yields the inner ones when `wrapper` names that key.
 * @throws FormatError `json_broken` after the records that could be read
 */
export async function* jsonRecords(
  content: AsyncIterable<Uint8Array>,
  wrapper: string | null = null,
): AsyncGenerator<JsonRecord> {
  const scanner = new RecordScanner(wrapper);
  for await (const chunk of content) {
    for (const record of scanner.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength))) yield record;
  }
  scanner.end();
}

/** Follows the nesting byte by byte and cuts out the text of each record. */
class RecordScanner {
  readonly #wrapper: string | null;
  /** Open lists and objects, outermost first. */
  readonly #open: number[] = [];
  #in_string = false;
  #escaped = false;
  /** The last string read outside records: the key in front of a list. */
  #key: number[] | null = null;
  #last_key = '';
  /** Depth at which records begin: that of the list that holds them. */
  #list_depth = 0;
  #record: Buffer[] | null = null;
  #record_depth = 0;
  #record_bytes = 0;
  #anything = false;

  constructor(wrapper: string | null) {
    this.#wrapper = wrapper;
  }

  *push(chunk: Buffer): Generator<JsonRecord> {
    let start = 0;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at]!;
      if (this.#in_string) {
        if (this.#escaped) this.#escaped = false;
        else if (byte === BACKSLASH) this.#escaped = true;
        else if (byte === QUOTE) this.#closeString();
        else if (this.#key && this.#key.length < 100) this.#key.push(byte);
      } else if (byte === QUOTE) {
        this.#in_string = true;
        if (!this.#record) this.#key = [];
      } else if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
        if (this.#opens(byte)) start = at;
      } else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
        if (this.#closes(byte)) {
          const record = this.#finish(chunk.subarray(start, at + 1));
          if (record) yield record;
        }
      }
    }
    if (this.#record) this.#keep(chunk.subarray(start));
  }

  #closeString(): void {
    this.#in_string = false;
    if (this.#key) this.#last_key = Buffer.from(this.#key).toString('utf8');
    this.#key = null;
  }

  /** True when a record begins here. */
  #opens(byte: number): boolean {
    const parent = this.#open.at(-1);
    this.#open.push(byte);
    this.#anything = true;
    if (this.#open.length > MAX_DEPTH) throw broken();
    if (this.#record) return false;
    if (byte === OPEN_LIST) {
      const wanted = this.#wrapper === null ? this.#list_depth === 0 : this.#last_key === this.#wrapper;
      if (wanted) this.#list_depth = this.#open.length;
      return false;
    }
    if (parent !== OPEN_LIST || this.#list_depth !== this.#open.length - 1) return false;
    this.#record = [];
    this.#record_bytes = 0;
    this.#record_depth = this.#open.length;
    return true;
  }

  /** True when a record ends here. */
  #closes(byte: number): boolean {
    const opened = this.#open.pop();
    if (opened !== (byte === CLOSE_OBJECT ? OPEN_OBJECT : OPEN_LIST)) throw broken();
    if (!this.#record && this.#open.length < this.#list_depth) this.#list_depth = 0;
    return this.#record !== null && this.#open.length === this.#record_depth - 1;
  }

  #keep(piece: Buffer): void {
    this.#record_bytes += piece.length;
    if (this.#record_bytes <= MAX_RECORD_BYTES) this.#record?.push(Buffer.from(piece));
  }

  #finish(piece: Buffer): JsonRecord | null {
    const begun = this.#record ?? [];
    this.#record = null;
    if (this.#record_bytes + piece.length > MAX_RECORD_BYTES) return null;
    const text = begun.length === 0 ? piece : Buffer.concat([...begun, piece]);
    try {
      return JSON.parse(text.toString('utf8')) as JsonRecord;
    } catch {
      throw broken();
    }
  }

  end(): void {
    if (this.#open.length > 0 || this.#in_string || !this.#anything) throw broken();
  }
}

function broken(): FormatError {
  return new FormatError('json_broken', 'The file is not complete JSON; what stands before the damage is used.');
}

/** A finite number, else null. */
export function figure(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

export function object(value: unknown): JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonRecord) : {};
}

export function list(value: unknown): readonly JsonRecord[] {
  return Array.isArray(value) ? value.map(object) : [];
}
