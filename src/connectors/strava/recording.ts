/** The streams of an activity as a recording. Strava hands out no device files, so this is the fullest there is. */

import type { ChannelId } from '../../core/channel.ts';
import type { Json } from '../../core/connector.ts';
import { isObject, type JsonObject, listOf, numberOf, textOf } from '../../core/json.ts';
import type { Recording, Warning } from '../../core/recording.ts';
import type { ExtraChannel } from '../../core/samples.ts';
import type { ActivityFact } from '../../core/source.ts';
import { cleanLine } from '../../core/text.ts';
import { recordedCadence } from '../../formats/recorded-cadence.ts';
import { powerIsMeasured } from './activity.ts';
import type { ActivityTime } from './activity-time.ts';
import { lapsOf } from './laps.ts';

/** What to ask for; others do not exist. */
export const STREAM_KEYS = [
  'time',
  'distance',
  'latlng',
  'altitude',
  'velocity_smooth',
  'heartrate',
  'cadence',
  'watts',
  'temp',
  'moving',
  'grade_smooth',
] as const;

type StreamKey = (typeof STREAM_KEYS)[number];

const PLAIN: readonly (readonly [StreamKey, ChannelId])[] = [
  ['distance', 'distance_m'],
  ['altitude', 'altitude_m'],
  ['velocity_smooth', 'speed_mps'],
  ['heartrate', 'heart_rate_bpm'],
  ['temp', 'temperature_c'],
  ['grade_smooth', 'grade_pct'],
];

/** A year; what lies beyond is no time of an activity. */
const MAX_TIME_S = 366 * 86_400;

export interface RecordingFacts {
  /** List entry and detail in one. */
  readonly raw: JsonObject;
  readonly fact: ActivityFact;
  readonly time: ActivityTime;
}

/** Null when there are no samples with a time, or the start is not known. */
export function recordingOf(streams: Json, { raw, fact, time }: RecordingFacts): Recording | null {
  const { start_s } = time;
  const by_key = streamsByKey(streams);
  const elapsed = by_key.get('time')?.map((value) => numberOf(value));
  if (start_s === null || !elapsed?.some((value) => value !== null)) return null;
  const time_s = Float64Array.from(elapsed, (value) =>
    value === null || value < 0 || value > MAX_TIME_S ? Number.NaN : start_s + value,
  );
  const warnings: Warning[] = [];
  // Points of another number cannot be told apart in time.
  const lists = new Map([...by_key].filter(([, list]) => list.length === time_s.length));
  const uneven = [...by_key.keys()].filter((key) => !lists.has(key) && isKnown(key));
  if (uneven.length > 0) {
    const message = `Streams of another length than the time were left out: ${uneven.join(', ')}.`;
    warnings.push({ code: 'uneven_streams', message });
  }
  const { channels, extra } = channelsOf(lists, fact, powerIsMeasured(raw), warnings);
  const last_s = time_s.reduce((last, value) => (value > last ? value : last), start_s);
  const { sport, sport_as_written, name, note, values } = fact;
  return {
    sport: sport ?? 'other',
    sport_as_written,
    name,
    note,
    start_s,
    end_s: Math.max(last_s, start_s + (values.elapsed_s ?? 0)),
    utc_offset_s: time.utc_offset_s,
    device: { manufacturer: null, product: cleanLine(raw.device_name, 120), serial: null, software: null },
    file_identity: null,
    samples: { time_s, channels, extra },
    laps: lapsOf(listOf(raw.laps), time_s, start_s),
    lengths: [],
    sets: [],
    pauses: [],
    beats: null,
    events: [],
    device_values: values,
    thresholds: [],
    warnings,
  };
}

function isKnown(key: string): key is StreamKey {
  return STREAM_KEYS.some((known) => known === key);
}

/** Both shapes: keyed by type, and a list of streams that name their type. */
function streamsByKey(streams: Json): Map<string, readonly Json[]> {
  const found = new Map<string, readonly Json[]>();
  if (Array.isArray(streams)) {
    for (const stream of streams as readonly Json[]) {
      const type = isObject(stream) ? textOf(stream.type) : null;
      if (isObject(stream) && type !== null && Array.isArray(stream.data)) found.set(type, listOf(stream.data));
    }
  } else if (isObject(streams)) {
    for (const [key, stream] of Object.entries(streams)) {
      const data = isObject(stream) ? stream.data : stream;
      if (Array.isArray(data)) found.set(key, listOf(data));
    }
  }
  return found;
}

function channelsOf(
  lists: ReadonlyMap<string, readonly Json[]>,
  { sport }: ActivityFact,
  measured: boolean,
  warnings: Warning[],
): { channels: Partial<Record<ChannelId, Float64Array>>; extra: ExtraChannel[] } {
  const channels: Partial<Record<ChannelId, Float64Array>> = {};
  const extra: ExtraChannel[] = [];
  const read = (key: StreamKey) => numbersOf(lists.get(key), (value) => numberOf(value));
  for (const [key, channel] of PLAIN) {
    const values = read(key);
    if (values) channels[channel] = values;
  }
  const latitude = numbersOf(lists.get('latlng'), (point) => degrees(point, 0, 90));
  const longitude = numbersOf(lists.get('latlng'), (point) => degrees(point, 1, 180));
  if (latitude && longitude) {
    channels.latitude_deg = latitude;
    channels.longitude_deg = longitude;
  }
  // One leg on foot, as everywhere in Strava; some uploads count both feet all the same.
  const cadence = recordedCadence(sport ?? 'other', read('cadence'), null, warnings);
  if (cadence) channels.cadence_rpm = cadence;
  const watts = read('watts');
  if (watts && measured) channels.power_w = watts;
  if (watts && !measured) {
    extra.push({ id: 'x_estimated_power', title: 'power as Strava estimates it', unit: 'W', values: watts });
    warnings.push({
      code: 'power_estimated',
      message: 'No power was measured; what Strava shows is its own estimate and is not used as power.',
    });
  }
  const moving = numbersOf(lists.get('moving'), (value) => (typeof value === 'boolean' ? Number(value) : null));
  if (moving) extra.push({ id: 'x_moving', title: 'moving as Strava tells it', unit: '', values: moving });
  return { channels, extra };
}

/** Null when not one value is there. */
function numbersOf(list: readonly Json[] | undefined, read: (value: Json) => number | null): Float64Array | null {
  if (!list) return null;
  const values = Float64Array.from(list, (value) => read(value) ?? Number.NaN);
  return values.some((value) => !Number.isNaN(value)) ? values : null;
}

function degrees(point: Json, index: 0 | 1, max: number): number | null {
  if (!Array.isArray(point) || point.length < 2) return null;
  const value = numberOf(point[index]);
  return value !== null && Math.abs(value) <= max ? value : null;
}
