import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeCurve, decodeMergedCurve, encodeCurve, encodeMergedCurve, type MergedCurve } from './curve-codec.ts';

const curve = fc
  .array(
    fc.record({
      step: fc.integer({ min: 1, max: 5000 }),
      value: fc.oneof(
        fc.double({ min: 0, max: 3000, noNaN: true }),
        fc.constantFrom(0, Number.NaN, Number.POSITIVE_INFINITY),
      ),
      start: fc.integer({ min: 0, max: 3_000_000 }),
      id: fc.integer({ min: 1, max: 9_000_000_000 }),
    }),
    { maxLength: 300 },
  )
  .map((points) => {
    let duration = 0;
    return {
      durations_s: points.map((p) => {
        duration += p.step;
        return duration;
      }),
      values: points.map((p) => p.value),
      start_s: points.map((p) => p.start),
      activity_ids: points.map((p) => p.id),
    };
  });

/** What is left when the points without a value are gone. */
function finite(c: MergedCurve) {
  const kept = Array.from(c.values, (_, i) => i).filter((i) => Number.isFinite(c.values[i]!));
  const pick = (a: ArrayLike<number>) => kept.map((i) => a[i]!);
  return {
    durations_s: pick(c.durations_s),
    values: pick(c.values),
    start_s: pick(c.start_s),
    activity_ids: pick(c.activity_ids),
  };
}

describe('curve codec', () => {
  it('gives back every point, values to six digits of the largest', () => {
    fc.assert(
      fc.property(curve, (c) => {
        const expected = finite(c);
        const found = decodeMergedCurve(encodeMergedCurve(c));
        expect([...found.durations_s]).toEqual(expected.durations_s);
        expect([...found.start_s]).toEqual(expected.start_s);
        expect([...found.activity_ids]).toEqual(expected.activity_ids);
        const tolerance = Math.max(...expected.values, 1e-9) * 5.1e-6 + 1e-9;
        for (const [i, value] of expected.values.entries()) {
          expect(Math.abs(found.values[i]! - value)).toBeLessThanOrEqual(tolerance);
        }
      }),
    );
  });

  it('is stable: packing what was unpacked gives the same bytes', () => {
    fc.assert(
      fc.property(curve, (c) => {
        const once = encodeCurve(c);
        expect([...encodeCurve(decodeCurve(once))]).toEqual([...once]);
      }),
    );
  });

  it('keeps whole watts exact and spends about three bytes a point', () => {
    const n = 400;
    const durations_s = Array.from({ length: n }, (_, i) => (i < 60 ? i + 1 : 60 + (i - 59) * 5));
    const values = durations_s.map((d) => 250 + 900 / (1 + d / 20));
    const start_s = durations_s.map((d) => 3000 - Math.floor(d / 7));
    const bytes = encodeCurve({ durations_s, values, start_s });
    expect(bytes.byteLength).toBeLessThan(3.5 * n);
    expect([...decodeCurve(encodeCurve({ durations_s: [1, 2], values: [812, 799], start_s: [5, 4] })).values]).toEqual([
      812, 799,
    ]);
  });

  it('answers damaged bytes with a RangeError, whatever they are', () => {
    const good = encodeMergedCurve({ durations_s: [1, 5], values: [300, 200], start_s: [9, 9], activity_ids: [3, 4] });
    expect(() => decodeCurve(good)).toThrow(RangeError);
    expect(() => decodeMergedCurve(encodeCurve({ durations_s: [1], values: [1], start_s: [0] }))).toThrow(RangeError);
    for (let cut = 0; cut < good.length; cut++) {
      expect(() => decodeMergedCurve(good.subarray(0, cut))).toThrow(RangeError);
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          decodeMergedCurve(Uint8Array.from([2, 130, ...bytes]));
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
    );
  });
});
