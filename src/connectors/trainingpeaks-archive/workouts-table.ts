/** TrainingPeaks' workouts.csv: completed workouts as facts joined by day; rows that are only planned are counted. */

import { createHash } from 'node:crypto';
import type { ActivityFact } from '../../core/source.ts';
import type { SportId } from '../../core/sport.ts';
import { cleanLine, cleanText } from '../../core/text.ts';
import { addDays, isDate, today } from '../../core/time.ts';
import { checkValues } from '../folder/suspect-values.ts';

/** Columns by name, whatever their order; names are compared without case and blanks. */
export type Columns = (row: readonly string[], name: string) => string;

export function columnsOf(header: readonly string[]): Columns {
  const at = new Map(header.map((name, index) => [bare(name), index]));
  return (row, name) => {
    const index = at.get(bare(name));
    return index === undefined ? '' : (row[index] ?? '').trim();
  };
}

function bare(name: string): string {
  return name
    .slice(0, 100)
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');
}

export function isWorkoutsHeader(header: readonly string[]): boolean {
  const names = new Set(header.map(bare));
  return names.has('workoutday') && names.has('workouttype') && names.has('timetotalinhours');
}

const SPORTS: Readonly<Record<string, SportId>> = {
  swim: 'swim',
  bike: 'ride',
  run: 'run',
  walk: 'walk',
  mtb: 'mountain_bike_ride',
  mountainbike: 'mountain_bike_ride',
  xcski: 'cross_country_ski',
  rowing: 'row',
  brick: 'multisport',
  xtrain: 'other',
  crosstrain: 'other',
  strength: 'strength',
  custom: 'other',
  other: 'other',
};

/** Longer or harder days exist, but rarely enough to say so. */
const LONGEST_H = 16;
const HARDEST_TSS = 700;
const MAX_TEXT_CHARS = 4000;

export interface WorkoutRows {
  readonly facts: ActivityFact[];
  readonly planned_only: number;
  readonly rest_days: number;
  readonly undated: number;
}

/** @param rows the rows below the header */
export function factsOfWorkouts(header: readonly string[], rows: readonly (readonly string[])[]): WorkoutRows {
  const cell = columnsOf(header);
  const facts: ActivityFact[] = [];
  const ordinals = new Map<string, number>();
  const tomorrow = addDays(today('UTC'), 1);
  let planned_only = 0;
  let rest_days = 0;
  let undated = 0;
  for (const row of rows) {
    const type = cleanLine(cell(row, 'WorkoutType'), 60);
    const hours = number(cell(row, 'TimeTotalInHours'));
    const distance_m = number(cell(row, 'DistanceInMeters'));
    if (/^day ?off$/i.test(type ?? '')) {
      rest_days++;
      continue;
    }
    if (!hours && !distance_m && !number(cell(row, 'TSS')) && !number(cell(row, 'Energy'))) {
      planned_only++;
      continue;
    }
    const local_date = dayOf(cell(row, 'WorkoutDay'));
    if (!local_date) {
      undated++;
      continue;
    }
    const identity = JSON.stringify(
      ['WorkoutDay', 'WorkoutType', 'Title', 'PlannedDuration', 'TimeTotalInHours', 'DistanceInMeters'].map((name) =>
        cell(row, name),
      ),
    );
    // Two equal commutes on a day are two rides, in every export of that day.
    const ordinal = (ordinals.get(identity) ?? 0) + 1;
    ordinals.set(identity, ordinal);
    facts.push(factOf(row, cell, { local_date, type, hours, tomorrow, identity: `${identity}#${ordinal}` }));
  }
  return { facts, planned_only, rest_days, undated };
}

interface RowFrame {
  readonly local_date: string;
  readonly type: string | null;
  readonly hours: number | null;
  readonly tomorrow: string;
  readonly identity: string;
}

