/** Readings of a day: weight, blood pressure, steps, resting heart rate, stress, sleep and what else watches store. */

import type { Warning } from '../../core/recording.ts';
import { localDate } from '../../core/time.ts';
import type { WellnessKey, WellnessReading } from '../../core/wellness.ts';
import type { FitFile } from './decode.ts';
import { type Message, NO_TIME, unixTime } from './messages.ts';
import {
  BLOOD_PRESSURE,
  DEVICE_SETTINGS,
  HRV_STATUS_SUMMARY,
  MAX_MET_DATA,
  MESSAGE,
  MONITORING,
  MONITORING_HR_DATA,
  MONITORING_INFO,
  RESPIRATION_RATE,
  SLEEP_ASSESSMENT,
  SLEEP_LEVEL,
  SPO2_DATA,
  STRESS_LEVEL,
  TIMESTAMP,
  WEIGHT_SCALE,
} from './profile.ts';

const TIMESTAMP_16 = 26;
const RUNNING = 1;
const WALKING = 6;
const DAY_S = 86_400;

/** Readings by local day. Empty when the file has none. */
export function readWellness(file: FitFile): { readings: WellnessReading[]; warnings: Warning[] } {
  const offset_s = localOffset(file);
  const day = new Days(offset_s ?? 0);
  scales(file, day);
  monitoring(file, day);
  vitals(file, day);
  sleep(file, day);
  const readings = day.readings();
  const warnings: Warning[] = [];
  if (offset_s === null && readings.length > 0) {
    warnings.push({ code: 'no_time_zone', message: 'The file names no time zone; its days are days in UTC.' });
  }
  return { readings, warnings };
}

/** Collects values per day: the last one, the largest one, or the mean. */
class Days {
  readonly #offset_s: number;
  readonly #values = new Map<string, { date: string; key: WellnessKey; sum: number; count: number }>();

  constructor(offset_s: number) {
    this.#offset_s = offset_s;
  }

  date(time_s: number): string | null {
    // Years before 1970 or beyond 9999 are damage, not dates.
    return time_s > 0 && time_s < 2 ** 37 ? localDate(time_s, this.#offset_s) : null;
  }

  last(time_s: number, key: WellnessKey, value: number): void {
    this.#put(time_s, key, value, () => value);
  }

  largest(time_s: number, key: WellnessKey, value: number): void {
    this.#put(time_s, key, value, (known) => Math.max(known, value));
  }

  mean(time_s: number, key: WellnessKey, value: number): void {
    const date = this.date(time_s);
    if (date === null || Number.isNaN(value)) return;
    const found = this.#values.get(`${date} ${key}`) ?? { date, key, sum: 0, count: 0 };
    this.#values.set(`${date} ${key}`, { ...found, sum: found.sum + value, count: found.count + 1 });
  }

  #put(time_s: number, key: WellnessKey, value: number, join: (known: number) => number): void {
    const date = this.date(time_s);
    if (date === null || Number.isNaN(value)) return;
    const found = this.#values.get(`${date} ${key}`);
    this.#values.set(`${date} ${key}`, { date, key, sum: found ? join(found.sum) : value, count: 1 });
  }

  readings(): WellnessReading[] {
    return [...this.#values.values()].map(({ date, key, sum, count }) => ({
      local_date: date,
      key,
      value: Math.round((sum / count) * 100) / 100,
    }));
  }
}

/** Local minus UTC time from the monitoring header or the device's settings; null when neither says. */
function localOffset(file: FitFile): number | null {
  const info = file.messages(MESSAGE.monitoring_info);
  if (info.length > 0) {
    const difference = info.get(0).date(MONITORING_INFO.local_timestamp.num) - info.get(0).time_s;
    if (Math.abs(difference) <= 14 * 3600) return Math.round(difference / 900) * 900;
  }
  const settings = file.messages(MESSAGE.device_settings);
  if (settings.length === 0) return null;
  const zone = settings.get(0).code(DEVICE_SETTINGS.active_time_zone.num) ?? 0;
  const hours =
    settings.get(0).number(DEVICE_SETTINGS.time_zone_offset.num, zone) / DEVICE_SETTINGS.time_zone_offset.scale;
  // Seconds as an unsigned number: west of Greenwich it has wrapped.
  const seconds = settings.get(0).number(DEVICE_SETTINGS.time_offset.num, zone) | 0;
  const offset_s = Number.isNaN(hours) ? seconds : hours * 3600;
  return Math.abs(offset_s) <= 14 * 3600 ? offset_s : null;
}

function scales(file: FitFile, day: Days): void {
  for (const m of file.messages(MESSAGE.weight_scale)) {
    // 65534 is "still measuring".
    if (m.number(WEIGHT_SCALE.weight.num) < 65_534) day.last(m.time_s, 'weight_kg', m.value(WEIGHT_SCALE.weight));
    day.last(m.time_s, 'body_fat_pct', m.value(WEIGHT_SCALE.percent_fat));
    day.last(m.time_s, 'body_water_pct', m.value(WEIGHT_SCALE.percent_hydration));
    day.last(m.time_s, 'muscle_mass_kg', m.value(WEIGHT_SCALE.muscle_mass));
  }
  for (const m of file.messages(MESSAGE.blood_pressure)) {
    day.last(m.time_s, 'systolic_mmhg', m.value(BLOOD_PRESSURE.systolic_pressure));
    day.last(m.time_s, 'diastolic_mmhg', m.value(BLOOD_PRESSURE.diastolic_pressure));
  }
}

