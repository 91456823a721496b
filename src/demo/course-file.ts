/** A route to follow as a FIT course: the line, its highest point, and times at an even pace as course files have them. */

import type { Samples } from '../core/samples.ts';
import { Encoder, fitTime } from '../formats/fit/encoder.ts';
import { COURSE, COURSE_POINT, FILE_ID, MESSAGE } from '../formats/fit/profile.ts';
import { DeveloperColumns, recordColumns } from '../formats/fit/record-columns.ts';
import type { Route } from './terrain.ts';

const COURSE_FILE = 6;
const DEVELOPMENT = 255;
const CYCLING = 2;
const SUMMIT = 1;
const SEMICIRCLES = 2 ** 31 / 180;
/** 2020-01-01: a course has no time of its own. */
const BEGIN_S = 1_577_836_800;
const PACE_MPS = 7;

export function courseFit(name: string, route: Route): Uint8Array {
  const every = 5;
  const n = Math.floor((route.latitude_deg.length - 1) / every) + 1;
  const pick = (value: (i: number) => number): Float64Array =>
    Float64Array.from({ length: n }, (_, k) => value(k * every));
  const out = new Encoder();
  out.message(MESSAGE.file_id, [
    [FILE_ID.type, COURSE_FILE],
    [FILE_ID.manufacturer, DEVELOPMENT],
    [FILE_ID.product, 6],
    [FILE_ID.time_created, fitTime(BEGIN_S)],
  ]);
  out.message(MESSAGE.course, [
    [COURSE.sport, CYCLING],
    [COURSE.name, name],
  ]);
  const samples: Samples = {
    time_s: pick((i) => BEGIN_S + (i * route.step_m) / PACE_MPS),
    channels: {
      latitude_deg: pick((i) => route.latitude_deg[i]!),
      longitude_deg: pick((i) => route.longitude_deg[i]!),
      altitude_m: pick((i) => route.altitude_m[i]!),
      distance_m: pick((i) => i * route.step_m),
    },
    extra: [],
  };
  const row = out.table(MESSAGE.record, recordColumns(samples, false, new DeveloperColumns()));
  for (let k = 0; k < n; k++) row(k);
  const top = route.altitude_m.indexOf(route.altitude_m.reduce((a, b) => Math.max(a, b)));
  out.message(MESSAGE.course_point, [
    [COURSE_POINT.position_lat, route.latitude_deg[top]! * SEMICIRCLES],
    [COURSE_POINT.position_long, route.longitude_deg[top]! * SEMICIRCLES],
    [COURSE_POINT.type, SUMMIT],
    [COURSE_POINT.name, 'Highest point'],
  ]);
  return out.finish();
}
