/** What iGPSPORT says of one activity, from a list row or from its detail: the same names, the detail has more of them. */

import type { Json } from '../../core/connector.ts';
import { type JsonObject, listOf, numberOf, positiveOf, textOf } from '../../core/json.ts';
import type { ActivityFact, FactJoin } from '../../core/source.ts';
import type { SportId } from '../../core/sport.ts';
import { cleanLine } from '../../core/text.ts';
import { sportFromWord } from '../../formats/sport-words.ts';
import { checkValues } from '../folder/suspect-values.ts';
import { dayOf, field } from './payload.ts';

const SPORTS: ReadonlyMap<number, SportId> = new Map([
  [0, 'ride'],
  [1, 'run'],
  [2, 'walk'],
  [3, 'hike'],
  [4, 'swim'],
  [6, 'indoor_ride'],
]);

/** The coarser of the platform's two codes, for rows that lack the finer one. */
const LABELS: ReadonlyMap<number, SportId> = new Map([
  [1, 'ride'],
  [2, 'run'],
]);

/** Figures without a place among the values: payload name to the key they are kept under. */
const OTHER_NUMBERS: Readonly<Record<string, string>> = {
  avgAltitude: 'average_altitude_m',
  minAltitude: 'lowest_altitude_m',
  maxAltitude: 'highest_altitude_m',
  maxTemperature: 'max_temperature_c',
  minHrm: 'min_hr_bpm',
  upslopeDistance: 'uphill_distance_m',
  downslopeDistance: 'downhill_distance_m',
  upslopeMaxGrade: 'max_grade_pct',
};

export interface Instants {
  /** From the activity's own file: the platform's times have no zone. */
  readonly start_s: number;
  readonly duration_s: number | null;
}

const WALL = /^(\d{4})[-./](\d{1,2})[-./](\d{1,2})[ T](\d{1,2}:\d{2}:\d{2})/;
/** Zones are whole quarters of an hour, at most 14 hours off. */
const QUARTER_S = 900;
const FURTHEST_S = 14 * 3600;

/** The wall clock the platform shows against the instant of the file. */
function zoneOf(written: Json | undefined, instants: Instants | null): NonNullable<ActivityFact['zone']> | null {
  const [, year, month = '', day = '', time] = (typeof written === 'string' && WALL.exec(written)) || [];
  if (!instants || time === undefined) return null;
  const wall_s =
    Date.parse(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}T${time.padStart(8, '0')}Z`) / 1000;
  const utc_offset_s = Math.round((wall_s - instants.start_s) / QUARTER_S) * QUARTER_S;
  const plausible = Math.abs(utc_offset_s) <= FURTHEST_S && Math.abs(wall_s - instants.start_s - utc_offset_s) <= 120;
  return plausible ? { utc_offset_s, time_zone: null } : null;
}

/**
 * @param payload a row, or a row with the detail laid over it
 * @param instants null while the file has not told when it was
 */
export function factOf(
  external_id: string,
  payload: JsonObject,
  time_zone: string,
  instants: Instants | null,
): ActivityFact {
  const number = (name: string) => numberOf(field(payload, name));
  // 0 is written where a sensor was missing.
  const positive = (...names: string[]) => {
    for (const name of names) {
      const value = positiveOf(field(payload, name));
      if (value !== null) return value;
    }
    return null;
  };
  const checked = checkValues({
    elapsed_s: positive('totalTime'),
    timer_s: positive('recordTime'),
    moving_s: positive('movingTime', 'totalMovingTime'),
    distance_m: number('rideDistance'),
    ascent_m: number('totalAscent'),
    descent_m: number('totalDescent'),
    calories_kcal: positive('calorie'),
    average_speed_mps: positive('avgMovingSpeed', 'avgSpeed'),
    max_speed_mps: positive('maxSpeed'),
    average_power_w: positive('avgPower'),
    max_power_w: positive('maxPower'),
    np_w: positive('pwrNP'),
    intensity_factor: positive('pwrIF'),
    tss: positive('pwrTSS'),
    average_hr_bpm: positive('avgHrm', 'avgHr'),
    max_hr_bpm: positive('maxHrm', 'maxHr'),
    average_cadence_rpm: positive('avgCad'),
    max_cadence_rpm: positive('maxCad'),
    average_temperature_c: number('avgTemperature'),
    left_balance_pct: leftShare(field(payload, 'avgBalance')),
  });
  const other: Record<string, string | number> = { ...checked.set_aside };
  for (const [name, key] of Object.entries(OTHER_NUMBERS)) {
    const value = number(name);
    if (value !== null) other[key] = value;
  }
  const device = cleanLine(field(payload, 'productName') ?? field(field(payload, 'deviceInfo'), 'deviceName'), 80);
  if (device !== null) other.device = device;
  const local_date = dateOfPayload(payload, time_zone);
  const { elapsed_s, timer_s, moving_s, distance_m } = checked.values;
  const join: FactJoin =
    instants !== null
      ? { by: 'start', start_s: instants.start_s, duration_s: instants.duration_s ?? elapsed_s ?? null }
      : local_date !== null
        ? {
            by: 'day',
            local_date,
            duration_s: timer_s ?? moving_s ?? elapsed_s ?? null,
            distance_m: distance_m ?? null,
          }
        : // Listed without a date: only its file can tell when it was.
          { by: 'file', label: fileLabel(external_id, 'fit') };
  return {
    external_id,
    join,
    ...sportOf(payload),
    name: cleanLine(field(payload, 'title')),
    note: null,
    private_note: null,
    gear: null,
    zone: zoneOf(field(payload, 'startTime'), instants),
    rpe: null,
    tags: [],
    media: [],
    values: checked.values,
    other,
    suspect: checked.suspect,
  };
}

/** The day as written, the athlete's own. */
export function dateOfPayload(payload: Json, time_zone: string): string | null {
  for (const name of ['startTime', 'startTimeString', 'startTimeWithWeek', 'endTime', 'rideTime']) {
    const day = dayOf(field(payload, name), time_zone);
    if (day !== null) return day;
  }
  return null;
}

export function fileLabel(external_id: string, extension: string): string {
  return `igpsport-${external_id.replace(/[^\w-]/g, '_').slice(0, 60)}.${extension}`;
}

function sportOf(payload: JsonObject): { sport: SportId; sport_as_written: string | null } {
  const code = field(payload, 'exerciseType', 'sportType');
  const label = field(payload, 'label');
  const [code_number, label_number] = [numberOf(code), numberOf(label)];
  const known =
    (code_number === null ? sportFromWord(textOf(code)) : SPORTS.get(code_number)) ??
    (code === null && label_number !== null ? LABELS.get(label_number) : undefined);
  const written =
    code_number !== null
      ? `exerciseType ${code_number}`
      : (cleanLine(textOf(code), 60) ?? (label_number === null ? null : `label ${label_number}`));
  return { sport: known ?? 'other', sport_as_written: written };
}

/** From a pair of left and right, as percentages or as shares of 1. */
function leftShare(pair: Json): number | null {
  const [left, right] = listOf(pair).map(numberOf);
  if (left === undefined || left === null || left <= 0) return null;
  const sum = left + (right ?? 0);
  const scale = Math.abs(sum - 100) <= 5 ? 1 : Math.abs(sum - 1) <= 0.05 ? 100 : 0;
  return scale > 0 && left < sum ? Math.round(left * scale * 100) / 100 : null;
}
