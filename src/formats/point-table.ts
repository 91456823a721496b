/** Track points while a text file is read: rows of numbers in growing columns, turned into channels at the end. */

import type { ChannelId } from '../core/channel.ts';
import type { ExtraChannel, Samples } from '../core/samples.ts';

/** The columns every text format shares; formats may add extra columns after them. */
export const COLUMN = {
  time: 0,
  latitude: 1,
  longitude: 2,
  altitude: 3,
  heart_rate: 4,
  cadence: 5,
  power: 6,
  speed: 7,
  distance: 8,
  temperature: 9,
  /** Steps of a foot pod, kept apart from the pedal cadence until the sport is known. */
  run_cadence: 10,
  torque: 11,
  water_temperature: 12,
  depth: 13,
  vertical_speed: 14,
} as const;

const WIDTH = 15;

const CHANNEL_COLUMNS: readonly (readonly [ChannelId, number])[] = [
  ['latitude_deg', COLUMN.latitude],
  ['longitude_deg', COLUMN.longitude],
  ['altitude_m', COLUMN.altitude],
  ['heart_rate_bpm', COLUMN.heart_rate],
  ['cadence_rpm', COLUMN.cadence],
  ['power_w', COLUMN.power],
  ['speed_mps', COLUMN.speed],
  ['distance_m', COLUMN.distance],
  ['temperature_c', COLUMN.temperature],
  ['vertical_speed_mps', COLUMN.vertical_speed],
];

const EXTRA_COLUMNS: readonly (readonly [Omit<ExtraChannel, 'values'>, number])[] = [
  [{ id: 'x_torque', title: 'torque', unit: 'Nm' }, COLUMN.torque],
  [{ id: 'x_water_temperature', title: 'water temperature', unit: '°C' }, COLUMN.water_temperature],
  [{ id: 'x_depth', title: 'depth', unit: 'm' }, COLUMN.depth],
];

/** Rows [from, to). */
export interface RowRange {
  readonly from: number;
  readonly to: number;
}

export class PointTable {
  /** The point being read, by COLUMN; NaN is missing. */
  readonly row = new Float64Array(WIDTH).fill(Number.NaN);
  length = 0;
  private capacity = 1024;
  /** A column exists from its first value on; few files use more than half of them. */
  private readonly columns: (Float64Array | null)[] = new Array(WIDTH).fill(null);

  begin(): void {
    this.row.fill(Number.NaN);
  }

  /** Appends the point being read. */
  push(): void {
    if (this.length === this.capacity) this.grow();
    for (let i = 0; i < WIDTH; i++) {
      const value = this.row[i]!;
      const column = this.columns[i];
      if (column) column[this.length] = value;
      else if (!Number.isNaN(value)) {
        const added = new Float64Array(this.capacity).fill(Number.NaN, 0, this.length);
        added[this.length] = value;
        this.columns[i] = added;
      }
    }
    this.length++;
  }

  private grow(): void {
    this.capacity *= 2;
    for (let i = 0; i < WIDTH; i++) {
      const column = this.columns[i];
      if (!column) continue;
      const grown = new Float64Array(this.capacity);
      grown.set(column);
      this.columns[i] = grown;
    }
  }

  value(row: number, column: number): number {
    return this.columns[column]?.[row] ?? Number.NaN;
  }

  /** One column over several ranges; null when nothing is in it. */
  column(ranges: readonly RowRange[], column: number): Float64Array | null {
    const values = this.columns[column];
    if (!values) return null;
    const out = new Float64Array(countRows(ranges));
    let at = 0;
    for (const range of ranges) {
      out.set(values.subarray(range.from, range.to), at);
      at += range.to - range.from;
    }
    return out.every(Number.isNaN) ? null : out;
  }

  /** First and last valid time of the ranges in file order; null when no point has a time. */
  span(ranges: readonly RowRange[]): { readonly first_s: number; readonly last_s: number } | null {
    let first_s = Number.NaN;
    let last_s = Number.NaN;
    for (const range of ranges) {
      for (let row = range.from; row < range.to; row++) {
        const time = this.value(row, COLUMN.time);
        if (Number.isNaN(time)) continue;
        if (Number.isNaN(first_s)) first_s = time;
        last_s = time;
      }
    }
    return Number.isNaN(first_s) ? null : { first_s, last_s };
  }

  /** Channels of the ranges; `cadence` replaces the cadence column when the sport decides which one counts. */
  samples(ranges: readonly RowRange[], cadence: Float64Array | null): Samples {
    const time_s = this.column(ranges, COLUMN.time) ?? new Float64Array(countRows(ranges)).fill(Number.NaN);
    const channels: Partial<Record<ChannelId, Float64Array>> = {};
    for (const [id, column] of CHANNEL_COLUMNS) {
      const values = id === 'cadence_rpm' ? cadence : this.column(ranges, column);
      if (values) channels[id] = values;
    }
    if (onlyZeros(channels.latitude_deg) && onlyZeros(channels.longitude_deg)) {
      // Indoor programs fill in 0°, 0° where there is no position.
      delete channels.latitude_deg;
      delete channels.longitude_deg;
    }
    const extra: ExtraChannel[] = [];
    for (const [about, column] of EXTRA_COLUMNS) {
      const values = this.column(ranges, column);
      if (values) extra.push({ ...about, values });
    }
    return { time_s, channels, extra };
  }
}

function countRows(ranges: readonly RowRange[]): number {
  let count = 0;
  for (const range of ranges) count += range.to - range.from;
  return count;
}

function onlyZeros(values: Float64Array | undefined): boolean {
  return values?.every((value) => value === 0 || Number.isNaN(value)) ?? false;
}
