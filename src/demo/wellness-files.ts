/** Mornings as files: what the scale and the watch store outside workouts, by month, and the last nights one by one. */

import { addDays, dayNumber, utcOffset } from '../core/time.ts';
import type { WellnessKey, WellnessReading } from '../core/wellness.ts';
import { Encoder, type FieldEntry, fitTime } from '../formats/fit/encoder.ts';
import {
  DEVICE_SETTINGS,
  FILE_ID,
  HRV_STATUS_SUMMARY,
  MESSAGE,
  MONITORING,
  MONITORING_HR_DATA,
  MONITORING_INFO,
  SLEEP_LEVEL,
  TIMESTAMP,
  WEIGHT_SCALE,
} from '../formats/fit/profile.ts';
import { ATHLETE } from './athlete.ts';

interface WellnessFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

export interface WellnessFiles {
  readonly files: readonly WellnessFile[];
  /** The readings the files carry. */
  readonly readings: readonly WellnessReading[];
}

/** A watch hands over this many nights; a FIT sleep file holds one. */
const NIGHTS = 90;
const SLEEP: ReadonlySet<WellnessKey> = new Set(['sleep_s', 'deep_sleep_s', 'light_sleep_s', 'rem_sleep_s', 'awake_s']);
const FILE_TYPE = { weight: 9, monitoring: 32, sleep: 49 } as const;
const LEVEL = { unmeasurable: 0, awake: 1, light: 2, deep: 3, rem: 4 } as const;
const DEVELOPMENT = 255;
const WALKING = 6;

/** Seconds after local midnight. */
const WEIGHED_S = 6 * 3600 + 50 * 60;
const WOKEN_S = 6 * 3600 + 35 * 60;
const COUNTED_S = 22 * 3600;

export function wellnessFiles(readings: readonly WellnessReading[], last_date: string): WellnessFiles {
  const first_night = addDays(last_date, 1 - NIGHTS);
  const kept = readings.filter((r) => !SLEEP.has(r.key) || r.local_date >= first_night);
  const days = new Map<string, Map<WellnessKey, number>>();
  for (const { local_date, key, value } of kept) {
    if (typeof value !== 'number') continue;
    const day = days.get(local_date) ?? new Map<WellnessKey, number>();
    days.set(local_date, day.set(key, value));
  }
  const months = new Map<string, [date: string, values: Map<WellnessKey, number>][]>();
  for (const entry of days) {
    const month = entry[0].slice(0, 7);
    months.set(month, [...(months.get(month) ?? []), entry]);
  }

  const files: WellnessFile[] = [];
  for (const [month, entries] of months) {
    const weighed = entries.filter(([, values]) => values.has('weight_kg'));
    if (weighed.length > 0) files.push({ path: `scale/${month}.fit`, bytes: scaleFile(weighed) });
    const worn = entries.filter(([, values]) => values.has('steps'));
    if (worn.length > 0) files.push({ path: `watch/daily/${month}.fit`, bytes: dailyFile(worn) });
  }
  for (const [date, values] of days) {
    if (values.has('sleep_s')) files.push({ path: `watch/sleep/${date}.fit`, bytes: sleepFile(date, values) });
  }
  return { files, readings: kept };
}

function scaleFile(days: readonly [string, Map<WellnessKey, number>][]): Uint8Array {
  const out = begin(FILE_TYPE.weight, days[0]![0]);
  for (const [date, values] of days) {
    out.message(MESSAGE.weight_scale, [at(date, WEIGHED_S), [WEIGHT_SCALE.weight, values.get('weight_kg')]]);
  }
  return out.finish();
}

function dailyFile(days: readonly [string, Map<WellnessKey, number>][]): Uint8Array {
  const first = days[0]![0];
  const out = begin(FILE_TYPE.monitoring, first);
  out.message(MESSAGE.monitoring_info, [
    at(first, 0),
    [MONITORING_INFO.local_timestamp, fitTime(instant(first, 0)) + offsetOn(first)],
  ]);
  for (const [date, values] of days) {
    out.message(MESSAGE.hrv_status_summary, [
      at(date, WOKEN_S),
      [HRV_STATUS_SUMMARY.last_night_average, values.get('hrv_rmssd_ms')],
    ]);
    out.message(MESSAGE.monitoring_hr_data, [
      at(date, COUNTED_S),
      [MONITORING_HR_DATA.current_day_resting_heart_rate, values.get('resting_hr_bpm')],
    ]);
    out.message(MESSAGE.monitoring, [
      at(date, COUNTED_S),
      [MONITORING.cycles, values.get('steps')],
      [MONITORING.activity_type, WALKING],
    ]);
  }
  return out.finish();
}

/** A night in rounds of about 90 minutes: light, deep, light, REM, sometimes awake between two of them. */
function sleepFile(date: string, values: Map<WellnessKey, number>): Uint8Array {
  const out = begin(FILE_TYPE.sleep, date);
  const rounds = Math.max(3, Math.round(values.get('sleep_s')! / 5400));
  /** Part of a whole, so that the parts add up to it. */
  const part = (key: WellnessKey, parts: number, k: number): number => {
    const whole = values.get(key) ?? 0;
    return Math.floor((whole * (k + 1)) / parts) - Math.floor((whole * k) / parts);
  };
  const phases: [level: number, seconds: number][] = [];
  for (let k = 0; k < rounds; k++) {
    phases.push([LEVEL.light, part('light_sleep_s', rounds * 2, 2 * k)]);
    phases.push([LEVEL.deep, part('deep_sleep_s', rounds, k)]);
    phases.push([LEVEL.light, part('light_sleep_s', rounds * 2, 2 * k + 1)]);
    phases.push([LEVEL.rem, part('rem_sleep_s', rounds, k)]);
    phases.push([LEVEL.awake, part('awake_s', rounds, k)]);
  }
  let second = WOKEN_S - phases.reduce((sum, [, s]) => sum + s, 0);
  for (const [level, seconds] of phases) {
    if (seconds === 0) continue;
    out.message(MESSAGE.sleep_level, [at(date, second), [SLEEP_LEVEL.sleep_level, level]]);
    second += seconds;
  }
  out.message(MESSAGE.sleep_level, [at(date, WOKEN_S), [SLEEP_LEVEL.sleep_level, LEVEL.unmeasurable]]);
  return out.finish();
}

function begin(type: number, date: string): Encoder {
  const out = new Encoder();
  out.message(MESSAGE.file_id, [
    [FILE_ID.type, type],
    [FILE_ID.manufacturer, DEVELOPMENT],
    [FILE_ID.product, type],
    [FILE_ID.serial_number, 4_400_265],
    [FILE_ID.time_created, fitTime(instant(date, WOKEN_S))],
  ]);
  out.message(MESSAGE.device_settings, [[DEVICE_SETTINGS.time_offset, offsetOn(date)]]);
  return out;
}

function at(date: string, second: number): FieldEntry {
  return [TIMESTAMP, fitTime(instant(date, second))];
}

/** Unix seconds at so many seconds after local midnight. */
function instant(date: string, second: number): number {
  return dayNumber(date) * 86_400 + second - offsetOn(date);
}

function offsetOn(date: string): number {
  return utcOffset(ATHLETE.time_zone, dayNumber(date) * 86_400 + WOKEN_S);
}
