/** Records written while the timer was stopped: they are no part of the activity. */

import type { Pause, Recording } from '../core/recording.ts';
import type { Samples } from '../core/samples.ts';
import { onlyRecords } from './only-records.ts';
import type { RecordsRepair, RepairChange } from './repair.ts';

/** A stop shorter than this stays part of the recorded time, as a gap of that length would. */
const SHORTEST_S = 10;
/** When stops cover more of the records than this, the stops are what is wrong. */
const MOST_SHARE = 0.5;

export const PAUSE_RECORDS: RecordsRepair = {
  id: 'pause-records',
  title: 'records during a pause',
  version: 1,
  stage: 'records',
  definition:
    'Records between a timer stop and the next start are left out when the stop lasts more than 10 s, so that it becomes a break. Not done when that would take away more than half of the records, or move the recorded time away from the timer time the device states.',
  source: 'own definition',
  repair(samples: Samples, recording: Recording) {
    const pauses = recording.pauses.filter((p) => p.end_s - p.start_s > SHORTEST_S);
    const time = samples.time_s;
    if (pauses.length === 0 || time.length === 0) return { samples, changes: [] };
    const inside = pausesOfRecords(time, pauses);
    const counts = new Int32Array(pauses.length);
    let dropped = 0;
    for (let i = 0; i < inside.length; i++) {
      if (inside[i]! < 0) continue;
      counts[inside[i]!]!++;
      dropped++;
    }
    if (dropped === 0 || dropped > MOST_SHARE * time.length) return { samples, changes: [] };
    const timer = recording.device_values.timer_s;
    if (timer !== undefined && !closerWithout(time, inside, timer)) return { samples, changes: [] };
    const changes: RepairChange[] = [];
    pauses.forEach((pause, p) => {
      if (counts[p] === 0) return;
      changes.push({
        repair: 'pause-records',
        channel: null,
        start_s: Math.floor(pause.start_s),
        end_s: Math.ceil(pause.end_s),
        cells: counts[p]!,
        action: 'removed',
        detail: null,
      });
    });
    return { samples: onlyRecords(samples, (i) => inside[i]! < 0), changes };
  },
};

/** Index of the pause that holds each record, −1 for none. The record at the stop itself belongs to the activity. */
function pausesOfRecords(time: Float64Array, pauses: readonly Pause[]): Int32Array {
  const sorted = pauses.map((pause, index) => ({ ...pause, index })).sort((a, b) => a.start_s - b.start_s);
  const starts = Float64Array.from(sorted, (pause) => pause.start_s);
  const inside = new Int32Array(time.length).fill(-1);
  for (let i = 0; i < time.length; i++) {
    const before = countBelow(starts, time[i]!);
    if (before === 0) continue;
    const pause = sorted[before - 1]!;
    if (time[i]! < pause.end_s) inside[i] = pause.index;
  }
  return inside;
}

/** How many of ascending values are below a limit. */
function countBelow(values: Float64Array, limit: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle]! < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** True when the seconds that have a record come closer to the timer time without the records in pauses. */
function closerWithout(time: Float64Array, inside: Int32Array, timer_s: number): boolean {
  const all = countSeconds(time, null);
  const kept = countSeconds(time, inside);
  // Sparse records stand for more than their own second; compare in proportion to how dense they are.
  return Math.abs(kept - timer_s) <= Math.abs(all - timer_s) || all < timer_s;
}

/** Number of different seconds that have a record, without those in pauses where `inside` is given. */
function countSeconds(time: Float64Array, inside: Int32Array | null): number {
  let count = 0;
  let latest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < time.length; i++) {
    if (Number.isNaN(time[i]!) || (inside !== null && inside[i]! >= 0)) continue;
    const second = Math.floor(time[i]!);
    if (second < latest) return countUnordered(time, inside);
    if (second > latest) count++;
    latest = second;
  }
  return count;
}

function countUnordered(time: Float64Array, inside: Int32Array | null): number {
  const seconds = new Set<number>();
  for (let i = 0; i < time.length; i++) {
    if (!Number.isNaN(time[i]!) && (inside === null || inside[i]! < 0)) seconds.add(Math.floor(time[i]!));
  }
  return seconds.size;
}
