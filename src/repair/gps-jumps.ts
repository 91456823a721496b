/** GPS jumps: positions the athlete could not have reached, and speeds nobody reaches. */

import type { Grid, Stretch } from '../core/grid.ts';
import type { Recording } from '../core/recording.ts';
import { familyOf } from '../core/sport.ts';
import { type CellRun, changeOf, replaceRun, runsOutside } from './cell-runs.ts';
import { areWithin, fastest } from './fastest.ts';
import type { GridRepair, RepairChange } from './repair.ts';

/** A run of positions this long elsewhere is where the athlete is: a fix after a tunnel, not a jump. */
const BELIEVED_S = 60;

/** Runs of positions that cannot be reached from the believed ones around them at `limit_mps`. */
function findJumps(
  latitude: Float64Array,
  longitude: Float64Array,
  stretches: readonly Stretch[],
  limit_mps: number,
): CellRun[] {
  const jumps: CellRun[] = [];
  for (const stretch of stretches) jumps.push(...jumpsWithin(latitude, longitude, stretch, limit_mps));
  return jumps;
}

export const GPS_JUMPS: GridRepair = {
  id: 'gps-jumps',
  title: 'GPS jump',
  version: 1,
  stage: 'grid',
  definition:
    'Positions that imply more than 35 m/s (ride), 12 (on foot, rowing), 4 (swim), 45 (ski), 50 (other) from the believed positions around them are dropped, unless they stay there for 60 s; speeds above the same limits are cleared. Holes as short as the longest gap of the grid are closed by a straight line.',
  source: 'limits by convention',
  repair(grid: Grid, { sport }: Recording) {
    const family = familyOf(sport);
    const limit = fastest(family);
    const changes: RepairChange[] = [];
    const { latitude_deg: latitude, longitude_deg: longitude, speed_mps: speed } = grid.channels;
    if (latitude && longitude) {
      for (const run of findJumps(latitude, longitude, grid.stretches, limit)) {
        const action = replaceRun(latitude, grid.stretches, run, grid.max_gap_s);
        replaceRun(longitude, grid.stretches, run, grid.max_gap_s);
        changes.push(changeOf(grid, 'gps-jumps', 'latitude_deg', run, action, 'position'));
      }
    }
    if (speed) {
      for (const run of runsOutside(grid.stretches, speed, 0, limit)) {
        const action = replaceRun(speed, grid.stretches, run, grid.max_gap_s);
        changes.push(changeOf(grid, 'gps-jumps', 'speed_mps', run, action, `above ${limit} m/s`));
      }
    }
    return changes;
  },
};

function jumpsWithin(
  latitude: Float64Array,
  longitude: Float64Array,
  { index, length }: Stretch,
  limit_mps: number,
): CellRun[] {
  const runs: CellRun[] = [];
  const end = index + length;
  const placed = (i: number): boolean => !Number.isNaN(latitude[i]) && !Number.isNaN(longitude[i]);
  for (let i = index; i < end; ) {
    const next = nextJump(latitude, longitude, i, end, limit_mps);
    let from = i;
    while (from < next && !placed(from)) from++;
    let last = next - 1;
    while (last > from && !placed(last)) last--;
    if (from < next) runs.push({ from, to: last + 1 });
    i = next;
  }
  if (runs.length < 2) return [];

  // The longest run is believed; from it outwards a run counts when it is reachable or long enough to be believed itself.
  let longest = 0;
  for (let r = 1; r < runs.length; r++) {
    if (runs[r]!.to - runs[r]!.from > runs[longest]!.to - runs[longest]!.from) longest = r;
  }
  const dropped: CellRun[] = [];
  for (const step of [-1, 1]) {
    let anchor = step < 0 ? runs[longest]!.from : runs[longest]!.to - 1;
    for (let r = longest + step; r >= 0 && r < runs.length; r += step) {
      const run = runs[r]!;
      const near = step < 0 ? run.to - 1 : run.from;
      const far = step < 0 ? run.from : run.to - 1;
      if (run.to - run.from >= BELIEVED_S || reachable(latitude, longitude, anchor, near, limit_mps)) anchor = far;
      else dropped.push(run);
    }
  }
  dropped.sort((a, b) => a.from - b.from);
  return joined(dropped);
}

/** First cell of [from, end) whose position cannot be reached from the one before it; `end` when all can. */
function nextJump(
  latitude: Float64Array,
  longitude: Float64Array,
  from: number,
  end: number,
  limit_mps: number,
): number {
  let last = -1;
  for (let i = from; i < end; i++) {
    if (Number.isNaN(latitude[i]!) || Number.isNaN(longitude[i]!)) continue;
    if (last >= 0 && !reachable(latitude, longitude, last, i, limit_mps)) return i;
    last = i;
  }
  return end;
}

function reachable(latitude: Float64Array, longitude: Float64Array, a: number, b: number, limit_mps: number): boolean {
  return areWithin(limit_mps * Math.abs(b - a) + 1, latitude[a]!, longitude[a]!, latitude[b]!, longitude[b]!);
}

/** Neighbouring runs as one, so that a jump of several cells is one hole. */
function joined(runs: readonly CellRun[]): CellRun[] {
  const out: { from: number; to: number }[] = [];
  for (const run of runs) {
    const last = out.at(-1);
    if (last && last.to === run.from) last.to = run.to;
    else out.push({ ...run });
  }
  return out;
}
