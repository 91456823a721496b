/** One row of Strava's activities.csv as a fact about an activity. */

import { createHash } from 'node:crypto';
import type { ActivityFact, FactJoin } from '../../core/source.ts';
import { cleanLine, cleanText } from '../../core/text.ts';
import { localDate } from '../../core/time.ts';
import { checkValues } from '../folder/suspect-values.ts';
import type { ActivityTable } from './activity-table.ts';
import { sportOfType } from './activity-type.ts';
import { type DigitOrder, isYes, numberOf, utcOf } from './cell-values.ts';

export interface RowReading {
  readonly table: ActivityTable;
  /** What a single comma means in the raw columns. */
  readonly decimal_comma: boolean;
  readonly digit_order: DigitOrder;
  /** Label of the entry a file name in the table stands for, or null when the archive lacks it. */
  findFile(file_name: string): string | null;
}

export interface RowFact {
  /** null when the row has neither a file nor a date that can be read. */
  readonly fact: ActivityFact | null;
  readonly dated: boolean;
  /** The file the row names but the archive lacks. */
  readonly missing_file: string | null;
}

/** Figures with no place among the values; kept under these keys when present. */
const OTHER_NUMBERS = [
  'athlete_weight_kg',
  'bike_weight_kg',
  'lowest_altitude_m',
  'highest_altitude_m',
  'max_grade_pct',
  'average_grade_pct',
  'average_positive_grade_pct',
  'average_negative_grade_pct',
  'max_temperature_c',
  'ski_runs',
  'uphill_time_s',
  'downhill_time_s',
  'other_time_s',
  'workout_type_code',
  'weighted_average_power_w',
  'power_samples',
  'perceived_relative_effort',
  'weight_lifted_kg',
  'from_upload',
  'grade_adjusted_distance_m',
  'weather_code',
  'weather_temperature_c',
  'weather_apparent_temperature_c',
  'weather_dewpoint_c',
  'weather_humidity_share',
  'weather_pressure_mbar',
  'weather_wind_mps',
  'weather_gust_mps',
  'weather_wind_from_deg',
  'weather_precipitation_mmph',
  'weather_precipitation_code',
  'weather_precipitation_share',
  'weather_cloud_share',
  'weather_visibility_m',
  'weather_uv_index',
  'bike_id',
  'gear_id',
  'jump_count',
  'total_grit',
  'average_flow',
  'flagged',
  'average_elapsed_speed_mps',
  'dirt_distance_m',
  'explored_distance_m',
  'explored_dirt_distance_m',
  'total_steps',
  'platform_training_load',
  'platform_intensity',
  'grade_adjusted_speed_mps',
  'total_cycles',
  'downhill_distance_m',
  'total_sets',
  'total_reps',
];

const TAGS: Readonly<Record<string, string>> = {
  commute: 'commute',
  tag_recovery: 'recovery',
  tag_with_pet: 'with_pet',
  tag_race: 'race',
  tag_long_run: 'long_run',
  tag_for_a_cause: 'for_a_cause',
  tag_with_kid: 'with_kid',
};

const MAX_MEDIA = 200;

