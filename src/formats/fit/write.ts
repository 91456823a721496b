/** Writes recordings as a FIT activity file: one session each, with records, pauses, laps, lengths, sets and beats. */

import { FormatError } from '../../core/failure.ts';
import type { DeviceValues, Lap, Recording } from '../../core/recording.ts';
import { familyOf, type SportId } from '../../core/sport.ts';
import { baseTypeNamed } from './base-types.ts';
import { identityOf } from './devices.ts';
import { Encoder, type FieldEntry, fitTime } from './encoder.ts';
import { EXERCISE_UNKNOWN, exerciseCategory } from './exercises.ts';
import { INTENSITIES, LAP_TRIGGERS, STROKES } from './laps.ts';
import {
  ACTIVITY,
  DEVELOPER_DATA_ID,
  DEVICE_INFO,
  EVENT,
  EXERCISE_TITLE,
  FIELD_DESCRIPTION,
  FILE_ID,
  HRV,
  JUMP,
  LAP,
  LENGTH,
  MAX_MET_DATA,
  MESSAGE,
  MESSAGE_INDEX,
  SESSION,
  SET,
  SPORT,
  TIMESTAMP,
  USER_PROFILE,
  ZONES_TARGET,
} from './profile.ts';
import { DeveloperColumns, recordColumns } from './record-columns.ts';
import { countsStrokes, LAP_VALUES, SESSION_VALUES, type ValueFields } from './session-values.ts';
import { sportToFit } from './sports.ts';
import { EVENT_START, EVENT_STOP_ALL, eventData, eventNumber, TIMER_EVENT } from './timer.ts';

const ACTIVITY_FILE = 4;
const EVENT_TYPE_STOP = 1;
const EVENT_TYPE_MARKER = 3;
const EVENT_OF = { session: 8, lap: 9, activity: 26, length: 28 } as const;
const BEATS_PER_MESSAGE = 5;
/** Marks the developer fields of files written here: "paceline" twice, in ASCII. */
const APPLICATION_ID = new TextEncoder().encode('pacelinepaceline');

/**
 * Writes one file. Several recordings become several sessions, in order, as in a multisport activity. Values are
 * rounded to what FIT can express; a value outside its range is written as missing.
 * @throws FormatError when there is nothing to write
 */
export function writeFitActivity(recordings: readonly Recording[]): Uint8Array {
  const first = recordings[0];
  if (!first) throw new FormatError('nothing_to_write', 'There is no recording to write.');
  const out = new Encoder();
  const developer = new DeveloperColumns();
  const tables = recordings.map((r) => recordColumns(r.samples, countsStrokes(familyOf(r.sport)), developer));

  writeOrigin(out, first);
  writeSettings(out, recordings);
  writeDescriptions(out, developer);
  const titles = exerciseTitles(recordings);
  for (const [name, number] of titles) {
    out.message(MESSAGE.exercise_title, [
      [EXERCISE_TITLE.exercise_category, EXERCISE_UNKNOWN],
      [EXERCISE_TITLE.exercise_name, number],
      [EXERCISE_TITLE.wkt_step_name, name],
    ]);
  }

  let lap_count = 0;
  let length_count = 0;
  recordings.forEach((recording, index) => {
    writeTimeline(out, recording, out.table(MESSAGE.record, tables[index]!));
    for (const length of recording.lengths) writeLength(out, length, length_count++);
    for (const [i, set] of recording.sets.entries()) writeSet(out, set, i, titles);
    for (const [i, lap] of recording.laps.entries()) writeLap(out, lap, recording.sport, lap_count + i);
    writeSession(out, recording, index, lap_count);
    lap_count += recording.laps.length;
  });

  const last = recordings.at(-1)!;
  const timers = recordings.map(timerSeconds);
  out.message(MESSAGE.activity, [
    [TIMESTAMP, fitTime(last.end_s)],
    [ACTIVITY.total_timer_time, timers.reduce((a, b) => a + b, 0)],
    [ACTIVITY.num_sessions, recordings.length],
    [ACTIVITY.type, recordings.length > 1 ? 1 : 0],
    [ACTIVITY.event, EVENT_OF.activity],
    [ACTIVITY.event_type, EVENT_TYPE_STOP],
    [ACTIVITY.local_timestamp, first.utc_offset_s === null ? null : fitTime(last.end_s) + first.utc_offset_s],
  ]);
  return out.finish();
}

