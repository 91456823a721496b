/** The lower layer on files built byte by byte: every base type, both byte orders, and everything that goes wrong. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FormatError } from '../../core/failure.ts';
import { crc16 } from './crc.ts';
import { decodeFit } from './index.ts';
import { FIT_EPOCH_S } from './messages.ts';
import { MESSAGE } from './profile.ts';
import { readFit } from './read.ts';

const U8 = 0x02;
const U16 = 0x84;
const U32 = 0x86;
type FieldTriple = readonly [num: number, size: number, type: number];

function definition(local: number, global: number, fields: readonly FieldTriple[], big = false): number[] {
  const number = big ? [global >> 8, global & 0xff] : [global & 0xff, global >> 8];
  return [0x40 | local, 0, big ? 1 : 0, ...number, fields.length, ...fields.flat()];
}

const u32 = (v: number, big = false): number[] => {
  const bytes = [v & 0xff, (v >>> 8) & 0xff, (v >>> 16) & 0xff, (v >>> 24) & 0xff];
  return big ? bytes.reverse() : bytes;
};
const u16 = (v: number, big = false): number[] => (big ? [v >> 8, v & 0xff] : [v & 0xff, v >> 8]);

interface FileOptions {
  readonly header_size?: 12 | 14;
  readonly data_size?: number;
  readonly crc?: number;
}

/** A FIT file around message bytes. */
function fitFile(data: readonly number[], options: FileOptions = {}): Uint8Array {
  const size = options.header_size ?? 14;
  const header = [size, 0x20, ...u16(21217), ...u32(options.data_size ?? data.length), 0x2e, 0x46, 0x49, 0x54];
  if (size === 14) header.push(...u16(crc16(Uint8Array.from(header), 0, 12)));
  const body = Uint8Array.from([...header, ...data]);
  return Uint8Array.from([...body, ...u16(options.crc ?? crc16(body, 0, body.length))]);
}

const START = 1_000_000_000;
const ACTIVITY_ID = [...definition(0, MESSAGE.file_id, [[0, 1, 0]]), 0, 4];
const RECORD_FIELDS: readonly FieldTriple[] = [
  [253, 4, U32],
  [7, 2, U16],
];

/** `count` records of local type 1, one second and one watt apart. */
function records(count: number, from = 0): number[] {
  return Array.from({ length: count }, (_, i) => [1, ...u32(START + from + i), ...u16(100 + from + i)]).flat();
}

const RIDE = [...ACTIVITY_ID, ...definition(1, MESSAGE.record, RECORD_FIELDS), ...records(20)];

function powers(bytes: Uint8Array): number[] {
  const file = decodeFit(bytes);
  return [...(file.records.native(7, { from: 0, to: file.records.length }) ?? [])];
}

const WATTS = Array.from({ length: 20 }, (_, i) => 100 + i);

function codes(bytes: Uint8Array): string[] {
  return decodeFit(bytes).warnings.map((w) => w.code);
}

function refusal(bytes: Uint8Array): string {
  try {
    readFit(bytes);
  } catch (error) {
    if (error instanceof FormatError) return error.code;
    throw error;
  }
  return 'read';
}