/** Returns null for a row that says nothing (no id, no date, no name). */
export function factOfRow(row: readonly string[], reading: RowReading): RowFact | null {
  const { table } = reading;
  const text = (key: string) => table.cell(row, key);
  const number = (key: string) => numberOf(text(key), reading.decimal_comma);
  const start_s = utcOf(text('date'), reading.digit_order);
  const name = cleanLine(text('name'));
  if (!/\d/.test(text('id')) && start_s === null && name === null) return null;

  const type = cleanLine(text('type'), 60);
  const work_j = number('work_j');
  const checked = checkValues({
    elapsed_s: number('elapsed_s') ?? number('elapsed_s_shown'),
    timer_s: number('timer_s'),
    moving_s: number('moving_s'),
    distance_m: number('distance_m'),
    ascent_m: number('ascent_m'),
    descent_m: number('descent_m'),
    work_kj: work_j === null ? null : work_j / 1000,
    calories_kcal: number('calories_kcal'),
    average_speed_mps: number('average_speed_mps'),
    max_speed_mps: number('max_speed_mps'),
    average_power_w: number('average_power_w'),
    max_power_w: number('max_power_w'),
    average_hr_bpm: number('average_hr_bpm'),
    max_hr_bpm: number('max_hr_bpm') ?? number('max_hr_bpm_shown'),
    average_cadence_rpm: number('average_cadence_rpm'),
    max_cadence_rpm: number('max_cadence_rpm'),
    average_temperature_c: number('average_temperature_c'),
    pool_length_m: number('pool_length_m'),
    relative_effort: number('relative_effort'),
  });

  const other: Record<string, string | number> = { ...checked.set_aside };
  for (const key of OTHER_NUMBERS) {
    const value = number(key);
    if (value !== null) other[key] = value;
  }
  const id = idOf(row, text);
  const file = fileOf(text('file'), id, reading);
  const upload_id = file.named ? /\/(\d+)\.[a-z]+\.gz$/i.exec(file.named)?.[1] : undefined;
  if (upload_id) other.upload_id = upload_id;
  const rpe = number('rpe');
  const duration_s = checked.values.elapsed_s ?? checked.values.timer_s ?? null;

  const join = joinOf(file, start_s, duration_s);
  const outcome = { missing_file: file.label === null ? file.named : null, dated: start_s !== null };
  if (!join) return { ...outcome, fact: null };
  return {
    ...outcome,
    fact: {
      external_id: id,
      join,
      sport: type === null ? null : sportOfType(type),
      sport_as_written: type,
      name,
      note: cleanText(text('note')),
      private_note: cleanText(text('private_note')),
      gear: cleanLine(text('gear')),
      rpe: rpe !== null && rpe >= 0 && rpe <= 10 ? rpe : null,
      tags: Object.entries(TAGS).flatMap(([key, tag]) => (isYes(text(key)) ? [tag] : [])),
      media: mediaOf(text('media')),
      values: checked.values,
      other,
      suspect: checked.suspect,
    },
  };
}

/** The activity id. A spreadsheet turns it into `1.20706E+10` and loses digits; then the row stands for itself. */
function idOf(row: readonly string[], text: (key: string) => string): string {
  const id = text('id').trim().replace(/\.0+$/, '');
  if (/^\d{1,20}$/.test(id)) return id;
  const identity = JSON.stringify([text('date'), text('name'), text('file') || row.slice(0, 8)]);
  return `row-${createHash('sha256').update(identity).digest('hex').slice(0, 24)}`;
}

interface RowFile {
  /** As the table says; null when it names none. */
  readonly named: string | null;
  readonly label: string | null;
}

/** The row's file; recordings of Strava's own app are also found by their activity id. */
function fileOf(cell: string, id: string, reading: RowReading): RowFile {
  const written = cleanLine(cell, 300);
  const named = written === null || written === '#error#' ? null : written;
  const label = (named && reading.findFile(named)) ?? reading.findFile(`activities/${id}.gpx`);
  return { named: named ?? (written === '#error#' ? written : null), label };
}

/** A row whose file is missing may still be known from elsewhere, so it joins by its start. */
function joinOf(file: RowFile, start_s: number | null, duration_s: number | null): FactJoin | null {
  if (file.label !== null) return { by: 'file', label: file.label, start_s };
  if (start_s === null) return null;
  if (file.named !== null) return { by: 'start', start_s, duration_s };
  // The table knows no local time; whoever knows the athlete's zone derives the day from the start.
  return { by: 'none', local_date: localDate(start_s, 0), start_s };
}

function mediaOf(cell: string): string[] {
  return cell
    .split('|')
    .slice(0, MAX_MEDIA)
    .flatMap((path) => cleanLine(path, 300) ?? []);
}
