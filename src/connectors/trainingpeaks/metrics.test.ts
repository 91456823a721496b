/** Health metrics of several upload clients as one set of readings. */

import { describe, expect, it } from 'vitest';
import type { Json } from '../../core/connector.ts';
import { readingsOf } from './metrics.ts';

const DAY = '2026-03-03';

function detail(type: number, label: string, value: Json, time = '06:40:00', uploadClient = 'Watch'): Json {
  return { parentId: 1, type, label, value, time: `${DAY}T${time}`, uploadClient };
}

function readings(...details: Json[]): Record<string, number | string> {
  const found = readingsOf(DAY, [{ id: 'm-1', timeStamp: `${DAY}T00:00:00`, details }]);
  for (const { local_date } of found) expect(local_date).toBe(DAY);
  return Object.fromEntries(found.map(({ key, value }) => [key, value]));
}

describe('readingsOf', () => {
  it('knows the numbered types', () => {
    expect(
      readings(
        detail(60, 'HRV', 71),
        detail(9, 'Weight', '63.2'),
        detail(53, 'SPO2', 97),
        detail(58, 'Steps', 8123),
        detail(58, 'Steps', 9001, '23:00:00', 'Phone'),
      ),
    ).toEqual({ hrv_unspecified_ms: 71, weight_kg: 63.2, spo2_pct: 97, steps: 9001 });
  });

  it('does not add up what two clients say of one night', () => {
    expect(
      readings(
        detail(6, 'Sleep', 7.4),
        detail(6, 'Sleep', 0.5, '14:00:00'),
        detail(6, 'Sleep', 7.1, '06:45:00', 'Ring'),
        detail(6, 'Sleep', 0.5, '14:05:00', 'Ring'),
      ),
    ).toEqual({ sleep_s: 28_440 });
  });

  it('takes the morning pulse, or the lowest', () => {
    expect(readings(detail(5, 'Pulse', 51, '00:00:00'), detail(5, 'Pulse', 48))).toEqual({ resting_hr_bpm: 48 });
    expect(readings(detail(5, 'Pulse', 51, '00:00:00'), detail(5, 'Pulse', 53, '20:00:00'))).toEqual({
      resting_hr_bpm: 51,
    });
  });

  it('reads ranges in any order', () => {
    const expected = { average_stress: 34, max_stress: 71 };
    expect(readings(detail(62, 'Stress Level', [18, 71, 34]))).toEqual(expected);
    expect(readings(detail(62, 'Stress Level', [18, 34, 71]))).toEqual(expected);
    expect(readings(detail(64, 'Body Battery', [88, '21', 52]))).toEqual({
      body_battery_max: 88,
      body_battery_min: 21,
    });
    expect(readings(detail(64, 'Body Battery', [88, 52]))).toEqual({ body_battery_max: 88 });
  });

  it('goes by the label where the number is not known', () => {
    expect(readings(detail(300, 'Body Fat', 14.5), detail(301, 'Time In Deep Sleep', 1.5))).toEqual({
      body_fat_pct: 14.5,
      deep_sleep_s: 5400,
    });
    expect(readings({ label: 'Sleep', value: 8, time: `${DAY}T06:00:00` })).toEqual({ sleep_s: 28_800 });
  });

  it('reads nothing into what it does not know', () => {
    expect(
      readings(
        detail(911, 'Shoe Size', 43),
        detail(14, 'BMI', 21),
        detail(23, 'Injury', 4),
        detail(5, 'Pulse', 'NaN'),
        detail(5, 'Pulse', null),
        detail(62, 'Stress Level', []),
        { type: 5 },
        null,
        'x',
      ),
    ).toEqual({});
  });
});
