/**
 * Days and nights of a Garmin account export as readings. One value per day and kind: a later file replaces an earlier
 * one, and a better source replaces a lesser one.
 */

import { dateOfDay, isDate } from '../../core/time.ts';
import type { WellnessKey, WellnessReading } from '../../core/wellness.ts';
import { figure, type JsonRecord, list, object } from './json-records.ts';

/** Where a day's value may come from, the best last. */
type Rank = 'daily' | 'night';
const RANKS: readonly Rank[] = ['daily', 'night'];

/** What the watch writes for "no value". */
const NO_HRV_MS = 511;
/** A floor is ten feet. */
const M_PER_FLOOR = 3.048;

/** Plausible ranges; outside them the value is a sentinel or an artefact. */
const RANGES: Partial<Record<WellnessKey, readonly [min: number, max: number]>> = {
  hrv_unspecified_ms: [1, 400],
  resting_hr_bpm: [20, 150],
  weight_kg: [20, 400],
  body_fat_pct: [1, 75],
  muscle_mass_kg: [5, 150],
  body_water_pct: [20, 90],
  sleep_s: [1, 24 * 3600],
  sleep_score: [1, 100],
  steps: [0, 300_000],
  active_energy_kcal: [0, 30_000],
  total_energy_kcal: [1, 40_000],
  day_distance_m: [0, 500_000],
  floors_climbed: [0, 5000],
  average_stress: [0, 100],
  max_stress: [0, 100],
  body_battery_max: [0, 100],
  body_battery_min: [0, 100],
  spo2_pct: [50, 100],
  respiration_rate_brpm: [3, 60],
  vo2max_mlkgmin: [10, 100],
  training_readiness: [1, 100],
};

/** Collects readings from the records of the known files. */
export class DailyReadings {
  /** Dates that were checked already. */
  readonly #dates = new Set<string>();
  readonly #values = new Map<string, { reading: WellnessReading; rank: number }>();

  /** `2026-02-15`, with a time after it or not, or ms since 1970 at midnight UTC. */
  #dateOf(value: unknown): string | null {
    const ms = figure(value);
    if (ms !== null) return ms > 0 && ms < 4e12 ? dateOfDay(Math.floor(ms / 86_400_000)) : null;
    const text = typeof value === 'string' ? value.slice(0, 10) : '';
    if (this.#dates.has(text)) return text;
    if (!/^(?:19[89]|20)/.test(text) || !isDate(text)) return null;
    this.#dates.add(text);
    return text;
  }

