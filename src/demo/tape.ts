/** What a recording device keeps: a row a second while its timer runs, rounded to what the device can store, and its stops. */

import type { ChannelId } from '../core/channel.ts';
import type { Pause } from '../core/recording.ts';
import type { Samples } from '../core/samples.ts';

/** Resolution of common devices where it is coarser than ours, from the FIT profile. */
const DEVICE_STEP: Partial<Record<ChannelId, number>> = {
  power_w: 1,
  heart_rate_bpm: 1,
  speed_mps: 0.001,
  distance_m: 0.01,
  altitude_m: 0.2,
  latitude_deg: 180 / 2 ** 31,
  longitude_deg: 180 / 2 ** 31,
  temperature_c: 1,
  left_balance_pct: 1,
  vertical_oscillation_mm: 0.1,
  stance_time_ms: 1,
  stance_time_balance_pct: 0.01,
  vertical_ratio_pct: 0.01,
  step_length_mm: 1,
};

export class Tape<Id extends ChannelId> {
  length = 0;
  readonly pauses: Pause[] = [];
  readonly #time: Float64Array;
  readonly #columns: Record<Id, Float64Array>;
  readonly #ids: readonly Id[];
  readonly #capacity: number;

  /** `capacity` is the most rows it can take; further rows are not recorded, like a device with a full memory. */
  constructor(ids: readonly Id[], capacity: number) {
    this.#ids = ids;
    this.#capacity = capacity;
    this.#time = new Float64Array(capacity);
    this.#columns = Object.fromEntries(ids.map((id) => [id, new Float64Array(capacity).fill(Number.NaN)])) as Record<
      Id,
      Float64Array
    >;
  }

  get full(): boolean {
    return this.length >= this.#capacity;
  }

  /** The column being written; the row of the next `push` is at index `length`. */
  column(id: Id): Float64Array {
    return this.#columns[id];
  }

  push(time_s: number): void {
    this.#time[this.length++] = time_s;
  }

  pause(start_s: number, end_s: number): void {
    this.pauses.push({ start_s, end_s });
  }

  timeAt(row: number): number {
    return this.#time[row]!;
  }

  samples(): Samples {
    const channels: Partial<Record<ChannelId, Float64Array>> = {};
    for (const id of this.#ids) {
      const values = this.#columns[id].slice(0, this.length);
      const step = DEVICE_STEP[id];
      if (step !== undefined) {
        const per = 1 / step;
        // Multiplying by a whole number keeps 0.2 m and 0.01 m steps exact.
        const exact = Math.abs(per - Math.round(per)) < 1e-9 ? Math.round(per) : 0;
        for (let i = 0; i < values.length; i++) {
          values[i] = exact > 0 ? Math.round(values[i]! * exact) / exact : Math.round(values[i]! / step) * step;
        }
      }
      channels[id] = values;
    }
    return { time_s: this.#time.slice(0, this.length), channels, extra: [] };
  }
}
