/** Changes that know nothing of the format: bits, bytes, blocks, cuts, insertions and splices. */

import type { Random } from '../src/demo/random.ts';

const TELLING = [0, 1, 2, 0x0a, 0x0c, 0x0e, 0x20, 0x3c, 0x40, 0x60, 0x7f, 0x80, 0x8f, 0xfe, 0xff];
const INTEGERS = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_fffe, 0xffff_ffff];

export function mutateBytes(bytes: Buffer, random: Random): [what: string, bytes: Buffer] {
  const out = Buffer.from(bytes);
  if (out.length === 0) return ['one byte', Buffer.from([random.whole(0, 255)])];
  const at = random.whole(0, out.length - 1);
  const length = Math.min(out.length - at, random.pick([1, 2, 4, 16, 64, 500, 4000]));
  switch (random.whole(0, 11)) {
    case 0:
      for (let n = random.whole(1, 8); n > 0; n--) flip(out, random);
      return ['bits', out];
    case 1:
      for (let n = Math.ceil(out.length / random.pick([50, 500, 5000])); n > 0; n--) flip(out, random);
      return ['many bits', out];
    case 2:
      for (let n = random.whole(1, 6); n > 0; n--) out[random.whole(0, out.length - 1)] = random.pick(TELLING);
      return ['bytes', out];
    case 3:
      out.fill(random.pick([0, 0xff, 0x20, 0x40]), at, at + length);
      return ['block of one value', out];
    case 4:
      for (let i = at; i < at + length; i++) out[i] = random.whole(0, 255);
      return ['block of noise', out];
    case 5:
      return ['block removed', Buffer.concat([out.subarray(0, at), out.subarray(at + length)])];
    case 6: {
      const block = out.subarray(at, at + length);
      const copies = Array.from({ length: random.pick([1, 1, 2, 20]) }, () => block);
      return ['block repeated', Buffer.concat([out.subarray(0, at), ...copies, out.subarray(at)])];
    }
    case 7: {
      const noise = Buffer.from(Array.from({ length }, () => random.whole(0, 255)));
      return ['noise inserted', Buffer.concat([out.subarray(0, at), noise, out.subarray(at)])];
    }
    case 8:
      return ['cut off', out.subarray(0, random.chance(0.3) ? random.whole(0, Math.min(64, out.length)) : at)];
    case 9:
      return ['beginning lost', out.subarray(random.chance(0.5) ? Math.min(at, 64) : at)];
    case 10: {
      const other = random.whole(0, out.length - length);
      const block = Buffer.from(out.subarray(at, at + length));
      out.copy(out, at, other, other + length);
      block.copy(out, other);
      return ['blocks swapped', out];
    }
    default:
      writeInteger(out, at, random.pick(INTEGERS), random);
      return ['integer', out];
  }
}

/** The beginning of one file and the end of another, or one after the other. */
export function splice(bytes: Buffer, other: Buffer, random: Random): Buffer {
  if (random.chance(0.4)) return Buffer.concat([bytes, other]);
  const from = random.whole(0, other.length);
  return Buffer.concat([bytes.subarray(0, random.whole(0, bytes.length)), other.subarray(from)]);
}

/** Writes as many of the integer's bytes as fit, in either order. */
export function writeInteger(out: Buffer, at: number, value: number, random: Random): void {
  const size = Math.min(out.length - at, random.pick([1, 2, 4]));
  if (size === 3 || size < 1) return;
  const kept = size === 4 ? value >>> 0 : value & (size === 1 ? 0xff : 0xffff);
  if (random.chance(0.5)) out.writeUIntLE(kept, at, size);
  else out.writeUIntBE(kept, at, size);
}

function flip(out: Buffer, random: Random): void {
  out[random.whole(0, out.length - 1)]! ^= 1 << random.whole(0, 7);
}