function writeOrigin(out: Encoder, { device, file_identity, start_s }: Recording): void {
  const identity = identityOf(device, file_identity);
  out.message(MESSAGE.file_id, [
    [FILE_ID.type, ACTIVITY_FILE],
    [FILE_ID.manufacturer, identity.manufacturer],
    [FILE_ID.product, identity.product],
    [FILE_ID.serial_number, identity.serial],
    [FILE_ID.time_created, fitTime(identity.created_s ?? start_s)],
    [FILE_ID.product_name, identity.name],
  ]);
  out.message(MESSAGE.device_info, [
    [TIMESTAMP, fitTime(start_s)],
    [DEVICE_INFO.device_index, 0],
    [DEVICE_INFO.manufacturer, identity.manufacturer],
    [DEVICE_INFO.product, identity.product],
    [DEVICE_INFO.serial_number, identity.serial],
    [DEVICE_INFO.software_version, device.software === null ? null : Number.parseFloat(device.software)],
  ]);
}

function writeSettings(out: Encoder, recordings: readonly Recording[]): void {
  const value = (kind: string) => recordings.flatMap((r) => r.thresholds).find((t) => t.kind === kind)?.value;
  out.message(MESSAGE.user_profile, [
    [USER_PROFILE.weight, value('weight_kg')],
    [USER_PROFILE.resting_heart_rate, value('resting_hr_bpm')],
  ]);
  out.message(MESSAGE.zones_target, [
    [ZONES_TARGET.max_heart_rate, value('max_hr_bpm')],
    [ZONES_TARGET.threshold_heart_rate, value('lthr_bpm')],
    [ZONES_TARGET.functional_threshold_power, value('ftp_w')],
  ]);
  const [sport, sub_sport] = sportToFit(recordings[0]!.sport);
  if (recordings.length === 1) {
    out.message(MESSAGE.sport, [
      [SPORT.sport, sport],
      [SPORT.sub_sport, sub_sport],
    ]);
  }
  for (const { device_values, end_s } of recordings) {
    if (device_values.vo2max_mlkgmin === undefined) continue;
    out.message(MESSAGE.max_met_data, [
      [MAX_MET_DATA.update_time, fitTime(end_s)],
      [MAX_MET_DATA.vo2_max, device_values.vo2max_mlkgmin],
    ]);
  }
}

function writeDescriptions(out: Encoder, developer: DeveloperColumns): void {
  if (developer.all.length === 0) return;
  out.message(MESSAGE.developer_data_id, [
    [DEVELOPER_DATA_ID.application_id, APPLICATION_ID],
    [DEVELOPER_DATA_ID.developer_data_index, 0],
  ]);
  for (const { num, name, unit, type } of developer.all) {
    out.message(MESSAGE.field_description, [
      [FIELD_DESCRIPTION.developer_data_index, 0],
      [FIELD_DESCRIPTION.field_definition_number, num],
      [FIELD_DESCRIPTION.fit_base_type_id, baseTypeNamed(type).code],
      [FIELD_DESCRIPTION.field_name, name],
      [FIELD_DESCRIPTION.units, unit],
      [FIELD_DESCRIPTION.native_mesg_num, MESSAGE.record],
    ]);
  }
}

