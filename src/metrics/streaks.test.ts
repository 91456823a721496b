import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eddington } from './eddington.ts';
import { MODEL_DEFINITIONS } from './models.ts';
import { streaks } from './streaks.ts';

describe('Eddington number', () => {
  test('counts days of at least that many units', () => {
    expect(eddington([])).toEqual({ number: 0, days_to_next: 1 });
    expect(eddington([5, 4, 4, 4, 1])).toEqual({ number: 4, days_to_next: 4 });
    expect(eddington([100, 100, 100])).toEqual({ number: 3, days_to_next: 1 });
    expect(eddington([1.99, 2.01])).toEqual({ number: 1, days_to_next: 1 });
  });

  test('is the largest number that satisfies its definition', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 60 })), (totals) => {
        const { number, days_to_next } = eddington(totals);
        const reached = (e: number) => totals.filter((t) => t >= e).length;
        expect(reached(number)).toBeGreaterThanOrEqual(number);
        expect(reached(number + 1)).toBeLessThan(number + 1);
        expect(days_to_next).toBe(number + 1 - reached(number + 1));
      }),
    );
  });
});

describe('streaks', () => {
  const days = ['2026-02-27', '2026-02-28', '2026-03-01', '2026-03-04', '2026-03-05', '2026-03-05'];

  test('the current one may end yesterday, not before', () => {
    expect(streaks(days, '2026-03-05').current_days).toEqual({ length: 2, from: '2026-03-04', to: '2026-03-05' });
    expect(streaks(days, '2026-03-06').current_days?.length).toBe(2);
    expect(streaks(days, '2026-03-07').current_days).toBeNull();
    expect(streaks(days, '2026-03-07').longest_days).toEqual({ length: 3, from: '2026-02-27', to: '2026-03-01' });
  });

  test('weeks run from Monday; the future does not count', () => {
    const found = streaks([...days, '2027-01-01'], '2026-03-12');
    expect(found.current_weeks).toEqual({ length: 2, from: '2026-02-23', to: '2026-03-02' });
    expect(streaks([], '2026-03-12')).toEqual({
      current_days: null,
      longest_days: null,
      current_weeks: null,
      longest_weeks: null,
    });
  });
});

test('every model describes itself once', () => {
  const ids = MODEL_DEFINITIONS.map((d) => d.id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const d of MODEL_DEFINITIONS) {
    expect(d.id).toMatch(/^[a-z0-9_]+$/);
    expect(d.title && d.definition && d.source).toBeTruthy();
    expect(d.version).toBeGreaterThan(0);
  }
});
