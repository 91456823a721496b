/** The samples of one workout from several recordings: one time axis, each channel from its best source. */

import { CHANNELS, type ChannelId } from './channel.ts';
import type { AlignedPart } from './merge-recordings.ts';
import type { Samples } from './samples.ts';

// These belong together: taken from one source or not at all.
const GROUPS: readonly (readonly ChannelId[])[] = [
  ['latitude_deg', 'longitude_deg'],
  ['distance_m', 'speed_mps'],
  [
    'power_w',
    'left_balance_pct',
    'left_torque_effectiveness_pct',
    'right_torque_effectiveness_pct',
    'left_pedal_smoothness_pct',
    'right_pedal_smoothness_pct',
    'combined_pedal_smoothness_pct',
    'accumulated_power_w',
  ],
];

/** A value this far from the axis' moment still stands for it. */
const NEAR_S = 5;
/** Clocks tick at different fractions of a second. */
const ROUNDING_S = 0.5;

/**
 * @param parts the primary first; its record times are the axis wherever it was recording
 * @param score how good a part's version of a channel is; negative when it has none
 */
export function mergeSamples(
  parts: readonly AlignedPart[],
  score: (part: AlignedPart, id: ChannelId) => number,
): { samples: Samples; origins: Record<string, number> } {
  const recorded = parts.filter((part) => part.recording.samples.time_s.length > 0);
  const origins: Record<string, number> = {};
  const [primary] = recorded;
  if (!primary) return { samples: parts[0]!.recording.samples, origins };
  const ids = new Set(recorded.flatMap((part) => Object.keys(part.recording.samples.channels) as ChannelId[]));
  if (recorded.length === 1) {
    for (const id of ids) origins[id] = primary.id;
    return { samples: shifted(primary), origins };
  }

  const axis = joinedAxis(recorded);
  const channels: Partial<Record<ChannelId, Float64Array>> = {};
  const done = new Set<ChannelId>();
  for (const id of ids) {
    if (done.has(id)) continue;
    const group = GROUPS.find((g) => g.includes(id)) ?? [id];
    const lead = group.find((member) => ids.has(member))!;
    const scores = new Map(recorded.map((part) => [part, score(part, lead)]));
    const order = [...recorded].sort((a, b) => scores.get(b)! - scores.get(a)!);
    const best = order[0]!;
    for (const member of group) {
      done.add(member);
      const has = (part: AlignedPart) => part.recording.samples.channels[member] !== undefined;
      // Speed without distance (or the reverse) may come from elsewhere; a power meter's details may not.
      const source = has(best) ? best : group[0] === 'distance_m' ? order.find(has) : undefined;
      if (!source) continue;
      const carriers = [source, ...order.filter((part) => part !== source && has(part))];
      channels[member] =
        CHANNELS[member].kind === 'cumulative' ? totalOf(axis, carriers, member) : sampledOf(axis, carriers, member);
      origins[member] = source.id;
    }
  }
  const extra = primary.recording.samples.extra.map((channel) => ({
    ...channel,
    values: sampleAt(axis, primary.recording.samples.time_s, channel.values, primary.shift_s),
  }));
  return { samples: { time_s: axis, channels, extra }, origins };
}

/** First and last record of a part on the merged clock; null when it has none. */
export function spanOf(part: AlignedPart): { readonly from: number; readonly to: number } | null {
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  const { time_s } = part.recording.samples;
  for (let i = 0; i < time_s.length; i++) {
    const t = time_s[i]!;
    if (t < from) from = t;
    if (t > to) to = t;
  }
  return from <= to ? { from: from + part.shift_s, to: to + part.shift_s } : null;
}

function shifted(part: AlignedPart): Samples {
  const { samples } = part.recording;
  return part.shift_s === 0 ? samples : { ...samples, time_s: samples.time_s.map((t) => t + part.shift_s) };
}

/** The primary's record times, continued by the others' where the primary was not recording yet or any more. */
function joinedAxis(parts: readonly AlignedPart[]): Float64Array {
  const axis: number[] = [];
  const covered: { from: number; to: number }[] = [];
  for (const part of parts) {
    const { time_s } = part.recording.samples;
    for (let i = 0; i < time_s.length; i++) {
      const t = time_s[i]! + part.shift_s;
      if (!Number.isNaN(t) && !covered.some((c) => t >= c.from && t <= c.to)) axis.push(t);
    }
    const span = spanOf(part);
    if (span) covered.push(span);
  }
  return Float64Array.from(axis).sort();
}