/** Exercises outside the profile's categories get a number and a title message. */
function exerciseTitles(recordings: readonly Recording[]): Map<string, number> {
  const titles = new Map<string, number>();
  for (const { exercise } of recordings.flatMap((r) => r.sets)) {
    if (exercise !== null && exerciseCategory(exercise) === null && !titles.has(exercise)) {
      titles.set(exercise, titles.size);
    }
  }
  return titles;
}

/** Records in their order, with timer events, other events and beats where they belong in time. */
function writeTimeline(out: Encoder, recording: Recording, writeRow: (row: number) => void): void {
  const pending: { time_s: number; write: () => void }[] = [];
  const timer = (time_s: number, type: number) => {
    pending.push({
      time_s,
      write: () =>
        out.message(MESSAGE.event, [
          [TIMESTAMP, fitTime(time_s)],
          [EVENT.event, TIMER_EVENT],
          [EVENT.event_type, type],
        ]),
    });
  };
  timer(recording.start_s, EVENT_START);
  for (const pause of recording.pauses) {
    timer(pause.start_s, EVENT_STOP_ALL);
    timer(pause.end_s, EVENT_START);
  }
  for (const { time_s, kind, value } of recording.events) {
    const jump = kind === 'jump';
    const number = eventNumber(kind);
    if (!jump && number === null) continue;
    const entries: FieldEntry[] = jump
      ? [[JUMP.distance, Number.parseFloat(value ?? '')]]
      : [
          [EVENT.event, number],
          [EVENT.event_type, EVENT_TYPE_MARKER],
          [EVENT.data, eventData(value)],
        ];
    const message = jump ? MESSAGE.jump : MESSAGE.event;
    pending.push({ time_s, write: () => out.message(message, [[TIMESTAMP, fitTime(time_s)], ...entries]) });
  }
  const beats = recording.beats;
  for (let i = 0; beats && i < beats.rr_ms.length; i += BEATS_PER_MESSAGE) {
    const part = Array.from(beats.rr_ms.subarray(i, i + BEATS_PER_MESSAGE), (ms) => ms / 1000);
    while (part.length < BEATS_PER_MESSAGE) part.push(Number.NaN);
    pending.push({ time_s: beats.time_s[i]!, write: () => out.message(MESSAGE.hrv, [[HRV.time, part]]) });
  }
  pending.sort((a, b) => a.time_s - b.time_s);

  let next = 0;
  const { time_s } = recording.samples;
  for (let row = 0; row < time_s.length; row++) {
    while (next < pending.length && pending[next]!.time_s <= time_s[row]!) pending[next++]!.write();
    writeRow(row);
  }
  while (next < pending.length) pending[next++]!.write();
  timer(recording.end_s, EVENT_STOP_ALL);
  pending.at(-1)!.write();
}

function writeLength(out: Encoder, length: Recording['lengths'][number], index: number): void {
  const stroke = STROKES.indexOf(length.stroke as (typeof STROKES)[number]);
  out.message(MESSAGE.length, [
    [MESSAGE_INDEX, index],
    [TIMESTAMP, fitTime(length.start_s + length.duration_s)],
    [LENGTH.start_time, fitTime(length.start_s)],
    [LENGTH.total_elapsed_time, length.duration_s],
    [LENGTH.total_timer_time, length.duration_s],
    [LENGTH.total_strokes, length.strokes],
    [LENGTH.swim_stroke, stroke < 0 ? null : stroke],
    [LENGTH.length_type, length.active ? 1 : 0],
    [LENGTH.event, EVENT_OF.length],
    [LENGTH.event_type, EVENT_TYPE_STOP],
  ]);
}

function writeSet(out: Encoder, set: Recording['sets'][number], index: number, titles: Map<string, number>): void {
  const category = set.exercise === null ? null : (exerciseCategory(set.exercise) ?? EXERCISE_UNKNOWN);
  out.message(MESSAGE.set, [
    [SET.timestamp, fitTime(set.start_s + set.duration_s)],
    [SET.start_time, fitTime(set.start_s)],
    [SET.duration, set.duration_s],
    [SET.set_type, set.active ? 1 : 0],
    [SET.category, category === null ? null : [category]],
    [SET.category_subtype, titles.has(set.exercise ?? '') ? [titles.get(set.exercise!)!] : null],
    [SET.repetitions, set.repetitions],
    [SET.weight, set.weight_kg],
    [SET.message_index, index],
  ]);
}

