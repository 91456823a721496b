/** Do the signals of two recordings tell of the same workout? Clock difference first, then channel by channel. */

import type { ChannelId } from '../core/channel.ts';
import type { Grid } from '../core/grid.ts';

/** Clocks of devices differ by seconds, now and then by a minute or two. */
export const MAX_LAG_S = 120;

/** Channels that are compared; nothing else needs to be decoded. */
export const COMPARED: readonly ChannelId[] = [
  'latitude_deg',
  'longitude_deg',
  'heart_rate_bpm',
  'power_w',
  'speed_mps',
  'cadence_rpm',
];

export interface SignalComparison {
  /** Seconds to add to the second's clock to fit the first's. */
  readonly lag_s: number;
  readonly agreeing: readonly string[];
  readonly disagreeing: readonly string[];
  /** Seconds that both recorded, after the shift. */
  readonly common_s: number;
  /** More speaks for one body than against it; null when no channel of the body can tell. */
  readonly same_body: boolean | null;
  /** Metres between the two at the same moment; null without positions that count. */
  readonly apart_m: number | null;
}

/** What belongs to the body tells two people on one ride apart; the heart and the legs count more than the cadence. */
const BODY: readonly { readonly channel: ChannelId; readonly weight: number }[] = [
  { channel: 'heart_rate_bpm', weight: 2 },
  { channel: 'power_w', weight: 2 },
  { channel: 'cadence_rpm', weight: 1 },
];

const MOST_PAIRS = 6000;
const FEWEST_PAIRS = 20;
/** Same place at the same moment, allowing for two receivers and a few seconds. */
const SAME_PLACE_M = 75;

/** @param virtual positions are of another world and do not count */
export function compareSignals(a: Grid, b: Grid, virtual: boolean): SignalComparison {
  if (a.recorded_s === 0 || b.recorded_s === 0) {
    return { lag_s: 0, agreeing: [], disagreeing: [], common_s: 0, same_body: null, apart_m: null };
  }
  const lag_s = bestLag(a, b, virtual);
  const pairs = pairUp(a, b, lag_s, MOST_PAIRS);
  const agreeing: string[] = [];
  const disagreeing: string[] = [];
  let balance = 0;
  let told = false;
  for (const { channel, weight } of BODY) {
    const verdict = compareBody(values(a, b, pairs, channel), channel);
    if (verdict === 'unclear') continue;
    (verdict === 'agree' ? agreeing : disagreeing).push(channel);
    balance += verdict === 'agree' ? weight : -weight;
    told = true;
  }
  const speed = values(a, b, pairs, 'speed_mps');
  if (speed && (medianDifference(speed) <= 0.4 || (correlation(speed, 0.5) ?? 0) >= 0.8)) agreeing.push('speed_mps');
  const apart_m = virtual ? null : medianDistance(a, b, pairs);
  if (apart_m !== null) (apart_m <= SAME_PLACE_M ? agreeing : disagreeing).push('position');
  return {
    lag_s,
    agreeing,
    disagreeing,
    common_s: pairs.common_s,
    // Cadence alone may come from a wrist; where both were at the same place it decides nothing.
    same_body: !told || (balance === -1 && apart_m !== null && apart_m <= SAME_PLACE_M) ? null : balance >= 0,
    apart_m,
  };
}

/** Seconds that have to be equal before two recordings count as copies, and the share of them. */
const COPIED_S = 300;
const COPIED_SHARE = 0.95;
const EQUAL: readonly (readonly [ChannelId, number])[] = [
  ['heart_rate_bpm', 0.5],
  ['power_w', 0.5],
  ['cadence_rpm', 0.5],
  ['latitude_deg', 5e-5],
  ['longitude_deg', 5e-5],
];

/** The channels of two copies of one recording at a known shift; none when any common channel differs or none varies. */
export function equalSamples(a: Grid, b: Grid, shift_s: number): string[] {
  if (a.recorded_s === 0 || b.recorded_s === 0) return [];
  const pairs = pairUp(a, b, shift_s, Number.POSITIVE_INFINITY);
  const agreeing: string[] = [];
  for (const [channel, tolerance] of EQUAL) {
    const pair = values(a, b, pairs, channel);
    if (!pair) continue;
    const { x, y } = pair;
    let equal = 0;
    for (let i = 0; i < x.length; i++) if (Math.abs(x[i]! - y[i]!) <= tolerance) equal++;
    if (equal < COPIED_SHARE * x.length) return [];
    if (x.length >= COPIED_S && varies(a, channel)) agreeing.push(channel);
  }
  return agreeing.some((channel) => BODY.some((body) => body.channel === channel)) || agreeing.length === 2
    ? agreeing
    : [];
}

