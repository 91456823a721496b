/** Samples as recorded: one time axis, one typed array per channel. Raw values, in file order, never repaired. */

import type { ChannelId } from './channel.ts';

/** A channel outside the canonical list, such as a developer field: kept with the name and unit it came with. */
export interface ExtraChannel {
  /** `x_` and the cleaned name, unique within the recording. */
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  readonly values: Float64Array;
}

export interface Samples {
  /** Unix time of each record in seconds (UTC), as written; may repeat or step back. NaN where a record has no time. */
  readonly time_s: Float64Array;
  /** Same length as `time_s`; NaN is a missing value, 0 is a recorded zero. */
  readonly channels: Partial<Record<ChannelId, Float64Array>>;
  readonly extra: readonly ExtraChannel[];
}

export const NO_SAMPLES: Samples = { time_s: new Float64Array(0), channels: {}, extra: [] };
