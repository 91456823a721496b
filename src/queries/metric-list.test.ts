import { describe, expect, it } from 'vitest';
import { FAMILIES } from '../core/sport.ts';
import { METRICS } from '../metrics/index.ts';
import { columnReason, groupedReasons } from './absent-values.ts';
import { foldText, textMatcher } from './match-text.ts';
import { closestIds, familyMetrics, groupOf, LIST_METRICS, METRIC_GROUPS, metricById } from './metric-list.ts';
import { sportFilter } from './sport-filter.ts';

describe('metrics in lists', () => {
  it('exist', () => {
    for (const id of [...LIST_METRICS, ...FAMILIES.flatMap(familyMetrics)]) expect(metricById(id), id).toBeDefined();
  });

  it('all belong to a group, the obvious ones to the obvious group', () => {
    for (const { id } of METRICS) expect(METRIC_GROUPS).toContain(groupOf(id));
    const expected = {
      moving_s: 'time_and_distance',
      hr_tss_zones: 'load',
      np_w: 'power',
      average_hr_bpm: 'heart_rate',
      ngp_mps: 'speed',
      swim_speed_mps: 'swim',
      ascent_m: 'elevation',
      decoupling_pct: 'efficiency',
      average_cadence_rpm: 'technique',
      average_temperature_c: 'body_and_air',
    };
    for (const [id, group] of Object.entries(expected)) expect(groupOf(id), id).toBe(group);
  });

  it('are suggested by likeness', () => {
    expect(
      closestIds(
        'average_heart_rate_bpm',
        METRICS.map((metric) => metric.id),
      ),
    ).toContain('average_hr_bpm');
  });
});

describe('reasons', () => {
  it('are counted over rows and grouped over fields', () => {
    expect(columnReason(['no_power_recorded', 'no_power_recorded', 'not_for_this_sport'], 5)).toBe(
      'no power was recorded (2 of 5)',
    );
    expect(columnReason(['not_for_this_sport'], 1)).toBeNull();
    expect(
      groupedReasons(
        new Map([
          ['np_w', 'no_power_recorded'],
          ['tss', 'no_power_recorded'],
          ['swolf', 'not_for_this_sport'],
        ]),
      ),
    ).toEqual({ 'np_w, tss': 'no power was recorded' });
  });
});

describe('what people write', () => {
  it('matches text whatever its case and accents, in any alphabet', () => {
    const found = (wanted: string, text: string) => textMatcher(wanted)(foldText(text));
    expect(found('strasse', 'Schöne Straße')).toBe(true);
    expect(found('ТРЕН вело', 'велотренировка')).toBe(true);
    expect(found('', 'anything')).toBe(true);
    expect(found('a b', 'a c')).toBe(false);
  });

  it('names a sport by family, id or title', () => {
    expect(sportFilter('ride')).toEqual({ family: 'ride', sport: null });
    expect(sportFilter(' Trail Run ')).toEqual({ family: 'run', sport: 'trail_run' });
    expect(sportFilter(undefined)).toBeNull();
    expect(() => sportFilter('quidditch')).toThrow();
  });
});
