/** PWX (Peaksware) files, which old TrainingPeaks exports and device agents hold: samples, segments and stored totals. */

import type { Document } from '../core/document.ts';
import { FormatError } from '../core/failure.ts';
import type { DeviceValues, Lap, Recording, Warning } from '../core/recording.ts';
import { cleanLine, cleanText } from '../core/text.ts';
import { FieldReader } from './field-reader.ts';
import { COLUMN, PointTable } from './point-table.ts';
import { recordedCadence } from './recorded-cadence.ts';
import { sportFromWord } from './sport-words.ts';
import { vocabulary } from './vocabulary.ts';
import { parseXml, type XmlHandler } from './xml.ts';

const E = {
  pwx: 1,
  workout: 2,
  sportType: 3,
  cmt: 4,
  title: 5,
  device: 6,
  make: 7,
  model: 8,
  time: 9,
  summarydata: 10,
  segment: 11,
  name: 12,
  sample: 13,
  timeoffset: 14,
  beginning: 15,
  duration: 16,
  durationstopped: 17,
  work: 18,
  tss: 19,
  normalizedPower: 20,
  climbingelevation: 21,
  descendingelevation: 22,
  hr: 23,
  spd: 24,
  pwr: 25,
  cad: 26,
  torq: 27,
  dist: 28,
  lat: 29,
  lon: 30,
  alt: 31,
  temp: 32,
  extension: 33,
} as const;

const WORDS = vocabulary({ ...E, np: E.normalizedPower });

type Values = { -readonly [K in keyof DeviceValues]?: DeviceValues[K] | undefined };

interface Summary {
  name: string | null;
  beginning_s: number;
  duration_s: number;
  values: Values;
}

interface WorkoutParts {
  sport: string | null;
  note: string | null;
  name: string | null;
  make: string | null;
  model: string | null;
  start_s: number;
  total: Summary;
  segments: Summary[];
  from: number;
}

/** A whole account fits; more is no training file. */
const MAX_WORKOUTS = 10_000;
/** Ten times the laps of a day-long race on a short track. */
const MAX_SEGMENTS = 10_000;

/** Averages and maxima stand in attributes: which element fills which values. */
const AVERAGES: Readonly<Record<number, readonly [keyof DeviceValues, keyof DeviceValues, string, number]>> = {
  [E.hr]: ['average_hr_bpm', 'max_hr_bpm', 'heart rate', 300],
  [E.spd]: ['average_speed_mps', 'max_speed_mps', 'speed', 1000],
  [E.pwr]: ['average_power_w', 'max_power_w', 'power', 65_534],
  [E.cad]: ['average_cadence_rpm', 'max_cadence_rpm', 'cadence', 300],
};

/** Reads a PWX file. Throws FormatError when there is nothing in it to keep. */
export function readPwx(bytes: Uint8Array): Document {
  const reader = new PwxReader();
  const { truncated } = parseXml(bytes, WORDS, reader);
  return reader.finish(truncated);
}

class PwxReader implements XmlHandler {
  private readonly fields = new FieldReader();
  private readonly points = new PointTable();
  private readonly recordings: Recording[] = [];
  private workout: WorkoutParts | null = null;
  private summary: Summary | null = null;
  private in_sample = false;
  private dateless = 0;

  open(element: number, parent: number): void {
    if (element === E.workout) {
      this.workout = newWorkout(this.points.length);
    } else if (!this.workout) return;
    else if (element === E.sample) {
      this.in_sample = true;
      this.points.begin();
    } else if (element === E.segment) {
      this.summary = newSummary();
      if (this.workout.segments.push(this.summary) > MAX_SEGMENTS) {
        throw new FormatError('too_many_laps', `A workout in the file has more than ${MAX_SEGMENTS} segments.`);
      }
    } else if (element === E.summarydata && parent === E.workout) this.summary = this.workout.total;
  }

  attribute(element: number, name: string, value: string): void {
    const about = AVERAGES[element];
    if (!about || !this.summary || this.in_sample) return;
    const [average, max, what, limit] = about;
    if (name === 'avg') this.summary.values[average] = this.fields.optional(value, what, 0, limit);
    if (name === 'max') this.summary.values[max] = this.fields.optional(value, what, 0, limit);
  }