interface DayCounters {
  time_s: number;
  steps: number;
  distance_m: number;
  kcal: number;
}

/** Steps, distance and active energy count from midnight, separately for walking, running and the rest. */
function monitoring(file: FitFile, day: Days): void {
  const counters = new Map<string, DayCounters>();
  let last = NO_TIME;
  for (const m of file.messages(MESSAGE.monitoring)) {
    const full = m.code(TIMESTAMP.num);
    const low = m.code(TIMESTAMP_16);
    if (full !== null) last = full;
    else if (low !== null && last !== NO_TIME) last = (last + ((low - last) & 0xffff)) >>> 0;
    const time_s = unixTime(last);
    // Totals of the day are written at the stroke of midnight and belong to the day that ends.
    const date = day.date(time_s - 1);
    if (date === null) continue;
    const packed = m.code(MONITORING.current_activity_type_intensity.num);
    const activity = m.code(MONITORING.activity_type.num) ?? (packed === null ? null : packed & 0x1f);
    const key = `${date} ${activity}`;
    const counter = counters.get(key) ?? { time_s: time_s - 1, steps: 0, distance_m: 0, kcal: 0 };
    const steps = activity === WALKING || activity === RUNNING ? m.value(MONITORING.cycles) : Number.NaN;
    counter.steps = Math.max(counter.steps, steps || 0);
    counter.distance_m = Math.max(counter.distance_m, m.value(MONITORING.distance) || 0);
    counter.kcal = Math.max(counter.kcal, m.value(MONITORING.active_calories) || 0);
    counters.set(key, counter);
  }
  const totals = new Map<string, DayCounters>();
  for (const [key, counter] of counters) {
    const date = key.slice(0, 10);
    const sum = totals.get(date) ?? { time_s: counter.time_s, steps: 0, distance_m: 0, kcal: 0 };
    sum.steps += counter.steps;
    sum.distance_m += counter.distance_m;
    sum.kcal += counter.kcal;
    totals.set(date, sum);
  }
  for (const { time_s, steps, distance_m, kcal } of totals.values()) {
    if (steps > 0) day.last(time_s, 'steps', steps);
    if (distance_m > 0) day.last(time_s, 'day_distance_m', distance_m);
    if (kcal > 0) day.last(time_s, 'active_energy_kcal', kcal);
  }
}

function vitals(file: FitFile, day: Days): void {
  for (const m of file.messages(MESSAGE.monitoring_hr_data)) {
    const today = m.value(MONITORING_HR_DATA.current_day_resting_heart_rate);
    const usual = m.value(MONITORING_HR_DATA.resting_heart_rate);
    day.last(m.time_s, 'resting_hr_bpm', today > 0 ? today : usual > 0 ? usual : Number.NaN);
  }
  for (const m of file.messages(MESSAGE.stress_level)) {
    const level = m.value(STRESS_LEVEL.stress_level_value);
    const time_s = m.date(STRESS_LEVEL.stress_level_time.num);
    // Negative levels say why there is none.
    if (!(level >= 0)) continue;
    day.mean(time_s, 'average_stress', level);
    day.largest(time_s, 'max_stress', level);
  }
  for (const m of file.messages(MESSAGE.spo2_data)) {
    const spo2 = m.value(SPO2_DATA.reading_spo2);
    if (spo2 > 0) day.mean(m.time_s, 'spo2_pct', spo2);
  }
  for (const m of file.messages(MESSAGE.respiration_rate)) {
    const rate = m.value(RESPIRATION_RATE.respiration_rate);
    if (rate > 0) day.mean(m.time_s, 'respiration_rate_brpm', rate);
  }
  for (const m of file.messages(MESSAGE.hrv_status_summary)) {
    day.last(m.time_s, 'hrv_rmssd_ms', m.value(HRV_STATUS_SUMMARY.last_night_average));
  }
  for (const m of file.messages(MESSAGE.max_met_data)) {
    day.last(m.date(MAX_MET_DATA.update_time.num), 'vo2max_mlkgmin', m.value(MAX_MET_DATA.vo2_max));
  }
}

const SLEEP_KEYS: readonly (WellnessKey | null)[] = [null, 'awake_s', 'light_sleep_s', 'deep_sleep_s', 'rem_sleep_s'];

/** Sleep levels hold until the next one; the night belongs to the day it ends on. */
function sleep(file: FitFile, day: Days): void {
  const levels = [...file.messages(MESSAGE.sleep_level)].filter((m) => !Number.isNaN(m.time_s));
  const end_s = levels.at(-1)?.time_s ?? Number.NaN;
  const sums = new Map<WellnessKey, number>();
  levels.forEach((level: Message, i) => {
    const key = SLEEP_KEYS[level.number(SLEEP_LEVEL.sleep_level.num)];
    const seconds = (levels[i + 1]?.time_s ?? end_s) - level.time_s;
    if (!key || !(seconds > 0 && seconds < DAY_S)) return;
    sums.set(key, (sums.get(key) ?? 0) + seconds);
    if (key !== 'awake_s') sums.set('sleep_s', (sums.get('sleep_s') ?? 0) + seconds);
  });
  for (const [key, seconds] of sums) day.last(end_s, key, seconds);
  for (const m of file.messages(MESSAGE.sleep_assessment)) {
    day.last(end_s, 'sleep_score', m.value(SLEEP_ASSESSMENT.overall_sleep_score));
  }
}
