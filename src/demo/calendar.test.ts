import { describe, expect, it } from 'vitest';
import { THRESHOLDS } from '../core/thresholds.ts';
import { addDays, dayNumber, isDate } from '../core/time.ts';
import { weekday } from './athlete.ts';
import { liveThrough } from './calendar.ts';

const END = '2026-10-18';
const life = liveThrough('demo', END, 2);

describe('two years of life', () => {
  it('is the same for the same seed and another for another', () => {
    expect(liveThrough('demo', END, 2)).toEqual(life);
    expect(liveThrough('other', END, 2).plans[5]).not.toEqual(life.plans[5]);
  });

  it('begins on a Monday and ends on the date asked for', () => {
    expect(weekday(dayNumber(life.first_date))).toBe(0);
    expect(life.last_date).toBe(END);
    expect(life.plans.every((p) => p.local_date >= life.first_date && p.local_date <= END)).toBe(true);
  });

  it('holds about 300 workouts a year of every kind', () => {
    expect(life.plans.length).toBeGreaterThan(560);
    expect(life.plans.length).toBeLessThan(640);
    const sports = new Set(life.plans.map((p) => p.session.sport));
    for (const sport of ['ride', 'indoor_ride', 'run', 'trail_run', 'pool_swim', 'strength', 'hike', 'multisport']) {
      expect(sports).toContain(sport);
    }
    expect(new Set(life.plans.map((p) => p.id)).size).toBe(life.plans.length);
  });

  it('does not train while ill, and the body shows it', () => {
    expect(life.sick_weeks.length).toBeGreaterThanOrEqual(1);
    for (const from of life.sick_weeks) {
      const to = addDays(from, 6);
      expect(life.plans.filter((p) => p.local_date >= from && p.local_date <= to)).toEqual([]);
      const mean = (key: string, first: string, last: string): number => {
        const values = life.readings
          .filter((r) => r.key === key && r.local_date >= first && r.local_date <= last)
          .map((r) => Number(r.value));
        return values.reduce((a, b) => a + b, 0) / values.length;
      };
      expect(mean('resting_hr_bpm', addDays(from, 2), to)).toBeGreaterThan(
        mean('resting_hr_bpm', addDays(from, -21), addDays(from, -1)) + 4,
      );
      expect(mean('hrv_rmssd_ms', addDays(from, 2), to)).toBeLessThan(
        0.85 * mean('hrv_rmssd_ms', addDays(from, -21), addDays(from, -1)),
      );
      const before = life.plans.findLast((p) => p.local_date < from)!.body.ftp_w;
      const after = life.plans.find((p) => p.local_date > to)!.body.ftp_w;
      expect(after).toBeLessThan(before * 0.98);
    }
  });

  it('changes the FTP on test days only, within what a body can do', () => {
    const ftp = life.thresholds.filter((t) => t.kind === 'ftp_w');
    expect(ftp.length).toBeGreaterThan(6);
    const tests = new Set(life.plans.filter((p) => p.session.id.startsWith('ride_test')).map((p) => p.local_date));
    for (const t of ftp.slice(1)) expect(tests).toContain(t.valid_from);
    const values = ftp.map((t) => t.value);
    expect(Math.min(...values)).toBeGreaterThan(195);
    expect(Math.max(...values)).toBeLessThan(290);
    expect(values.at(-1)).toBeGreaterThan(values[0]!);
  });

  it('writes thresholds and readings that core accepts', () => {
    for (const t of life.thresholds) {
      const definition = THRESHOLDS[t.kind];
      expect(t.value).toBeGreaterThanOrEqual(definition.min);
      expect(t.value).toBeLessThanOrEqual(definition.max);
      expect(isDate(t.valid_from)).toBe(true);
      if (t.family !== null) expect(definition.families).toContain(t.family);
    }
    const dates = life.thresholds.map((t) => t.valid_from);
    expect(dates).toEqual(dates.toSorted());
    expect(life.readings.every((r) => isDate(r.local_date) && (typeof r.value === 'string' || r.value > 0))).toBe(true);
  });

  it('rests around New Year, goes to a camp and to the mountains', () => {
    const days = (from: string, to: string) => life.plans.filter((p) => p.local_date >= from && p.local_date <= to);
    expect(days('2025-12-22', '2025-12-28').length).toBeLessThanOrEqual(2);
    expect(days('2026-03-09', '2026-03-15').every((p) => p.area === 'camp')).toBe(true);
    expect(days('2025-08-11', '2025-08-17').filter((p) => p.session.id === 'hike').length).toBeGreaterThanOrEqual(3);
  });
});

describe('other lengths', () => {
  it('lives ten years with about 3,000 workouts', () => {
    const long = liveThrough('demo', END, 10);
    expect(long.plans.length).toBeGreaterThan(2850);
    expect(long.plans.length).toBeLessThan(3150);
    expect(long.sick_weeks.length).toBeGreaterThanOrEqual(8);
    const ftp = long.plans.map((p) => p.body.ftp_w);
    expect(Math.min(...ftp)).toBeGreaterThan(190);
    expect(Math.max(...ftp)).toBeLessThan(300);
  });

  it('takes any end date and a few weeks', () => {
    for (const end of ['2024-02-29', '2025-01-01', '2026-06-22', '2026-12-31']) {
      const short = liveThrough('demo', end, 0.15);
      expect(short.plans.length).toBeGreaterThan(20);
      expect(short.plans.at(-1)!.local_date <= end).toBe(true);
    }
  });
});
