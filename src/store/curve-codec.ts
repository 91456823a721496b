/**
 * Mean-maximal curves to bytes and back: about three bytes a point, without deflate, because whole-history questions
 * decode hundreds of them and a call into zlib costs more than the bytes it saves.
 */

/** One curve: for each duration the best mean value and where its window starts. All arrays have one length. */
export interface CurveData {
  /** Strictly ascending whole seconds (whole metres for curves over distance). */
  readonly durations_s: ArrayLike<number>;
  readonly values: ArrayLike<number>;
  /** Start of the winning window, whole seconds after the activity's start. */
  readonly start_s: ArrayLike<number>;
}

export interface DecodedCurve {
  readonly durations_s: Float64Array;
  readonly values: Float64Array;
  readonly start_s: Float64Array;
}

/** A curve merged from several activities: each point also knows whose it is. */
export interface MergedCurve extends CurveData {
  readonly activity_ids: ArrayLike<number>;
}

export interface DecodedMergedCurve extends DecodedCurve {
  readonly activity_ids: Float64Array;
}

// Layout: u8 form (1 = one activity, 2 = merged), u8 decimals + 128, then varints: number of points, runs of equal
// duration steps as (step, count), zigzag differences of values in quanta, zigzag differences of starts, and when merged
// runs of equal activities as (zigzag difference of id, count).
const ONE = 1;
const MERGED = 2;
/** Values keep this many significant digits of the largest one. */
const DIGITS = 6;
const SMALLEST = 1e-9;

/** Packs a curve. Points whose value is not finite are left out: they say that there was no valid window. */
export function encodeCurve(curve: CurveData): Uint8Array<ArrayBuffer> {
  return encode(curve, null);
}

/** Packs a merged curve. */
export function encodeMergedCurve(curve: MergedCurve): Uint8Array<ArrayBuffer> {
  return encode(curve, curve.activity_ids);
}

/** Unpacks what `encodeCurve` made. Throws RangeError on damaged input. */
export function decodeCurve(data: Uint8Array): DecodedCurve {
  return decode(data, ONE);
}

/** Unpacks what `encodeMergedCurve` made. Throws RangeError on damaged input. */
export function decodeMergedCurve(data: Uint8Array): DecodedMergedCurve {
  const curve = decode(data, MERGED);
  const { activity_ids } = curve;
  if (!activity_ids) throw new RangeError('merged curve without activities');
  return { ...curve, activity_ids };
}

function encode(curve: CurveData, activity_ids: ArrayLike<number> | null): Uint8Array<ArrayBuffer> {
  const kept: number[] = [];
  let largest = 0;
  for (let i = 0; i < curve.durations_s.length; i++) {
    const value = curve.values[i]!;
    if (!Number.isFinite(value)) continue;
    kept.push(i);
    largest = Math.max(largest, Math.abs(value));
  }
  const decimals = decimalsFor(largest);
  const writer = new VarintWriter(2 + kept.length * 8);
  writer.byte(activity_ids ? MERGED : ONE);
  writer.byte(decimals + 128);
  writer.unsigned(kept.length);
  writeRuns(writer, differences(kept, curve.durations_s), false);
  let previous = 0;
  for (const i of kept) {
    const quanta = toQuanta(curve.values[i]!, decimals);
    writer.signed(quanta - previous);
    previous = quanta;
  }
  for (const step of differences(kept, curve.start_s)) writer.signed(step);
  if (activity_ids) writeRuns(writer, differences(kept, activity_ids), true);
  return writer.bytes();
}

