/** The inner loops of reading records by column, one for each width of number: nearly all values of a file go through them. */

import { type BaseType, readNumber } from './base-types.ts';

/** Which bytes become which cells: `out[i − shift]` is read at `offsets[i] + at` for i in [from, to), all inside the bytes. */
export interface ColumnPart {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly offsets: Uint32Array;
  readonly out: Float64Array;
  readonly from: number;
  readonly to: number;
  readonly shift: number;
  readonly at: number;
  readonly type: BaseType;
  readonly little: boolean;
  /** raw / scale − offset */
  readonly scale: number;
  readonly offset: number;
}

/** Fills the cells, NaN where a value is missing. True when there was a value among them. */
export function fillColumn(part: ColumnPart): boolean {
  switch (part.type.name) {
    case 'enum':
    case 'uint8':
    case 'uint8z':
    case 'byte':
      return fillBytes(part);
    case 'uint16':
    case 'uint16z':
      return fillPairs(part);
    case 'uint32':
    case 'uint32z':
    case 'sint32':
      return fillFours(part);
    default:
      return fillOthers(part);
  }
}

function fillBytes({ bytes, offsets, out, from, to, shift, at, type, scale, offset }: ColumnPart): boolean {
  const { invalid } = type;
  let any = false;
  for (let i = from; i < to; i++) {
    const raw = bytes[offsets[i]! + at]!;
    const valid = raw !== invalid;
    out[i - shift] = valid ? raw / scale - offset : Number.NaN;
    any ||= valid;
  }
  return any;
}

// Single bytes put together cost the compiler much less than a DataView does.
function fillPairs({ bytes, offsets, out, from, to, shift, at, type, little, scale, offset }: ColumnPart): boolean {
  const { invalid } = type;
  const low = little ? at : at + 1;
  const high = little ? at + 1 : at;
  let any = false;
  for (let i = from; i < to; i++) {
    const start = offsets[i]!;
    const raw = bytes[start + low]! | (bytes[start + high]! << 8);
    const valid = raw !== invalid;
    out[i - shift] = valid ? raw / scale - offset : Number.NaN;
    any ||= valid;
  }
  return any;
}

function fillFours({ bytes, offsets, out, from, to, shift, at, type, little, scale, offset }: ColumnPart): boolean {
  const { invalid } = type;
  const below_zero = type.name === 'sint32' ? 2 ** 32 : 0;
  const step = little ? 1 : -1;
  const first = little ? at : at + 3;
  let any = false;
  for (let i = from; i < to; i++) {
    const start = offsets[i]! + first;
    const top = bytes[start + 3 * step]!;
    const low = bytes[start]! | (bytes[start + step]! << 8) | (bytes[start + 2 * step]! << 16);
    const raw = low + top * 0x1000000 - (top >= 0x80 ? below_zero : 0);
    const valid = raw !== invalid;
    out[i - shift] = valid ? raw / scale - offset : Number.NaN;
    any ||= valid;
  }
  return any;
}

function fillOthers({ view, offsets, out, from, to, shift, at, type, little, scale, offset }: ColumnPart): boolean {
  let any = false;
  for (let i = from; i < to; i++) {
    const raw = readNumber(view, offsets[i]! + at, type, little);
    // A float may hold an infinity, which is no reading either.
    const valid = Number.isFinite(raw);
    out[i - shift] = valid ? raw / scale - offset : Number.NaN;
    any ||= valid;
  }
  return any;
}
