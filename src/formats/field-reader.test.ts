import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FieldReader, parseNumber } from './field-reader.ts';

describe('parseNumber', () => {
  it('agrees with Number on every decimal number', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(parseNumber(String(value))).toBe(Object.is(value, -0) ? 0 : value);
      }),
    );
    fc.assert(
      fc.property(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: 0, max: 9 }), (whole, decimals) => {
        const text = (whole / 10 ** decimals).toFixed(decimals);
        expect(parseNumber(` ${text}\n`)).toBeCloseTo(Number(text), 15);
      }),
    );
  });

  it('keeps all digits of long exports', () => {
    expect(parseNumber('50.39256806485354900360107421875')).toBe(50.39256806485355);
    expect(parseNumber('.5')).toBe(0.5);
    expect(parseNumber('5.')).toBe(5);
    expect(parseNumber('+7')).toBe(7);
    expect(parseNumber('1.5e3')).toBe(1500);
  });

  it.each(['', ' ', '-', '.', '1,5', '0x10', 'Infinity', '1e400', '1 2', '5bpm', 'NaN', '--1', '1.2.3'])(
    'refuses %j',
    (text) => {
      expect(parseNumber(text)).toBeNaN();
    },
  );
});

describe('FieldReader', () => {
  it('counts what it leaves out, but not what programs write for nothing', () => {
    const fields = new FieldReader();
    expect(fields.number('95', 'latitude', -90, 90)).toBeNaN();
    expect(fields.number('45,5', 'latitude', -90, 90)).toBeNaN();
    expect(fields.number('undefined', 'heart rate', 0, 300)).toBeNaN();
    expect(fields.number(' ', 'heart rate', 0, 300)).toBeNaN();
    expect(fields.time('yesterday')).toBeNaN();
    expect(fields.warnings()).toEqual([
      { code: 'bad_value', message: 'Values that are no numbers or out of range were left out: latitude 2.' },
      { code: 'bad_timestamp', message: '1 times are not dates that exist.' },
    ]);
  });
});