function decode(data: Uint8Array, form: number): DecodedCurve & { activity_ids?: Float64Array } {
  if (data[0] !== form || data.length < 3) throw new RangeError('not a curve of this form');
  const decimals = data[1]! - 128;
  const reader = new VarintReader(data, 2);
  const length = reader.unsigned();
  // Every point takes at least two bytes, so a damaged length cannot ask for memory.
  if (length * 2 > data.length) throw new RangeError('curve is damaged');
  const durations_s = readRuns(reader, length, false);
  const values = new Float64Array(length);
  const scale = 10 ** Math.abs(decimals);
  let quanta = 0;
  for (let i = 0; i < length; i++) {
    quanta += reader.signed();
    values[i] = decimals >= 0 ? quanta / scale : quanta * scale;
  }
  const start_s = new Float64Array(length);
  let start = 0;
  for (let i = 0; i < length; i++) {
    start += reader.signed();
    start_s[i] = start;
  }
  if (form === ONE) return { durations_s, values, start_s };
  return { durations_s, values, start_s, activity_ids: readRuns(reader, length, true) };
}

/** Decimals at which the largest value has its digits; what is smaller than any reading counts as 0. */
function decimalsFor(largest: number): number {
  if (!(largest >= SMALLEST)) return 0;
  const decimals = Math.max(-15, DIGITS - 1 - Math.floor(Math.log10(largest)));
  // 9.999996 becomes 10.0000 and would be packed differently the next time.
  return toQuanta(largest, decimals) >= 10 ** DIGITS ? decimals - 1 : decimals;
}

function toQuanta(value: number, decimals: number): number {
  return Math.round(decimals >= 0 ? value * 10 ** decimals : value / 10 ** -decimals);
}

function differences(kept: readonly number[], values: ArrayLike<number>): number[] {
  let previous = 0;
  return kept.map((i) => {
    const value = Math.round(values[i]!);
    const step = value - previous;
    previous = value;
    return step;
  });
}

/**
 * Runs of equal numbers as (number, count). Ids are runs of equal values, that is of one step followed by zeros, so for
 * them a run is the step and how many points share the id.
 */
function writeRuns(writer: VarintWriter, steps: readonly number[], hold: boolean): void {
  for (let i = 0; i < steps.length; ) {
    const step = steps[i]!;
    let end = i + 1;
    while (end < steps.length && steps[end] === (hold ? 0 : step)) end++;
    writer.signed(step);
    writer.unsigned(end - i);
    i = end;
  }
}

function readRuns(reader: VarintReader, length: number, hold: boolean): Float64Array {
  const out = new Float64Array(length);
  let value = 0;
  for (let i = 0; i < length; ) {
    const step = reader.signed();
    const count = reader.unsigned();
    if (count === 0 || count > length - i) throw new RangeError('curve is damaged');
    for (let k = 0; k < count; k++) {
      if (k === 0 || !hold) value += step;
      out[i++] = value;
    }
  }
  return out;
}

class VarintWriter {
  #bytes: Uint8Array<ArrayBuffer>;
  #at = 0;

  constructor(guess: number) {
    this.#bytes = new Uint8Array(guess + 16);
  }

  byte(value: number): void {
    if (this.#at + 12 > this.#bytes.length) {
      const larger = new Uint8Array(this.#bytes.length * 2);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes[this.#at++] = value;
  }

  /** Seven bits a byte, lowest first; whole numbers up to 2^53. */
  unsigned(value: number): void {
    let rest = value;
    while (rest >= 128) {
      this.byte((rest % 128) + 128);
      rest = Math.floor(rest / 128);
    }
    this.byte(rest);
  }

  signed(value: number): void {
    this.unsigned(value >= 0 ? value * 2 : -value * 2 - 1);
  }

  bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#at);
  }
}

class VarintReader {
  readonly #bytes: Uint8Array;
  #at: number;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.#at = at;
  }

  unsigned(): number {
    let value = 0;
    let scale = 1;
    for (let k = 0; k < 8; k++) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw new RangeError('curve is cut short');
      if (byte < 128) return value + byte * scale;
      value += (byte - 128) * scale;
      scale *= 128;
    }
    throw new RangeError('curve is damaged');
  }

  signed(): number {
    const zigzag = this.unsigned();
    return zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2;
  }
}
