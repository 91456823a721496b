/** One row of the activity list as a fact: the platform's own figures, beside ours and never mixed into them. */

import { boolOf, idOf, listOf, numberOf, positiveOf, textOf } from '../../core/json.ts';
import type { ActivityFact, FactJoin } from '../../core/source.ts';
import { cleanLine, cleanText } from '../../core/text.ts';
import { checkValues } from '../folder/suspect-values.ts';
import type { ActivityTime } from './activity-time.ts';
import type { Activity, StravaGear } from './api-types.ts';
import { fieldsOf, objectsOf, type Unread } from './payload.ts';
import { sportOfActivity } from './sports.ts';

/** Figures with no place among the values, under the name they are kept by. */
const OTHER_NUMBERS: readonly (readonly [key: string, field: keyof Activity])[] = [
  ['hr_load', 'hr_load'],
  ['pace_load', 'pace_load'],
  ['trimp', 'trimp'],
  ['strain_score', 'strain_score'],
  ['session_rpe', 'session_rpe'],
  ['feel_1_strong_5_weak', 'feel'],
  ['perceived_exertion', 'perceived_exertion'],
  ['compliance_pct', 'compliance'],
  ['variability_index', 'icu_variability_index'],
  ['efficiency_factor', 'icu_efficiency_factor'],
  ['decoupling_pct', 'decoupling'],
  ['polarization_index', 'polarization_index'],
  ['work_above_ftp_j', 'icu_joules_above_ftp'],
  ['max_w_prime_depletion_j', 'icu_max_wbal_depletion'],
  ['recording_time_s', 'icu_recording_time'],
  ['coasting_time_s', 'coasting_time'],
  ['average_altitude_m', 'average_altitude'],
  ['lowest_altitude_m', 'min_altitude'],
  ['highest_altitude_m', 'max_altitude'],
  ['lowest_temperature_c', 'min_temp'],
  ['max_temperature_c', 'max_temp'],
  ['grade_adjusted_speed_mps', 'gap'],
  ['average_stride_m', 'average_stride'],
  // Whose share it is (left or right) is not documented.
  ['average_balance_pct_as_written', 'avg_lr_balance'],
  ['carbs_ingested_g', 'carbs_ingested'],
  ['carbs_used_g', 'carbs_used'],
  ['weight_lifted_kg', 'kg_lifted'],
  ['weather_temperature_c', 'average_weather_temp'],
  ['weather_feels_like_c', 'average_feels_like'],
  ['weather_wind_mps', 'average_wind_speed'],
  ['weather_wind_from_deg', 'prevailing_wind_deg'],
];

const OTHER_WORDS: readonly (readonly [key: string, field: keyof Activity])[] = [
  ['device_name', 'device_name'],
  ['power_meter', 'power_meter'],
  ['platform_source', 'source'],
  ['hr_load_type', 'hr_load_type'],
  ['pace_load_type', 'pace_load_type'],
];

const MAX_TAGS = 50;

/** @param typed_in nobody recorded it: the row is the whole activity */
export function factOfActivity(
  external_id: string,
  row: Unread<Activity>,
  time: ActivityTime & { readonly local_date: string },
  typed_in: boolean,
): ActivityFact {
  const estimated = boolOf(row.device_watts) === false;
  const average_power_w = numberOf(row.icu_average_watts);
  const np_w = positiveOf(row.icu_weighted_avg_watts);
  const intensity_pct = positiveOf(row.icu_intensity);
  const work_j = positiveOf(row.icu_joules);
  const checked = checkValues({
    elapsed_s: positiveOf(row.elapsed_time),
    moving_s: positiveOf(row.moving_time),
    distance_m: positiveOf(row.icu_distance) ?? positiveOf(row.distance),
    ascent_m: numberOf(row.total_elevation_gain),
    descent_m: numberOf(row.total_elevation_loss),
    work_kj: work_j === null || estimated ? null : work_j / 1000,
    calories_kcal: positiveOf(row.calories),
    average_speed_mps: positiveOf(row.average_speed),
    max_speed_mps: positiveOf(row.max_speed),
    average_power_w: estimated ? null : average_power_w,
    np_w: estimated ? null : np_w,
    // Percent, of the power, pace or heart rate the load was made from.
    intensity_factor: intensity_pct === null ? null : intensity_pct / 100,
    // The platform's load is a TSS only where it was made from power.
    tss: estimated ? null : positiveOf(row.power_load),
    training_load: numberOf(row.icu_training_load),
    ftp_w: positiveOf(row.icu_ftp),
    average_hr_bpm: positiveOf(row.average_heartrate),
    max_hr_bpm: positiveOf(row.max_heartrate),
    average_cadence_rpm: positiveOf(row.average_cadence),
    average_temperature_c: numberOf(row.average_temp),
    pool_length_m: positiveOf(row.pool_length),
    lengths: positiveOf(row.lengths),
  });

  const other: Record<string, string | number> = { ...checked.set_aside };
  const keep = (key: string, value: string | number | null) => {
    if (value !== null) other[key] = value;
  };
  for (const [key, field] of OTHER_NUMBERS) keep(key, numberOf(row[field]));
  for (const [key, field] of OTHER_WORDS) keep(key, cleanLine(row[field], 100));
  if (estimated) {
    keep('estimated_average_power_w', average_power_w);
    keep('estimated_np_w', np_w);
  }
  const gear = fieldsOf<StravaGear>(row.gear);
  keep('gear_id', idOf(gear.id));
  keep('paired_event_id', idOf(row.paired_event_id));
  keep('route_id', idOf(row.route_id));

  const { elapsed_s, moving_s, distance_m } = checked.values;
  const rpe = numberOf(row.icu_rpe) ?? numberOf(row.perceived_exertion);
  return {
    external_id,
    join: joinOf(time, elapsed_s ?? moving_s ?? null, distance_m ?? null, typed_in),
    sport: sportOfActivity(row),
    sport_as_written: cleanLine(textOf(row.type), 60),
    name: cleanLine(row.name),
    note: cleanText(row.description),
    private_note: null,
    gear: cleanLine(gear.name),
    rpe: rpe !== null && rpe > 0 && rpe <= 10 ? rpe : null,
    tags: tagsOf(row),
    media: objectsOf(row.attachments).flatMap(({ filename }) => cleanLine(filename, 300) ?? []),
    values: checked.values,
    other,
    suspect: checked.suspect,
  };
}

function joinOf(
  { start_s, local_date }: ActivityTime & { readonly local_date: string },
  duration_s: number | null,
  distance_m: number | null,
  typed_in: boolean,
): FactJoin {
  if (typed_in) return { by: 'none', local_date, start_s };
  return start_s === null ? { by: 'day', local_date, duration_s, distance_m } : { by: 'start', start_s, duration_s };
}

function tagsOf(row: Unread<Activity>): string[] {
  const written = listOf(row.tags).flatMap((tag) => cleanLine(tag, 60) ?? []);
  const flags = [
    ...(boolOf(row.race) === true || row.sub_type === 'RACE' ? ['race'] : []),
    ...(boolOf(row.commute) === true || row.sub_type === 'COMMUTE' ? ['commute'] : []),
  ];
  return [...new Set([...written.slice(0, MAX_TAGS), ...flags])];
}
