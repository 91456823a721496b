/** One TCX activity: the parts as they were met in the file, and the recording they make. */

import type { DeviceValues, Lap, Pause, Recording, Warning } from '../../core/recording.ts';
import type { SportId } from '../../core/sport.ts';
import { cleanLine } from '../../core/text.ts';
import type { FieldReader } from '../field-reader.ts';
import { COLUMN, type PointTable } from '../point-table.ts';
import { recordedCadence } from '../recorded-cadence.ts';
import { sportFromWord, virtualSport } from '../sport-words.ts';

type LapValues = { -readonly [K in keyof DeviceValues]?: DeviceValues[K] | undefined };

export interface LapParts {
  start_s: number;
  from: number;
  to: number;
  values: LapValues;
  intensity: string | null;
  trigger: string | null;
  note: string | null;
}

export interface ActivityParts {
  sport: string | null;
  id: string | null;
  note: string | null;
  plan: string | null;
  creator: string | null;
  unit_id: string | null;
  product_id: string | null;
  version_major: string | null;
  version_minor: string | null;
  laps: LapParts[];
  /** Where each Track element starts and in which lap it lies. */
  tracks: { from: number; lap: LapParts | null }[];
  from: number;
  to: number;
}

export function newLap(from: number): LapParts {
  return { start_s: Number.NaN, from, to: from, values: {}, intensity: null, trigger: null, note: null };
}

export function newActivity(from: number): ActivityParts {
  return {
    sport: null,
    id: null,
    note: null,
    plan: null,
    creator: null,
    unit_id: null,
    product_id: null,
    version_major: null,
    version_minor: null,
    laps: [],
    tracks: [],
    from,
    to: from,
  };
}

/** Longest time a recording can plausibly last; a later point comes from a clock that was set wrong. */
const LONGEST_S = 32 * 86_400;

/** The recording of one activity; null when neither laps nor points say when it was. */
export function recordingOf(
  parts: ActivityParts,
  points: PointTable,
  fields: FieldReader,
  utc_offset_s: number | null,
): Recording | null {
  const range = [{ from: parts.from, to: parts.to }];
  const span = points.span(range);
  const first_lap_s = parts.laps.find((lap) => !Number.isNaN(lap.start_s))?.start_s;
  const id_s = parts.id === null ? Number.NaN : fields.clock.parse(parts.id);
  const start_s = startOf(first_lap_s, span?.first_s, id_s);
  if (start_s === null || (parts.laps.length === 0 && parts.to === parts.from)) return null;

  const warnings: Warning[] = [];
  const steps = points.column(range, COLUMN.run_cadence);
  const pedal = points.column(range, COLUMN.cadence);
  const sport = sportOfActivity(parts, pedal);
  const samples = points.samples(range, recordedCadence(sport, pedal, steps, warnings));
  const pauses = pausesOf(parts, points);
  const laps = lapsOf(parts, points, start_s);
  const last_lap_s = laps.at(-1)?.end_s ?? start_s;
  const last_s = span && span.last_s >= start_s && span.last_s <= start_s + LONGEST_S ? span.last_s : start_s;

  const serial = parts.unit_id !== null && /[1-9]/.test(parts.unit_id) ? parts.unit_id : null;
  return {
    sport,
    sport_as_written: cleanLine(parts.sport, 80),
    name: parts.plan,
    note: parts.note,
    start_s,
    end_s: Math.max(last_lap_s, last_s),
    utc_offset_s,
    device: {
      manufacturer: null,
      product: parts.creator,
      serial,
      software: versionOf(parts),
    },
    file_identity: serial === null ? null : `tcx:${parts.product_id ?? ''}:${serial}:${Math.round(start_s)}`,
    samples,
    laps,
    lengths: [],
    sets: [],
    pauses,
    beats: null,
    events: [],
    device_values: totalsOf(parts.laps),
    thresholds: [],
    warnings,
  };
}

/** The lap time is when the button was pressed; points of a unit with a wrong clock, or the other way round, win by being possible. */
function startOf(lap_s: number | undefined, point_s: number | undefined, id_s: number): number | null {
  if (lap_s === undefined) return point_s ?? (Number.isNaN(id_s) ? null : id_s);
  if (point_s === undefined) return lap_s;
  return Math.abs(lap_s - point_s) < 86_400 ? Math.min(lap_s, point_s) : point_s;
}

/**
 * The attribute says Running, Biking or Other (apps write more words). It is overruled only where the file itself says
 * more: a creator that calls itself virtual, and Concept2 machines, whose bridges write every stroke as Biking although
 * the cadence is strokes per minute.
 */
function sportOfActivity(parts: ActivityParts, cadence: Float64Array | null): SportId {
  const written = sportFromWord(parts.sport) ?? 'other';
  const creator = parts.creator?.toLowerCase() ?? '';
  if (creator.includes('virtual')) return virtualSport(written);
  if (creator.includes('concept2') || creator.includes('ergdata')) {
    const strokes = cadence?.every((value) => !(value > 60)) ?? true;
    if (written === 'row' || written === 'other' || (written === 'ride' && strokes)) return 'indoor_row';
  }
  return written;
}

