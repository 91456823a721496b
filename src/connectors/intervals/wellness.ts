/** Days: what was measured becomes readings; fitness, custom fields and scales of their own stay in the payload. */

import type { Json, Stream, StreamAsk } from '../../core/connector.ts';
import { boolOf, isObject, numberOf } from '../../core/json.ts';
import { cleanText } from '../../core/text.ts';
import { addDays } from '../../core/time.ts';
import type { WellnessKey, WellnessReading } from '../../core/wellness.ts';
import { dateOf } from './activity-time.ts';
import { askAthlete } from './address.ts';
import type { Wellness } from './api-types.ts';
import { fieldsOf, keptPayload, type Unread } from './payload.ts';
import { type DatedItem, windowPages } from './windows.ts';

export const WELLNESS_DAYS: Stream = {
  id: 'wellness',
  title: 'Wellness',
  look_back_days: 30,
  fresh_s: 1800,
  calls: 1,
  scope: 'WELLNESS:READ',
  // Fitness and estimates are computed anew all the time.
  noise: ['updated', 'ctl', 'atl', 'rampRate', 'ctlLoad', 'atlLoad', 'sportInfo', 'menstrualPhasePredicted'],
  pages: (ask: StreamAsk) =>
    windowPages(ask, {
      last: ask.session.today,
      list: (oldest, newest) => askAthlete(ask.session, 'wellness', { oldest, newest }),
      read: (raw) => readDay(raw, addDays(ask.session.today, 1)),
    }),
};

/** Nothing was measured on a day to come, a day of grace for travellers aside. */
function readDay(raw: Json, last: string): DatedItem {
  const local_date = isObject(raw) ? dateOf(raw.id) : null;
  if (local_date === null || local_date > last) return { item: null, local_date };
  const readings = readingsOf(fieldsOf<Wellness>(raw), local_date);
  return {
    item: { external_id: local_date, raw: keptPayload(raw), core: { kind: 'wellness', local_date, readings } },
    local_date,
  };
}

/** Wide bounds: outside them it is no reading of a person. Zero is what is written for none, except for steps. */
const READ: readonly (readonly [field: keyof Wellness, key: WellnessKey, min: number, max: number])[] = [
  ['weight', 'weight_kg', 20, 400],
  ['restingHR', 'resting_hr_bpm', 20, 150],
  ['avgSleepingHR', 'sleeping_hr_bpm', 20, 150],
  ['hrv', 'hrv_rmssd_ms', 1, 400],
  ['hrvSDNN', 'hrv_sdnn_ms', 1, 400],
  ['sleepSecs', 'sleep_s', 60, 24 * 3600],
  ['sleepScore', 'sleep_score', 1, 100],
  ['steps', 'steps', 0, 300_000],
  ['spO2', 'spo2_pct', 50, 100],
  ['respiration', 'respiration_rate_brpm', 3, 60],
  ['vo2max', 'vo2max_mlkgmin', 10, 100],
  ['bodyFat', 'body_fat_pct', 1, 75],
  ['systolic', 'systolic_mmhg', 50, 260],
  ['diastolic', 'diastolic_mmhg', 30, 180],
  ['bloodGlucose', 'blood_glucose_mmol', 0.5, 50],
  ['lactate', 'lactate_mmol', 0.1, 40],
  ['abdomen', 'abdomen_cm', 30, 250],
  ['hydrationVolume', 'hydration_l', 0.05, 30],
  ['kcalConsumed', 'eaten_kcal', 50, 30_000],
  ['carbohydrates', 'carbohydrates_g', 1, 5000],
  ['protein', 'protein_g', 1, 2000],
  ['fatTotal', 'fat_g', 1, 2000],
  // The scale is that of the device it came from; more is readier in all of them.
  ['readiness', 'training_readiness', 0, 100],
  // 1 low to 4 extreme, as written. Mood and motivation run the other way (1 is best) and stay in the payload, like the
  // quality of sleep, hydration and injury.
  ['soreness', 'soreness', 1, 4],
  ['fatigue', 'fatigue', 1, 4],
  ['stress', 'stress', 1, 4],
];

function readingsOf(day: Unread<Wellness>, local_date: string): WellnessReading[] {
  const readings: WellnessReading[] = [];
  for (const [field, key, min, max] of READ) {
    // Copied from the settings, not measured.
    if (field === 'weight' && boolOf(day.tempWeight) === true) continue;
    if (field === 'restingHR' && boolOf(day.tempRestingHR) === true) continue;
    const value = numberOf(day[field]);
    if (value !== null && value >= min && value <= max) readings.push({ local_date, key, value });
  }
  const note = cleanText(day.comments);
  if (note !== null) readings.push({ local_date, key: 'note', value: note });
  return readings;
}
