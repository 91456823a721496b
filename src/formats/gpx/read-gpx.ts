/** GPX 1.0 and 1.1 files of all dialects: tracks with times are activities, tracks without and routes are courses. */

import type { Course, Document } from '../../core/document.ts';
import { FormatError } from '../../core/failure.ts';
import type { Pause, Recording, Warning } from '../../core/recording.ts';
import { cleanLine, cleanText } from '../../core/text.ts';
import { FieldReader, parseNumber } from '../field-reader.ts';
import { COLUMN, PointTable, type RowRange } from '../point-table.ts';
import { parseXml, type XmlHandler } from '../xml.ts';
import { E, GPX_WORDS } from './elements.ts';
import { joinSegments, type TimedSegment } from './join-segments.ts';
import { recordingOf, type TrackParts } from './recording.ts';

/** Before the first GPS satellite: planners write times that start at zero. */
const FIRST_REAL_TIME_S = Date.UTC(1980, 0, 6) / 1000;

/** Reads a GPX file. Throws FormatError when there is nothing in it to keep. */
export function readGpx(bytes: Uint8Array): Document {
  const reader = new GpxReader();
  const { truncated } = parseXml(bytes, GPX_WORDS, reader);
  return reader.finish(truncated);
}

/** More than anyone records in a lifetime of one file. */
const MAX_TRACKS = 10_000;

type PointOfInterest = Course['points'][number];

class GpxReader implements XmlHandler {
  private readonly fields = new FieldReader();
  private readonly points = new PointTable();
  private readonly tracks: TrackParts[] = [];
  private readonly routes: TrackParts[] = [];
  private readonly waypoints: PointOfInterest[] = [];
  private readonly pauses: Pause[] = [];
  private creator: string | null = null;
  private file_name: string | null = null;
  private track: TrackParts | null = null;
  private route: TrackParts | null = null;
  private in_point = false;
  private in_waypoint = false;
  private latitude = '';
  private longitude = '';
  private waypoint_name: string | null = null;
  private waypoint_kind: string | null = null;
  private pause_from = Number.NaN;

  open(element: number, _parent: number): void {
    switch (element) {
      case E.trkpt:
        this.in_point = true;
        this.beginPosition();
        break;
      case E.rtept:
      case E.rpt:
        // A route point may hold shape points: what it says itself comes before them.
        if (element === E.rpt && this.in_point) this.endPoint();
        this.in_point = this.route !== null;
        this.beginPosition();
        break;
      case E.trkseg:
        this.endSegment(this.track);
        this.track?.segments.push({ from: this.points.length, to: -1 });
        break;
      case E.trk:
        if (this.tracks.length >= MAX_TRACKS) {
          throw new FormatError('too_many_tracks', `The file holds more than ${MAX_TRACKS} tracks.`);
        }
        // Only in damaged files does one begin inside another.
        this.endSegment(this.track);
        this.track = newTrack();
        this.tracks.push(this.track);
        break;
      case E.rte:
        this.endSegment(this.route);
        this.route = newTrack();
        this.route.segments.push({ from: this.points.length, to: -1 });
        this.routes.push(this.route);
        break;
      case E.wpt:
        this.in_waypoint = true;
        this.beginPosition();
        this.waypoint_name = null;
        this.waypoint_kind = null;
        break;
    }
  }

  attribute(element: number, name: string, value: string): void {
    if (element === E.trkpt || element === E.wpt || element === E.rtept || element === E.rpt) {
      if (name === 'lat') this.latitude = value;
      else if (name === 'lon') this.longitude = value;
    } else if (name === 'creator' && element === E.gpx) this.creator = cleanLine(value);
  }

  close(element: number, parent: number, text: string): void {
    if (this.in_point) this.closeInPoint(element, text);
    else if (element === E.trkseg) this.endSegment(this.track);
    else if (this.in_waypoint) this.closeInWaypoint(element, text);
    else if (element === E.trk) this.track = null;
    else if (element === E.rte) {
      this.endSegment(this.route);
      this.route = null;
    } else if (this.track) closeInTrack(this.fields, this.track, element, parent, text);
    else if (this.route) closeInTrack(this.fields, this.route, element, parent, text);
    else if (element === E.name && (parent === E.metadata || parent === E.gpx)) this.file_name = cleanLine(text);
  }

  private beginPosition(): void {
    this.points.begin();
    this.latitude = '';
    this.longitude = '';
  }

