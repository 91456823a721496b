/** One row of the workout list as items: what was done, and what was planned. A row can hold both, and they are never mixed. */

import type { Item, Json, PlannedEntry } from '../../core/connector.ts';
import { at, boolOf, idOf, type JsonObject, listOf, numberOf, objectOf, positiveOf, textOf } from '../../core/json.ts';
import type { ActivityFact, FactJoin } from '../../core/source.ts';
import { cleanLine, cleanText } from '../../core/text.ts';
import { addDays, utcOffset } from '../../core/time.ts';
import { checkValues } from '../folder/suspect-values.ts';
import { dayOf, instantOf } from './dates.ts';
import { withoutPrivateParts } from './private-parts.ts';
import { workoutOf } from './structure.ts';
import { DAY_OFF, RACE, type SportOfType, sportOfType } from './workout-types.ts';

const HOUR_S = 3600;
/** Longer or harder days exist, but rarely enough to say so; as for the export archive. */
const LONGEST_S = 16 * HOUR_S;
const HARDEST_TSS = 700;
const MAX_COMMENTS = 50;

/**
 * What only the done part of a row has; left out of the planned item, so that a result is no change of the plan. That it
 * was done is told there by `completedWorkoutId`.
 */
const RESULT_KEYS = [
  ...['completed', 'totalTime', 'distance', 'tssActual', 'tssSource', 'if', 'startTime', 'calories', 'energy'],
  ...['powerAverage', 'powerMaximum', 'normalizedPowerActual', 'heartRateMinimum', 'heartRateAverage'],
  ...['heartRateMaximum', 'cadenceAverage', 'cadenceMaximum', 'velocityAverage', 'velocityMaximum'],
  ...['normalizedSpeedActual', 'torqueAverage', 'torqueMaximum', 'tempMin', 'tempAvg', 'tempMax'],
  ...['elevationGain', 'elevationLoss', 'elevationMinimum', 'elevationAverage', 'elevationMaximum'],
  ...['complianceDurationPercent', 'complianceDistancePercent', 'complianceTssPercent', 'rpe', 'feeling'],
  ...['personalRecordCount', 'athleteComments', 'workoutComments', 'newComment', 'hasPrivateWorkoutNoteForCaller'],
  ...['equipmentBikeId', 'equipmentShoeId', 'syncedTo', 'isLocked', 'lastModifiedDate', 'poolLengthOptionId'],
];

/** Figures a device writes and nobody types. */
const SENSOR_KEYS = [
  ...['powerAverage', 'powerMaximum', 'heartRateAverage', 'heartRateMaximum', 'cadenceAverage', 'cadenceMaximum'],
  ...['velocityMaximum', 'elevationMaximum', 'tempAvg'],
];

/** Figures that change when the file behind them does, and not with a title or a recalculated load. */
const FILE_KEYS = ['totalTime', 'distance', 'powerAverage', 'powerMaximum', 'heartRateAverage', 'heartRateMaximum'];

export interface RowPlace {
  readonly today: string;
  readonly time_zone: string;
}

/** None for a row without id or marked as deleted; the external ids are `<id>` and `<id>:planned`. */
export function itemsOfRow(json: Json, place: RowPlace): Item[] {
  const row = objectOf(json);
  const id = idOf(row.workoutId);
  if (id === null || boolOf(row.isDeleted) === true) return [];
  const type = sportOfType(row.workoutTypeValueId, row.workoutSubTypeId);
  const raw = withoutPrivateParts(row);
  const day = dayOf(row.workoutDay) ?? dayOf(row.startTime) ?? dayOf(row.startTimePlanned);
  if (day === null)
    return [{ external_id: id, raw, core: { kind: 'other', name: cleanLine(row.title), local_date: null } }];
  const done = isDone(row);
  const items: Item[] = [];
  if (done) {
    items.push({
      external_id: id,
      // The structure belongs to the plan and is kept with it.
      raw: withoutPrivateParts(row, ['structure']),
      core: {
        kind: 'activity',
        fact: factOf(row, id, day, type, place),
        local_date: day,
        withheld: null,
        has_more: dayOf(row.startTime) !== null || SENSOR_KEYS.some((key) => positiveOf(row[key]) !== null),
        samples_version: versionOf(row),
        thresholds: [],
      },
    });
  }
  if (!done || isPlanned(row)) {
    items.push({
      external_id: `${id}:planned`,
      raw: { ...objectOf(withoutPrivateParts(row, RESULT_KEYS)), completedWorkoutId: done ? id : null },
      core: { kind: 'planned', entry: entryOf(row, day, type, done ? id : null) },
    });
  }
  return items;
}

