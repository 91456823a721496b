/** TCX (Garmin Training Center) files of all dialects: activities, multisport sessions, courses and workouts. */

import type { Course, Document } from '../../core/document.ts';
import { FormatError } from '../../core/failure.ts';
import type { Recording, Warning } from '../../core/recording.ts';
import { cleanLine, cleanText } from '../../core/text.ts';
import { FieldReader } from '../field-reader.ts';
import { COLUMN, PointTable } from '../point-table.ts';
import { parseXml, type XmlHandler } from '../xml.ts';
import { type ActivityParts, type LapParts, newActivity, newLap, recordingOf } from './activity.ts';
import { E, TCX_WORDS } from './elements.ts';
import { WorkoutBuilder } from './workout.ts';

type CoursePoint = Course['points'][number];

const LONGEST_TRANSITION_S = 6 * 3600;
/** More than anyone records in a lifetime of one file. */
const MAX_ACTIVITIES = 10_000;
/** Ten times the laps of a day-long race on a short track. */
const MAX_LAPS = 10_000;

/** Reads a TCX file. Throws FormatError when there is nothing in it to keep. */
export function readTcx(bytes: Uint8Array): Document {
  const reader = new TcxReader();
  const { truncated } = parseXml(bytes, TCX_WORDS, reader);
  return reader.finish(truncated);
}

class TcxReader implements XmlHandler {
  private readonly fields = new FieldReader();
  private readonly points = new PointTable();
  private readonly workouts = new WorkoutBuilder(this.fields);
  private readonly activities: ActivityParts[] = [];
  private readonly courses: Course[] = [];
  private activity: ActivityParts | null = null;
  private lap: LapParts | null = null;
  private in_point = false;
  private in_workout = false;
  private in_multisport = false;
  private multisport_legs = 0;
  private course_from = -1;
  private course_name: string | null = null;
  private course_points: CoursePoint[] = [];
  private course_point: { name: string | null; kind: string | null } | null = null;
  private latitude_text = '';
  private longitude_text = '';

  open(element: number, parent: number): void {
    if (this.in_workout) {
      this.workouts.open(element, parent);
      return;
    }
    switch (element) {
      case E.Trackpoint:
        this.points.begin();
        this.in_point = true;
        break;
      case E.Position:
        this.latitude_text = '';
        this.longitude_text = '';
        break;
      case E.Track:
        this.activity?.tracks.push({ from: this.points.length, lap: this.lap });
        break;
      case E.Lap:
        if (this.activity) {
          this.endLap();
          this.lap = newLap(this.points.length);
          if (this.activity.laps.push(this.lap) > MAX_LAPS) {
            throw new FormatError('too_many_laps', `An activity in the file has more than ${MAX_LAPS} laps.`);
          }
        }
        break;
      case E.Activity:
      case E.Run:
        this.endActivity();
        if (this.activities.length >= MAX_ACTIVITIES) {
          throw new FormatError('too_many_activities', `The file holds more than ${MAX_ACTIVITIES} activities.`);
        }
        this.activity = newActivity(this.points.length);
        if (parent === E.Running) this.activity.sport = 'Running';
        if (parent === E.Biking) this.activity.sport = 'Biking';
        if (parent === E.Other) this.activity.sport = 'Other';
        if (this.in_multisport) this.multisport_legs++;
        break;
      case E.MultiSportSession:
        this.in_multisport = true;
        break;
      case E.Course:
        this.course_from = this.points.length;
        this.course_name = null;
        this.course_points = [];
        break;
      case E.CoursePoint:
        this.course_point = { name: null, kind: null };
        this.latitude_text = '';
        this.longitude_text = '';
        break;
      case E.Workout:
        this.in_workout = true;
        this.workouts.open(element, parent);
        break;
    }
  }

  attribute(element: number, name: string, value: string): void {
    if (this.in_workout) this.workouts.attribute(element, name, value);
    else if (name === 'Sport' && element === E.Activity && this.activity) this.activity.sport = value;
    else if (name === 'StartTime' && element === E.Lap && this.lap) this.lap.start_s = this.fields.time(value);
  }

  close(element: number, parent: number, text: string): void {
    if (this.in_point) this.closeInPoint(element, parent, text);
    else if (this.in_workout) {
      this.workouts.close(element, parent, text);
      if (element === E.Workout) this.in_workout = false;
    } else if (element === E.Lap) this.endLap();
    else if (this.lap) closeInLap(this.fields, this.lap, element, parent, text);
    else if (this.activity) this.closeInActivity(this.activity, element, parent, text);
    else if (element === E.MultiSportSession) this.in_multisport = false;
    else if (this.course_from >= 0) this.closeInCourse(element, parent, text);
  }

