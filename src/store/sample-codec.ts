/**
 * Sample arrays to bytes and back: whole multiples of a quantum, differences, byte planes, deflate. About one byte a
 * value for real recordings, and one channel can be read without the others.
 */

import { deflateRawSync, inflateRawSync } from 'node:zlib';

// Layout, little-endian: u8 form (0 = float64, 1 = integers), u8 plane count, u16 reserved, u32 length,
// f64 quantum, f64 first value in quanta, u32 number of NaN runs, then (deflated) the runs as u32 pairs and the planes.
const HEADER = 32;
const MAX_STEP = 0xffff_ffff;
const MOST_PLANES = 4;

/**
 * Packs values. `quantum` null means: keep every bit that matters (the coarsest of 1, 0.1 … 1e-6 that loses nothing,
 * else float64). NaN is kept as missing; infinities become missing.
 */
export function encodeSamples(values: Float64Array, quantum: number | null): Uint8Array<ArrayBuffer> {
  const step = quantum ?? losslessQuantum(values);
  const packed = step === null ? null : packIntegers(values, step);
  if (packed) return packed;
  const finite = values.map((value) => (Number.isFinite(value) ? value : Number.NaN));
  const bytes = new Uint8Array(finite.buffer);
  return withHeader(0, 0, values.length, 1, 0, 0, deflateRawSync(bytes, { level: 1 }));
}

/** Unpacks what `encodeSamples` made. Throws RangeError on damaged input. */
export function decodeSamples(data: Uint8Array): Float64Array {
  if (data.byteLength < HEADER) throw new RangeError('sample block is cut short');
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const planes = view.getUint8(1);
  const length = view.getUint32(4, true);
  const quantum = view.getFloat64(8, true);
  const first = view.getFloat64(16, true);
  const run_count = view.getUint32(24, true);
  const form = view.getUint8(0);
  const known = form === 0 ? planes === 0 : form === 1 && planes >= 1 && planes <= MOST_PLANES;
  if (!known) throw new RangeError('sample block is of an unknown form');
  const size = form === 0 ? length * 8 : run_count * 8 + planes * length;
  const body = inflated(data.subarray(HEADER), size);
  const out = new Float64Array(length);
  if (form === 0) {
    new Uint8Array(out.buffer).set(body);
    return out;
  }
  const runs = new DataView(body.buffer, body.byteOffset, run_count * 8);
  const base = run_count * 8;
  const scale = 1 / quantum;
  const whole = Number.isInteger(scale);
  let q = first;
  for (let i = 0; i < length; i++) {
    let zigzag = body[base + i]!;
    if (planes > 1) zigzag += body[base + length + i]! * 256;
    if (planes > 2) zigzag += body[base + 2 * length + i]! * 65_536;
    if (planes > 3) zigzag += body[base + 3 * length + i]! * 16_777_216;
    q += zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2;
    out[i] = whole ? q / scale : q * quantum;
  }
  for (let r = 0; r < run_count; r++) {
    const from = runs.getUint32(r * 8, true);
    out.fill(Number.NaN, from, from + runs.getUint32(r * 8 + 4, true));
  }
  return out;
}

function inflated(data: Uint8Array, size: number): Uint8Array {
  let body: Uint8Array;
  try {
    body = inflateRawSync(data, {
      maxOutputLength: Math.max(1, size),
      chunkSize: Math.max(64, Math.min(size + 1, 1 << 20)),
    });
  } catch (error) {
    throw new RangeError('sample block is damaged', { cause: error });
  }
  if (body.byteLength !== size) throw new RangeError('sample block is damaged');
  return body;
}

function packIntegers(values: Float64Array, quantum: number): Uint8Array<ArrayBuffer> | null {
  const n = values.length;
  const zigzags = new Float64Array(n);
  const runs: number[] = [];
  const scale = 1 / quantum;
  let first = Number.NaN;
  let previous = 0;
  let largest = 0;
  for (let i = 0; i < n; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value)) {
      if (runs.length > 0 && runs[runs.length - 2]! + runs[runs.length - 1]! === i) runs[runs.length - 1]!++;
      else runs.push(i, 1);
      continue;
    }
    const q = Math.round(value * scale);
    // Beyond this whole numbers are not exact any more.
    if (!Number.isSafeInteger(q)) return null;
    if (Number.isNaN(first)) {
      first = q;
      previous = q;
    }
    const step = q - previous;
    const zigzag = step >= 0 ? step * 2 : -step * 2 - 1;
    if (zigzag > largest) largest = zigzag;
    zigzags[i] = zigzag;
    previous = q;
  }
  if (largest > MAX_STEP) return null;
  const planes = largest < 256 ? 1 : largest < 65_536 ? 2 : largest < 16_777_216 ? 3 : 4;
  const body = new Uint8Array(runs.length * 4 + planes * n);
  const pairs = new DataView(body.buffer);
  for (let r = 0; r < runs.length; r++) pairs.setUint32(r * 4, runs[r]!, true);
  const base = runs.length * 4;
  for (let i = 0; i < n; i++) {
    const zigzag = zigzags[i]!;
    body[base + i] = zigzag & 0xff;
    if (planes > 1) body[base + n + i] = (zigzag >>> 8) & 0xff;
    if (planes > 2) body[base + 2 * n + i] = (zigzag >>> 16) & 0xff;
    if (planes > 3) body[base + 3 * n + i] = (zigzag >>> 24) & 0xff;
  }
  const start = Number.isNaN(first) ? 0 : first;
  return withHeader(1, planes, n, quantum, start, runs.length / 2, deflateRawSync(body, { level: 1 }));
}

function withHeader(
  form: number,
  planes: number,
  length: number,
  quantum: number,
  first: number,
  run_count: number,
  body: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(HEADER + body.byteLength);
  const view = new DataView(out.buffer);
  view.setUint8(0, form);
  view.setUint8(1, planes);
  view.setUint32(4, length, true);
  view.setFloat64(8, quantum, true);
  view.setFloat64(16, first, true);
  view.setUint32(24, run_count, true);
  out.set(body, HEADER);
  return out;
}

function losslessQuantum(values: Float64Array): number | null {
  for (const quantum of [1, 0.1, 0.01, 0.001, 1e-4, 1e-5, 1e-6]) {
    const scale = Math.round(1 / quantum);
    let fits = true;
    for (let i = 0; i < values.length && fits; i++) {
      const value = values[i]!;
      fits = !Number.isFinite(value) || Math.round(value * scale) / scale === value;
    }
    if (fits) return quantum;
  }
  return null;
}