/** `completed` is null even on done workouts; what was recorded or typed as a result is what counts. */
export function isDone(row: JsonObject): boolean {
  return ['totalTime', 'distance', 'tssActual'].some((key) => positiveOf(row[key]) !== null);
}

function isPlanned(row: JsonObject): boolean {
  const figures = ['totalTimePlanned', 'distancePlanned', 'tssPlanned', 'ifPlanned', 'velocityPlanned'];
  const further = ['caloriesPlanned', 'energyPlanned', 'elevationGainPlanned'];
  return (
    [...figures, ...further].some((key) => positiveOf(row[key]) !== null) ||
    (typeof row.structure === 'string' ? row.structure.trim() !== '' : Object.keys(objectOf(row.structure)).length > 0)
  );
}

function versionOf(row: JsonObject): string {
  return [textOf(row.startTime) ?? '', ...FILE_KEYS.map((key) => numberOf(row[key]) ?? '')].join('|');
}

function factOf(row: JsonObject, id: string, day: string, type: SportOfType, place: RowPlace): ActivityFact {
  const seconds = secondsOf(row.totalTime);
  const checked = checkValues({
    timer_s: seconds,
    distance_m: positiveOf(row.distance),
    ascent_m: numberOf(row.elevationGain),
    descent_m: numberOf(row.elevationLoss),
    work_kj: positiveOf(row.energy),
    calories_kcal: positiveOf(row.calories),
    average_speed_mps: positiveOf(row.velocityAverage),
    max_speed_mps: positiveOf(row.velocityMaximum),
    average_power_w: positiveOf(row.powerAverage),
    max_power_w: positiveOf(row.powerMaximum),
    np_w: positiveOf(row.normalizedPowerActual),
    intensity_factor: positiveOf(row.if),
    tss: numberOf(row.tssActual),
    average_hr_bpm: positiveOf(row.heartRateAverage),
    max_hr_bpm: positiveOf(row.heartRateMaximum),
    average_cadence_rpm: positiveOf(row.cadenceAverage),
    max_cadence_rpm: positiveOf(row.cadenceMaximum),
    average_temperature_c: numberOf(row.tempAvg),
  });
  const suspect = new Set(checked.suspect);
  if ((seconds ?? 0) > LONGEST_S) suspect.add('suspect_timer_time');
  if ((checked.values.tss ?? 0) > HARDEST_TSS) suspect.add('suspect_tss');
  if (day > addDays(place.today, 1)) suspect.add('suspect_day');
  const rpe = positiveOf(row.rpe);
  return {
    external_id: id,
    join: joinOf(row, day, seconds, place),
    sport: type.sport,
    sport_as_written: type.as_written,
    name: cleanLine(row.title),
    note: cleanText(row.athleteComments) ?? ownComments(row),
    private_note: null,
    gear: null,
    zone: zoneOf(row, day, place),
    rpe: rpe !== null && rpe <= 10 ? rpe : null,
    tags: tagsOf(row),
    media: [],
    values: checked.values,
    other: { ...checked.set_aside, ...otherOf(row) },
    suspect: [...suspect],
  };
}

