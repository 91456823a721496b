/** The channels a recording can have: one canonical id and unit each, whatever device or format wrote them. */

/**
 * - `instant`: several records in one second are averaged, gaps are filled linearly.
 * - `cumulative`: the last value of a second counts.
 */
export type ChannelKind = 'instant' | 'cumulative';

export interface Channel {
  readonly title: string;
  readonly unit: string;
  readonly kind: ChannelKind;
  /** Storage resolution in `unit`: values are kept as whole multiples of it. Equal to or finer than the FIT profile's. */
  readonly quantum: number;
}

const channel = (title: string, unit: string, quantum: number, kind: ChannelKind = 'instant'): Channel => ({
  title,
  unit,
  kind,
  quantum,
});

export const CHANNELS = {
  power_w: channel('power', 'W', 1),
  heart_rate_bpm: channel('heart rate', 'bpm', 1),
  /** Rides: crank revolutions per minute. Runs: one leg, as devices write it; steps per minute are twice this. */
  cadence_rpm: channel('cadence', 'rpm', 1 / 128),
  speed_mps: channel('speed', 'm/s', 0.001),
  distance_m: channel('distance', 'm', 0.01, 'cumulative'),
  altitude_m: channel('altitude', 'm', 0.01),
  latitude_deg: channel('latitude', '°', 1e-7),
  longitude_deg: channel('longitude', '°', 1e-7),
  temperature_c: channel('temperature', '°C', 0.1),
  grade_pct: channel('grade as recorded', '%', 0.01),
  /** Share of the left leg; see metrics.md 9.5 for the decoding of the FIT fields. */
  left_balance_pct: channel('left share of power', '%', 0.01),
  left_torque_effectiveness_pct: channel('left torque effectiveness', '%', 0.5),
  right_torque_effectiveness_pct: channel('right torque effectiveness', '%', 0.5),
  left_pedal_smoothness_pct: channel('left pedal smoothness', '%', 0.5),
  right_pedal_smoothness_pct: channel('right pedal smoothness', '%', 0.5),
  combined_pedal_smoothness_pct: channel('combined pedal smoothness', '%', 0.5),
  accumulated_power_w: channel('accumulated power', 'W', 1, 'cumulative'),
  calories_kcal: channel('calories', 'kcal', 1, 'cumulative'),
  vertical_oscillation_mm: channel('vertical oscillation', 'mm', 0.1),
  stance_time_ms: channel('ground contact time', 'ms', 0.1),
  stance_time_balance_pct: channel('left share of ground contact time', '%', 0.01),
  stance_time_pct: channel('ground contact share', '%', 0.01),
  vertical_ratio_pct: channel('vertical ratio', '%', 0.01),
  step_length_mm: channel('step length', 'mm', 0.1),
  respiration_rate_brpm: channel('respiration rate', 'breaths/min', 0.01),
  core_temperature_c: channel('core body temperature', '°C', 0.01),
  skin_temperature_c: channel('skin temperature', '°C', 0.01),
  smo2_pct: channel('muscle oxygen', '%', 0.1),
  total_hemoglobin_gdl: channel('total haemoglobin', 'g/dL', 0.01),
  vertical_speed_mps: channel('vertical speed', 'm/s', 0.001),
  stroke_count: channel('strokes since start', 'strokes', 1, 'cumulative'),
  resistance: channel('trainer resistance', '', 1),
  form_power_w: channel('form power', 'W', 1),
  leg_spring_stiffness_knpm: channel('leg spring stiffness', 'kN/m', 0.01),
} as const satisfies Record<string, Channel>;

export type ChannelId = keyof typeof CHANNELS;

export const CHANNEL_IDS = Object.keys(CHANNELS) as ChannelId[];

export function isChannelId(id: string): id is ChannelId {
  return Object.hasOwn(CHANNELS, id);
}
