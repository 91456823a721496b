/** The checksum against a bit-by-bit implementation. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc16 } from './crc.ts';

function slow(bytes: Uint8Array, from: number, to: number): number {
  let crc = 0;
  for (let i = from; i < to; i++) {
    crc ^= bytes[i]!;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xa001 : crc >>> 1;
  }
  return crc;
}

describe('crc16', () => {
  it('gives the published check value', () => {
    expect(crc16(new TextEncoder().encode('123456789'), 0, 9)).toBe(0xbb3d);
  });

  it('equals the bitwise definition on any range', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat(20), (bytes, skip) => {
        const from = Math.min(skip, bytes.length);
        expect(crc16(bytes, from, bytes.length)).toBe(slow(bytes, from, bytes.length));
      }),
    );
  });
});
