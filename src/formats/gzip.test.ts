/** Gzip layers: removed within bounds, refused with a sentence when cut off, damaged or hostile. */

import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FormatError } from '../core/failure.ts';
import { isGzip, removeGzip } from './gzip.ts';

describe('removeGzip', () => {
  it('gives back what was packed, through several layers', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: 1, maxLength: 20_000 }),
        fc.integer({ min: 0, max: 3 }),
        async (raw, layers) => {
          fc.pre(!isGzip(raw));
          let packed: Uint8Array = raw;
          for (let layer = 0; layer < layers; layer++) packed = gzipSync(packed);
          expect(Buffer.from(await removeGzip(packed))).toEqual(Buffer.from(raw));
        },
      ),
      { numRuns: 40 },
    );
  });

  it('joins members and ignores what follows them', async () => {
    const packed = Buffer.concat([gzipSync('one '), gzipSync('two'), Buffer.alloc(512)]);
    expect(Buffer.from(await removeGzip(packed)).toString()).toBe('one two');
  });

  it('refuses a cut or damaged file', async () => {
    const packed = gzipSync(Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * 7919) % 251)));
    await expect(removeGzip(packed.subarray(0, packed.length - 20))).rejects.toMatchObject({
      code: 'packed_truncated',
    });
    await expect(removeGzip(packed.subarray(0, 12))).rejects.toThrow(FormatError);
    const damaged = Buffer.from(packed);
    damaged[packed.length - 5]! ^= 0xff;
    await expect(removeGzip(damaged)).rejects.toMatchObject({ code: 'packed_damaged' });
  });

  it('refuses bombs, flat and nested, without unpacking them', async () => {
    const bomb = gzipSync(Buffer.alloc(300 * 1024 * 1024));
    const before = process.memoryUsage().rss;
    await expect(removeGzip(bomb)).rejects.toMatchObject({ code: 'unpacked_too_large' });
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024);
    await expect(removeGzip(gzipSync(gzipSync(gzipSync(gzipSync('x')))))).rejects.toMatchObject({
      code: 'packed_too_deep',
    });
  }, 30_000);

  it('reads several large files at once within the limits', async () => {
    const noise = Buffer.from(Array.from({ length: 400_000 }, (_, index) => (index * 2_654_435_761) % 256));
    const large = Buffer.concat(Array.from({ length: 100 }, () => noise));
    const packed = gzipSync(large, { level: 1 });
    const sizes = await Promise.all([1, 2, 3].map(async () => (await removeGzip(packed)).length));
    expect(sizes).toEqual([large.length, large.length, large.length]);
  }, 30_000);

  it('never fails otherwise', async () => {
    const packed = gzipSync('a file of some length, long enough to have structure'.repeat(10));
    await fc.assert(
      fc.asyncProperty(fc.nat(packed.length - 1), fc.nat(255), async (at, value) => {
        const bytes = Buffer.from(packed);
        bytes[at] = value;
        await removeGzip(bytes).catch((error: unknown) => expect(error).toBeInstanceOf(FormatError));
      }),
      { numRuns: 200 },
    );
  });
});
