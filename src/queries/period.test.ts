import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, dateOfDay, dayNumber, isDate } from '../core/time.ts';
import { PERIOD_WORDS } from './inputs/period-fields.ts';
import { aYearEarlier, parsePeriods, periodOf, resolvePeriod } from './period.ts';

const date = fc.integer({ min: 0, max: 40_000 }).map(dateOfDay);

describe('periods', () => {
  it('reads the words', () => {
    const today = '2026-03-18';
    expect(periodOf('last_7_days', today)).toEqual({ after: '2026-03-12', before: today });
    expect(periodOf('this_week', today)).toEqual({ after: '2026-03-16', before: today });
    expect(periodOf('last_week', today)).toEqual({ after: '2026-03-09', before: '2026-03-15' });
    expect(periodOf('last_month', today)).toEqual({ after: '2026-02-01', before: '2026-02-28' });
    expect(periodOf('last_year', today)).toEqual({ after: '2025-01-01', before: '2025-12-31' });
    expect(periodOf('all', today)).toEqual({ after: null, before: null });
  });

  it('gives real dates in order for every word and day', () => {
    fc.assert(
      fc.property(date, fc.constantFrom(...PERIOD_WORDS), (today, word) => {
        const { after, before } = periodOf(word, today);
        if (after === null || before === null) return;
        expect(isDate(after) && isDate(before)).toBe(true);
        expect(after <= before).toBe(true);
        expect(before <= today).toBe(true);
      }),
    );
  });

  it('lets explicit dates win over the word and refuses what is no period', () => {
    expect(resolvePeriod({ after: '2026-01-05' }, '2026-03-18', 'last_7_days')).toEqual({
      after: '2026-01-05',
      before: null,
    });
    expect(resolvePeriod({ period: 'this_year', before: '2026-02-01' }, '2026-03-18', 'all')).toEqual({
      after: '2026-01-01',
      before: '2026-02-01',
    });
    expect(resolvePeriod({}, '2026-03-18', 'last_7_days').after).toBe('2026-03-12');
    expect(() => resolvePeriod({ after: '2026-02-30' }, '2026-03-18', 'all')).toThrow(/calendar date/);
    expect(() => resolvePeriod({ after: '2026-03-02', before: '2026-03-01' }, '2026-03-18', 'all')).toThrow(
      /before it/,
    );
  });

  it('reads several periods, also relative to the one before', () => {
    const [a, b, c] = parsePeriods(['2026-02', 'previous', 'year_before'], '2026-06-15');
    expect(a).toMatchObject({ after: '2026-02-01', before: '2026-02-28' });
    expect(b).toMatchObject({ after: '2026-01-04', before: '2026-01-31' });
    expect(c).toMatchObject({ after: '2025-01-04', before: '2025-01-31' });
    expect(parsePeriods(['2024'], '2026-06-15')[0]).toMatchObject({ after: '2024-01-01', before: '2024-12-31' });
    expect(parsePeriods(['2024-12'], '2026-06-15')[0]).toMatchObject({ before: '2024-12-31' });
    expect(parsePeriods(['2026-01-01..2026-02-15'], '2026-06-15')[0]).toMatchObject({ before: '2026-02-15' });
    for (const wrong of ['', 'previous', '2026-13', '2026-02-01..2026-01-01', 'drop table']) {
      expect(() => parsePeriods([wrong], '2026-06-15')).toThrow(/cannot be read/);
    }
  });

  it('goes back one calendar year', () => {
    expect(aYearEarlier('2024-02-29')).toBe('2023-02-28');
    fc.assert(
      fc.property(date, (d) => {
        const days = dayNumber(d) - dayNumber(aYearEarlier(d));
        expect(days === 365 || days === 366).toBe(true);
        expect(addDays(aYearEarlier(d), 0)).toBe(aYearEarlier(d));
      }),
    );
  });
});
