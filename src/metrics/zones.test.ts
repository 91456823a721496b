/** Zones: every second with a value lands in exactly one, edges as stated. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { polarizationIndex } from './polarization.ts';
import { cogganBounds, importedZoneSeconds, zoneSeconds } from './zones.ts';

test('lower bounds are inclusive and the walk between zones equals a search', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.integer({ min: 0, max: 500 }), fc.constant(Number.NaN))), (watts) => {
      const bounds = cogganBounds(250);
      const expected = bounds.map((low, z) => watts.filter((w) => w >= low && w < (bounds[z + 1] ?? Infinity)).length);
      expect(zoneSeconds(Float64Array.from(watts), bounds)).toEqual(expected);
    }),
  );
});

test('imported schemes: a value at an upper bound belongs below it', () => {
  expect(importedZoneSeconds(Float64Array.from([110, 110.2, Number.NaN, 151]), [110, 150])).toEqual([1, 1]);
});

test('polarization index of odd distributions', () => {
  expect(polarizationIndex([0, 10, 0])).toBe(0);
  expect(polarizationIndex([99.5, 0, 0.5])).toBeNull();
  expect(polarizationIndex([0, 0, 0])).toBeNull();
});