function writeLap(out: Encoder, lap: Lap, sport: SportId, index: number): void {
  const [fit_sport, sub_sport] = sportToFit(sport);
  const { strokes, lengths, left_balance_pct } = lap.values;
  const elapsed_s = lap.values.elapsed_s ?? lap.end_s - lap.start_s;
  out.message(MESSAGE.lap, [
    [MESSAGE_INDEX, index],
    [TIMESTAMP, fitTime(lap.end_s)],
    [LAP.start_time, fitTime(lap.start_s)],
    [LAP.event, EVENT_OF.lap],
    [LAP.event_type, EVENT_TYPE_STOP],
    [LAP.lap_trigger, LAP_TRIGGERS.indexOf(lap.trigger)],
    [LAP.intensity, lap.intensity === null ? null : INTENSITIES.indexOf(lap.intensity)],
    [LAP.sport, fit_sport],
    [LAP.sub_sport, sub_sport],
    ...valueEntries({ ...lap.values, elapsed_s, timer_s: lap.values.timer_s ?? elapsed_s }, LAP_VALUES),
    [LAP.total_cycles, countsStrokes(familyOf(sport)) ? strokes : null],
    [LAP.num_active_lengths, lengths],
    [LAP.left_right_balance, balance100(left_balance_pct)],
  ]);
}

function writeSession(out: Encoder, recording: Recording, index: number, first_lap: number): void {
  const [sport, sub_sport] = sportToFit(recording.sport);
  const values = recording.device_values;
  const lengths = values.lengths ?? (recording.lengths.filter((l) => l.active).length || null);
  out.message(MESSAGE.session, [
    [MESSAGE_INDEX, index],
    [TIMESTAMP, fitTime(recording.end_s)],
    [SESSION.start_time, fitTime(recording.start_s)],
    [SESSION.event, EVENT_OF.session],
    [SESSION.event_type, EVENT_TYPE_STOP],
    [SESSION.sport, sport],
    [SESSION.sub_sport, sub_sport],
    ...valueEntries(
      {
        ...values,
        elapsed_s: values.elapsed_s ?? recording.end_s - recording.start_s,
        timer_s: timerSeconds(recording),
      },
      SESSION_VALUES,
    ),
    [SESSION.first_lap_index, first_lap],
    [SESSION.num_laps, recording.laps.length],
    [SESSION.trigger, 0],
    [SESSION.total_cycles, countsStrokes(familyOf(recording.sport)) ? values.strokes : null],
    [SESSION.num_active_lengths, lengths],
    [SESSION.num_lengths, recording.lengths.length || null],
    [SESSION.pool_length, values.pool_length_m],
    [SESSION.pool_length_unit, values.pool_length_m === undefined ? null : 0],
    [SESSION.left_right_balance, balance100(values.left_balance_pct)],
  ]);
}

function valueEntries(values: DeviceValues, fields: ValueFields): FieldEntry[] {
  return fields.map(([key, spec]) => [spec!, values[key]]);
}

/** Share of the right leg in 1/100 %, marked as the right leg's. */
function balance100(left_pct: number | undefined): number | null {
  return left_pct === undefined ? null : 0x8000 + Math.round((100 - left_pct) * 100);
}

/** The device's timer time, else elapsed time without the pauses. */
function timerSeconds({ device_values, start_s, end_s, pauses }: Recording): number {
  const paused = pauses.reduce((sum, pause) => sum + (pause.end_s - pause.start_s), 0);
  return device_values.timer_s ?? Math.max(0, end_s - start_s - paused);
}
