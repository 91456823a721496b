/** Puts recordings together from the messages of an activity file: one per session. */

import { FormatError } from '../../core/failure.ts';
import type { BeatIntervals, DeviceValues, Recording, Warning } from '../../core/recording.ts';
import { NO_SAMPLES } from '../../core/samples.ts';
import { familyOf } from '../../core/sport.ts';
import { readBeats } from './beats.ts';
import { readThresholds } from './carried-thresholds.ts';
import type { FitFile } from './decode.ts';
import { readOrigin } from './devices.ts';
import { readLaps, readLengths, readSets } from './laps.ts';
import { type Leg, splitLegs } from './legs.ts';
import { FIT_EPOCH_S, type Message } from './messages.ts';
import {
  ACTIVITY,
  FILE_ID,
  LAP,
  MAX_MET_DATA,
  MESSAGE,
  MESSAGE_INDEX,
  SESSION,
  SPORT,
  TIME_IN_ZONE,
  WORKOUT,
} from './profile.ts';
import type { Rows } from './records.ts';
import { pickSamples, readColumns } from './samples.ts';
import { countsStrokes, readValues } from './session-values.ts';
import { FIT_SPORT, sportAsWritten, sportFromFit } from './sports.ts';
import { readEvents, readPauses } from './timer.ts';

export interface Activity {
  readonly recordings: readonly Recording[];
  readonly multisport: boolean;
}

/** Bytes [from, to) of the file that belong to one activity: a chained file may hold several. */
interface Part {
  readonly from: number;
  readonly to: number;
}

const ACTIVITY_FILE = 4;
/** FIT times below this are seconds since the device was switched on, not dates. */
const FIRST_DATE_S = FIT_EPOCH_S + 0x10000000;
/** Chained files of a few parts exist; each part costs much more than its bytes. */
const MAX_ACTIVITIES = 1000;
/** Ten times the laps of a day-long race on a short track. */
const MAX_LAPS = 10_000;
const AUTO_MULTISPORT = 1;
const SESSION_AUTO_MULTISPORT = 2;

/**
 * Reads every activity in the file.
 * @throws FormatError when there is none: no records and no session worth keeping
 */
export function readActivity(file: FitFile): Activity {
  const activities = parts(file).map((part) => readPart(file, part));
  const recordings = activities.flatMap((a) => a.recordings);
  if (recordings.length === 0) {
    throw new FormatError(
      'activity_without_data',
      'The file is an activity, but nothing was recorded: it has no samples and no session of a minute or more.',
    );
  }
  const ordered = [...recordings].sort((a, b) => a.start_s - b.start_s);
  return { recordings: ordered, multisport: activities.length === 1 && activities[0]!.multisport };
}

/** A segment with its own file id and its own data begins a new activity; others belong to the one before them. */
function parts(file: FitFile): Part[] {
  const found: { from: number; to: number }[] = [];
  const ids = file.messages(MESSAGE.file_id);
  for (const { start, end } of file.segments) {
    const has = (global: number) => {
      const list = file.messages(global);
      const first = list.indexAt(start);
      return first < list.length && list.offsets[first]! < end;
    };
    const own_id = ids.within(start, end)[0]?.code(FILE_ID.type.num) === ACTIVITY_FILE;
    const own_data = has(MESSAGE.record) || has(MESSAGE.session);
    if (found.length === 0 || (own_id && own_data)) found.push({ from: start, to: end });
    else found.at(-1)!.to = end;
    if (found.length > MAX_ACTIVITIES) {
      throw new FormatError('too_many_activities', `The file holds more than ${MAX_ACTIVITIES} activities.`);
    }
  }
  return found;
}