  private closeInPoint(element: number, text: string): void {
    const row = this.points.row;
    const fields = this.fields;
    switch (element) {
      case E.trkpt:
      case E.rtept:
      case E.rpt:
        this.endPoint();
        break;
      case E.time:
        row[COLUMN.time] = fields.time(text);
        break;
      case E.ele:
        row[COLUMN.altitude] = fields.number(text, 'altitude', -12_000, 50_000);
        break;
      case E.altitude:
        if (Number.isNaN(row[COLUMN.altitude]!))
          row[COLUMN.altitude] = fields.number(text, 'altitude', -12_000, 50_000);
        break;
      case E.heart_rate:
        this.set(COLUMN.heart_rate, fields.heartRate(text));
        break;
      case E.cadence:
        this.set(COLUMN.cadence, fields.number(text, 'cadence', 0, 300));
        break;
      case E.steps:
        this.set(COLUMN.run_cadence, fields.number(text, 'cadence', 0, 300));
        break;
      case E.power:
        this.set(COLUMN.power, fields.number(text, 'power', 0, 65_534));
        break;
      case E.temperature:
        this.set(COLUMN.temperature, fields.number(text, 'temperature', -100, 100));
        break;
      case E.water_temperature:
        this.set(COLUMN.water_temperature, fields.number(text, 'temperature', -100, 100));
        break;
      case E.speed:
        this.set(COLUMN.speed, fields.number(text, 'speed', 0, 1000));
        break;
      case E.vertical_speed:
        this.set(COLUMN.vertical_speed, fields.number(text, 'vertical speed', -1000, 1000));
        break;
      case E.distance:
      case E.stat_distance:
        this.set(COLUMN.distance, fields.number(text, 'distance', 0, 1e8));
        break;
      case E.depth:
        this.set(COLUMN.depth, fields.number(text, 'depth', -1000, 12_000));
        break;
    }
  }

  /** Exporters repeat a value under several names; one of them may be empty. */
  private set(column: number, value: number): void {
    if (!Number.isNaN(value)) this.points.row[column] = value;
  }

  private endPoint(): void {
    this.in_point = false;
    const { row } = this.points;
    const latitude = parseNumber(this.latitude);
    if (this.track && (latitude === 100 || latitude === 200) && parseNumber(this.longitude) === 0) {
      this.markPause(latitude === 100, row[COLUMN.time]!);
      return;
    }
    const position = this.position();
    if (position) {
      row[COLUMN.latitude] = position.latitude_deg;
      row[COLUMN.longitude] = position.longitude_deg;
    }
    // A point without position and sensor values says nothing.
    for (let i = 1; i < row.length; i++) {
      if (!Number.isNaN(row[i]!)) {
        this.points.push();
        return;
      }
    }
  }

  /** A position is one value: half of it is worth nothing. */
  private position(): { latitude_deg: number; longitude_deg: number } | null {
    const latitude_deg = this.fields.number(this.latitude, 'latitude', -90, 90);
    const longitude_deg = this.fields.number(this.longitude, 'longitude', -180, 180);
    return Number.isNaN(latitude_deg) || Number.isNaN(longitude_deg) ? null : { latitude_deg, longitude_deg };
  }

  /** MyTracks and early OpenTracks wrote pause and resume as points at the impossible latitudes 100 and 200. */
  private markPause(begins: boolean, time_s: number): void {
    if (begins) this.pause_from = time_s;
    else if (time_s > this.pause_from) this.pauses.push({ start_s: this.pause_from, end_s: time_s });
    if (!begins) this.pause_from = Number.NaN;
  }

  private closeInWaypoint(element: number, text: string): void {
    if (element === E.name) this.waypoint_name = cleanLine(text);
    else if (element === E.type) this.waypoint_kind = cleanLine(text, 40);
    else if (element === E.sym) this.waypoint_kind ??= cleanLine(text, 40);
    else if (element === E.wpt) {
      this.in_waypoint = false;
      const position = this.position();
      if (position) this.waypoints.push({ name: this.waypoint_name, kind: this.waypoint_kind, ...position });
    }
  }

  private endSegment(track: TrackParts | null): void {
    const segment = track?.segments.at(-1);
    if (segment && segment.to < 0) segment.to = this.points.length;
  }

