/** Does a line of an archive, without samples, tell of a workout that was recorded? By its start, or only by its day. */

import type { DeviceValues } from '../core/recording.ts';
import { compatibleSports, type Match, type Outline } from './match.ts';

/** Warning code of a summary whose source names the day but no time of day. */
export const DAY_ONLY = 'time_of_day_unknown';

/** False when sport and times alone say that the two are different. */
export function mayMatchSummary(a: Outline, b: Outline): boolean {
  // A line that knows only the day lies at noon, at most a day and a zone away from what it tells of.
  const near = Math.min(a.end_s, b.end_s) - Math.max(a.start_s, b.start_s) > -1.5 * 86_400;
  return near && compatibleSports(a.sport, b.sport);
}

/** Either a summary or a recording. */
export interface Told extends Outline {
  readonly values: DeviceValues;
  readonly local_date: string;
  /** True when `start_s` is only the middle of the day. */
  readonly day_only: boolean;
}

const SAME_START_S = 60;
const SAME_DURATION_S = 60;
const SAME_DISTANCE_M = 500;
const SAME_SHARE = 0.02;

/**
 * With a start: within a minute and not of quite another length, or nearly the same span of time. With a day: the same local day, a
 * duration within a minute or 2 %, and when both know it a distance within 500 m or 2 %.
 */
export function matchSummary(a: Told, b: Told): Match | null {
  if (!compatibleSports(a.sport, b.sport)) return null;
  const common = Math.min(a.end_s, b.end_s) - Math.max(a.start_s, b.start_s);
  const union = Math.max(a.end_s, b.end_s) - Math.min(a.start_s, b.start_s);
  const overlap = Math.max(0, Math.min(1, common / Math.max(1, Math.min(a.end_s - a.start_s, b.end_s - b.start_s))));
  const found: Match = { by: 'same_summary', clock_offset_s: 0, overlap, agreeing: [] };
  if (a.day_only || b.day_only) {
    if (a.local_date !== b.local_date || sameDuration(a, b) !== true) return null;
    return sameDistance(a, b) ? { ...found, overlap: 1 } : null;
  }
  const share = union > 0 ? common / union : 0;
  // Platforms count moving time where devices count elapsed time, so with one start half the length will do.
  if (Math.abs(a.start_s - b.start_s) <= SAME_START_S)
    return sameDuration(a, b) !== false || share >= 0.5 ? found : null;
  return share >= 0.85 ? found : null;
}

/** Any of the durations of one with any of the other: elapsed, timer and moving time differ. null when one has none. */
function sameDuration(a: Told, b: Told): boolean | null {
  const first = durationsOf(a);
  const second = durationsOf(b);
  if (first.length === 0 || second.length === 0) return null;
  return first.some((x) => second.some((y) => near(x, y, SAME_DURATION_S)));
}

function durationsOf({ start_s, end_s, values }: Told): number[] {
  return [end_s - start_s, values.elapsed_s, values.timer_s, values.moving_s].flatMap((s) => (s && s > 0 ? s : []));
}

function sameDistance(a: Told, b: Told): boolean {
  const [first, second] = [a.values.distance_m, b.values.distance_m];
  return first === undefined || second === undefined || near(first, second, SAME_DISTANCE_M);
}

function near(a: number, b: number, slack: number): boolean {
  return Math.abs(a - b) <= Math.max(slack, SAME_SHARE * Math.max(a, b));
}
