/** Laps of an activity's detail, placed by their own times or by their points in the streams. */

import type { Json } from '../../core/connector.ts';
import { isObject, type JsonObject, numberOf, positiveOf, textOf } from '../../core/json.ts';
import type { DeviceValues, Lap } from '../../core/recording.ts';
import { cleanLine } from '../../core/text.ts';
import { checkValues } from '../folder/suspect-values.ts';
import { powerIsMeasured } from './activity.ts';
import { secondsOf } from './activity-time.ts';

const MAX_LAPS = 5000;
const SLACK_S = 120;

/** @param time_s time of each point of the streams, Unix seconds; lap indices refer to it */
export function lapsOf(list: readonly Json[], time_s: Float64Array, start_s: number): Lap[] {
  const last_s = time_s.at(-1) ?? start_s;
  return list.slice(0, MAX_LAPS).flatMap((raw): Lap[] => {
    if (!isObject(raw)) return [];
    const elapsed_s = numberOf(raw.elapsed_time);
    const begin_s = lapStart(raw, time_s, start_s, last_s);
    if (begin_s === null || elapsed_s === null || elapsed_s < 0) return [];
    const name = cleanLine(raw.name, 80);
    return [
      {
        start_s: begin_s,
        end_s: begin_s + elapsed_s,
        trigger: 'other',
        // What Strava calls a lap that nobody named.
        name: name !== null && /^Lap \d+$/.test(name) ? null : name,
        intensity: null,
        values: valuesOf(raw),
      },
    ];
  });
}

/** A lap that lies outside its activity was moved along with a changed start, or is not its own: then the points decide. */
function lapStart(raw: JsonObject, time_s: Float64Array, start_s: number, last_s: number): number | null {
  const stated = secondsOf(textOf(raw.start_date));
  if (stated !== null && stated >= start_s - SLACK_S && stated <= last_s + SLACK_S) return stated;
  const index = numberOf(raw.start_index);
  const pointed = index !== null && Number.isInteger(index) ? time_s[index] : undefined;
  return pointed === undefined || Number.isNaN(pointed) ? null : pointed;
}

function valuesOf(raw: JsonObject): DeviceValues {
  const power = positiveOf(raw.average_watts);
  return checkValues({
    elapsed_s: numberOf(raw.elapsed_time),
    moving_s: positiveOf(raw.moving_time),
    distance_m: numberOf(raw.distance),
    ascent_m: numberOf(raw.total_elevation_gain),
    average_speed_mps: positiveOf(raw.average_speed),
    max_speed_mps: positiveOf(raw.max_speed),
    average_power_w: raw.device_watts === undefined || powerIsMeasured(raw) ? power : null,
    average_hr_bpm: positiveOf(raw.average_heartrate),
    max_hr_bpm: positiveOf(raw.max_heartrate),
    average_cadence_rpm: positiveOf(raw.average_cadence),
  }).values;
}
