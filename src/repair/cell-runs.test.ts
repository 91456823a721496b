import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runsOutside, runsWhere } from './cell-runs.ts';

const value = fc.oneof(fc.integer({ min: -2, max: 8 }), fc.constant(Number.NaN));

describe('runsOutside', () => {
  it('finds what runsWhere finds with the same limits, across no break', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(value, { minLength: 1, maxLength: 12 }), { maxLength: 4 }),
        fc.boolean(),
        (parts, holes) => {
          let index = 0;
          const stretches = parts.map(({ length }) => {
            index += length;
            return { at_s: 2 * (index - length), index: index - length, length };
          });
          const values = Float64Array.from(parts.flat());
          const bad = (i: number) => values[i]! < 0 || values[i]! > 6 || (holes && Number.isNaN(values[i]));
          expect(runsOutside(stretches, values, 0, 6, holes)).toEqual(runsWhere(stretches, bad));
        },
      ),
    );
  });
});
