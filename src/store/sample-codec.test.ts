import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CHANNEL_IDS, CHANNELS } from '../core/channel.ts';
import { decodeSamples, encodeSamples } from './sample-codec.ts';

const QUANTA = [...new Set(CHANNEL_IDS.map((id) => CHANNELS[id].quantum))];
const holes = (values: readonly (number | null)[]) => Float64Array.from(values, (v) => v ?? Number.NaN);

/** Equal, with 0 and −0 the same and infinities missing. */
function expectSame(found: Float64Array, wanted: Float64Array, tolerance: (value: number) => number): void {
  expect(found.length).toBe(wanted.length);
  for (let i = 0; i < wanted.length; i++) {
    const value = wanted[i]!;
    if (!Number.isFinite(value)) expect(found[i]).toBeNaN();
    else expect(Math.abs(found[i]! - value)).toBeLessThanOrEqual(tolerance(value));
  }
}

describe('sample codec', () => {
  it.each(QUANTA)('brings back whole multiples of %d exactly', (quantum) => {
    const scale = Math.round(1 / quantum);
    const whole = fc.oneof(
      fc.integer({ min: -2_000_000_000, max: 2_000_000_000 }),
      fc.integer({ min: -300, max: 300 }),
    );
    fc.assert(
      fc.property(fc.array(fc.option(whole, { nil: null, freq: 4 }), { maxLength: 300 }), (numbers) => {
        const values = holes(numbers.map((n) => (n === null ? null : n / scale)));
        expectSame(decodeSamples(encodeSamples(values, quantum)), values, () => 0);
      }),
    );
  });

  it.each(QUANTA)('rounds anything else to the nearest multiple of %d, once', (quantum) => {
    const value = fc.oneof(
      fc.double(),
      fc.double({ min: -1e4, max: 1e4 }),
      fc.constantFrom(0, -0, Number.NaN, 1e300, -1e305, 5e-324, Number.POSITIVE_INFINITY),
    );
    fc.assert(
      fc.property(fc.array(value, { maxLength: 60 }), (numbers) => {
        const values = Float64Array.from(numbers);
        const once = decodeSamples(encodeSamples(values, quantum));
        expectSame(once, values, (v) => quantum / 2 + Math.abs(v) * Number.EPSILON);
        expectSame(decodeSamples(encodeSamples(once, quantum)), once, () => 0);
      }),
    );
  });

  it('loses nothing where no quantum is given', () => {
    const value = fc.oneof(
      fc.double(),
      fc.integer(),
      fc.integer().map((n) => n / 100),
      fc.constant(Number.NaN),
    );
    fc.assert(
      fc.property(fc.array(value, { maxLength: 60 }), (numbers) => {
        const values = Float64Array.from(numbers);
        expectSame(decodeSamples(encodeSamples(values, null)), values, () => 0);
      }),
    );
  });

  it('keeps empty and missing', () => {
    for (const quantum of [1, null]) {
      expect(decodeSamples(encodeSamples(new Float64Array(0), quantum))).toHaveLength(0);
      const none = decodeSamples(encodeSamples(new Float64Array(5).fill(Number.NaN), quantum));
      expect([...none]).toEqual(Array(5).fill(Number.NaN));
    }
  });

  it('takes about a byte a value for a steady signal and survives jumps', () => {
    const steady = Float64Array.from({ length: 10_000 }, (_, i) => 200 + Math.round(30 * Math.sin(i / 50)));
    expect(encodeSamples(steady, 1).byteLength).toBeLessThan(10_000);
    const jumping = Float64Array.of(0, 2 ** 40, -(2 ** 40), 5, Number.NaN, 2 ** 52, 1);
    expectSame(decodeSamples(encodeSamples(jumping, 1)), jumping, () => 0);
    const view = new Float64Array(new Float64Array(64).fill(3).buffer, 80, 7);
    expectSame(decodeSamples(encodeSamples(view, null)), view, () => 0);
  });

  it('refuses damaged blocks without asking for much memory', () => {
    const good = encodeSamples(
      Float64Array.from({ length: 100 }, (_, i) => i * 3),
      1,
    );
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(255), fc.nat(good.length), (at, byte, cut) => {
        const damaged = good.slice(0, cut);
        if (at < damaged.length) damaged[at] = byte;
        try {
          expect(decodeSamples(damaged).length).toBeLessThanOrEqual(100);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
      { numRuns: 500 },
    );
  });
});