  #put(local_date: string | null, key: WellnessKey, value: number | null, rank: Rank = 'daily'): void {
    if (local_date === null || value === null) return;
    const range = RANGES[key];
    if (range && (value < range[0] || value > range[1])) return;
    const at = `${local_date}|${key}`;
    const order = RANKS.indexOf(rank);
    const before = this.#values.get(at);
    if (before && before.rank > order) return;
    this.#values.set(at, { reading: { local_date, key, value }, rank: order });
  }

  /** `UDSFile_*.json`: one record per local day. Negative stress is "not measured". */
  addDay(record: JsonRecord): void {
    const date = this.#dateOf(record.calendarDate);
    this.#put(date, 'resting_hr_bpm', figure(record.restingHeartRate));
    this.#put(date, 'steps', figure(record.totalSteps));
    this.#put(date, 'day_distance_m', figure(record.totalDistanceMeters));
    this.#put(date, 'active_energy_kcal', figure(record.activeKilocalories));
    this.#put(date, 'total_energy_kcal', figure(record.totalKilocalories));
    const climbed_m = figure(record.floorsAscendedInMeters);
    this.#put(date, 'floors_climbed', climbed_m === null ? null : Math.round(climbed_m / M_PER_FLOOR));
    const stress = list(object(record.allDayStress).aggregatorList).find((entry) => entry.type === 'TOTAL') ?? {};
    this.#put(date, 'average_stress', figure(stress.averageStressLevel));
    this.#put(date, 'max_stress', figure(stress.maxStressLevel));
    for (const stat of list(object(record.bodyBattery).bodyBatteryStatList)) {
      if (stat.bodyBatteryStatType === 'HIGHEST') this.#put(date, 'body_battery_max', figure(stat.statsValue));
      if (stat.bodyBatteryStatType === 'LOWEST') this.#put(date, 'body_battery_min', figure(stat.statsValue));
    }
    this.#put(date, 'spo2_pct', figure(record.averageSpo2Value));
    this.#put(date, 'respiration_rate_brpm', figure(object(record.respiration).avgWakingRespirationValue));
  }

  /** `*_sleepData.json`: one record per night, dated by the day of waking. Without stages it was not measured. */
  addNight(record: JsonRecord): void {
    const date = this.#dateOf(record.calendarDate);
    const deep_s = figure(record.deepSleepSeconds);
    const light_s = figure(record.lightSleepSeconds);
    const rem_s = figure(record.remSleepSeconds);
    const sleep_s = (deep_s ?? 0) + (light_s ?? 0) + (rem_s ?? 0);
    if (sleep_s <= 0) return;
    this.#put(date, 'sleep_s', sleep_s, 'night');
    this.#put(date, 'deep_sleep_s', deep_s, 'night');
    this.#put(date, 'light_sleep_s', light_s, 'night');
    this.#put(date, 'rem_sleep_s', rem_s, 'night');
    this.#put(date, 'awake_s', figure(record.awakeSleepSeconds), 'night');
    const scores = object(record.sleepScores);
    this.#put(date, 'sleep_score', figure(scores.overallScore) ?? figure(object(scores.overall).value), 'night');
    this.#put(date, 'respiration_rate_brpm', figure(record.averageRespiration), 'night');
    const oxygen = object(record.spo2SleepSummary);
    this.#put(date, 'spo2_pct', figure(oxygen.averageSPO2) ?? figure(oxygen.averageSpO2), 'night');
  }

  /** `*_healthStatusData.json`: what the watch measured over the night. It says "HRV" without naming the statistic. */
  addHealthStatus(record: JsonRecord): void {
    const date = this.#dateOf(record.calendarDate);
    for (const metric of list(record.metrics)) {
      if (metric.type !== 'HRV') continue;
      const value = figure(metric.value);
      this.#put(date, 'hrv_unspecified_ms', value === NO_HRV_MS ? null : value, 'night');
    }
  }

  /** `*_userBioMetrics.json`: weigh-ins in grams; scales write 0 for what they could not measure. */
  addBiometrics(record: JsonRecord): void {
    const weighing = object(record.weight);
    const date = this.#dateOf(object(record.metaData).calendarDate) ?? this.#dateOf(weighing.timestampGMT);
    const kg = (value: unknown) => {
      const grams = figure(value);
      return grams === null ? null : grams / 1000;
    };
    this.#put(date, 'weight_kg', kg(weighing.weight));
    this.#put(date, 'body_fat_pct', figure(weighing.bodyFat));
    this.#put(date, 'body_water_pct', figure(weighing.bodyWater));
    this.#put(date, 'muscle_mass_kg', kg(weighing.muscleMass));
  }

  /** `MetricsMaxMetData_*.json`: VO₂max estimates of one sport. */
  addMaxMet(record: JsonRecord): void {
    this.#put(this.#dateOf(record.calendarDate), 'vo2max_mlkgmin', figure(record.vo2MaxValue));
  }

  /** `TrainingReadinessDTO_*.json`: recomputed after every session; the one on waking counts. */
  addReadiness(record: JsonRecord): void {
    const on_waking = record.inputContext === 'AFTER_WAKEUP_RESET';
    this.#put(
      this.#dateOf(record.calendarDate),
      'training_readiness',
      figure(record.score),
      on_waking ? 'night' : 'daily',
    );
  }

  all(): WellnessReading[] {
    return [...this.#values.values()].map(({ reading }) => reading).sort(byDateAndKey);
  }
}

function byDateAndKey(a: WellnessReading, b: WellnessReading): number {
  if (a.local_date !== b.local_date) return a.local_date < b.local_date ? -1 : 1;
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}