/** The best source's values; where it was not recording yet or any more, the others carry on. */
function sampledOf(axis: Float64Array, carriers: readonly AlignedPart[], id: ChannelId): Float64Array {
  const out = onAxis(axis, carriers[0]!, id);
  const span = spanOf(carriers[0]!);
  for (const other of carriers.slice(1)) {
    if (span && axis[0]! >= span.from && axis[axis.length - 1]! <= span.to) break;
    const values = onAxis(axis, other, id);
    for (let i = 0; i < axis.length; i++) {
      const t = axis[i]!;
      if (Number.isNaN(out[i]!) && !(span && t >= span.from && t <= span.to)) out[i] = values[i]!;
    }
  }
  return out;
}

/** A running total, continued by what the others add: their totals are moved to join where the first begins and ends. */
function totalOf(axis: Float64Array, carriers: readonly AlignedPart[], id: ChannelId): Float64Array {
  let out = onAxis(axis, carriers[0]!, id);
  const others = carriers.slice(1).map((part) => onAxis(axis, part, id));
  // Whoever was recording when the first stopped knows what came between; a device that was restarted does not.
  const [first, last] = [firstValid(out), lastValid(out)];
  const spans = (values: Float64Array) => firstValid(values) <= last && lastValid(values) >= first;
  for (const other of [...others.filter(spans), ...others.filter((values) => !spans(values))])
    out = continued(out, other);
  return out;
}

function continued(own: Float64Array, other: Float64Array): Float64Array {
  const [first, last] = [firstValid(own), lastValid(own)];
  const [begin, end] = [firstValid(other), lastValid(other)];
  if (begin < 0) return own;
  if (first < 0) return other;
  const out = own.slice();
  if (end > last) {
    const joint = begin <= last ? other[lastValid(other.subarray(0, last + 1))]! : other[begin]!;
    for (let i = last + 1; i < out.length; i++) out[i] = own[last]! + other[i]! - joint;
  }
  if (begin < first) {
    const joint = end >= first ? other[first + firstValid(other.subarray(first))]! : other[end]!;
    const before = Math.max(0, joint - other[begin]!);
    for (let i = first; i < out.length; i++) out[i]! += before;
    for (let i = 0; i < first; i++) out[i] = own[first]! + Math.max(0, other[i]! - other[begin]!);
  }
  return out;
}

function firstValid(values: Float64Array): number {
  return values.findIndex((value) => !Number.isNaN(value));
}

function lastValid(values: Float64Array): number {
  return values.findLastIndex((value) => !Number.isNaN(value));
}

function onAxis(axis: Float64Array, part: AlignedPart, id: ChannelId): Float64Array {
  const { time_s, channels } = part.recording.samples;
  return sampleAt(axis, time_s, channels[id]!, part.shift_s);
}

/**
 * Values of `time`/`values` (shifted by `offset`) at each axis time: exact, else the nearest within a few seconds. Before
 * the first and after the last there are none.
 */
function sampleAt(axis: Float64Array, time: Float64Array, values: Float64Array, offset: number): Float64Array {
  const out = new Float64Array(axis.length).fill(Number.NaN);
  const order = validInOrder(time, values);
  if (order.length === 0) return out;
  const first = time[order[0]!]! - ROUNDING_S;
  const last = time[order[order.length - 1]!]! + ROUNDING_S;
  let k = 0;
  for (let i = 0; i < axis.length; i++) {
    const t = axis[i]! - offset;
    if (t < first || t > last) continue;
    while (k + 1 < order.length && Math.abs(time[order[k + 1]!]! - t) <= Math.abs(time[order[k]!]! - t)) k++;
    const nearest = order[k]!;
    if (Math.abs(time[nearest]! - t) <= NEAR_S) out[i] = values[nearest]!;
  }
  return out;
}

/** Indexes of records with a time and a value, in order of time. */
function validInOrder(time: Float64Array, values: Float64Array): Int32Array {
  const order = new Int32Array(time.length);
  let count = 0;
  let sorted = true;
  let previous = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < time.length; i++) {
    const t = time[i]!;
    if (Number.isNaN(t) || Number.isNaN(values[i]!)) continue;
    if (t < previous) sorted = false;
    previous = t;
    order[count++] = i;
  }
  const valid = order.subarray(0, count);
  if (!sorted) valid.sort((a, b) => time[a]! - time[b]!);
  return valid;
}
