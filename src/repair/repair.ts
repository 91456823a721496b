/** What a repair is: one kind of damage, how it is recognised and what is done about it. Raw samples are never changed. */

import type { ChannelId } from '../core/channel.ts';
import type { Grid } from '../core/grid.ts';
import type { Recording } from '../core/recording.ts';
import type { Samples } from '../core/samples.ts';

/**
 * - `interpolated`: replaced by a straight line between the values around it.
 * - `removed`: no value is left.
 * - `smoothed`: replaced by a smoothed value.
 * - `shifted`: moved by a constant.
 * - `zeroed`: set to 0.
 */
export type RepairAction = 'interpolated' | 'removed' | 'smoothed' | 'shifted' | 'zeroed';

/** One stretch of time that a repair changed. */
export interface RepairChange {
  /** Id of the repair. */
  readonly repair: string;
  /** null when whole records were concerned. */
  readonly channel: ChannelId | null;
  /** Unix seconds, end exclusive, on the time axis after repair. */
  readonly start_s: number;
  readonly end_s: number;
  /** Cells, or records for a repair of records. */
  readonly cells: number;
  readonly action: RepairAction;
  /** What was found, in a few words; null when the title says it all. */
  readonly detail: string | null;
}

interface Description {
  /** Stable, kebab-case, the name of its file. */
  readonly id: string;
  readonly title: string;
  /** Raised whenever the same recording would be repaired differently. */
  readonly version: number;
  /** What is recognised and what is done, in one or two sentences. */
  readonly definition: string;
  readonly source: string;
}

/** Works on the records before they are resampled: times, and which records count. */
export interface RecordsRepair extends Description {
  readonly stage: 'records';
  /** The samples to use from now on (the same object when nothing changed) and what changed. Must not write to its input. */
  repair(samples: Samples, recording: Recording): { samples: Samples; changes: RepairChange[] };
}

/** Works on the 1 Hz grid, whose arrays are copies and may be written to. */
export interface GridRepair extends Description {
  readonly stage: 'grid';
  repair(grid: Grid, recording: Recording): RepairChange[];
}

export type Repair = RecordsRepair | GridRepair;
