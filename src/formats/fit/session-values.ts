/** The figures a device computed itself, in sessions and laps: which FIT field holds which value, for reader and writer. */

import type { DeviceValues } from '../../core/recording.ts';
import type { Family } from '../../core/sport.ts';
import { leftShare100 } from './left-share.ts';
import type { Message } from './messages.ts';
import { type FieldSpec, LAP, SESSION } from './profile.ts';

type Key = keyof DeviceValues;

const field = (num: number, type: FieldSpec['type'], scale = 1): FieldSpec => ({ num, type, scale, offset: 0 });

/** The first field with a value counts; the writer writes the first. */
export type ValueFields = readonly (readonly [Key, ...FieldSpec[]])[];

export const SESSION_VALUES: ValueFields = [
  ['elapsed_s', SESSION.total_elapsed_time],
  ['timer_s', SESSION.total_timer_time],
  ['moving_s', field(59, 'uint32', 1000)],
  ['distance_m', field(9, 'uint32', 100)],
  ['ascent_m', field(22, 'uint16')],
  ['descent_m', field(23, 'uint16')],
  ['work_kj', field(48, 'uint32', 1000)],
  ['calories_kcal', field(11, 'uint16')],
  ['average_speed_mps', field(124, 'uint32', 1000), field(14, 'uint16', 1000)],
  ['max_speed_mps', field(125, 'uint32', 1000), field(15, 'uint16', 1000)],
  ['average_power_w', field(20, 'uint16')],
  ['max_power_w', field(21, 'uint16')],
  ['np_w', field(34, 'uint16')],
  ['intensity_factor', field(36, 'uint16', 1000)],
  ['tss', field(35, 'uint16', 10)],
  ['ftp_w', SESSION.threshold_power],
  ['average_hr_bpm', field(16, 'uint8')],
  ['max_hr_bpm', field(17, 'uint8')],
  ['average_cadence_rpm', field(18, 'uint8')],
  ['max_cadence_rpm', field(19, 'uint8')],
  ['average_temperature_c', field(57, 'sint8')],
  ['aerobic_training_effect', field(24, 'uint8', 10)],
  ['anaerobic_training_effect', field(137, 'uint8', 10)],
  ['training_load', field(168, 'sint32', 65_536)],
];

export const LAP_VALUES: ValueFields = [
  ['elapsed_s', LAP.total_elapsed_time],
  ['timer_s', LAP.total_timer_time],
  ['moving_s', field(52, 'uint32', 1000)],
  ['distance_m', field(9, 'uint32', 100)],
  ['ascent_m', field(21, 'uint16')],
  ['descent_m', field(22, 'uint16')],
  ['work_kj', field(41, 'uint32', 1000)],
  ['calories_kcal', field(11, 'uint16')],
  ['average_speed_mps', field(110, 'uint32', 1000), field(13, 'uint16', 1000)],
  ['max_speed_mps', field(111, 'uint32', 1000), field(14, 'uint16', 1000)],
  ['average_power_w', field(19, 'uint16')],
  ['max_power_w', field(20, 'uint16')],
  ['np_w', field(33, 'uint16')],
  ['average_hr_bpm', field(15, 'uint8')],
  ['max_hr_bpm', field(16, 'uint8')],
  ['average_cadence_rpm', field(17, 'uint8')],
  ['max_cadence_rpm', field(18, 'uint8')],
  ['average_temperature_c', field(50, 'sint8')],
];

/** Fields that only mean something for some sports, or need decoding. */
const SESSION_SPECIAL = {
  cycles: SESSION.total_cycles,
  balance: SESSION.left_right_balance,
  lengths: [SESSION.num_active_lengths, SESSION.num_lengths],
  pool_length: SESSION.pool_length,
} as const;
const LAP_SPECIAL = {
  cycles: LAP.total_cycles,
  balance: LAP.left_right_balance,
  lengths: [LAP.num_active_lengths, LAP.num_lengths],
  pool_length: null,
} as const;

/** In swimming and rowing the "cycles" of the profile are strokes. */
export function countsStrokes(family: Family): boolean {
  return family === 'swim' || family === 'row';
}

/** The values as the device wrote them, scaled, nothing recomputed. Absent where it wrote none. */
export function readValues(message: Message, kind: 'session' | 'lap', family: Family): DeviceValues {
  const values: { -readonly [K in Key]?: number } = {};
  const keep = (key: Key, value: number): void => {
    // A 0 in the long field of a pair may only mean that the device fills the short one.
    if (!Number.isNaN(value)) values[key] ||= value;
  };
  for (const [key, ...specs] of kind === 'session' ? SESSION_VALUES : LAP_VALUES) {
    for (const spec of specs) keep(key, message.value(spec));
  }
  const special = kind === 'session' ? SESSION_SPECIAL : LAP_SPECIAL;
  keep('left_balance_pct', leftShare100(message.number(special.balance.num)));
  if (countsStrokes(family)) keep('strokes', message.value(special.cycles));
  if (family === 'swim') {
    if (special.pool_length) keep('pool_length_m', message.value(special.pool_length));
    for (const spec of special.lengths) keep('lengths', message.value(spec));
  }
  return values;
}
