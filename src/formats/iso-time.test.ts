import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IsoClock, isoUtc } from './iso-time.ts';

const parse = (text: string) => new IsoClock().parse(text);

describe('IsoClock', () => {
  it('reads what Date.parse reads', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 7_000_000_000_000 }), (ms) => {
        expect(parse(new Date(ms).toISOString())).toBeCloseTo(ms / 1000, 3);
      }),
    );
  });

  it.each([
    ['2024-05-01T10:00:00Z', 1714557600],
    [' \n2024-05-01T10:00:00.250Z ', 1714557600.25],
    ['2024-05-01T12:00:00+02:00', 1714557600],
    ['2024-05-01T12:00:00+0200', 1714557600],
    ['2024-05-01T12:00:00+02', 1714557600],
    ['2024-05-01T04:30:00.000-05:30', 1714557600],
    ['2024-05-01T10:00Z', 1714557600],
    ['2024-05-01 10:00:00', 1714557600],
    ['2024-05-01T10:00:00,5Z', 1714557600.5],
    ['2024-02-29T00:00:00Z', 1709164800],
  ])('reads %j', (text, expected) => {
    expect(parse(text)).toBe(expected);
  });

  it.each([
    '',
    'yesterday',
    '2024-02-30T25:61:00Z',
    '2024-02-30T10:00:00Z',
    '2023-02-29T10:00:00Z',
    '2024-13-01T10:00:00Z',
    '2024-00-10T10:00:00Z',
    '2024-05-01T24:00:00Z',
    '2024-05-01T10:00:00X',
    '2024-05-01T10:00:00+2:00',
    '+052870-03-11T09:39:10.000Z',
    '2024/05/01T10:00:00Z',
    '2024-05-01',
  ])('refuses %j', (text) => {
    expect(parse(text)).toBeNaN();
  });

  it('remembers the first plausible offset and counts stamps without a zone', () => {
    const clock = new IsoClock();
    clock.parse('2024-05-01T10:00:00Z');
    expect(clock.offset_s).toBeNull();
    clock.parse('2024-05-01T10:00:00+00:00');
    clock.parse('2024-05-01T10:00:00+02:07');
    expect(clock.offset_s).toBeNull();
    clock.parse('2024-05-01T10:00:00-03:30');
    clock.parse('2024-05-01T10:00:00+01:00');
    expect(clock.offset_s).toBe(-12600);
    expect(clock.without_zone).toBe(0);
    clock.parse('2024-05-01T10:00:00');
    expect(clock.without_zone).toBe(1);
  });
});

describe('isoUtc', () => {
  it('writes whole seconds without a fraction and reads back', () => {
    expect(isoUtc(1714557600)).toBe('2024-05-01T10:00:00Z');
    expect(isoUtc(1714557600.25)).toBe('2024-05-01T10:00:00.250Z');
  });
});
