/** One activity as Strava lists or details it, as an item and a fact. Both carry the activity id, like the rows of the export archive. */

import type { Item, Json } from '../../core/connector.ts';
import { at, boolOf, idOf, isObject, type JsonObject, numberOf, positiveOf } from '../../core/json.ts';
import type { ActivityFact, FactJoin } from '../../core/source.ts';
import { cleanLine, cleanText } from '../../core/text.ts';
import { checkValues } from '../folder/suspect-values.ts';
import { activitySport } from './activity-sport.ts';
import { type ActivityTime, activityTime } from './activity-time.ts';
import { keptPayload } from './kept-payload.ts';

/** `workout_type`: runs count from 0, rides from 10. */
const WORKOUT_TAGS: Readonly<Record<number, string>> = {
  1: 'race',
  2: 'long_run',
  3: 'workout',
  11: 'race',
  12: 'workout',
};

/** Null for an entry without an id: there is nothing to keep it under. */
export function activityItem(raw: Json): Item | null {
  if (!isObject(raw)) return null;
  const id = idOf(raw.id);
  if (id === null) return null;
  const time = activityTime(raw);
  const item = { external_id: id, raw: keptPayload(raw) };
  // Nothing but an id, or a broken date: kept, but it is no activity of any day.
  if (time.local_date === null)
    return { ...item, core: { kind: 'other', name: cleanLine(raw.name), local_date: null } };
  const fact = activityFact(id, raw, time, time.local_date);
  return {
    ...item,
    core: {
      kind: 'activity',
      fact,
      local_date: time.local_date,
      withheld: null,
      has_more: boolOf(raw.manual) !== true,
      samples_version: samplesVersion(raw, time, fact),
      thresholds: [],
    },
  };
}

/** Another file, a crop, a corrected distance and a start that is no longer hidden all change the streams. */
function samplesVersion(raw: JsonObject, time: ActivityTime, fact: ActivityFact): string {
  const { elapsed_s, distance_m } = fact.values;
  const parts = [idOf(raw.upload_id) ?? '', elapsed_s ?? '', distance_m === undefined ? '' : Math.round(distance_m)];
  return [...parts, time.hidden ? 'hidden' : ''].join('/');
}

export function activityFact(id: string, raw: JsonObject, time: ActivityTime, local_date: string): ActivityFact {
  const { sport, as_written } = activitySport(raw);
  const measured = powerIsMeasured(raw);
  const checked = checkValues({
    elapsed_s: numberOf(raw.elapsed_time),
    moving_s: positiveOf(raw.moving_time),
    distance_m: numberOf(raw.distance),
    ascent_m: numberOf(raw.total_elevation_gain),
    work_kj: measured ? positiveOf(raw.kilojoules) : null,
    calories_kcal: positiveOf(raw.calories),
    average_speed_mps: positiveOf(raw.average_speed),
    max_speed_mps: positiveOf(raw.max_speed),
    average_power_w: measured ? numberOf(raw.average_watts) : null,
    max_power_w: measured ? numberOf(raw.max_watts) : null,
    average_hr_bpm: positiveOf(raw.average_heartrate),
    max_hr_bpm: positiveOf(raw.max_heartrate),
    average_cadence_rpm: positiveOf(raw.average_cadence),
    average_temperature_c: numberOf(raw.average_temp),
    relative_effort: numberOf(raw.suffer_score),
  });
  const rpe = numberOf(raw.perceived_exertion);
  return {
    external_id: id,
    join: joinOf(raw, time, local_date, checked.values.elapsed_s ?? null, checked.values.distance_m ?? null),
    sport,
    sport_as_written: as_written,
    name: cleanLine(raw.name),
    note: cleanText(raw.description),
    private_note: cleanText(raw.private_note),
    gear: gearName(at(raw, 'gear')),
    zone: time.utc_offset_s === null ? null : { utc_offset_s: time.utc_offset_s, time_zone: time.time_zone },
    rpe: rpe !== null && rpe >= 0 && rpe <= 10 ? rpe : null,
    tags: tagsOf(raw),
    media: mediaOf(raw),
    values: checked.values,
    other: { ...checked.set_aside, ...otherFigures(raw, time, measured) },
    suspect: checked.suspect,
  };
}

/** The name a person gave the bike or, for shoes, brand and model: what the export archive calls the activity's gear. */
export function gearName(gear: Json): string | null {
  return cleanLine(at(gear, 'name')) ?? cleanLine(at(gear, 'nickname'));
}

/** Strava estimates the power of rides without a meter; only where it does not say so do the other figures tell. */
export function powerIsMeasured(raw: JsonObject): boolean {
  const device_watts = boolOf(raw.device_watts);
  return device_watts ?? (numberOf(raw.weighted_average_watts) !== null || numberOf(raw.max_watts) !== null);
}

function joinOf(
  raw: JsonObject,
  { start_s }: ActivityTime,
  local_date: string,
  duration_s: number | null,
  distance_m: number | null,
): FactJoin {
  if (boolOf(raw.manual) === true) return { by: 'none', local_date, start_s };
  if (start_s === null) return { by: 'day', local_date, duration_s, distance_m };
  return { by: 'start', start_s, duration_s };
}

function tagsOf(raw: JsonObject): string[] {
  const tag = WORKOUT_TAGS[numberOf(raw.workout_type) ?? 0];
  return [...(boolOf(raw.commute) === true ? ['commute'] : []), ...(tag === undefined ? [] : [tag])];
}

function mediaOf(raw: JsonObject): string[] {
  const urls = at(raw, 'photos', 'primary', 'urls');
  if (!isObject(urls)) return [];
  const [largest] = Object.entries(urls).sort(([a], [b]) => Number(b) - Number(a));
  // Everything after the question mark is a signature that expires.
  const address = cleanLine(largest?.[1], 300)?.replace(/\?.*$/, '');
  return address === undefined ? [] : [address];
}

/** Figures without a place among the values, under the keys the export archive uses. */
function otherFigures(raw: JsonObject, time: ActivityTime, measured: boolean): Record<string, string | number> {
  const figures: Record<string, string | number | null> = {
    lowest_altitude_m: numberOf(raw.elev_low),
    highest_altitude_m: numberOf(raw.elev_high),
    weighted_average_power_w: measured ? positiveOf(raw.weighted_average_watts) : null,
    estimated_average_power_w: measured ? null : positiveOf(raw.average_watts),
    estimated_work_kj: measured ? null : positiveOf(raw.kilojoules),
    workout_type_code: numberOf(raw.workout_type),
    flagged: boolOf(raw.flagged) === true ? 1 : null,
    upload_id: idOf(raw.upload_id),
    upload_name: cleanLine(raw.external_id, 120),
    gear_id: cleanLine(raw.gear_id, 40),
    device: cleanLine(raw.device_name, 120),
    visibility: cleanLine(raw.visibility, 40),
    time_zone: time.time_zone,
    start_time: time.hidden ? 'hidden' : null,
  };
  return Object.fromEntries(
    Object.entries(figures).flatMap(([key, value]) => (value === null ? [] : [[key, value] as const])),
  );
}