  finish(truncated: boolean): Document {
    for (const track of [...this.tracks, ...this.routes]) this.endSegment(track);
    const timed: TimedSegment[] = [];
    const planned: TrackParts[] = [...this.routes];
    this.tracks.forEach((track, number) => {
      const segments = track.segments.filter((segment) => segment.to > segment.from);
      const recorded = segments.flatMap((segment) => this.timedSegment(track, number, segment));
      if (recorded.length > 0 && this.wasRecorded(recorded)) for (const segment of recorded) timed.push(segment);
      else if (segments.length > 0) planned.push(track);
    });

    this.pauses.sort((a, b) => a.start_s - b.start_s);
    const recordings: Recording[] = [];
    const groups = joinSegments(timed);
    if (groups.length > MAX_TRACKS) {
      throw new FormatError('too_many_tracks', `The file holds more than ${MAX_TRACKS} activities.`);
    }
    for (const group of groups) {
      const track = this.tracks[group[0]!.track]!;
      const only = new Set(group.map((segment) => segment.track)).size === 1;
      recordings.push(
        recordingOf(group, track, this.points, this.pauses, this.fields.clock.offset_s, this.creator, only),
      );
    }
    const courses = planned.flatMap((track) => this.courseOf(track) ?? []);
    if (recordings.length + courses.length === 0) {
      throw new FormatError('gpx_empty', 'The GPX file has no track or route with a usable point.');
    }

    const warnings: Warning[] = [];
    if (truncated) {
      warnings.push({ code: 'truncated', message: 'The file ends in the middle; what comes before the cut was read.' });
    }
    warnings.push(...this.fields.warnings());
    if (recordings.length > 0) {
      if (courses.length > 0) {
        warnings.push({
          code: 'other_content',
          message: `${courses.length} tracks or routes without times beside the recorded ones were left out.`,
        });
      }
      if (recordings.length === 1 && recordings[0]!.name === null && this.file_name !== null) {
        recordings[0] = { ...recordings[0]!, name: this.file_name };
      }
      return { kind: 'activity', recordings, multisport: false, warnings };
    }
    if (this.points.column([{ from: 0, to: this.points.length }], COLUMN.power)) {
      warnings.push({
        code: 'values_without_time',
        message: 'The points carry sensor values but no times, so only the line was kept.',
      });
    }
    return { kind: 'course', courses, warnings };
  }

  private timedSegment(track: TrackParts, number: number, segment: RowRange): TimedSegment[] {
    const span = this.points.span([segment]);
    return span ? [{ ...segment, track: number, type: track.type, ...span }] : [];
  }

  /** False for lines of planners, which stamp all points with one time or with times since 1970. */
  private wasRecorded(segments: readonly TimedSegment[]): boolean {
    if (segments.every((segment) => segment.last_s < FIRST_REAL_TIME_S)) return false;
    const first_s = segments[0]!.first_s;
    let count = 0;
    for (const segment of segments) {
      for (let row = segment.from; row < segment.to; row++) {
        const time = this.points.value(row, COLUMN.time);
        if (!Number.isNaN(time) && time !== first_s) return true;
        count++;
      }
    }
    return count < 3;
  }

  private courseOf(track: TrackParts): Course | null {
    const latitude = this.points.column(track.segments, COLUMN.latitude);
    const longitude = this.points.column(track.segments, COLUMN.longitude);
    if (!latitude || !longitude) return null;
    const altitude = this.points.column(track.segments, COLUMN.altitude);
    const placed: number[] = [];
    latitude.forEach((value, i) => {
      if (!Number.isNaN(value)) placed.push(i);
    });
    return {
      name: track.name ?? this.file_name,
      sport_as_written: track.type,
      latitude_deg: Float64Array.from(placed, (i) => latitude[i]!),
      longitude_deg: Float64Array.from(placed, (i) => longitude[i]!),
      altitude_m: Float64Array.from(placed, (i) => altitude?.[i] ?? Number.NaN),
      points: this.waypoints,
    };
  }
}

function newTrack(): TrackParts {
  return { name: null, note: null, type: null, track_id: null, values: {}, segments: [] };
}

function closeInTrack(fields: FieldReader, track: TrackParts, element: number, parent: number, text: string): void {
  const values = track.values;
  const total = (max: number) => fields.optional(text, 'track total', 0, max);
  switch (element) {
    case E.name:
      if (parent === E.trk || parent === E.rte) track.name = cleanLine(text);
      break;
    case E.desc:
    case E.cmt:
      track.note ??= cleanText(text);
      break;
    case E.type:
      if (parent === E.trk || parent === E.rte) track.type = cleanLine(text, 80);
      break;
    case E.track_id:
      track.track_id = cleanLine(text, 80);
      break;
    case E.stat_distance:
      if (parent === E.stats) values.distance_m = total(1e8);
      break;
    case E.stat_timer:
      values.timer_s = total(3e7);
      break;
    case E.stat_moving:
      values.moving_s = total(3e7);
      break;
    case E.stat_max_speed:
      values.max_speed_mps = total(1000);
      break;
    case E.stat_ascent:
      values.ascent_m = total(1e6);
      break;
    case E.stat_descent:
      values.descent_m = total(1e6);
      break;
    case E.stat_calories:
      values.calories_kcal = total(1e6);
      break;
  }
}