  private closeInPoint(element: number, parent: number, text: string): void {
    const row = this.points.row;
    const fields = this.fields;
    switch (element) {
      case E.Time:
        row[COLUMN.time] = fields.time(text);
        break;
      case E.LatitudeDegrees:
        this.latitude_text = text;
        break;
      case E.LongitudeDegrees:
        this.longitude_text = text;
        break;
      case E.Position:
        this.setPosition();
        break;
      case E.AltitudeMeters:
        row[COLUMN.altitude] = fields.number(text, 'altitude', -12_000, 50_000);
        break;
      case E.DistanceMeters:
        row[COLUMN.distance] = fields.number(text, 'distance', 0, 1e8);
        break;
      case E.Value:
        if (parent === E.HeartRateBpm) row[COLUMN.heart_rate] = fields.heartRate(text);
        break;
      case E.HeartRateBpm:
        // Version 1 and some apps write the number without a Value element.
        if (Number.isNaN(row[COLUMN.heart_rate]!)) {
          row[COLUMN.heart_rate] = fields.heartRate(text);
        }
        break;
      case E.Cadence:
        row[COLUMN.cadence] = fields.number(text, 'cadence', 0, 300);
        break;
      case E.RunCadence:
        row[COLUMN.run_cadence] = fields.number(text, 'cadence', 0, 300);
        break;
      case E.Watts:
        row[COLUMN.power] = fields.number(text, 'power', 0, 65_534);
        break;
      case E.Speed:
        row[COLUMN.speed] = fields.number(text, 'speed', 0, 1000);
        break;
      case E.Trackpoint:
        this.in_point = false;
        this.points.push();
        break;
    }
  }

  /** A position is one value: half of it is worth nothing. */
  private setPosition(): void {
    const { fields, points } = this;
    const latitude = fields.number(this.latitude_text, 'latitude', -90, 90);
    const longitude = fields.number(this.longitude_text, 'longitude', -180, 180);
    if (Number.isNaN(latitude) || Number.isNaN(longitude)) return;
    points.row[COLUMN.latitude] = latitude;
    points.row[COLUMN.longitude] = longitude;
  }

  private closeInActivity(activity: ActivityParts, element: number, parent: number, text: string): void {
    switch (element) {
      case E.Activity:
      case E.Run:
        this.endActivity();
        break;
      case E.Id:
        activity.id = text.trim();
        break;
      case E.Notes:
        activity.note = cleanText(text) ?? activity.note;
        break;
      case E.Name:
        if (parent === E.Creator) activity.creator = cleanLine(text);
        if (parent === E.Plan) activity.plan = cleanLine(text);
        break;
      case E.UnitId:
        activity.unit_id = cleanLine(text, 40);
        break;
      case E.ProductID:
        activity.product_id = cleanLine(text, 40);
        break;
      case E.VersionMajor:
        activity.version_major = cleanLine(text, 20);
        break;
      case E.VersionMinor:
        activity.version_minor = cleanLine(text, 20);
        break;
    }
  }

  private closeInCourse(element: number, parent: number, text: string): void {
    const point = this.course_point;
    switch (element) {
      case E.Name:
        if (parent === E.Course) this.course_name = cleanLine(text);
        else if (point) point.name = cleanLine(text);
        break;
      case E.PointType:
        if (point) point.kind = cleanLine(text, 40);
        break;
      case E.LatitudeDegrees:
        this.latitude_text = text;
        break;
      case E.LongitudeDegrees:
        this.longitude_text = text;
        break;
      case E.CoursePoint:
        if (point) this.addCoursePoint(point);
        this.course_point = null;
        break;
      case E.Course:
        this.endCourse();
        break;
    }
  }

  private addCoursePoint(point: { name: string | null; kind: string | null }): void {
    const latitude_deg = this.fields.number(this.latitude_text, 'latitude', -90, 90);
    const longitude_deg = this.fields.number(this.longitude_text, 'longitude', -180, 180);
    if (Number.isNaN(latitude_deg) || Number.isNaN(longitude_deg)) return;
    this.course_points.push({ ...point, latitude_deg, longitude_deg });
  }

  private endLap(): void {
    if (this.lap) this.lap.to = this.points.length;
    this.lap = null;
  }

  private endActivity(): void {
    this.endLap();
    if (!this.activity) return;
    this.activity.to = this.points.length;
    this.activities.push(this.activity);
    this.activity = null;
  }

  private endCourse(): void {
    const range = [{ from: this.course_from, to: this.points.length }];
    const latitude_deg = this.points.column(range, COLUMN.latitude);
    const longitude_deg = this.points.column(range, COLUMN.longitude);
    if (latitude_deg && longitude_deg) {
      const placed = latitude_deg.map((value, i) => (Number.isNaN(value) ? Number.NaN : i)).filter((i) => i >= 0);
      const altitude_m = this.points.column(range, COLUMN.altitude);
      const pick = (values: Float64Array | null) => placed.map((i) => values?.[i] ?? Number.NaN);
      this.courses.push({
        name: this.course_name,
        sport_as_written: null,
        latitude_deg: pick(latitude_deg),
        longitude_deg: pick(longitude_deg),
        altitude_m: pick(altitude_m),
        points: this.course_points,
      });
    }
    this.course_from = -1;
  }

