/** The FIT base types: how many bytes a value takes, which value means "missing", and how to read one. */

export type BaseTypeName =
  | 'enum'
  | 'sint8'
  | 'uint8'
  | 'sint16'
  | 'uint16'
  | 'sint32'
  | 'uint32'
  | 'string'
  | 'float32'
  | 'float64'
  | 'uint8z'
  | 'uint16z'
  | 'uint32z'
  | 'byte'
  | 'sint64'
  | 'uint64'
  | 'uint64z';

export interface BaseType {
  readonly name: BaseTypeName;
  /** The byte that stands for it in a definition message. */
  readonly code: number;
  /** Bytes per value. */
  readonly size: number;
  /** The value that means "missing". For the floats all bits set, which reads as NaN. */
  readonly invalid: number | bigint;
}

const type = (name: BaseTypeName, code: number, size: number, invalid: number | bigint): BaseType => ({
  name,
  code,
  size,
  invalid,
});

/** Indexed by the low five bits of the code: some writers leave the endian flag (0x80) out. */
const BY_NUMBER: readonly BaseType[] = [
  type('enum', 0x00, 1, 0xff),
  type('sint8', 0x01, 1, 0x7f),
  type('uint8', 0x02, 1, 0xff),
  type('sint16', 0x83, 2, 0x7fff),
  type('uint16', 0x84, 2, 0xffff),
  type('sint32', 0x85, 4, 0x7fffffff),
  type('uint32', 0x86, 4, 0xffffffff),
  type('string', 0x07, 1, 0),
  type('float32', 0x88, 4, Number.NaN),
  type('float64', 0x89, 8, Number.NaN),
  type('uint8z', 0x0a, 1, 0),
  type('uint16z', 0x8b, 2, 0),
  type('uint32z', 0x8c, 4, 0),
  type('byte', 0x0d, 1, 0xff),
  type('sint64', 0x8e, 8, 0x7fffffffffffffffn),
  type('uint64', 0x8f, 8, 0xffffffffffffffffn),
  type('uint64z', 0x90, 8, 0n),
];

const BYTE = BY_NUMBER[0x0d]!;
const BY_NAME = new Map(BY_NUMBER.map((t) => [t.name, t]));

/** The type a code stands for; bytes when the code is unknown, so that nothing is lost. */
export function baseTypeOf(code: number): BaseType {
  return BY_NUMBER[code & 0x1f] ?? BYTE;
}

export function baseTypeNamed(name: BaseTypeName): BaseType {
  return BY_NAME.get(name)!;
}

/**
 * One value as a number, NaN when it is the type's "missing" value. 64-bit values beyond 2^53 lose their last digits
 * here; `readExact` keeps them. The caller guarantees that `at + type.size` lies inside the view.
 */
export function readNumber(view: DataView, at: number, type: BaseType, little: boolean): number {
  const value = readExact(view, at, type, little);
  return value === type.invalid ? Number.NaN : Number(value);
}

/** One value exactly as written, the "missing" value included. A string or byte is read as one byte. */
export function readExact(view: DataView, at: number, type: BaseType, little: boolean): number | bigint {
  switch (type.name) {
    case 'sint8':
      return view.getInt8(at);
    case 'sint16':
      return view.getInt16(at, little);
    case 'uint16':
    case 'uint16z':
      return view.getUint16(at, little);
    case 'sint32':
      return view.getInt32(at, little);
    case 'uint32':
    case 'uint32z':
      return view.getUint32(at, little);
    case 'float32':
      return view.getFloat32(at, little);
    case 'float64':
      return view.getFloat64(at, little);
    case 'sint64':
      return view.getBigInt64(at, little);
    case 'uint64':
    case 'uint64z':
      return view.getBigUint64(at, little);
    default:
      return view.getUint8(at);
  }
}