function versionOf(parts: ActivityParts): string | null {
  const { version_major: major, version_minor: minor } = parts;
  if (major === null || (Number(major) === 0 && Number(minor) === 0)) return null;
  return minor === null ? major : `${major}.${minor}`;
}

/**
 * A device that stops begins a new Track when it goes on. A new lap begins a new Track as well, so between laps a gap is a
 * pause only when the timer of the lap accounts for less than the lap lasted.
 */
function pausesOf(parts: ActivityParts, points: PointTable): Pause[] {
  const pauses: Pause[] = [];
  let paused_in_lap_s = 0;
  for (let i = 1; i < parts.tracks.length; i++) {
    const before = parts.tracks[i - 1]!;
    const track = parts.tracks[i]!;
    const same_lap = track.lap === before.lap;
    const next = parts.tracks[i + 1]?.from ?? parts.to;
    const stop_s = points.span([{ from: before.from, to: track.from }])?.last_s;
    const go_s = points.span([{ from: track.from, to: next }])?.first_s;
    const gap_s = stop_s === undefined || go_s === undefined ? 0 : go_s - stop_s;
    const pause = same_lap || timerStopped(before.lap, track.lap, gap_s, paused_in_lap_s);
    if (!same_lap) paused_in_lap_s = 0;
    if (!pause || gap_s <= 1 || gap_s > LONGEST_S) continue;
    // The last point still belongs to the recorded time.
    pauses.push({ start_s: stop_s! + 1, end_s: go_s! });
    if (same_lap) paused_in_lap_s += gap_s - 1;
  }
  return pauses;
}

/** True when the timer of the lap counted less than the lap lasted, by about the gap at its end. */
function timerStopped(lap: LapParts | null, next: LapParts | null, gap_s: number, paused_s: number): boolean {
  const timer_s = lap?.values.timer_s;
  if (!lap || !next || timer_s === undefined || gap_s <= 10) return false;
  const uncounted_s = next.start_s - lap.start_s - timer_s - paused_s;
  return Math.abs(uncounted_s - gap_s) <= 0.2 * gap_s + 2;
}

const TRIGGERS: Readonly<Record<string, Lap['trigger']>> = {
  Manual: 'manual',
  Distance: 'distance',
  Location: 'position',
  Time: 'time',
  HeartRate: 'other',
};

function lapsOf(parts: ActivityParts, points: PointTable, start_s: number): Lap[] {
  const starts = parts.laps.map((lap) => {
    const first_s = points.span([lap])?.first_s;
    // A start far from the points is a clock error of the program that wrote it.
    if (!Number.isNaN(lap.start_s) && (first_s === undefined || Math.abs(first_s - lap.start_s) < 86_400)) {
      return lap.start_s;
    }
    return first_s ?? Number.NaN;
  });
  const laps: Lap[] = [];
  let previous_end_s = start_s;
  parts.laps.forEach((lap, i) => {
    const lap_start_s = Number.isNaN(starts[i]!) ? previous_end_s : starts[i]!;
    const next_s = starts.slice(i + 1, i + 2).find((start) => start >= lap_start_s);
    const last_s = points.span([lap])?.last_s ?? lap_start_s;
    const ran_s = lap_start_s + (lap.values.timer_s ?? 0);
    let end_s = last_s <= lap_start_s + LONGEST_S ? Math.max(last_s, ran_s) : ran_s;
    if (next_s !== undefined) end_s = Math.min(end_s, next_s);
    previous_end_s = Math.max(end_s, lap_start_s);
    laps.push({
      start_s: lap_start_s,
      end_s: previous_end_s,
      trigger: (lap.trigger !== null ? TRIGGERS[lap.trigger] : undefined) ?? 'other',
      name: lap.note,
      intensity: lap.intensity === 'Active' ? 'active' : lap.intensity === 'Resting' ? 'rest' : null,
      values: defined(lap.values),
    });
  });
  return laps;
}

/** What the device's laps add up to; averages only where a single lap states them for the whole. */
function totalsOf(laps: readonly LapParts[]): DeviceValues {
  if (laps.length === 1) return defined(laps[0]!.values);
  const total: LapValues = {};
  for (const key of ['timer_s', 'distance_m', 'calories_kcal'] as const) {
    const values = laps.map((lap) => lap.values[key]);
    if (values.every((value) => value !== undefined) && values.length > 0) {
      total[key] = values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
    }
  }
  for (const key of ['max_speed_mps', 'max_power_w', 'max_hr_bpm', 'max_cadence_rpm'] as const) {
    const values = laps.map((lap) => lap.values[key]).filter((value) => value !== undefined);
    if (values.length > 0) total[key] = values.reduce((a, b) => Math.max(a, b));
  }
  return defined(total);
}

function defined(values: LapValues): DeviceValues {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as DeviceValues;
}
