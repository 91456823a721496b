/** One GPX activity: the segments that belong together, and the recording they make. */

import type { DeviceValues, Pause, Recording, Warning } from '../../core/recording.ts';
import { COLUMN, type PointTable } from '../point-table.ts';
import { recordedCadence } from '../recorded-cadence.ts';
import { sportFromWord } from '../sport-words.ts';
import type { TimedSegment } from './join-segments.ts';

/** A track or route while the file is read. */
export interface TrackParts {
  name: string | null;
  note: string | null;
  type: string | null;
  /** Identity the recording app gave the track. */
  track_id: string | null;
  /** Totals the app wrote beside the points. */
  values: { -readonly [K in keyof DeviceValues]?: DeviceValues[K] | undefined };
  segments: { from: number; to: number }[];
}

/**
 * The recording of one group of segments. `track` is the first track of the group; its totals and identity count only
 * when it is the `only` one.
 */
export function recordingOf(
  group: readonly TimedSegment[],
  track: TrackParts,
  points: PointTable,
  marked_pauses: readonly Pause[],
  utc_offset_s: number | null,
  creator: string | null,
  only: boolean,
): Recording {
  const warnings: Warning[] = [];
  const type = group.find((segment) => segment.type !== null)?.type ?? null;
  const sport = sportFromWord(type) ?? 'other';
  const cadence = recordedCadence(
    sport,
    points.column(group, COLUMN.cadence),
    points.column(group, COLUMN.run_cadence),
    warnings,
  );
  const samples = points.samples(group, cadence);
  const distance = samples.channels.distance_m;
  if (distance && !isCumulative(distance)) {
    delete samples.channels.distance_m;
    warnings.push({
      code: 'distance_not_cumulative',
      message: 'The distances in the file do not add up along the track and were left out.',
    });
  }
  const start_s = group[0]!.first_s;
  const end_s = group.reduce((end, segment) => Math.max(end, segment.last_s), start_s);
  return {
    sport,
    sport_as_written: type,
    name: track.name,
    note: track.note,
    start_s,
    end_s,
    utc_offset_s,
    device: { manufacturer: null, product: creator, serial: null, software: null },
    file_identity: only && track.track_id !== null ? `gpx:${track.track_id}` : null,
    samples,
    laps: [],
    lengths: [],
    sets: [],
    pauses: pausesOf(group, marked_pauses, start_s, end_s),
    beats: null,
    events: [],
    device_values: only ? defined(track.values) : {},
    thresholds: [],
    warnings,
  };
}

/** Between segments the recording was paused; `marked` pauses come in order of start. The last point of a segment still belongs to the recorded time. */
function pausesOf(group: readonly TimedSegment[], marked: readonly Pause[], start_s: number, end_s: number): Pause[] {
  let first = 0;
  let behind = marked.length;
  while (first < behind) {
    const middle = (first + behind) >> 1;
    if (marked[middle]!.start_s < start_s) first = middle + 1;
    else behind = middle;
  }
  const pauses: Pause[] = [];
  for (let i = first; i < marked.length && marked[i]!.end_s <= end_s; i++) pauses.push(marked[i]!);
  for (let i = 1; i < group.length; i++) {
    const stop_s = group[i - 1]!.last_s;
    const go_s = group[i]!.first_s;
    if (go_s - stop_s > 1) pauses.push({ start_s: stop_s + 1, end_s: go_s });
  }
  return pauses.sort((a, b) => a.start_s - b.start_s);
}

/** Some apps write the distance since the last point, or nothing but zeros; a few steps back are a restarted sensor. */
function isCumulative(values: Float64Array): boolean {
  let previous = Number.NaN;
  let back = 0;
  let count = 0;
  let largest = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    if (value < previous) back++;
    previous = value;
    largest = Math.max(largest, value);
    count++;
  }
  return largest > 0 && back <= 0.01 * count + 1;
}

function defined(values: TrackParts['values']): DeviceValues {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as DeviceValues;
}
