/**
 * Makes one recording of several that tell of the same workout: each field and channel from the best source, with its
 * origin. The rules, strongest first, are in `channelScore` and `fieldSources`; nothing depends on the order of import.
 */

import type { ChannelId } from './channel.ts';
import { mergeSamples, spanOf } from './merge-samples.ts';
import type { DeviceValues, Lap, Pause, Recording } from './recording.ts';
import { type SportId, sportOf } from './sport.ts';

export interface Part {
  readonly id: number;
  readonly format: string;
  readonly recording: Recording;
  /** Seconds to add to this part's clock to fit the first part's. */
  readonly clock_offset_s: number;
}

export interface Merged {
  readonly recording: Recording;
  /** Field or channel -> recording id. */
  readonly origins: Readonly<Record<string, number>>;
  /** The recording whose times hold. */
  readonly primary: number;
}

/** A part whose clock has been set by the primary's. */
export interface AlignedPart extends Part {
  readonly shift_s: number;
}

// The device's own file before a platform's re-encoding of it.
const FORMAT_RANK: Record<string, number> = { fit: 3, tcx: 2, pwx: 2, gpx: 1 };

const LEADING: readonly ChannelId[] = [
  'power_w',
  'heart_rate_bpm',
  'cadence_rpm',
  'speed_mps',
  'distance_m',
  'altitude_m',
  'latitude_deg',
];

export function mergeParts(parts: readonly Part[]): Merged {
  const scored = parts.map((part) => ({ part, score: primaryScore(part) }));
  const ordered = scored.sort((a, b) => b.score - a.score || byContent(a.part, b.part)).map(({ part }) => part);
  const primary = ordered[0]!;
  const p = primary.recording;
  if (ordered.length === 1) {
    const origins = Object.fromEntries(Object.keys(p.samples.channels).map((id) => [id, primary.id]));
    return { recording: p, origins, primary: primary.id };
  }
  const ranked = ordered.map((part) => ({ ...part, shift_s: part.clock_offset_s - primary.clock_offset_s }));
  const { samples, origins } = mergeSamples(ranked, channelScore);
  const sources = fieldSources(ranked);
  for (const [field, part] of sources) origins[field] = part.id;

  const from = (field: string): AlignedPart => sources.get(field) ?? ranked[0]!;
  // A line of an archive may know only the day; where something was recorded its times are the ones.
  const timed = ranked.some((part) => part.format !== 'summary')
    ? ranked.filter((part) => part.format !== 'summary')
    : ranked;
  const laps = from('laps');
  const lengths = from('lengths');
  const sets = from('sets');
  const beats = from('beats');
  const recording: Recording = {
    ...p,
    sport: from('sport').recording.sport,
    sport_as_written: from('sport').recording.sport_as_written,
    name: from('name').recording.name,
    note: from('note').recording.note,
    start_s: Math.min(...timed.map((part) => part.recording.start_s + part.shift_s)),
    end_s: Math.max(...timed.map((part) => part.recording.end_s + part.shift_s)),
    samples,
    laps: laps.recording.laps.map(
      (lap): Lap => ({ ...lap, start_s: lap.start_s + laps.shift_s, end_s: lap.end_s + laps.shift_s }),
    ),
    lengths: lengths.recording.lengths.map((l) => ({ ...l, start_s: l.start_s + lengths.shift_s })),
    sets: sets.recording.sets.map((set) => ({ ...set, start_s: set.start_s + sets.shift_s })),
    beats: beats.recording.beats && {
      ...beats.recording.beats,
      time_s: beats.recording.beats.time_s.map((t) => t + beats.shift_s),
    },
    pauses: mergePauses(ranked),
    device_values: completed(ranked),
    warnings: ranked.flatMap((part) => part.recording.warnings),
  };
  return { recording, origins, primary: primary.id };
}

/** Which recording leads: real channels first, then dense sampling, then the device's own format, then length. */
function primaryScore(part: Part): number {
  const { samples, start_s, end_s } = part.recording;
  const channels = LEADING.filter((id) => samples.channels[id]).length;
  const duration = Math.max(1, end_s - start_s);
  const density = Math.min(1, samples.time_s.length / duration);
  return (
    (samples.channels.power_w ? 3 : 0) +
    channels +
    2 * density +
    (FORMAT_RANK[part.format] ?? 0) +
    Math.min(3, duration / 7200) +
    (sportOf(part.recording.sport).indoor ? 0 : 0.5)
  );
}