  /** True for the legs of one event: programs also file activities of different days under one MultiSportSession. */
  private isOneEvent(recordings: readonly Recording[], warnings: Warning[]): boolean {
    if (recordings.length < 2 || this.multisport_legs !== this.activities.length) return false;
    const apart = recordings.some((leg, i) => i > 0 && leg.start_s - recordings[i - 1]!.end_s > LONGEST_TRANSITION_S);
    if (apart) {
      warnings.push({
        code: 'multisport_apart',
        message: 'The file calls activities of different days one multisport session; they were kept apart.',
      });
    }
    return !apart;
  }

  /** What was read. Of several kinds in one file the activities count, then courses, then workouts. */
  finish(truncated: boolean): Document {
    this.endActivity();
    if (this.course_from >= 0) this.endCourse();
    const clock = this.fields.clock;
    const recordings: Recording[] = [];
    let dateless = 0;
    for (const activity of this.activities) {
      const recording = recordingOf(activity, this.points, this.fields, clock.offset_s);
      if (recording) recordings.push(recording);
      else dateless++;
    }
    recordings.sort((a, b) => a.start_s - b.start_s);

    const warnings: Warning[] = [];
    if (truncated) {
      warnings.push({ code: 'truncated', message: 'The file ends in the middle; what comes before the cut was read.' });
    }
    warnings.push(...this.fields.warnings());
    if (dateless > 0) {
      warnings.push({
        code: 'activity_without_time',
        message: `${dateless} activities without any time were left out.`,
      });
    }
    const workouts = this.workouts.finish(warnings);
    if (recordings.length > 0) {
      if (this.courses.length + workouts.length > 0) {
        warnings.push({
          code: 'other_content',
          message: 'Courses or workouts beside the activities of the file were left out.',
        });
      }
      return { kind: 'activity', recordings, multisport: this.isOneEvent(recordings, warnings), warnings };
    }
    if (this.courses.length > 0) return { kind: 'course', courses: this.courses, warnings };
    if (workouts.length > 0) return { kind: 'workout', workouts, warnings };
    if (dateless > 0) throw new FormatError('tcx_no_time', 'The TCX file has no lap and no point with a usable time.');
    throw new FormatError('tcx_empty', 'The TCX file holds no activity, course or workout.');
  }
}

function closeInLap(fields: FieldReader, lap: LapParts, element: number, parent: number, text: string): void {
  const values = lap.values;
  switch (element) {
    case E.TotalTimeSeconds:
      values.timer_s = fields.optional(text, 'lap time', 0, 3e7);
      break;
    case E.DistanceMeters:
      values.distance_m = fields.optional(text, 'lap distance', 0, 1e8);
      break;
    case E.MaximumSpeed:
      values.max_speed_mps = fields.optional(text, 'lap speed', 0, 1000);
      break;
    case E.Calories:
      values.calories_kcal = fields.optional(text, 'lap calories', 0, 1e6);
      break;
    case E.Value:
      if (parent === E.AverageHeartRateBpm) values.average_hr_bpm = fields.heartRate(text) || undefined;
      if (parent === E.MaximumHeartRateBpm) values.max_hr_bpm = fields.heartRate(text) || undefined;
      break;
    case E.AverageHeartRateBpm:
      values.average_hr_bpm ??= fields.heartRate(text) || undefined;
      break;
    case E.MaximumHeartRateBpm:
      values.max_hr_bpm ??= fields.heartRate(text) || undefined;
      break;
    case E.Cadence:
    case E.AvgRunCadence:
      values.average_cadence_rpm = fields.optional(text, 'lap cadence', 0, 300);
      break;
    case E.MaxBikeCadence:
    case E.MaxRunCadence:
      values.max_cadence_rpm = fields.optional(text, 'lap cadence', 0, 300);
      break;
    case E.AvgSpeed:
      values.average_speed_mps = fields.optional(text, 'lap speed', 0, 1000);
      break;
    case E.AvgWatts:
      values.average_power_w = fields.optional(text, 'lap power', 0, 65_534);
      break;
    case E.MaxWatts:
      values.max_power_w = fields.optional(text, 'lap power', 0, 65_534);
      break;
    case E.Intensity:
      lap.intensity = text.trim();
      break;
    case E.TriggerMethod:
      lap.trigger = text.trim();
      break;
    case E.Notes:
      lap.note = cleanLine(text);
      break;
  }
}