interface Pairs {
  /** Array indexes of both grids for the same moments. */
  readonly i: Int32Array;
  readonly j: Int32Array;
  readonly common_s: number;
}

interface Values {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** Moments that both recorded, thinned to at most `most`. */
function pairUp(a: Grid, b: Grid, lag_s: number, most: number): Pairs {
  const common_s = walk(a, b, lag_s, 1, null, null);
  const step = Math.max(1, Math.ceil(common_s / most));
  const room = Math.ceil(common_s / step) + a.stretches.length + b.stretches.length;
  const i = new Int32Array(room);
  const j = new Int32Array(room);
  const count = walk(a, b, lag_s, step, i, j);
  return { i: i.subarray(0, count), j: j.subarray(0, count), common_s };
}

/** Fills indexes (when given) of every `step`-th second that both recorded; returns how many. */
function walk(a: Grid, b: Grid, lag_s: number, step: number, i: Int32Array | null, j: Int32Array | null): number {
  const shift = a.start_s - b.start_s - lag_s;
  let count = 0;
  let t = 0;
  for (const own of a.stretches) {
    const from = own.at_s + shift;
    const to = from + own.length;
    while (t < b.stretches.length && b.stretches[t]!.at_s + b.stretches[t]!.length <= from) t++;
    for (let u = t; u < b.stretches.length && b.stretches[u]!.at_s < to; u++) {
      const other = b.stretches[u]!;
      const end = Math.min(to, other.at_s + other.length);
      const begin = Math.max(from, other.at_s);
      if (!i || !j) {
        count += end - begin;
        continue;
      }
      for (let at = begin; at < end; at += step) {
        i[count] = own.index + at - from;
        j[count] = other.index + at - other.at_s;
        count++;
      }
    }
  }
  return count;
}

/** Values of a channel at the same moments, both present; null when there are too few. */
function values(a: Grid, b: Grid, pairs: Pairs, channel: ChannelId): Values | null {
  const first = a.channels[channel];
  const second = b.channels[channel];
  if (!first || !second) return null;
  const x = new Float64Array(pairs.i.length);
  const y = new Float64Array(pairs.i.length);
  let count = 0;
  for (let k = 0; k < pairs.i.length; k++) {
    const u = first[pairs.i[k]!]!;
    const v = second[pairs.j[k]!]!;
    if (Number.isNaN(u) || Number.isNaN(v)) continue;
    x[count] = u;
    y[count] = v;
    count++;
  }
  return count < FEWEST_PAIRS ? null : { x: x.subarray(0, count), y: y.subarray(0, count) };
}

const LAG_PAIRS = 1200;

/** The clock difference that makes the most telling common channel fit clearly better than none; else 0. */
function bestLag(a: Grid, b: Grid, virtual: boolean): number {
  const place: readonly ChannelId[] = virtual ? [] : ['latitude_deg', 'longitude_deg'];
  const channels: readonly ChannelId[] = virtual
    ? ['power_w', 'heart_rate_bpm', 'cadence_rpm']
    : ['speed_mps', 'power_w', 'heart_rate_bpm', 'cadence_rpm', ...place];
  const channel = channels.find((id) => varies(a, id) && varies(b, id));
  if (!channel) return 0;
  const unshifted = misfit(a, b, channel, 0);
  let best = unshifted;
  let lag_s = 0;
  for (let k = 1; k <= 2 * MAX_LAG_S; k++) {
    // 1, −1, 2, −2 …: the smallest shift wins a tie.
    const lag = k % 2 === 0 ? -k / 2 : (k + 1) / 2;
    const found = misfit(a, b, channel, lag);
    if (found < best * 0.999) {
      best = found;
      lag_s = lag;
    }
  }
  // A steady signal fits about as well at many shifts: then the clocks are believed.
  return best < 0.85 * unshifted || unshifted === Number.POSITIVE_INFINITY ? lag_s : 0;
}

/** Mean absolute difference at a shift; infinite when too little is common. */
function misfit(a: Grid, b: Grid, channel: ChannelId, lag_s: number): number {
  const x = a.channels[channel]!;
  const y = b.channels[channel]!;
  const pairs = pairUp(a, b, lag_s, LAG_PAIRS);
  let sum = 0;
  let count = 0;
  for (let k = 0; k < pairs.i.length; k++) {
    const difference = Math.abs(x[pairs.i[k]!]! - y[pairs.j[k]!]!);
    if (Number.isNaN(difference)) continue;
    sum += difference;
    count++;
  }
  return count < FEWEST_PAIRS ? Number.POSITIVE_INFINITY : sum / count;
}

function varies(grid: Grid, channel: ChannelId): boolean {
  const all = grid.channels[channel];
  if (!all) return false;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < all.length; i++) {
    const value = all[i]!;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return high > low;
}

/** Two sensors on one body differ by little or move together; two bodies do neither. */
function compareBody(pair: Values | null, channel: ChannelId): 'agree' | 'disagree' | 'unclear' {
  if (!pair) return 'unclear';
  const difference = medianDifference(pair);
  const r = correlation(pair, 0.5);
  if (channel === 'heart_rate_bpm') {
    if (difference <= 3 || (difference <= 10 && r !== null && r >= 0.8)) return 'agree';
    // On hilly ground two hearts rise together, only at their own level.
    return r !== null && ((difference > 12 && r < 0.5) || (difference > 20 && r < 0.9)) ? 'disagree' : 'unclear';
  }
  if (channel === 'power_w') {
    const level = Math.max(mean(pair.x), mean(pair.y));
    if (difference <= Math.max(8, 0.06 * level) || (r !== null && r >= 0.8)) return 'agree';
    return r !== null && r < 0.5 && difference > Math.max(24, 0.15 * level) ? 'disagree' : 'unclear';
  }
  if (difference <= 1.5 || (difference <= 4 && r !== null && r >= 0.8)) return 'agree';
  return r !== null && r < 0.4 && difference > 6 ? 'disagree' : 'unclear';
}

function medianDistance(a: Grid, b: Grid, pairs: Pairs): number | null {
  const [lat_a, lon_a] = [a.channels.latitude_deg, a.channels.longitude_deg];
  const [lat_b, lon_b] = [b.channels.latitude_deg, b.channels.longitude_deg];
  if (!lat_a || !lon_a || !lat_b || !lon_b) return null;
  const distances = new Float64Array(pairs.i.length);
  let count = 0;
  for (let k = 0; k < pairs.i.length; k++) {
    const i = pairs.i[k]!;
    const j = pairs.j[k]!;
    const north = (lat_a[i]! - lat_b[j]!) * 111_195;
    let east = lon_a[i]! - lon_b[j]!;
    // Either side of the date line.
    if (east > 180) east -= 360;
    else if (east < -180) east += 360;
    const distance = Math.hypot(north, east * 111_195 * Math.cos((lat_a[i]! * Math.PI) / 180));
    if (!Number.isNaN(distance)) distances[count++] = distance;
  }
  return count < FEWEST_PAIRS ? null : median(distances.subarray(0, count));
}

function medianDifference({ x, y }: Values): number {
  const differences = new Float64Array(x.length);
  for (let i = 0; i < x.length; i++) differences[i] = Math.abs(x[i]! - y[i]!);
  return median(differences);
}

function median(all: Float64Array): number {
  all.sort();
  return all[all.length >> 1] ?? 0;
}

function mean(all: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < all.length; i++) sum += all[i]!;
  return sum / Math.max(1, all.length);
}

/** Pearson correlation; null when a side's standard deviation is below `least`. */
function correlation({ x, y }: Values, least: number): number | null {
  const n = x.length;
  const mean_x = mean(x);
  const mean_y = mean(y);
  let xy = 0;
  let xx = 0;
  let yy = 0;
  for (let i = 0; i < n; i++) {
    const dx = x[i]! - mean_x;
    const dy = y[i]! - mean_y;
    xy += dx * dy;
    xx += dx * dx;
    yy += dy * dy;
  }
  const floor = n * least * least;
  return xx > floor && yy > floor ? xy / Math.sqrt(xx * yy) : null;
}
