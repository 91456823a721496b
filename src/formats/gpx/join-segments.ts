/** Decides which segments of a GPX file make one activity; the format itself has no word for it. */

import type { RowRange } from '../point-table.ts';

export interface TimedSegment extends RowRange {
  /** Number of the track it lies in. */
  readonly track: number;
  /** Type of that track as written, null when it has none. */
  readonly type: string | null;
  readonly first_s: number;
  readonly last_s: number;
}

const OTHER_TRACK_GAP_S = 2 * 3600;
const SAME_TRACK_GAP_S = 24 * 3600;

/**
 * Groups segments into activities, each in order of time. In that order a segment continues the activity before it when
 * it starts after its end (segments that overlap were recorded by different people or devices), when the types of their
 * tracks do not differ, and when it follows soon enough: within two hours in another track, since units that are switched
 * off for lunch begin a new one, and within a day in the same track, since loggers write all their days into one.
 */
export function joinSegments(segments: readonly TimedSegment[]): TimedSegment[][] {
  const groups: TimedSegment[][] = [];
  for (const segment of [...segments].sort((a, b) => a.first_s - b.first_s)) {
    const group = groups.at(-1);
    const last = group?.at(-1);
    if (group && last && continues(last, segment)) group.push(segment);
    else groups.push([segment]);
  }
  return groups;
}

function continues(last: TimedSegment, next: TimedSegment): boolean {
  const gap_s = next.first_s - last.last_s;
  if (next.track === last.track) return gap_s <= SAME_TRACK_GAP_S;
  const same_type = last.type === null || next.type === null || last.type.toLowerCase() === next.type.toLowerCase();
  return same_type && gap_s >= -1 && gap_s <= OTHER_TRACK_GAP_S;
}
