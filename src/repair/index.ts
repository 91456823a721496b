/** Every repair, and their application to a recording. Add yours as one line. */

import type { Grid } from '../core/grid.ts';
import type { Recording, Warning } from '../core/recording.ts';
import type { Samples } from '../core/samples.ts';
import { ALTITUDE_NOISE } from './altitude-noise.ts';
import { cadenceLock } from './cadence-lock.ts';
import { CADENCE_SPIKES } from './cadence-spikes.ts';
import { CLOCK_RESETS } from './clock-resets.ts';
import { type DerivedChannel, deriveChannels } from './derive-channels.ts';
import { DISTANCE_RESETS } from './distance-resets.ts';
import { GPS_JUMPS } from './gps-jumps.ts';
import { HEART_RATE_DROPOUTS } from './heart-rate-dropouts.ts';
import { heartRateSteps } from './heart-rate-steps.ts';
import { PAUSE_RECORDS } from './pause-records.ts';
import { POWER_SPIKES } from './power-spikes.ts';
import type { Repair, RepairChange } from './repair.ts';
import { buildRecordedGrid } from './smart-recording.ts';
import { STOPPED_POWER } from './stopped-power.ts';
import { stuckPower } from './stuck-power.ts';

const DAY_S = 86_400;

/** In the order they are applied; those of records come before the grid is built. */
export const REPAIRS: readonly Repair[] = [
  CLOCK_RESETS,
  PAUSE_RECORDS,
  POWER_SPIKES,
  STOPPED_POWER,
  HEART_RATE_DROPOUTS,
  CADENCE_SPIKES,
  GPS_JUMPS,
  DISTANCE_RESETS,
  ALTITUDE_NOISE,
];

/** Signs of bad data that nothing can put right. */
const SIGNS: readonly ((grid: Grid, recording: Recording) => Warning | null)[] = [
  stuckPower,
  cadenceLock,
  heartRateSteps,
];

export interface Repaired {
  readonly grid: Grid;
  readonly changes: readonly RepairChange[];
  /** Of the grid and of the signal; those of reading are in the recording. */
  readonly warnings: readonly Warning[];
  readonly derived: readonly DerivedChannel[];
}

/** The repaired 1 Hz grid of a recording. The recording is not changed; repairs whose id is in `disabled` are left out. */
export function repairRecording(recording: Recording, disabled: ReadonlySet<string> = new Set()): Repaired {
  const changes: RepairChange[] = [];
  const active = REPAIRS.filter((repair) => !disabled.has(repair.id));
  let samples: Samples = recording.samples;
  for (const repair of active) {
    if (repair.stage !== 'records') continue;
    const done = repair.repair(samples, recording);
    samples = done.samples;
    changes.push(...done.changes);
  }
  const used = samples === recording.samples ? recording : { ...recording, samples };
  const { grid: built, warning } = buildRecordedGrid(used, { start_s: origin(used), pauses: recording.pauses });
  for (const repair of active) if (repair.stage === 'grid') changes.push(...repair.repair(built, used));
  const { grid, derived } = deriveChannels(built, recording);
  const warnings = warning ? [...grid.warnings, warning] : [...grid.warnings];
  for (const sign of SIGNS) {
    const warning = sign(grid, used);
    if (warning) warnings.push(warning);
  }
  return { grid, changes, warnings, derived };
}

/** Where times are measured from: the stated start, unless the records are elsewhere. */
function origin({ start_s, samples }: Recording): number {
  const time = samples.time_s;
  let count = 0;
  for (let i = 0; i < time.length; i++) if (Number.isFinite(time[i]!)) count++;
  const middle = finiteTime(time, count >> 1) ?? start_s;
  return middle >= start_s - DAY_S && middle <= start_s + 32 * DAY_S ? start_s : finiteTime(time, 0)!;
}

/** The time of the record that has `rank` records with a time before it in the file. */
function finiteTime(time: Float64Array, rank: number): number | undefined {
  let left = rank;
  for (let i = 0; i < time.length; i++) if (Number.isFinite(time[i]!) && left-- === 0) return time[i]!;
  return undefined;
}
