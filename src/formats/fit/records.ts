/**
 * Record messages by column: one typed array per field, straight from the bytes. The offset and type of a field are
 * looked up once per run of rows with the same layout; inside a run only numbers are touched.
 */

import type { BaseType } from './base-types.ts';
import { fillColumn } from './fill-column.ts';
import {
  type DefinedDeveloperField,
  type Definition,
  type FieldDescription,
  type Message,
  type MessageList,
  unixTime,
} from './messages.ts';

/** Rows [from, to) of the table. */
export interface Rows {
  readonly from: number;
  readonly to: number;
}

/** How to turn the raw number into a value: raw / scale − offset. */
export interface Scaling {
  readonly scale: number;
  readonly offset: number;
  /** Which element of an array field; default the first. */
  readonly element?: number;
}

const UNSCALED: Scaling = { scale: 1, offset: 0 };

/** Where a field lies in the messages of one definition. */
interface Place {
  readonly at: number;
  readonly type: BaseType;
  readonly little: boolean;
}

export class RecordTable {
  /** The messages themselves: every field as written, known or not. */
  readonly messages: MessageList;
  readonly #definitions: readonly Definition[];

  constructor(messages: MessageList) {
    this.messages = messages;
    const used = new Uint8Array(messages.source.definitions.length);
    for (let i = 0; i < messages.length; i++) used[messages.definition_ids[i]!] = 1;
    this.#definitions = messages.source.definitions.filter((_, id) => used[id] === 1);
  }

  get length(): number {
    return this.messages.length;
  }

  row(index: number): Message {
    return this.messages.get(index);
  }

  /** Numbers of the native fields any record has. */
  get native_fields(): ReadonlySet<number> {
    return new Set(this.#definitions.flatMap((d) => d.fields.map((f) => f.num)));
  }

  /** The described developer fields any record has, each once (the first description when it was repeated). */
  get developer_fields(): FieldDescription[] {
    const found = new Map<number, FieldDescription>();
    for (const definition of this.#definitions) {
      for (const field of definition.developer_fields) {
        const key = field.developer_index * 256 + field.num;
        const description = this.messages.source.describe(definition, field);
        if (description && !found.has(key)) found.set(key, description);
      }
    }
    return [...found.values()];
  }

  /** Unix seconds per row; NaN where a record has no time. */
  times(rows: Rows): Float64Array {
    const out = new Float64Array(rows.to - rows.from);
    for (let i = 0; i < out.length; i++) out[i] = unixTime(this.messages.fitTime(rows.from + i));
    return out;
  }

  /** The values of a native field, NaN where missing; null when no row has a value. */
  native(num: number, rows: Rows, scaling: Scaling = UNSCALED): Float64Array | null {
    return this.#column(rows, scaling, (definition) => {
      const field = definition.fields.findLast((f) => f.num === num);
      return field ? place(field.at, field.size, field.type, definition.little, scaling) : null;
    });
  }

  /** The values of a developer field, likewise. */
  developer(key: Pick<FieldDescription, 'developer_index' | 'num'>, rows: Rows, scaling = UNSCALED) {
    const matches = (f: DefinedDeveloperField) => f.num === key.num && f.developer_index === key.developer_index;
    return this.#column(rows, scaling, (definition) => {
      const field = definition.developer_fields.find(matches);
      const type = field && this.messages.source.describe(definition, field)?.type;
      return field && type ? place(field.at, field.size, type, definition.little, scaling) : null;
    });
  }

  #column(rows: Rows, scaling: Scaling, find: (definition: Definition) => Place | null): Float64Array | null {
    const places: (Place | null)[] = [];
    let anywhere = false;
    for (const definition of this.#definitions) {
      const found = find(definition);
      places[definition.id] = found;
      anywhere ||= found !== null;
    }
    if (!anywhere) return null;

    const { offsets, definition_ids, source } = this.messages;
    const { bytes, view } = source;
    const { scale, offset } = scaling;
    const shift = rows.from;
    const out = new Float64Array(rows.to - rows.from);
    let any = false;
    for (let row = rows.from; row < rows.to; ) {
      const id = definition_ids[row]!;
      let end = row + 1;
      while (end < rows.to && definition_ids[end] === id) end++;
      const found = places[id];
      if (found) {
        const { at, type, little } = found;
        const part = { bytes, view, offsets, out, from: row, to: end, shift, at, type, little, scale, offset };
        any = fillColumn(part) || any;
      } else out.fill(Number.NaN, row - shift, end - shift);
      row = end;
    }
    return any ? out : null;
  }
}

/** Null for fields that hold no number of their type: text, and sizes that are not a multiple of the type's. */
function place(at: number, size: number, type: BaseType, little: boolean, scaling: Scaling): Place | null {
  const element = scaling.element ?? 0;
  if (type.name === 'string' || size % type.size !== 0 || (element + 1) * type.size > size) return null;
  return { at: at + element * type.size, type, little };
}