/** An order for equals that is the same in every database, unlike ids. */
function byContent(a: Part, b: Part): number {
  const key = ({ format, recording: r }: Part) =>
    [r.start_s, r.end_s, r.samples.time_s.length, format, r.file_identity ?? '', r.name ?? ''].join(' ');
  const [first, second] = [key(a), key(b)];
  return first < second ? -1 : first > second ? 1 : a.id - b.id;
}

/** How good a part's version of a channel is: share of records with a value, density, own device file, real place. */
function channelScore(part: Part, id: ChannelId): number {
  const values = part.recording.samples.channels[id];
  if (!values) return -1;
  let valid = 0;
  let moved = id !== 'distance_m';
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i]!)) continue;
    valid++;
    moved ||= values[i]! > 0;
  }
  // Platforms hand out a distance of nothing but zeros where none was measured.
  if (valid === 0 || !moved) return -1;
  const duration = Math.max(1, part.recording.end_s - part.recording.start_s);
  const density = Math.min(1, valid / duration);
  const place = id === 'latitude_deg' && sportOf(part.recording.sport).indoor ? -5 : 0;
  return 4 * density + (FORMAT_RANK[part.format] ?? 0) + Math.min(2, duration / 7200) + place;
}

/** The primary's stops, and those of the others from times when it was not recording. */
function mergePauses(parts: readonly AlignedPart[]): Pause[] {
  const pauses: Pause[] = [];
  const covered: { from: number; to: number }[] = [];
  for (const part of parts) {
    for (const { start_s, end_s } of part.recording.pauses) {
      const pause = { start_s: start_s + part.shift_s, end_s: end_s + part.shift_s };
      if (!covered.some((c) => pause.start_s < c.to && pause.end_s > c.from)) pauses.push(pause);
    }
    const span = spanOf(part);
    if (span) covered.push(span);
  }
  return pauses.sort((a, b) => a.start_s - b.start_s);
}

/** Totals that a source other than the primary may supply, because nothing computed depends on whose they are. */
const SUPPLIED: readonly (keyof DeviceValues)[] = ['calories_kcal', 'distance_m', 'pool_length_m'];

function completed(parts: readonly AlignedPart[]): DeviceValues {
  const own = parts[0]!.recording.device_values;
  const supplied: Partial<Record<keyof DeviceValues, number>> = {};
  for (const key of SUPPLIED) {
    const source =
      own[key] === undefined ? parts.find((part) => part.recording.device_values[key] !== undefined) : null;
    if (source) supplied[key] = source.recording.device_values[key]!;
  }
  return { ...own, ...supplied };
}

function fieldSources(parts: readonly AlignedPart[]): ReadonlyMap<string, AlignedPart> {
  const first = (has: (part: Part) => boolean): AlignedPart | undefined => parts.find(has);
  const manual_laps = (part: Part) => part.recording.laps.filter((lap) => lap.trigger === 'manual').length;
  const most_laps = [...parts].sort((a, b) => manual_laps(b) - manual_laps(a))[0]!;
  const choices: Record<string, AlignedPart | undefined> = {
    time: parts[0],
    // A finer word for the same kind of sport wins over "ride" or "run".
    sport: first((part) => isSpecific(part.recording.sport)) ?? first((part) => part.recording.sport !== 'other'),
    laps: manual_laps(most_laps) > 0 ? most_laps : first((part) => part.recording.laps.length > 1),
    name: first((part) => part.recording.name !== null),
    note: first((part) => part.recording.note !== null),
    lengths: first((part) => part.recording.lengths.length > 0),
    sets: first((part) => part.recording.sets.length > 0),
    beats: first((part) => part.recording.beats !== null),
  };
  const sources = new Map<string, AlignedPart>();
  for (const [field, part] of Object.entries(choices)) if (part) sources.set(field, part);
  return sources;
}

function isSpecific(sport: SportId): boolean {
  return !['other', 'ride', 'run', 'walk', 'swim', 'row'].includes(sport);
}
