/** What the progress line says: share, amount, rate and time left, and nothing it does not know yet. */

import { describe, expect, it } from 'vitest';
import { progressText } from './progress-line.ts';

describe('progressText', () => {
  it('tells share, amount, rate and time left', () => {
    const text = progressText({ step: 'reading', done: 10, total: 40, unit: 'MB', note: '12 files' }, 5);
    expect(text).toBe('reading [█████···············] 25 %  10 of 40 MB  2.0 MB/s  0:15 left  12 files');
  });

  it('claims no rate in the first second and no share without a total', () => {
    expect(progressText({ step: 'reading', done: 3, total: null, unit: 'files' }, 0.2)).toBe('reading  3 files');
  });

  it('is calm at the end and with nothing to do', () => {
    expect(progressText({ step: 'computing', done: 5, total: 5, unit: 'activities' }, 10)).not.toContain('left');
    expect(progressText({ step: 'computing', done: 0, total: 0, unit: 'activities' }, 0)).toBe(
      'computing  0 of 0 activities',
    );
  });
});