function readPart(file: FitFile, part: Part): Activity {
  const all = (global: number): Message[] => file.messages(global).within(part.from, part.to);
  const records = file.messages(MESSAGE.record);
  const rows: Rows = { from: records.indexAt(part.from), to: records.indexAt(part.to) };
  const columns = readColumns(file.records, rows, all(MESSAGE.hr));
  const legs = splitLegs(all(MESSAGE.session), columns.time_s);

  const events = all(MESSAGE.event);
  const jumps = all(MESSAGE.jump);
  const all_laps = all(MESSAGE.lap);
  const laps = all_laps.slice(0, MAX_LAPS);
  const lengths = readLengths(all(MESSAGE.length));
  const sets = readSets(all(MESSAGE.set), all(MESSAGE.exercise_title));
  const steps = all(MESSAGE.workout_step);
  const sports = all(MESSAGE.sport);
  const workouts = all(MESSAGE.workout);
  const settings = {
    zones_target: all(MESSAGE.zones_target),
    user_profile: all(MESSAGE.user_profile),
    hr_zone: all(MESSAGE.hr_zone),
  };
  const zone_times = all(MESSAGE.time_in_zone);
  const activity = all(MESSAGE.activity)[0] ?? null;
  const origin = readOrigin(all(MESSAGE.file_id), all(MESSAGE.file_creator), all(MESSAGE.device_info));
  const vo2max = all(MESSAGE.max_met_data).at(-1)?.value(MAX_MET_DATA.vo2_max) ?? Number.NaN;
  const offsets = records.offsets.subarray(rows.from, rows.to);
  const beats = readBeats(file.messages(MESSAGE.hrv), part.from, part.to, offsets, columns.time_s);
  const shared_warnings = [...file.warnings, ...columns.warnings, ...clockWarnings(columns.time_s, origin.created_s)];
  if (all_laps.length > MAX_LAPS) {
    shared_warnings.push({ code: 'too_many_laps', message: `Only the first ${MAX_LAPS} laps were read.` });
  }

  const recordings: Recording[] = [];
  legs.forEach((leg, index) => {
    const next_s = legs[index + 1]?.start_s ?? Number.POSITIVE_INFINITY;
    const single = legs.length === 1;
    /** Whether something that began at `time_s` belongs to this leg. */
    const here = (time_s: number): boolean =>
      single || ((time_s >= leg.start_s || (index === 0 && !Number.isNaN(time_s))) && time_s < next_s);

    const own_laps = single ? laps : laps.filter((lap) => here(lapStart(lap)));
    const { sport, sub_sport } = sportNumbers(leg, own_laps, single ? sports : []);
    const sport_id = sportFromFit(sport, sub_sport);
    const family = familyOf(sport_id);
    const values: DeviceValues = leg.session ? readValues(leg.session, 'session', family) : {};
    const no_rows = leg.rows instanceof Uint32Array ? leg.rows.length === 0 : leg.rows.from === leg.rows.to;
    const own_lengths = lengths.filter((length) => here(length.start_s));
    const own_sets = sets.filter((set) => here(set.start_s));
    const empty = no_rows && own_lengths.length + own_sets.length === 0;
    if (empty && !(single ? worthKeeping(values) : saysSomething(values))) return;

    recordings.push({
      sport: sport_id,
      sport_as_written: sportAsWritten(sport, sub_sport),
      name: workouts.length === 1 ? workouts[0]!.line(WORKOUT.wkt_name.num) : null,
      note: null,
      start_s: leg.start_s,
      end_s: leg.end_s,
      utc_offset_s: activity ? utcOffset(activity) : null,
      device: origin.device,
      file_identity: origin.file_identity && (index === 0 ? origin.file_identity : `${origin.file_identity}+${index}`),
      samples: no_rows ? NO_SAMPLES : pickSamples(columns, leg.rows, countsStrokes(family)),
      laps: readLaps(own_laps, steps, family, leg.end_s),
      lengths: own_lengths,
      sets: own_sets,
      pauses: readPauses(single ? events : events.filter((e) => here(e.time_s) && e.time_s <= leg.end_s + 1)),
      beats: single || !beats ? beats : beatsBetween(beats, index === 0 ? 0 : leg.start_s, next_s),
      events: readEvents(
        single ? events : events.filter((e) => here(e.time_s)),
        single ? jumps : jumps.filter((j) => here(j.time_s)),
      ),
      device_values: single && !Number.isNaN(vo2max) ? { ...values, vo2max_mlkgmin: vo2max } : values,
      thresholds: readThresholds(
        { ...settings, session: leg.session, time_in_zone: zone_times.filter((z) => isAbout(z, leg)) },
        family,
      ),
      warnings: [...shared_warnings, ...leg.warnings],
    });
  });
  return { recordings, multisport: legs.length > 1 && isMultisport(legs, activity) };
}

/** A session without samples is kept when it says something: typed in by hand, or a sensorless effort. */
function worthKeeping(values: DeviceValues): boolean {
  return Math.max(values.timer_s ?? 0, values.elapsed_s ?? 0) >= 60 || (values.distance_m ?? 0) >= 100;
}

/** A leg of a longer activity is kept however short it was, such as a quick change of shoes without a record. */
function saysSomething({ timer_s, elapsed_s, distance_m }: DeviceValues): boolean {
  return Math.max(timer_s ?? 0, elapsed_s ?? 0, distance_m ?? 0) > 0;
}

