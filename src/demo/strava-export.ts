/** Two months of the history as an account export of a platform: activities.csv beside packed originals, gear and preferences. */

import { gzipSync } from 'node:zlib';
import type { Recording } from '../core/recording.ts';
import type { SportId } from '../core/sport.ts';
import { ATHLETE, type Body } from './athlete.ts';
import type { Plan } from './calendar.ts';

/** One row of activities.csv; `file` null when it was typed in by hand. */
export interface ExportRow {
  readonly plan: Plan | null;
  readonly name: string;
  readonly note: string | null;
  readonly type: string;
  readonly start_s: number;
  readonly recording: Recording | null;
  readonly duration_s: number;
  readonly file: { readonly extension: 'fit.gz' | 'gpx'; readonly bytes: Uint8Array } | null;
}

export interface ExportEntry {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** The 103 columns of the English form, twice-named ones included. */
const COLUMNS =
  'Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,Elapsed Time,Distance,Max Heart Rate,Relative Effort,Commute,Activity Private Note,Activity Gear,Filename,Athlete Weight,Bike Weight,Elapsed Time,Moving Time,Distance,Max Speed,Average Speed,Elevation Gain,Elevation Loss,Elevation Low,Elevation High,Max Grade,Average Grade,Average Positive Grade,Average Negative Grade,Max Cadence,Average Cadence,Max Heart Rate,Average Heart Rate,Max Watts,Average Watts,Calories,Max Temperature,Average Temperature,Relative Effort,Total Work,Number of Runs,Uphill Time,Downhill Time,Other Time,Perceived Exertion,Type,Start Time,Weighted Average Power,Power Count,Prefer Perceived Exertion,Perceived Relative Effort,Commute,Total Weight Lifted,From Upload,Grade Adjusted Distance,Weather Observation Time,Weather Condition,Weather Temperature,Apparent Temperature,Dewpoint,Humidity,Weather Pressure,Wind Speed,Wind Gust,Wind Bearing,Precipitation Intensity,Sunrise Time,Sunset Time,Moon Phase,Bike,Gear,Precipitation Probability,Precipitation Type,Cloud Cover,Weather Visibility,UV Index,Weather Ozone,Jump Count,Total Grit,Average Flow,Flagged,Average Elapsed Speed,Dirt Distance,Newly Explored Distance,Newly Explored Dirt Distance,Activity Count,Total Steps,Carbon Saved,Pool Length,Training Load,Intensity,Average Grade Adjusted Pace,Timer Time,Total Cycles,Recovery,With Pet,Competition,Long Run,For a Cause,With Kid,Downhill Distance,Total Sets,Total Reps,Media'.split(
    ',',
  );

const TYPES: Partial<Record<SportId, string>> = {
  ride: 'Ride',
  indoor_ride: 'Ride',
  run: 'Run',
  trail_run: 'Trail Run',
  hike: 'Hike',
  pool_swim: 'Swim',
  strength: 'Weight Training',
};

export function exportType(sport: SportId): string {
  return TYPES[sport] ?? 'Workout';
}

const FIRST_ACTIVITY_ID = 11_400_000_000;
const FIRST_UPLOAD_ID = 12_150_000_000;

/** Entry name of the original of row `k`: uploads carry the upload id, recordings of the app the activity id. */
export function originalName(k: number, row: ExportRow): string {
  if (!row.file) return '';
  const id = row.file.extension === 'gpx' ? activityId(k) : FIRST_UPLOAD_ID + k * 7_351_913 + 77;
  return `activities/${id}.${row.file.extension}`;
}

function activityId(k: number): number {
  return FIRST_ACTIVITY_ID + k * 7_112_381;
}

/** All entries of the archive in a stable order. `ftp_w` and body are what the account says at the end of it. */
export function* exportEntries(rows: readonly ExportRow[], ftp_w: number, body: Body): Generator<ExportEntry> {
  const weight_kg = body.weight_kg;
  const text = (name: string, lines: readonly (readonly (string | number)[])[]): ExportEntry => ({
    name,
    bytes: Buffer.from(`${lines.map((l) => l.map(cell).join(',')).join('\n')}\n`),
  });
  yield text('profile.csv', [
    [
      'Athlete ID',
      'Email Address',
      'First Name',
      'Last Name',
      'Sex',
      'Description',
      'Weight',
      'City',
      'State',
      'Country',
    ],
    [4711, 'wanda@example.invalid', 'Wanda', 'Wattson', 'F', '', weight_kg.toFixed(1), 'Oberfelden', '', ''],
  ]);
  yield text('general_preferences.csv', [
    [
      'Date of Birth',
      'Weight',
      'Functional Threshold Power',
      'Maximum Heartrate',
      'Athlete Type',
      'Measurement Preference',
    ],
    [ATHLETE.birth_date, `${weight_kg.toFixed(1)} kg`, `${ftp_w} W`, Math.round(body.max_hr_bpm), 'Cyclist', 'meters'],
  ]);
  yield text('bikes.csv', [
    ['Bike Name', 'Bike Brand', 'Bike Model', 'Bike Default Sport Types'],
    ['Blue Road Bike', 'Fernweh', 'Passo', 'Ride'],
    ['Turbo', 'Fernweh', 'Stand', ''],
  ]);
  yield text('shoes.csv', [
    ['Shoe Name', 'Shoe Brand', 'Shoe Model', 'Shoe Default Sport Types'],
    ['', 'Fernweh', 'Trailfox', 'Hike'],
    ['', 'Fernweh', 'Glider 1', 'Run'],
    ['', 'Fernweh', 'Glider 2', 'Run'],
  ]);
  yield text('followers.csv', [
    ['Follower Athlete ID', 'Follow Status', 'Favorite Status'],
    [1234567, 'Accepted', ''],
  ]);
  yield text('activities.csv', [COLUMNS, ...rows.map((row, k) => csvRow(row, k))]);
  for (const [k, row] of rows.entries()) {
    if (!row.file) continue;
    const bytes = row.file.extension === 'gpx' ? row.file.bytes : gzipSync(row.file.bytes);
    yield { name: originalName(k, row), bytes };
  }
}

function csvRow(row: ExportRow, k: number): (string | number)[] {
  const cells: (string | number)[] = COLUMNS.map(() => '');
  const nth = new Map<string, number[]>();
  for (const [i, name] of COLUMNS.entries()) nth.set(name, [...(nth.get(name) ?? []), i]);
  /** Sets the first (display) or the last (raw) column of that name. */
  const put = (name: string, value: string | number | undefined | null, raw = true): void => {
    if (value === undefined || value === null) return;
    const at = nth.get(name)!;
    cells[raw ? at.at(-1)! : at[0]!] = value;
  };
  const v = row.recording?.device_values ?? {};
  const swim = row.type === 'Swim';
  put('Activity ID', activityId(k));
  put('Activity Date', englishDate(row.start_s));
  put('Activity Name', row.name);
  put('Activity Type', row.type);
  put('Activity Description', row.note);
  put('Activity Private Note', row.plan && row.plan.body.fatigue > 0.4 ? 'Legs 3/10' : null);
  put('Activity Gear', row.plan?.gear);
  put('Filename', originalName(k, row));
  put('Commute', 'false', false);
  put('Commute', '0.0');
  const elapsed = v.elapsed_s ?? row.duration_s;
  put('Elapsed Time', Math.round(elapsed), false);
  put('Elapsed Time', elapsed.toFixed(1));
  put('Moving Time', (v.timer_s ?? row.duration_s).toFixed(1));
  const meters = v.distance_m ?? 0;
  put('Distance', swim ? Math.round(meters).toLocaleString('en-US') : (meters / 1000).toFixed(2), false);
  put('Distance', Math.fround(meters));
  put('Max Heart Rate', v.max_hr_bpm, false);
  put('Max Heart Rate', v.max_hr_bpm?.toFixed(1));
  put('Average Heart Rate', v.average_hr_bpm?.toFixed(1));
  put('Athlete Weight', row.plan?.body.weight_kg.toFixed(1));
  put('Max Speed', v.max_speed_mps);
  put('Average Speed', v.average_speed_mps);
  put('Elevation Gain', v.ascent_m);
  put('Elevation Loss', v.descent_m);
  put('Max Cadence', v.max_cadence_rpm?.toFixed(1));
  put('Average Cadence', v.average_cadence_rpm);
  put('Average Watts', v.average_power_w?.toFixed(1));
  put('Max Watts', v.max_power_w?.toFixed(1));
  put('Weighted Average Power', v.np_w?.toFixed(1));
  put('Total Work', v.work_kj === undefined ? null : Math.round(v.work_kj * 1000).toFixed(1));
  put('Calories', v.calories_kcal?.toFixed(1));
  put('Average Temperature', v.average_temperature_c?.toFixed(1));
  put('Perceived Exertion', row.plan && k % 3 === 0 ? row.plan.session.rpe.toFixed(1) : null);
  put('From Upload', row.file?.extension === 'fit.gz' ? '1.0' : '0.0');
  put('Flagged', '0.0');
  put('Pool Length', v.pool_length_m?.toFixed(1));
  put('Total Cycles', v.strokes?.toFixed(1));
  put('Timer Time', v.timer_s?.toFixed(1));
  put('Competition', row.plan?.session.id.includes('race') ? '1.0' : null);
  return cells;
}

/** `Mar 14, 2026, 4:25:41 PM`, in UTC as the export writes it. */
function englishDate(unix_s: number): string {
  const date = new Date(unix_s * 1000);
  const two = (n: number): string => String(n).padStart(2, '0');
  const month = 'JanFebMarAprMayJunJulAugSepOctNovDec'.slice(date.getUTCMonth() * 3, date.getUTCMonth() * 3 + 3);
  const hour = date.getUTCHours();
  const clock = `${hour % 12 === 0 ? 12 : hour % 12}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
  return `${month} ${date.getUTCDate()}, ${date.getUTCFullYear()}, ${clock} ${hour < 12 ? 'AM' : 'PM'}`;
}

function cell(value: string | number): string {
  const text = String(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