function factOf(row: readonly string[], cell: Columns, frame: RowFrame): ActivityFact {
  const figure = (name: string) => number(cell(row, name));
  const duration_s = frame.hours ? Math.round(frame.hours * 3600) : null;
  const checked = checkValues({
    timer_s: duration_s,
    distance_m: figure('DistanceInMeters'),
    work_kj: figure('Energy'),
    average_power_w: figure('PowerAverage'),
    max_power_w: figure('PowerMax'),
    average_speed_mps: figure('VelocityAverage'),
    max_speed_mps: figure('VelocityMax'),
    average_cadence_rpm: figure('CadenceAverage'),
    max_cadence_rpm: figure('CadenceMax'),
    average_hr_bpm: figure('HeartRateAverage'),
    max_hr_bpm: figure('HeartRateMax'),
    intensity_factor: figure('IF'),
    tss: figure('TSS'),
  });
  const suspect = new Set(checked.suspect);
  if (frame.hours && frame.hours > LONGEST_H) suspect.add('suspect_timer_time');
  if ((checked.values.tss ?? 0) > HARDEST_TSS) suspect.add('suspect_tss');
  if (frame.local_date > frame.tomorrow) suspect.add('suspect_day');
  const rpe = figure('Rpe');
  return {
    external_id: createHash('sha256').update(frame.identity).digest('hex').slice(0, 32),
    join: {
      by: 'day',
      local_date: frame.local_date,
      duration_s,
      distance_m: checked.values.distance_m ?? null,
    },
    sport: SPORTS[bare(frame.type ?? '')] ?? null,
    sport_as_written: frame.type,
    name: cleanLine(cell(row, 'Title')),
    note: cleanText(cell(row, 'AthleteComments'), MAX_TEXT_CHARS),
    private_note: null,
    gear: null,
    rpe: rpe !== null && rpe >= 0 && rpe <= 10 ? rpe : null,
    tags: /^race$/i.test(frame.type ?? '') ? ['race'] : [],
    media: [],
    values: checked.values,
    other: { ...checked.set_aside, ...otherOf(row, cell) },
    suspect: [...suspect],
  };
}

const ZONES = 10;

function otherOf(row: readonly string[], cell: Columns): Record<string, string | number> {
  const other: Record<string, string | number> = {};
  const keep = (key: string, value: string | number | null) => {
    if (value !== null && value !== '') other[key] = value;
  };
  const planned_h = number(cell(row, 'PlannedDuration'));
  keep('planned_duration_s', planned_h === null ? null : Math.round(planned_h * 3600));
  keep('planned_distance_m', number(cell(row, 'PlannedDistanceInMeters')));
  keep('workout_description', cleanText(cell(row, 'WorkoutDescription'), MAX_TEXT_CHARS));
  keep('coach_comments', cleanText(cell(row, 'CoachComments'), MAX_TEXT_CHARS));
  keep('average_torque_nm', number(cell(row, 'TorqueAverage')));
  keep('max_torque_nm', number(cell(row, 'TorqueMax')));
  keep('feeling', number(cell(row, 'Feeling')));
  for (let zone = 1; zone <= ZONES; zone++) {
    keep(`hr_zone_${zone}_min`, number(cell(row, `HRZone${zone}Minutes`)));
    keep(`power_zone_${zone}_min`, number(cell(row, `PWRZone${zone}Minutes`)));
  }
  return other;
}

function number(text: string): number | null {
  const plain = text.replace(',', '.');
  if (!/^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(plain)) return null;
  const value = Number(plain);
  return Number.isFinite(value) ? value : null;
}

/** `2026-03-03`, also with a time after it, or as a spreadsheet rewrites it when that is unambiguous. */
export function dayOf(text: string): string | null {
  const iso = text.slice(0, 10);
  if (isDate(iso)) return iso;
  const match = /^(\d{1,2})([./])(\d{1,2})\2(\d{4})/.exec(text);
  if (!match) return null;
  const [, first = '', separator, second = '', year = ''] = match;
  const month_first = separator === '/' && Number(second) > 12;
  if (separator === '/' && !month_first && Number(first) <= 12) return null;
  const [day, month] = month_first ? [second, first] : [first, second];
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return isDate(date) ? date : null;
}