function lapStart(lap: Message): number {
  const start_s = lap.date(LAP.start_time.num);
  return Number.isNaN(start_s) ? lap.time_s : start_s;
}

function sportNumbers(
  leg: Leg,
  laps: readonly Message[],
  sports: readonly Message[],
): { sport: number | null; sub_sport: number | null } {
  const candidates = [
    { message: leg.session, sport: SESSION.sport, sub_sport: SESSION.sub_sport },
    { message: sports[0] ?? null, sport: SPORT.sport, sub_sport: SPORT.sub_sport },
    { message: laps[0] ?? null, sport: LAP.sport, sub_sport: LAP.sub_sport },
  ];
  for (const { message, sport, sub_sport } of candidates) {
    const number = message?.code(sport.num) ?? null;
    if (message && number !== null) return { sport: number, sub_sport: message.code(sub_sport.num) };
  }
  return { sport: null, sub_sport: null };
}

/** Local minus UTC time, when the device's own local time makes a real offset: quarter hours, at most 14 h. */
function utcOffset(activity: Message): number | null {
  const difference = activity.date(ACTIVITY.local_timestamp.num) - activity.time_s;
  const rounded = Math.round(difference / 900) * 900;
  return Math.abs(rounded) <= 14 * 3600 && Math.abs(difference - rounded) <= 5 ? rounded + 0 : null;
}

/** Time-in-zone messages name the message they sum up; one that names none is about the whole activity. */
function isAbout(zones: Message, leg: Leg): boolean {
  const message = zones.code(TIME_IN_ZONE.reference_mesg.num);
  if (message !== null && message !== MESSAGE.session) return false;
  const index = zones.code(TIME_IN_ZONE.reference_index.num);
  return index === null || !leg.session || index === leg.session.code(MESSAGE_INDEX.num);
}

function isMultisport(legs: readonly Leg[], activity: Message | null): boolean {
  if (activity?.code(ACTIVITY.type.num) === AUTO_MULTISPORT) return true;
  const sport = (leg: Leg) => leg.session?.code(SESSION.sport.num);
  if (legs.some((leg) => leg.session?.code(SESSION.trigger.num) === SESSION_AUTO_MULTISPORT)) return true;
  if (legs.some((leg) => sport(leg) === FIT_SPORT.transition)) return true;
  const close = legs.every((leg, i) => i === 0 || leg.start_s - legs[i - 1]!.end_s < 900);
  return close && legs.some((leg) => sport(leg) !== sport(legs[0]!));
}

/** Beats follow each other in time, so those of a leg are one stretch. */
function beatsBetween(beats: BeatIntervals, start_s: number, end_s: number): BeatIntervals | null {
  const { time_s, rr_ms } = beats;
  let from = 0;
  while (from < time_s.length && time_s[from]! < start_s) from++;
  let to = from;
  while (to < time_s.length && time_s[to]! < end_s) to++;
  return from === to ? null : { time_s: time_s.slice(from, to), rr_ms: rr_ms.slice(from, to) };
}

const DAY_S = 86_400;

/** Signs of a clock that was not set or was set on the way. Times are kept as recorded. */
function clockWarnings(times: Float64Array, created_s: number): Warning[] {
  let relative = 0;
  let missing = 0;
  let back = 0;
  let jumps = 0;
  let last = Number.NaN;
  let first = Number.NaN;
  for (let i = 0; i < times.length; i++) {
    const time = times[i]!;
    if (Number.isNaN(time)) {
      missing++;
      continue;
    }
    if (Number.isNaN(first)) first = time;
    if (time < FIRST_DATE_S) relative++;
    if (time < last) back++;
    if (Math.abs(time - last) > DAY_S) jumps++;
    last = time;
  }
  const warnings: Warning[] = [];
  const warn = (code: string, message: string) => warnings.push({ code, message });
  if (relative > 0)
    warn('clock_not_set', `${relative} records carry a time from before the clock of the device was set.`);
  if (jumps > 0) warn('clock_jump', `The time jumps by more than a day ${jumps === 1 ? 'once' : `${jumps} times`}.`);
  if (back > 0) warn('time_steps_back', `The time steps back ${back === 1 ? 'once' : `${back} times`}.`);
  if (missing > 0) warn('records_without_time', `${missing} records have no time.`);
  if (Math.abs(first - created_s) > 365 * DAY_S) {
    warn('creation_time_differs', 'The file says it was created more than a year away from its records.');
  }
  return warnings;
}
