import { describe, expect, it } from 'vitest';
import { clockText, paceText } from './pace.ts';

describe('pace', () => {
  it('writes times and paces as people do', () => {
    expect([clockText(7), clockText(65), clockText(4205), clockText(3599.6)]).toEqual([
      '0:07',
      '1:05',
      '1:10:05',
      '1:00:00',
    ]);
    expect(paceText(4, 'run')).toBe('4:10');
    expect(paceText(1, 'swim')).toBe('1:40');
    expect(paceText(5, 'row')).toBe('1:40');
    expect([paceText(0, 'run'), paceText(Number.NaN, 'run')]).toEqual([null, null]);
  });
});
