/** Courses: a line to follow and its marked points. */

import type { Course } from '../../core/document.ts';
import { FormatError } from '../../core/failure.ts';
import type { FitFile } from './decode.ts';
import { COURSE, COURSE_POINT, LAP, MESSAGE } from './profile.ts';
import { readColumns } from './samples.ts';
import { numbered, sportAsWritten } from './sports.ts';

const POINT_KINDS = numbered(`
  0:generic 1:summit 2:valley 3:water 4:food 5:danger 6:left 7:right 8:straight 9:first_aid 10:fourth_category
  11:third_category 12:second_category 13:first_category 14:hors_category 15:sprint 16:left_fork 17:right_fork
  18:middle_fork 19:slight_left 20:sharp_left 21:slight_right 22:sharp_right 23:u_turn 24:segment_start 25:segment_end
  27:campsite 28:aid_station 29:rest_area 30:general_distance 31:service 32:energy_gel 33:sports_drink 34:mile_marker
  35:checkpoint 36:shelter 37:meeting_spot 38:overlook 39:toilet 40:shower 41:gear 42:sharp_curve 43:steep_incline
  44:tunnel 45:bridge 46:obstacle 47:crossing 48:store 49:transition 50:navaid 51:transport 52:alert 53:info`);

const DEGREES_PER_SEMICIRCLE = 180 / 2 ** 31;

/**
 * The courses of the file, one per chained part.
 * @throws FormatError when none of them has positions
 */
export function readCourses(file: FitFile): Course[] {
  const courses: Course[] = [];
  for (const { start, end } of file.segments) {
    const records = file.messages(MESSAGE.record);
    const rows = { from: records.indexAt(start), to: records.indexAt(end) };
    const { channels } = readColumns(file.records, rows, []);
    const { latitude_deg, longitude_deg, altitude_m } = channels;
    if (!latitude_deg || !longitude_deg) continue;
    const kept = [...latitude_deg.keys()].filter((i) => !Number.isNaN(latitude_deg[i]!));
    const header = file.messages(MESSAGE.course).within(start, end)[0];
    const lap = file.messages(MESSAGE.lap).within(start, end)[0];
    const sport = header?.code(COURSE.sport.num) ?? lap?.code(LAP.sport.num) ?? null;
    courses.push({
      name: header?.line(COURSE.name.num) ?? null,
      sport_as_written: sportAsWritten(sport, header?.code(COURSE.sub_sport.num) ?? null),
      latitude_deg: Float64Array.from(kept, (i) => latitude_deg[i]!),
      longitude_deg: Float64Array.from(kept, (i) => longitude_deg[i]!),
      altitude_m: Float64Array.from(kept, (i) => altitude_m?.[i] ?? Number.NaN),
      points: points(file, start, end),
    });
  }
  if (courses.length === 0) {
    throw new FormatError('course_without_positions', 'The file is a course, but it has no positions.');
  }
  return courses;
}

function points(file: FitFile, start: number, end: number): Course['points'] {
  return file
    .messages(MESSAGE.course_point)
    .within(start, end)
    .map((point) => {
      const kind = point.code(COURSE_POINT.type.num);
      return {
        name: point.line(COURSE_POINT.name.num),
        kind: kind === null ? null : (POINT_KINDS.get(kind) ?? String(kind)),
        latitude_deg: point.number(COURSE_POINT.position_lat.num) * DEGREES_PER_SEMICIRCLE,
        longitude_deg: point.number(COURSE_POINT.position_long.num) * DEGREES_PER_SEMICIRCLE,
      };
    })
    .filter((point) => !Number.isNaN(point.latitude_deg) && !Number.isNaN(point.longitude_deg));
}
