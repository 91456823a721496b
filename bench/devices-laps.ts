/** Laps against the device: every figure of every lap, as shares; a lap is short, so single ones say little. */

import type { ImportedFile, StoredLap } from './devices-import.ts';
import { median, number, percent, percentile, textTable } from './devices-table.ts';
import type { DeviceFile, DeviceRow } from './devices-truth.ts';

export interface LapPair {
  readonly device: DeviceRow;
  readonly ours: StoredLap;
}

interface LapField {
  readonly id: string;
  readonly name: string;
  readonly key: keyof StoredLap;
  readonly unit: string;
  /** Within this, or 1 %, a lap counts as precise. */
  readonly precision: number;
}

const FIELDS: readonly LapField[] = [
  { id: 'recorded time', name: 'total_timer_time', key: 'recorded_s', unit: 's', precision: 2 },
  { id: 'distance', name: 'total_distance', key: 'distance_m', unit: 'm', precision: 5 },
  { id: 'average power', name: 'avg_power', key: 'average_power_w', unit: 'W', precision: 1 },
  { id: 'maximum power', name: 'max_power', key: 'max_power_w', unit: 'W', precision: 1 },
  { id: 'average heart rate', name: 'avg_heart_rate', key: 'average_hr_bpm', unit: 'bpm', precision: 1 },
  { id: 'maximum heart rate', name: 'max_heart_rate', key: 'max_hr_bpm', unit: 'bpm', precision: 1 },
];

/** Laps in order of time, where there are as many as the device wrote. */
export function pairLaps(file: DeviceFile, { activities }: ImportedFile): LapPair[] {
  const ours = activities.flatMap((activity) => activity.laps);
  if (ours.length !== file.lap_rows.length) return [];
  return ours.map((lap, i) => ({ device: file.lap_rows[i]!, ours: lap }));
}

/** Share of laps whose distance is precise; NaN when there are none. */
export function preciseDistances(pairs: readonly LapPair[]): number {
  const of = differences(pairs, FIELDS.find((field) => field.id === 'distance')!);
  return of.filter((d) => d.precise).length / of.length;
}

export function lapTable(pairs: readonly LapPair[]): string[] {
  const rows = FIELDS.flatMap((field) => {
    const of = differences(pairs, field);
    if (of.length === 0) return [];
    const off = of.map((d) => d.off);
    const precise = of.filter((d) => d.precise).length;
    const cells = [0.5, 0.9, 1].map((share) => number(share === 0.5 ? median(off) : percentile(off, share)));
    return [[field.id, String(of.length), percent(precise / of.length, 0), ...cells, field.unit]];
  });
  return rows.length === 0 ? [] : textTable(['laps', 'number', 'precise', 'median', '90 %', 'largest', 'unit'], rows);
}

function differences(pairs: readonly LapPair[], { name, key, precision }: LapField) {
  return pairs.flatMap(({ device, ours }) => {
    const written = device.number(name);
    const value = ours[key];
    // Some devices write 0 for what they did not measure in a lap.
    if (written === null || written === 0 || typeof value !== 'number') return [];
    const off = Math.abs(value - written);
    return [{ off, precise: off <= Math.max(precision, 0.01 * written) }];
  });
}