describe('values', () => {
  it('reads every base type in both byte orders exactly', () => {
    for (const big of [false, true]) {
      const order = (...bytes: number[]) => (big ? bytes.toReversed() : bytes);
      const fields: FieldTriple[] = [
        [0, 1, 0x00],
        [1, 1, 0x01],
        [2, 1, 0x02],
        [3, 2, 0x83],
        [4, 2, 0x84],
        [5, 4, 0x85],
        [6, 4, 0x86],
        [7, 6, 0x07],
        [8, 4, 0x88],
        [9, 8, 0x89],
        [10, 1, 0x0a],
        [11, 2, 0x8b],
        [12, 4, 0x8c],
        [13, 3, 0x0d],
        [14, 8, 0x8e],
        [15, 8, 0x8f],
        [16, 8, 0x90],
        [17, 4, 0x84],
      ];
      const data = [
        5,
        0xfe,
        200,
        ...order(0xfe, 0xff),
        ...order(0x34, 0x12),
        ...order(0xfe, 0xff, 0xff, 0xff),
        ...order(0x78, 0x56, 0x34, 0x12),
        ...[0x61, 0xc3, 0xa9, 0, 0x7a, 0],
        ...order(0, 0, 0xc0, 0x3f),
        ...order(0, 0, 0, 0, 0, 0, 0xf8, 0x3f),
        7,
        ...order(9, 0),
        ...order(1, 0, 0, 0),
        ...[1, 2, 255],
        ...order(0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff),
        ...order(1, 0, 0, 0, 0, 0, 0, 0x80),
        ...order(2, 0, 0, 0, 0, 0, 0, 0),
        ...order(1, 0),
        ...order(0xff, 0xff),
      ];
      const file = decodeFit(fitFile([...definition(0, 0xff00, fields, big), 0, ...data]));
      const message = file.messages(0xff00).get(0);
      expect(message.fields().map((f) => f.value)).toEqual([
        5,
        -2,
        200,
        -2,
        0x1234,
        -2,
        0x12345678,
        'aé',
        1.5,
        1.5,
        7,
        9,
        1,
        Uint8Array.of(1, 2, 255),
        -2n,
        0x8000000000000001n,
        2n,
        [1, 0xffff],
      ]);
      expect(message.numbers(17)).toEqual([1, Number.NaN]);
    }
  });

  it('knows each "missing" value, and zero in the z types', () => {
    const types = [
      [0x00, 1, 0xff],
      [0x01, 1, 0x7f],
      [0x0a, 1, 0],
      [0x83, 2, 0xff, 0x7f],
      [0x8b, 2, 0, 0],
      [0x86, 4, 0xff, 0xff, 0xff, 0xff],
      [0x88, 4, 0xff, 0xff, 0xff, 0xff],
      [0x8f, 8, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
      [0x90, 8, 0, 0, 0, 0, 0, 0, 0, 0],
    ];
    const fields = types.map(([type, size], i): FieldTriple => [i, size!, type!]);
    const data = types.flatMap(([, , ...bytes]) => bytes);
    const message = decodeFit(fitFile([...definition(0, 0xff01, fields), 0, ...data]))
      .messages(0xff01)
      .get(0);
    for (const [i] of types.entries()) expect(message.number(i), `type ${types[i]![0]}`).toBeNaN();
  });

  it('keeps odd sizes as bytes, and takes the last value of a field that is there twice', () => {
    const fields: FieldTriple[] = [
      [3, 1, U32],
      [7, 0, U16],
      [9, 4, U32],
      [9, 4, U32],
    ];
    const file = decodeFit(fitFile([...definition(0, 21, fields), 0, 42, ...u32(0), ...u32(50)]));
    const message = file.messages(21).get(0);
    expect(message.number(3)).toBeNaN();
    expect(message.number(7)).toBeNaN();
    expect(message.number(9)).toBe(50);
    expect(message.fields()[0]!.value).toEqual(Uint8Array.of(42));
  });

  it('resolves developer fields, also when they are described too late', () => {
    const described = [
      ...definition(2, MESSAGE.field_description, [
        [0, 1, U8],
        [1, 1, U8],
        [2, 1, U8],
        [3, 5, 0x07],
        [8, 2, 0x07],
        [6, 1, U8],
      ]),
      ...[2, 3, 5, U16, ...new TextEncoder().encode('Drag\0'), 0x4e, 0, 10],
    ];
    const layout = [0x61, 0, 0, 20, 0, 1, 253, 4, U32, 1, 5, 2, 3];
    const row = [1, ...u32(START), ...u16(1234)];
    for (const data of [
      [...described, ...layout, ...row],
      [...layout, ...row, ...described],
    ]) {
      const file = decodeFit(fitFile([...ACTIVITY_ID, ...data]));
      const [field] = file.records.developer_fields;
      expect(field).toMatchObject({ developer_index: 3, num: 5, name: 'Drag', unit: 'N', scale: 10 });
      expect([...file.records.developer(field!, { from: 0, to: 1 })!]).toEqual([1234]);
      const document = readFit(fitFile([...ACTIVITY_ID, ...data]));
      expect(document.kind === 'activity' && document.recordings[0]!.samples.extra).toMatchObject([
        { id: 'x_drag', title: 'Drag', unit: 'N', values: Float64Array.of(123.4) },
      ]);
    }
  });

  it('follows compressed timestamps over the 32 s rollover', () => {
    const plain = definition(2, MESSAGE.record, [[7, 2, U16]]);
    const full = [...definition(1, MESSAGE.record, RECORD_FIELDS), ...records(1)];
    const offsets = [(START + 1) & 31, (START + 20) & 31, (START + 40) & 31, (START + 40) & 31];
    const compressed = offsets.flatMap((offset) => [0x80 | (2 << 5) | offset, ...u16(200)]);
    const file = decodeFit(fitFile([...ACTIVITY_ID, ...full, ...plain, ...compressed]));
    const times = file.records.times({ from: 0, to: file.records.length });
    expect([...times].map((t) => t - FIT_EPOCH_S - START)).toEqual([0, 1, 20, 40, 40]);
  });
});

describe('headers and lengths', () => {
  it('reads 12-byte headers, and a header checksum of zero', () => {
    expect(powers(fitFile(RIDE, { header_size: 12 }))).toEqual(WATTS);
    const bytes = fitFile(RIDE);
    bytes.set([0, 0], 12);
    bytes.set(u16(crc16(bytes, 0, bytes.length - 2)), bytes.length - 2);
    expect(powers(bytes)).toEqual(WATTS);
    expect(codes(bytes)).toEqual([]);
  });

  it.each([
    ['zero', 0, 'wrong_data_size'],
    ['too small', 25, 'wrong_data_size'],
    ['too large', 100_000, 'truncated'],
  ])('reads everything when the data size is %s', (_, data_size, code) => {
    const bytes = fitFile(RIDE, { data_size });
    expect(powers(bytes)).toEqual(WATTS);
    expect(codes(bytes)).toEqual([code]);
  });

  it('warns of a wrong checksum, of a missing one and of bytes behind the end', () => {
    const good = fitFile(RIDE);
    expect(codes(fitFile(RIDE, { crc: 1 }))).toEqual(['crc_mismatch']);
    expect(codes(good.slice(0, -1))).toEqual(['crc_missing']);
    expect(codes(Uint8Array.from([...good, 1, 2, 3]))).toEqual(['trailing_bytes']);
    for (const bytes of [fitFile(RIDE, { crc: 1 }), good.slice(0, -1), Uint8Array.from([...good, 1, 2, 3])]) {
      expect(powers(bytes)).toEqual(WATTS);
    }
  });

  it('keeps every complete record of a truncated file', () => {
    const bytes = fitFile(RIDE);
    const first = 14 + RIDE.length - 20 * 7;
    for (let length = first; length < bytes.length - 2; length++) {
      const complete = Math.floor((length - first) / 7);
      // The last two bytes of a cut file might be its checksum: one record more or less is lost at the very end.
      const read = decodeFit(bytes.slice(0, length)).records.length;
      expect(Math.abs(read - complete), `cut at ${length}`).toBeLessThanOrEqual(1);
      expect(codes(bytes.slice(0, length))[0]).toBe('truncated');
    }
  });

  it('reads chained files, and starts anew with their definitions', () => {
    const second = [...definition(1, MESSAGE.record, [[7, 2, U16]]), 1, ...u16(300)];
    expect(powers(Uint8Array.from([...fitFile(RIDE), ...fitFile(second)]))).toEqual([...WATTS, 300]);
    const undefined_here = Uint8Array.from([...fitFile(RIDE), ...fitFile([1, ...u16(300)])]);
    expect(codes(undefined_here)).toEqual(['undefined_message']);
    expect(powers(undefined_here)).toEqual(WATTS);
  });

  it('keeps the first file when the second is damaged', () => {
    const first = fitFile(RIDE);
    const second = fitFile(RIDE, { crc: 7 });
    expect(codes(Uint8Array.from([...first, ...second]))).toEqual(['crc_mismatch']);
    expect(codes(Uint8Array.from([...first, ...second.slice(0, 14)]))).toEqual(['truncated']);
    expect(codes(Uint8Array.from([...first, 9, 9, ...second.slice(2)]))).toEqual(['trailing_bytes']);
  });

  it('goes on behind lost bytes inside the file', () => {
    const rows = records(20);
    const data = [...ACTIVITY_ID, ...definition(1, MESSAGE.record, RECORD_FIELDS)];
    const damaged = [...data, ...rows.slice(0, 10 * 7 + 3), ...rows.slice(10 * 7 + 5)];
    const bytes = fitFile(damaged, { data_size: RIDE.length });
    expect(powers(bytes)).toEqual(WATTS.filter((w) => w !== 110));
    expect(codes(bytes)).toContain('bytes_skipped');
  });
});

describe('refusals', () => {
  it('says what is wrong with bytes that are no FIT file', () => {
    expect(refusal(new Uint8Array(0))).toBe('empty_file');
    expect(refusal(Uint8Array.of(14, 0x20, 1, 2, 3))).toBe('not_fit');
    expect(refusal(new TextEncoder().encode('<?xml version="1.0"?><gpx></gpx>'))).toBe('not_fit');
    expect(refusal(fitFile([]))).toBe('fit_without_messages');
    expect(refusal(fitFile(ACTIVITY_ID))).toBe('activity_without_data');
  });

  it('refuses an activity of seconds without samples, and keeps one typed in by hand', () => {
    const session = (seconds: number) =>
      fitFile([
        ...ACTIVITY_ID,
        ...definition(1, MESSAGE.session, [
          [2, 4, U32],
          [7, 4, U32],
          [5, 1, 0],
        ]),
        ...[1, ...u32(START), ...u32(seconds * 1000), 1],
      ]);
    expect(refusal(session(5))).toBe('activity_without_data');
    const document = readFit(session(1800));
    expect(document.kind === 'activity' && document.recordings).toMatchObject([
      { sport: 'run', end_s: START + FIT_EPOCH_S + 1800, device_values: { elapsed_s: 1800 } },
    ]);
  });
});

describe('hostile files', () => {
  it('does not unfold one wide record over a million narrow ones', () => {
    const wide: FieldTriple[] = [[253, 4, U32], ...Array.from({ length: 140 }, (_, i): FieldTriple => [i, 1, U8])];
    const narrow = new Uint8Array(1_000_000 * 5);
    for (let i = 0; i < 1_000_000; i++) narrow.set([2, ...u32(START + i)], i * 5);
    const head = [
      ...ACTIVITY_ID,
      ...definition(1, MESSAGE.record, wide),
      ...[1, ...u32(START), ...new Array(140).fill(5)],
      ...definition(2, MESSAGE.record, [[253, 4, U32]]),
    ];
    const header = fitFile(head, { data_size: head.length + narrow.length }).slice(0, 14 + head.length);
    const bytes = new Uint8Array(header.length + narrow.length + 2);
    bytes.set(header);
    bytes.set(narrow, header.length);
    const document = readFit(bytes);
    const samples = document.kind === 'activity' ? document.recordings[0]!.samples : null;
    const columns = Object.keys(samples!.channels).length + samples!.extra.length;
    expect(columns * samples!.time_s.length).toBeLessThan(1_000_000 + 1.5 * bytes.length);
    expect(document.kind === 'activity' && document.recordings[0]!.warnings.map((w) => w.code)).toContain(
      'channels_left_out',
    );
  });

  it('bounds layouts, sessions and workout steps', () => {
    const layouts = Array.from({ length: 60_000 }, (_, i) => [...definition(1, i, [[i & 0xff, 1, U8]]), 1, 0]).flat();
    expect(codes(fitFile(layouts))).toContain('too_many_definitions');
    const sessions = definition(1, MESSAGE.session, [
      [2, 4, U32],
      [7, 4, U32],
    ]);
    const many = Array.from({ length: 5000 }, (_, i) => [1, ...u32(START + i * 60), ...u32(59_000)]).flat();
    const document = readFit(fitFile([...ACTIVITY_ID, ...sessions, ...many]));
    expect(document.kind === 'activity' && document.recordings).toHaveLength(500);
  });

  it('makes no recording of a session that says nothing', () => {
    const sessions = definition(1, MESSAGE.session, [[2, 4, U32]]);
    const many = Array.from({ length: 20 }, (_, i) => [1, ...u32(START + i * 60)]).flat();
    expect(refusal(fitFile([...ACTIVITY_ID, ...sessions, ...many]))).toBe('activity_without_data');
  });

  it('stops at more messages than a month has seconds', () => {
    const head = [...ACTIVITY_ID, ...definition(1, MESSAGE.record, [[3, 1, U8]])];
    const bytes = new Uint8Array(9_000_000).fill(1);
    bytes.set(fitFile(head, { data_size: bytes.length - 16 }).slice(0, 14 + head.length));
    expect(decodeFit(bytes).warnings.map((w) => w.code)).toContain('too_many_messages');
  });

  it('never throws anything but a refusal, whatever the bytes', () => {
    const valid = fitFile(RIDE);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(valid.length - 1), fc.nat(255)), { maxLength: 12 }),
        fc.nat(valid.length),
        (changes, length) => {
          const bytes = valid.slice(0, length);
          for (const [at, value] of changes) if (at < length) bytes[at] = value;
          refusal(bytes);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