  close(element: number, parent: number, text: string): void {
    if (!this.workout) return;
    if (this.in_sample) this.closeInSample(element, parent, text);
    else if (element === E.workout) this.endWorkout(this.workout);
    else if (element === E.segment || (element === E.summarydata && parent === E.workout)) this.summary = null;
    else if (this.summary) closeInSummary(this.fields, this.summary, element, parent, text);
    else if (parent === E.workout) this.closeInWorkout(this.workout, element, text);
    else if (parent === E.device && element === E.make) this.workout.make = cleanLine(text);
    else if (parent === E.device && element === E.model) this.workout.model = cleanLine(text);
  }

  private closeInWorkout(workout: WorkoutParts, element: number, text: string): void {
    if (element === E.sportType) workout.sport = cleanLine(text, 80);
    else if (element === E.cmt) workout.note = cleanText(text);
    else if (element === E.title) workout.name = cleanLine(text);
    else if (element === E.time) workout.start_s = this.fields.time(text);
  }

  private closeInSample(element: number, parent: number, text: string): void {
    const { fields, points } = this;
    const row = points.row;
    if (element === E.sample) {
      this.in_sample = false;
      if (Number.isNaN(row[COLUMN.latitude]!) || Number.isNaN(row[COLUMN.longitude]!)) {
        row[COLUMN.latitude] = Number.NaN;
        row[COLUMN.longitude] = Number.NaN;
      }
      points.push();
      return;
    }
    if (parent !== E.sample) return;
    switch (element) {
      case E.timeoffset:
        row[COLUMN.time] = fields.number(text, 'time offset', -86_400, 32 * 86_400);
        break;
      case E.hr:
        row[COLUMN.heart_rate] = fields.heartRate(text);
        break;
      case E.spd:
        row[COLUMN.speed] = fields.number(text, 'speed', 0, 1000);
        break;
      case E.pwr:
        row[COLUMN.power] = fields.number(text, 'power', 0, 65_534);
        break;
      case E.cad:
        row[COLUMN.cadence] = fields.number(text, 'cadence', 0, 300);
        break;
      case E.torq:
        row[COLUMN.torque] = fields.number(text, 'torque', -1000, 1000);
        break;
      case E.dist:
        row[COLUMN.distance] = fields.number(text, 'distance', 0, 1e8);
        break;
      case E.lat:
        row[COLUMN.latitude] = fields.number(text, 'latitude', -90, 90);
        break;
      case E.lon:
        row[COLUMN.longitude] = fields.number(text, 'longitude', -180, 180);
        break;
      case E.alt:
        row[COLUMN.altitude] = fields.number(text, 'altitude', -12_000, 50_000);
        break;
      case E.temp:
        row[COLUMN.temperature] = fields.number(text, 'temperature', -100, 100);
        break;
    }
  }

  private endWorkout(workout: WorkoutParts): void {
    this.workout = null;
    this.summary = null;
    const { start_s } = workout;
    if (Number.isNaN(start_s)) {
      this.dateless++;
      return;
    }
    if (!hasContent(workout, this.points.length)) return;
    const range = [{ from: workout.from, to: this.points.length }];
    const warnings: Warning[] = [];
    const sport = sportFromWord(workout.sport) ?? 'other';
    const samples = this.points.samples(
      range,
      recordedCadence(sport, this.points.column(range, COLUMN.cadence), null, warnings),
    );
    let end_s = start_s + workout.total.duration_s;
    for (let i = 0; i < samples.time_s.length; i++) {
      samples.time_s[i]! += start_s;
      if (samples.time_s[i]! > end_s) end_s = samples.time_s[i]!;
    }
    const clock = this.fields.clock;
    if (clock.without_zone > 0) {
      warnings.push({
        code: 'local_time',
        message:
          'The file gives its start in local time without a zone; the clock time is right, the moment may be off by hours.',
      });
    }
    if (this.recordings.length >= MAX_WORKOUTS) {
      throw new FormatError('too_many_activities', `The file holds more than ${MAX_WORKOUTS} workouts.`);
    }
    this.recordings.push({
      sport,
      sport_as_written: workout.sport,
      name: workout.name,
      note: workout.note,
      start_s,
      end_s,
      // With local times read as if they were UTC, an offset of 0 keeps the day and the time of day right.
      utc_offset_s: clock.without_zone > 0 ? 0 : clock.offset_s,
      device: { manufacturer: workout.make, product: workout.model, serial: null, software: null },
      file_identity: null,
      samples,
      laps: workout.segments.map((segment): Lap => {
        const lap_s = start_s + segment.beginning_s;
        return {
          start_s: lap_s,
          end_s: lap_s + segment.duration_s,
          trigger: 'other',
          name: segment.name,
          intensity: null,
          values: defined(segment.values),
        };
      }),
      lengths: [],
      sets: [],
      pauses: [],
      beats: null,
      events: [],
      device_values: defined(workout.total.values),
      thresholds: [],
      warnings,
    });
  }

