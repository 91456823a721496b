/**
 * One record of `*_summarizedActivities.json` as a fact. The units of this file are its own, established from several
 * independent public readers of real exports (2022 to 2026): time in ms, length in cm, speed in cm/ms (ten times m/s is
 * the value's unit), energy in kJ although it is called calories.
 */

import type { ActivityFact } from '../../core/source.ts';
import { cleanLine } from '../../core/text.ts';
import { checkValues } from '../folder/suspect-values.ts';
import { sportOfTypeKey } from './activity-type.ts';
import { figure, type JsonRecord } from './json-records.ts';

const MPS_PER_CM_PER_MS = 10;
const KJ_PER_KCAL = 4.184;
/** Resting metabolism is 50 to 120 kcal an hour, 200 to 500 kJ. */
const BMR_KCAL_PER_HOUR_MAX = 160;
const RACE_EVENT = 1;

export type EnergyUnit = 'kj' | 'kcal';

/** Tells the unit of the energy figures of an export from resting metabolism per hour; kJ when nothing tells. */
export function energyUnitOf(records: Iterable<JsonRecord>): EnergyUnit {
  const per_hour: number[] = [];
  for (const record of records) {
    const rate = restingRate(record);
    if (rate !== null) per_hour.push(rate);
  }
  if (per_hour.length === 0) return 'kj';
  per_hour.sort((a, b) => a - b);
  return per_hour[per_hour.length >> 1]! > BMR_KCAL_PER_HOUR_MAX ? 'kj' : 'kcal';
}

function restingRate(record: JsonRecord): number | null {
  const energy = figure(record.bmrCalories);
  const elapsed_ms = figure(record.elapsedDuration) ?? figure(record.duration);
  // Shorter ones are mostly rounding.
  return energy && elapsed_ms && elapsed_ms > 600_000 ? energy / (elapsed_ms / 3_600_000) : null;
}

/** @returns null for a record without an id or a start */
export function factOfSummary(record: JsonRecord, unit: EnergyUnit): ActivityFact | null {
  const id = figure(record.activityId) ?? cleanLine(record.activityId, 40);
  const start_ms = figure(record.beginTimestamp) ?? figure(record.startTimeGmt);
  if (id === null || start_ms === null || start_ms < 0 || start_ms > 4e12) return null;
  const scaled = (key: string, factor: number) => {
    const value = figure(record[key]);
    return value === null ? null : value * factor;
  };
  // Zero stands for "not measured" in every figure below but these durations.
  const measured = (key: string, factor = 1) => scaled(key, factor) || null;
  const type = cleanLine(typeOf(record.activityType), 60);
  const checked = checkValues({
    elapsed_s: measured('elapsedDuration', 0.001),
    timer_s: measured('duration', 0.001),
    moving_s: measured('movingDuration', 0.001),
    distance_m: measured('distance', 0.01),
    ascent_m: scaled('elevationGain', 0.01),
    descent_m: scaled('elevationLoss', 0.01),
    calories_kcal: measured('calories', unit === 'kj' ? 1 / KJ_PER_KCAL : 1),
    average_speed_mps: measured('avgSpeed', MPS_PER_CM_PER_MS),
    max_speed_mps: measured('maxSpeed', MPS_PER_CM_PER_MS),
    average_power_w: measured('avgPower'),
    max_power_w: measured('maxPower'),
    np_w: measured('normPower'),
    tss: measured('trainingStressScore'),
    intensity_factor: measured('intensityFactor'),
    average_hr_bpm: measured('avgHr'),
    max_hr_bpm: measured('maxHr'),
    average_cadence_rpm: measured('avgBikeCadence') ?? measured('avgRunCadence'),
    max_cadence_rpm: measured('maxBikeCadence') ?? measured('maxRunCadence'),
    aerobic_training_effect: measured('aerobicTrainingEffect'),
    anaerobic_training_effect: measured('anaerobicTrainingEffect'),
    training_load: measured('activityTrainingLoad'),
    vo2max_mlkgmin: measured('vO2MaxValue'),
    pool_length_m: measured('poolLength', 0.01),
    lengths: measured('activeLengths'),
  });
  const start_s = start_ms / 1000;
  const rpe = figure(record.workoutRpe);
  return {
    external_id: String(id),
    join: { by: 'start', start_s, duration_s: checked.values.timer_s ?? checked.values.elapsed_s ?? null },
    sport: type === null ? null : sportOfTypeKey(type),
    sport_as_written: type,
    name: cleanLine(record.name),
    note: null,
    private_note: null,
    gear: null,
    // Stored in tens, as the FIT field of the same name.
    rpe: rpe !== null && rpe > 0 && rpe <= 100 ? rpe / 10 : null,
    tags: figure(record.eventTypeId) === RACE_EVENT ? ['race'] : [],
    media: [],
    values: checked.values,
    other: { ...checked.set_aside, ...otherOf(record, start_ms) },
    suspect: checked.suspect,
  };
}

function typeOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'typeKey' in value ? value.typeKey : value;
}

function otherOf(record: JsonRecord, start_ms: number): Record<string, string | number> {
  const other: Record<string, string | number> = {};
  const keep = (key: string, value: string | number | null) => {
    if (value !== null) other[key] = value;
  };
  const local_ms = figure(record.startTimeLocal);
  // The local time is written as if it were UTC.
  keep('utc_offset_s', local_ms === null ? null : Math.round((local_ms - start_ms) / 1000));
  keep('location', cleanLine(record.locationName, 100));
  keep('steps', figure(record.steps));
  keep('feeling_pct', figure(record.workoutFeel));
  keep('training_effect_label', cleanLine(record.trainingEffectLabel, 60));
  keep('moderate_intensity_min', figure(record.moderateIntensityMinutes));
  keep('vigorous_intensity_min', figure(record.vigorousIntensityMinutes));
  keep('average_swolf', figure(record.avgSwolf));
  keep('body_battery_change', figure(record.differenceBodyBattery));
  keep('parent_id', figure(record.parentId));
  return other;
}
