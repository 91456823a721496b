/** Which FIT record fields make which channel, in which scale; and the named fields kept as channels of their own. */

import type { ChannelId } from '../../core/channel.ts';
import type { BaseTypeName } from './base-types.ts';
import type { FieldSpec } from './profile.ts';

const from = (num: number, type: BaseTypeName, scale = 1, offset = 0): FieldSpec => ({ num, type, scale, offset });

/** Record fields that need more than a scale. */
export const RECORD = {
  position_lat: 0,
  position_long: 1,
  cadence: 4,
  compressed_speed_distance: 8,
  cycles: 18,
  total_cycles: 19,
  compressed_accumulated_power: 28,
  left_right_balance: 30,
  cadence256: 52,
  fractional_cadence: 53,
} as const;

/**
 * Channels that are one field, or the first of several that has a value: enhanced fields come before short ones. The
 * writer writes the first.
 */
export const CHANNEL_FIELDS: readonly (readonly [ChannelId, FieldSpec, ...FieldSpec[]])[] = [
  ['power_w', from(7, 'uint16')],
  ['heart_rate_bpm', from(3, 'uint8')],
  ['speed_mps', from(73, 'uint32', 1000), from(6, 'uint16', 1000)],
  ['distance_m', from(5, 'uint32', 100)],
  ['altitude_m', from(78, 'uint32', 5, 500), from(2, 'uint16', 5, 500)],
  ['temperature_c', from(13, 'sint8')],
  ['grade_pct', from(9, 'sint16', 100)],
  ['left_torque_effectiveness_pct', from(43, 'uint8', 2)],
  ['right_torque_effectiveness_pct', from(44, 'uint8', 2)],
  ['left_pedal_smoothness_pct', from(45, 'uint8', 2)],
  ['right_pedal_smoothness_pct', from(46, 'uint8', 2)],
  ['combined_pedal_smoothness_pct', from(47, 'uint8', 2)],
  ['accumulated_power_w', from(29, 'uint32')],
  ['calories_kcal', from(33, 'uint16')],
  ['vertical_oscillation_mm', from(39, 'uint16', 10)],
  ['stance_time_ms', from(41, 'uint16', 10)],
  ['stance_time_balance_pct', from(84, 'uint16', 100)],
  ['stance_time_pct', from(40, 'uint16', 100)],
  ['vertical_ratio_pct', from(83, 'uint16', 100)],
  ['step_length_mm', from(85, 'uint16', 10)],
  ['respiration_rate_brpm', from(108, 'uint16', 100), from(99, 'uint8')],
  ['core_temperature_c', from(139, 'uint16', 100)],
  ['smo2_pct', from(57, 'uint16', 10)],
  ['total_hemoglobin_gdl', from(54, 'uint16', 100)],
  ['vertical_speed_mps', from(32, 'sint16', 1000)],
  ['resistance', from(10, 'uint8')],
];

export interface ExtraField {
  readonly num: number;
  readonly name: string;
  readonly unit: string;
  readonly scale: number;
  /** Which element of an array field. */
  readonly element: number;
}

const DEGREES = 0.7111111;
const extra = (num: number, name: string, unit = '', scale = 1, element = 0): ExtraField => ({
  num,
  name,
  unit,
  scale,
  element,
});

/** Native fields without a channel of ours that say something about the effort, the place or the machine. */
export const EXTRA_FIELDS: readonly ExtraField[] = [
  extra(12, 'cycle length', 'm', 100),
  extra(31, 'GPS accuracy', 'm'),
  extra(51, 'ball speed', 'm/s', 100),
  extra(67, 'left platform centre offset', 'mm'),
  extra(68, 'right platform centre offset', 'mm'),
  extra(69, 'left power phase start', '°', DEGREES),
  extra(69, 'left power phase end', '°', DEGREES, 1),
  extra(70, 'left power phase peak start', '°', DEGREES),
  extra(70, 'left power phase peak end', '°', DEGREES, 1),
  extra(71, 'right power phase start', '°', DEGREES),
  extra(71, 'right power phase end', '°', DEGREES, 1),
  extra(72, 'right power phase peak start', '°', DEGREES),
  extra(72, 'right power phase peak end', '°', DEGREES, 1),
  extra(81, 'battery charge', '%', 2),
  extra(82, 'motor power', 'W'),
  extra(87, 'cycle length', 'm', 100),
  extra(91, 'absolute pressure', 'Pa'),
  extra(92, 'depth', 'm', 1000),
  extra(93, 'next stop depth', 'm', 1000),
  extra(94, 'next stop time', 's'),
  extra(95, 'time to surface', 's'),
  extra(96, 'no-decompression time', 's'),
  extra(97, 'CNS load', '%'),
  extra(98, 'nitrogen load', '%'),
  extra(114, 'grit'),
  extra(115, 'flow'),
  extra(116, 'stress', '', 100),
  extra(117, 'e-bike range', 'km'),
  extra(118, 'e-bike battery', '%'),
  extra(119, 'e-bike assist mode'),
  extra(120, 'e-bike assist level', '%'),
  extra(123, 'air time remaining', 's'),
  extra(127, 'ascent rate', 'm/s', 1000),
];

/** Channels a developer field may stand in for by naming a native record field. */
export const NATIVE_CHANNEL: ReadonlyMap<number, ChannelId> = new Map([
  ...CHANNEL_FIELDS.flatMap(([id, ...sources]) => sources.map((s): [number, ChannelId] => [s.num, id])),
  [RECORD.cadence, 'cadence_rpm'],
]);
