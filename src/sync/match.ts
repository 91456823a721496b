/**
 * Are two recordings the same workout? Decided by overlap in time and by the shape of the signals both have, never by
 * name or rounded start. Two people on one ride share the track but not heart rate and power, and stay apart.
 */

import type { Grid } from '../core/grid.ts';
import { type Family, familyOf, type SportId, sportOf } from '../core/sport.ts';
import { compareSignals, equalSamples, MAX_LAG_S } from './compare-signals.ts';

/** What is known of a recording without its samples. */
export interface Outline {
  readonly sport: SportId;
  readonly start_s: number;
  readonly end_s: number;
  readonly file_identity: string | null;
}

export interface Side extends Outline {
  /** Its samples at 1 Hz, resampled on first use. */
  grid(): Grid;
}

export interface Match {
  readonly by: 'same_identity' | 'same_signal' | 'same_time' | 'same_summary';
  /** Seconds to add to the second side's clock to fit the first's. */
  readonly clock_offset_s: number;
  /** Length of the common time relative to the shorter side. */
  readonly overlap: number;
  /** Channels that agree, for the record. */
  readonly agreeing: readonly string[];
}

/** Days a recording can last; a longer one was left open, or its clock jumped. */
const LONGEST_S = 32 * 86_400;
/** Both ends this near: a device that was started later or died is no stranger. */
const ALIGNED_S = 300;
const QUARTER_S = 900;
/** From UTC−12 to UTC+14. */
const FARTHEST_ZONES_S = 26 * 3600;
/** Farther apart at the same moment: another workout, whatever else looks alike. */
const ELSEWHERE_M = 500;

/** Could these be the same workout at all? Families differ: never. A sport the file does not name fits any family. */
export function compatibleSports(a: SportId, b: SportId): boolean {
  const first = knownFamily(a);
  const second = knownFamily(b);
  return first === null || second === null || first === second;
}

/** null when the file does not say what it was. */
export function knownFamily(sport: SportId): Family | null {
  return sport === 'other' ? null : familyOf(sport);
}

/** False when sport and times alone say that the two are different: their samples need not be read. */
export function mayMatch(a: Outline, b: Outline): boolean {
  if (!compatibleSports(a.sport, b.sport)) return false;
  if (wrongHour(a, b) !== null) return true;
  const { common, shorter } = timesOf(a, b, 0);
  // A clock may be off by up to MAX_LAG_S, so very short recordings need not overlap yet.
  return common + MAX_LAG_S >= shorter / 2 && common > -MAX_LAG_S;
}

/** The comparison, the same for both orders but for the sign of the clock difference. null: nothing speaks for or against. */
export function matchRecordings(a: Side, b: Side): Match | 'different' | null {
  if (!mayMatch(a, b)) return null;
  const hour_s = wrongHour(a, b);
  if (hour_s !== null) {
    const agreeing = equalSamples(a.grid(), b.grid(), hour_s);
    if (agreeing.length > 0) return { by: 'same_signal', clock_offset_s: hour_s, overlap: 1, agreeing };
  }
  const unshifted = timesOf(a, b, 0);
  if (a.file_identity !== null && a.file_identity === b.file_identity && unshifted.overlap >= 0.5) {
    return { by: 'same_identity', clock_offset_s: 0, overlap: unshifted.overlap, agreeing: [] };
  }
  const virtual = sportOf(a.sport).indoor === true || sportOf(b.sport).indoor === true;
  const signal = compareSignals(a.grid(), b.grid(), virtual);
  const { overlap, common, union } = timesOf(a, b, signal.lag_s);
  if (overlap < 0.5) return null;
  const elsewhere = signal.apart_m !== null && signal.apart_m > ELSEWHERE_M;
  if (elsewhere || signal.same_body === false) return 'different';
  if (signal.disagreeing.includes('position') && signal.same_body !== true) return 'different';
  if (signal.agreeing.length > 0) {
    if (!sameExtent(a, b, signal.lag_s, signal.common_s)) return null;
    return { by: 'same_signal', clock_offset_s: signal.lag_s, overlap, agreeing: signal.agreeing };
  }
  // Nothing to compare: one body cannot do two workouts of one sport at once, but the times must be nearly the same.
  if (common / union >= 0.85) return { by: 'same_time', clock_offset_s: 0, overlap, agreeing: [] };
  return null;
}

/**
 * Exports that take local time for UTC are off by whole quarters of an hour: seconds to add to b's clock if that could be
 * so, because both last equally long. Only a copy, equal sample by sample, is then the same workout.
 */
function wrongHour(a: Outline, b: Outline): number | null {
  const difference = a.start_s - b.start_s;
  const shift = QUARTER_S * Math.round(difference / QUARTER_S);
  if (shift === 0 || Math.abs(shift) > FARTHEST_ZONES_S || Math.abs(difference - shift) > 5) return null;
  return Math.abs(endOf(a) - endOf(b) - difference) <= 5 ? shift : null;
}

/**
 * A short recording inside a long one may be the same workout (a battery died) or a part of a day that was logged as a
 * whole (the way to work): it has to begin or end with the other or cover a good part of it, and a day logged without
 * saying as what takes in nothing that is much shorter.
 */
function sameExtent(a: Side, b: Side, lag_s: number, common_s: number): boolean {
  const share = common_s / Math.max(1, a.grid().recorded_s, b.grid().recorded_s);
  if (knownFamily(a.sport) === null || knownFamily(b.sport) === null) return share >= 0.5;
  const aligned =
    Math.abs(a.start_s - b.start_s - lag_s) <= ALIGNED_S || Math.abs(endOf(a) - endOf(b) - lag_s) <= ALIGNED_S;
  return aligned || share >= 0.25;
}

function timesOf(a: Outline, b: Outline, lag_s: number) {
  const [from, to] = [b.start_s + lag_s, endOf(b) + lag_s];
  const common = Math.min(endOf(a), to) - Math.max(a.start_s, from);
  const shorter = Math.max(1, Math.min(endOf(a) - a.start_s, to - from));
  const union = Math.max(1, Math.max(endOf(a), to) - Math.min(a.start_s, from));
  return { common, shorter, union, overlap: Math.max(0, Math.min(1, common / shorter)) };
}

function endOf({ start_s, end_s }: Outline): number {
  return Math.max(start_s, Math.min(end_s, start_s + LONGEST_S));
}