  finish(truncated: boolean): Document {
    if (this.workout) this.endWorkout(this.workout);
    if (this.recordings.length === 0) {
      if (this.dateless > 0) throw new FormatError('pwx_no_time', 'The PWX file does not say when the workout was.');
      throw new FormatError('pwx_empty', 'The PWX file holds no workout with samples or totals.');
    }
    const warnings: Warning[] = this.fields.warnings().filter((warning) => warning.code !== 'time_without_zone');
    if (truncated) {
      warnings.push({ code: 'truncated', message: 'The file ends in the middle; what comes before the cut was read.' });
    }
    this.recordings.sort((a, b) => a.start_s - b.start_s);
    return { kind: 'activity', recordings: this.recordings, multisport: false, warnings };
  }
}

/** False for a plan that was never done, and for what is left of a file cut off at its beginning. */
function hasContent({ from, segments, total }: WorkoutParts, points: number): boolean {
  const { elapsed_s, timer_s, distance_m } = total.values;
  return points > from || segments.length > 0 || Math.max(elapsed_s ?? 0, timer_s ?? 0, distance_m ?? 0) > 0;
}

function closeInSummary(fields: FieldReader, summary: Summary, element: number, parent: number, text: string): void {
  const values = summary.values;
  if (element === E.name && parent === E.segment) summary.name = cleanLine(text);
  if (parent !== E.summarydata) return;
  switch (element) {
    case E.beginning:
      summary.beginning_s = fields.optional(text, 'segment time', 0, 3e7) ?? 0;
      break;
    case E.duration:
      summary.duration_s = fields.optional(text, 'segment time', 0, 3e7) ?? 0;
      values.elapsed_s = summary.duration_s;
      break;
    case E.durationstopped: {
      const stopped = fields.optional(text, 'segment time', 0, 3e7);
      if (stopped !== undefined) values.timer_s = Math.max(0, summary.duration_s - stopped);
      break;
    }
    case E.work:
      values.work_kj = fields.optional(text, 'work', 0, 1e6);
      break;
    case E.tss:
      values.tss = fields.optional(text, 'TSS', 0, 1e5);
      break;
    case E.normalizedPower:
      values.np_w = fields.optional(text, 'power', 0, 65_534);
      break;
    case E.dist:
      values.distance_m = fields.optional(text, 'distance', 0, 1e8);
      break;
    case E.climbingelevation:
      values.ascent_m = fields.optional(text, 'ascent', 0, 1e6);
      break;
    case E.descendingelevation:
      values.descent_m = fields.optional(text, 'descent', 0, 1e6);
      break;
  }
}

function newWorkout(from: number): WorkoutParts {
  return {
    sport: null,
    note: null,
    name: null,
    make: null,
    model: null,
    start_s: Number.NaN,
    total: newSummary(),
    segments: [],
    from,
  };
}

function newSummary(): Summary {
  return { name: null, beginning_s: 0, duration_s: 0, values: {} };
}

function defined(values: Values): DeviceValues {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as DeviceValues;
}