function joinOf(row: JsonObject, local_date: string, duration_s: number | null, place: RowPlace): FactJoin {
  const start_s = instantOf(row.startTime, place.time_zone);
  if (start_s !== null) return { by: 'start', start_s, duration_s };
  return { by: 'day', local_date, duration_s, distance_m: positiveOf(row.distance) };
}

/** Times are the athlete's wall clock, so the zone of the account is where the clock stood. */
function zoneOf(
  row: JsonObject,
  local_date: string,
  { time_zone }: RowPlace,
): NonNullable<ActivityFact['zone']> | null {
  const at_s = instantOf(row.startTime, time_zone) ?? instantOf(`${local_date}T12:00:00`, time_zone);
  return at_s === null ? null : { utc_offset_s: utcOffset(time_zone, at_s), time_zone };
}

/** Durations come in decimal hours. */
export function secondsOf(hours: Json | undefined): number | null {
  const value = positiveOf(hours);
  return value === null ? null : Math.round(value * HOUR_S);
}

function tagsOf(row: JsonObject): string[] {
  const written = typeof row.userTags === 'string' ? row.userTags.split(',') : listOf(row.userTags);
  const tags = written.slice(0, 100).flatMap((tag) => cleanLine(tag, 60) ?? []);
  return [...new Set(idOf(row.workoutTypeValueId) === RACE ? [...tags, 'race'] : tags)];
}

/** What the athlete wrote into the thread below the workout; a coach's words stay in the raw row. */
function ownComments(row: JsonObject): string | null {
  const own = listOf(row.workoutComments)
    .slice(0, MAX_COMMENTS)
    .flatMap((entry) => (boolOf(at(entry, 'isCoach')) === true ? [] : (cleanText(at(entry, 'comment')) ?? [])));
  return own.length === 0 ? null : cleanText(own.join('\n'));
}

/** Figures with no place among the values, by the key they are kept under. */
const OTHER_FIGURES: Readonly<Record<string, string>> = {
  tss_source: 'tssSource',
  min_hr_bpm: 'heartRateMinimum',
  normalized_speed_mps: 'normalizedSpeedActual',
  average_torque_nm: 'torqueAverage',
  max_torque_nm: 'torqueMaximum',
  min_temperature_c: 'tempMin',
  max_temperature_c: 'tempMax',
  lowest_altitude_m: 'elevationMinimum',
  average_altitude_m: 'elevationAverage',
  highest_altitude_m: 'elevationMaximum',
  feeling: 'feeling',
  compliance_duration_pct: 'complianceDurationPercent',
  compliance_distance_pct: 'complianceDistancePercent',
  compliance_tss_pct: 'complianceTssPercent',
};

function otherOf(row: JsonObject): Record<string, string | number> {
  const other: Record<string, string | number> = {};
  const keep = (key: string, value: string | number | null) => {
    if (value !== null && value !== '') other[key] = value;
  };
  for (const [key, name] of Object.entries(OTHER_FIGURES)) keep(key, numberOf(row[name]));
  keep('workout_description', cleanText(row.description));
  keep('coach_comments', cleanText(row.coachComments));
  keep('bike_id', idOf(row.equipmentBikeId));
  keep('shoe_id', idOf(row.equipmentShoeId));
  return other;
}

function entryOf(row: JsonObject, local_date: string, type: SportOfType, activity: string | null): PlannedEntry {
  const type_id = idOf(row.workoutTypeValueId);
  const title = cleanLine(row.title);
  const texts = [cleanText(row.description), cleanText(row.coachComments)].filter((text) => text !== null);
  return {
    category: type_id === RACE ? 'race' : type_id === DAY_OFF ? 'other' : 'workout',
    category_as_written: type.as_written,
    local_date,
    last_date: null,
    title,
    note: texts.length === 0 ? null : texts.join('\n\n'),
    sport: type.sport,
    duration_s: secondsOf(row.totalTimePlanned),
    distance_m: positiveOf(row.distancePlanned),
    load: positiveOf(row.tssPlanned),
    workout: workoutOf(row.structure, type.sport, title),
    activity_external_id: activity,
  };
}
