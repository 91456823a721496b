/** Readings of the day from monitoring, weight, blood pressure and sleep files. */

import { describe, expect, it } from 'vitest';
import { Encoder, type FieldEntry, fitTime } from './encoder.ts';
import { readFit } from './index.ts';
import {
  BLOOD_PRESSURE,
  FILE_ID,
  type FieldSpec,
  HRV_STATUS_SUMMARY,
  MESSAGE,
  MONITORING,
  MONITORING_HR_DATA,
  MONITORING_INFO,
  SLEEP_LEVEL,
  STRESS_LEVEL,
  TIMESTAMP,
  WEIGHT_SCALE,
} from './profile.ts';

/** 2023-11-14T00:00:00 two hours east of Greenwich. */
const MIDNIGHT = Date.UTC(2023, 10, 13, 22) / 1000;
const TIMESTAMP_16: FieldSpec = { num: 26, type: 'uint16', scale: 1, offset: 0 };

function file(type: number, messages: readonly (readonly [number, FieldEntry[]])[]): Uint8Array {
  const out = new Encoder();
  out.message(MESSAGE.file_id, [[FILE_ID.type, type]]);
  for (const [global, entries] of messages) out.message(global, entries);
  return out.finish();
}

function readings(bytes: Uint8Array): { values: Record<string, unknown>; codes: string[] } {
  const document = readFit(bytes);
  if (document.kind !== 'wellness') throw new Error(document.kind);
  return {
    values: Object.fromEntries(document.readings.map((r) => [`${r.local_date} ${r.key}`, r.value])),
    codes: document.warnings.map((w) => w.code),
  };
}

const at = (time_s: number): FieldEntry => [TIMESTAMP, fitTime(time_s)];
const east: readonly [number, FieldEntry[]] = [
  MESSAGE.monitoring_info,
  [at(MIDNIGHT), [MONITORING_INFO.local_timestamp, fitTime(MIDNIGHT) + 7200]],
];

describe('readWellness', () => {
  it('sums the counters of the local day over activities', () => {
    const { values, codes } = readings(
      file(32, [
        east,
        [MESSAGE.monitoring, [at(MIDNIGHT + 3600), [MONITORING.activity_type, 6], [MONITORING.cycles, 1000]]],
        [MESSAGE.monitoring, [at(MIDNIGHT + 7200), [MONITORING.activity_type, 1], [MONITORING.cycles, 5000]]],
        [
          MESSAGE.monitoring,
          [
            [TIMESTAMP_16, (fitTime(MIDNIGHT) + 80_000) & 0xffff],
            [MONITORING.current_activity_type_intensity, Uint8Array.of(0x46)],
            [MONITORING.cycles, 3000],
            [MONITORING.distance, 2500],
            [MONITORING.active_calories, 150],
          ],
        ],
        // Written at midnight, this is still the total of the day that ends.
        [MESSAGE.monitoring, [at(MIDNIGHT + 86_400), [MONITORING.activity_type, 6], [MONITORING.cycles, 4000]]],
        [MESSAGE.monitoring, [at(MIDNIGHT + 90_000), [MONITORING.activity_type, 6], [MONITORING.cycles, 10]]],
        [
          MESSAGE.monitoring_hr_data,
          [
            at(MIDNIGHT + 40_000),
            [MONITORING_HR_DATA.resting_heart_rate, 50],
            [MONITORING_HR_DATA.current_day_resting_heart_rate, 47],
          ],
        ],
        ...[20, 40, -1].map((level): readonly [number, FieldEntry[]] => [
          MESSAGE.stress_level,
          [
            [STRESS_LEVEL.stress_level_value, level],
            [STRESS_LEVEL.stress_level_time, fitTime(MIDNIGHT + 50_000)],
          ],
        ]),
      ]),
    );
    expect(values).toEqual({
      '2023-11-14 steps': 9000,
      '2023-11-14 day_distance_m': 2500,
      '2023-11-14 active_energy_kcal': 150,
      '2023-11-14 resting_hr_bpm': 47,
      '2023-11-14 average_stress': 30,
      '2023-11-14 max_stress': 40,
      '2023-11-15 steps': 10,
    });
    expect(codes).toEqual([]);
  });

  it('reads weight and blood pressure, and says when the day is one in UTC', () => {
    const { values, codes } = readings(
      file(9, [
        [MESSAGE.weight_scale, [at(MIDNIGHT), [WEIGHT_SCALE.weight, 71.25], [WEIGHT_SCALE.percent_fat, 14.5]]],
        [MESSAGE.weight_scale, [at(MIDNIGHT + 10), [WEIGHT_SCALE.weight, 655.34]]],
        [
          MESSAGE.blood_pressure,
          [at(MIDNIGHT), [BLOOD_PRESSURE.systolic_pressure, 121], [BLOOD_PRESSURE.diastolic_pressure, 79]],
        ],
      ]),
    );
    expect(values).toEqual({
      '2023-11-13 weight_kg': 71.25,
      '2023-11-13 body_fat_pct': 14.5,
      '2023-11-13 systolic_mmhg': 121,
      '2023-11-13 diastolic_mmhg': 79,
    });
    expect(codes).toEqual(['no_time_zone']);
  });

  it('adds up a night and gives it to the day it ends on', () => {
    const levels: [number, number][] = [
      [0, 1],
      [600, 2],
      [4200, 3],
      [7800, 4],
      [9000, 1],
      [9060, 0],
    ];
    const { values } = readings(
      file(49, [
        east,
        ...levels.map(([offset, level]): readonly [number, FieldEntry[]] => [
          MESSAGE.sleep_level,
          [at(MIDNIGHT - 3600 + offset), [SLEEP_LEVEL.sleep_level, level]],
        ]),
        [MESSAGE.hrv_status_summary, [at(MIDNIGHT + 5000), [HRV_STATUS_SUMMARY.last_night_average, 61.5]]],
      ]),
    );
    expect(values).toEqual({
      '2023-11-14 awake_s': 660,
      '2023-11-14 light_sleep_s': 3600,
      '2023-11-14 sleep_s': 8400,
      '2023-11-14 deep_sleep_s': 3600,
      '2023-11-14 rem_sleep_s': 1200,
      '2023-11-14 hrv_rmssd_ms': 61.5,
    });
  });

  it('stores files without readings as what they are', () => {
    expect(
      readFit(file(2, [[MESSAGE.user_profile, [[{ num: 4, type: 'uint16', scale: 10, offset: 0 }, 70]]]])),
    ).toEqual({
      kind: 'stored_only',
      what: 'device settings',
      warnings: [],
    });
    expect(readFit(file(44, [east]))).toMatchObject({ kind: 'stored_only', what: 'FIT file of type 44' });
  });
});
