/**
 * The part of the public FIT profile Paceline understands: message and field numbers with their base type, scale and
 * offset. Readers and writers share it, so they cannot disagree. value = raw / scale − offset.
 */

import type { BaseTypeName } from './base-types.ts';

export interface FieldSpec {
  readonly num: number;
  readonly type: BaseTypeName;
  readonly scale: number;
  readonly offset: number;
}

const field = (num: number, type: BaseTypeName, scale = 1, offset = 0): FieldSpec => ({ num, type, scale, offset });

/** Global message numbers. */
export const MESSAGE = {
  file_id: 0,
  device_settings: 2,
  user_profile: 3,
  zones_target: 7,
  hr_zone: 8,
  sport: 12,
  session: 18,
  lap: 19,
  record: 20,
  event: 21,
  device_info: 23,
  workout: 26,
  workout_step: 27,
  weight_scale: 30,
  course: 31,
  course_point: 32,
  activity: 34,
  file_creator: 49,
  blood_pressure: 51,
  monitoring: 55,
  hrv: 78,
  length: 101,
  monitoring_info: 103,
  hr: 132,
  field_description: 206,
  developer_data_id: 207,
  monitoring_hr_data: 211,
  time_in_zone: 216,
  set: 225,
  stress_level: 227,
  max_met_data: 229,
  exercise_title: 264,
  spo2_data: 269,
  sleep_level: 275,
  jump: 285,
  respiration_rate: 297,
  sleep_assessment: 346,
  hrv_status_summary: 370,
} as const;

export const TIMESTAMP = field(253, 'uint32');
export const MESSAGE_INDEX = field(254, 'uint16');

export const FILE_ID = {
  type: field(0, 'enum'),
  manufacturer: field(1, 'uint16'),
  product: field(2, 'uint16'),
  serial_number: field(3, 'uint32z'),
  time_created: field(4, 'uint32'),
  product_name: field(8, 'string'),
} as const;

export const FILE_CREATOR = { software_version: field(0, 'uint16') } as const;

export const DEVICE_SETTINGS = {
  active_time_zone: field(0, 'uint8'),
  utc_offset: field(1, 'uint32'),
  time_offset: field(2, 'uint32'),
  time_zone_offset: field(5, 'sint8', 4),
} as const;

export const USER_PROFILE = {
  weight: field(4, 'uint16', 10),
  resting_heart_rate: field(8, 'uint8'),
  default_max_running_heart_rate: field(9, 'uint8'),
  default_max_biking_heart_rate: field(10, 'uint8'),
  default_max_heart_rate: field(11, 'uint8'),
} as const;

export const ZONES_TARGET = {
  max_heart_rate: field(1, 'uint8'),
  threshold_heart_rate: field(2, 'uint8'),
  functional_threshold_power: field(3, 'uint16'),
} as const;

export const HR_ZONE = { high_bpm: field(1, 'uint8') } as const;

export const SPORT = { sport: field(0, 'enum'), sub_sport: field(1, 'enum'), name: field(3, 'string') } as const;

export const SESSION = {
  event: field(0, 'enum'),
  event_type: field(1, 'enum'),
  start_time: field(2, 'uint32'),
  sport: field(5, 'enum'),
  sub_sport: field(6, 'enum'),
  total_elapsed_time: field(7, 'uint32', 1000),
  total_timer_time: field(8, 'uint32', 1000),
  total_cycles: field(10, 'uint32'),
  first_lap_index: field(25, 'uint16'),
  num_laps: field(26, 'uint16'),
  trigger: field(28, 'enum'),
  num_lengths: field(33, 'uint16'),
  left_right_balance: field(37, 'uint16'),
  num_active_lengths: field(47, 'uint16'),
  threshold_power: field(45, 'uint16'),
  pool_length: field(44, 'uint16', 100),
  pool_length_unit: field(46, 'enum'),
} as const;

export const LAP = {
  event: field(0, 'enum'),
  event_type: field(1, 'enum'),
  start_time: field(2, 'uint32'),
  total_elapsed_time: field(7, 'uint32', 1000),
  total_timer_time: field(8, 'uint32', 1000),
  total_cycles: field(10, 'uint32'),
  intensity: field(23, 'enum'),
  lap_trigger: field(24, 'enum'),
  sport: field(25, 'enum'),
  num_lengths: field(32, 'uint16'),
  left_right_balance: field(34, 'uint16'),
  sub_sport: field(39, 'enum'),
  num_active_lengths: field(40, 'uint16'),
  wkt_step_index: field(71, 'uint16'),
} as const;

export const EVENT = {
  event: field(0, 'enum'),
  event_type: field(1, 'enum'),
  data16: field(2, 'uint16'),
  data: field(3, 'uint32'),
  front_gear_num: field(9, 'uint8z'),
  front_gear: field(10, 'uint8z'),
  rear_gear_num: field(11, 'uint8z'),
  rear_gear: field(12, 'uint8z'),
} as const;

export const DEVICE_INFO = {
  device_index: field(0, 'uint8'),
  manufacturer: field(2, 'uint16'),
  serial_number: field(3, 'uint32z'),
  product: field(4, 'uint16'),
  software_version: field(5, 'uint16', 100),
  product_name: field(27, 'string'),
} as const;

export const WORKOUT = {
  sport: field(4, 'enum'),
  num_valid_steps: field(6, 'uint16'),
  wkt_name: field(8, 'string'),
  sub_sport: field(11, 'enum'),
  wkt_description: field(17, 'string'),
} as const;

export const WORKOUT_STEP = {
  wkt_step_name: field(0, 'string'),
  duration_type: field(1, 'enum'),
  duration_value: field(2, 'uint32'),
  target_type: field(3, 'enum'),
  target_value: field(4, 'uint32'),
  custom_target_value_low: field(5, 'uint32'),
  custom_target_value_high: field(6, 'uint32'),
  intensity: field(7, 'enum'),
  notes: field(8, 'string'),
  secondary_target_type: field(19, 'enum'),
  secondary_target_value: field(20, 'uint32'),
  secondary_custom_target_value_low: field(21, 'uint32'),
  secondary_custom_target_value_high: field(22, 'uint32'),
} as const;

export const WEIGHT_SCALE = {
  weight: field(0, 'uint16', 100),
  percent_fat: field(1, 'uint16', 100),
  percent_hydration: field(2, 'uint16', 100),
  muscle_mass: field(5, 'uint16', 100),
} as const;

export const COURSE = { sport: field(4, 'enum'), name: field(5, 'string'), sub_sport: field(7, 'enum') } as const;

export const COURSE_POINT = {
  position_lat: field(2, 'sint32'),
  position_long: field(3, 'sint32'),
  type: field(5, 'enum'),
  name: field(6, 'string'),
} as const;

export const ACTIVITY = {
  total_timer_time: field(0, 'uint32', 1000),
  num_sessions: field(1, 'uint16'),
  type: field(2, 'enum'),
  event: field(3, 'enum'),
  event_type: field(4, 'enum'),
  local_timestamp: field(5, 'uint32'),
} as const;

export const BLOOD_PRESSURE = {
  systolic_pressure: field(0, 'uint16'),
  diastolic_pressure: field(1, 'uint16'),
} as const;

export const MONITORING = {
  distance: field(2, 'uint32', 100),
  cycles: field(3, 'uint32'),
  activity_type: field(5, 'enum'),
  current_activity_type_intensity: field(24, 'byte'),
  active_calories: field(19, 'uint16'),
} as const;

export const MONITORING_INFO = { local_timestamp: field(0, 'uint32') } as const;

export const HRV = { time: field(0, 'uint16', 1000) } as const;

export const LENGTH = {
  event: field(0, 'enum'),
  event_type: field(1, 'enum'),
  start_time: field(2, 'uint32'),
  total_elapsed_time: field(3, 'uint32', 1000),
  total_timer_time: field(4, 'uint32', 1000),
  total_strokes: field(5, 'uint16'),
  swim_stroke: field(7, 'enum'),
  length_type: field(12, 'enum'),
} as const;

export const HR = {
  fractional_timestamp: field(0, 'uint16', 32768),
  time256: field(1, 'uint8', 256),
  filtered_bpm: field(6, 'uint8'),
  event_timestamp: field(9, 'uint32', 1024),
  event_timestamp_12: field(10, 'byte'),
} as const;

export const FIELD_DESCRIPTION = {
  developer_data_index: field(0, 'uint8'),
  field_definition_number: field(1, 'uint8'),
  fit_base_type_id: field(2, 'uint8'),
  field_name: field(3, 'string'),
  scale: field(6, 'uint8'),
  offset: field(7, 'sint8'),
  units: field(8, 'string'),
  native_mesg_num: field(14, 'uint16'),
  native_field_num: field(15, 'uint8'),
} as const;

export const DEVELOPER_DATA_ID = {
  application_id: field(1, 'byte'),
  developer_data_index: field(3, 'uint8'),
} as const;

export const MONITORING_HR_DATA = {
  resting_heart_rate: field(0, 'uint8'),
  current_day_resting_heart_rate: field(1, 'uint8'),
} as const;

export const TIME_IN_ZONE = {
  reference_mesg: field(0, 'uint16'),
  reference_index: field(1, 'uint16'),
  max_heart_rate: field(11, 'uint8'),
  resting_heart_rate: field(12, 'uint8'),
  threshold_heart_rate: field(13, 'uint8'),
} as const;

export const SET = {
  duration: field(0, 'uint32', 1000),
  repetitions: field(3, 'uint16'),
  weight: field(4, 'uint16', 16),
  set_type: field(5, 'uint8'),
  start_time: field(6, 'uint32'),
  category: field(7, 'uint16'),
  category_subtype: field(8, 'uint16'),
  message_index: field(10, 'uint16'),
  timestamp: field(254, 'uint32'),
} as const;

export const STRESS_LEVEL = {
  stress_level_value: field(0, 'sint16'),
  stress_level_time: field(1, 'uint32'),
} as const;

export const MAX_MET_DATA = { update_time: field(0, 'uint32'), vo2_max: field(2, 'uint16', 10) } as const;

export const EXERCISE_TITLE = {
  exercise_category: field(0, 'uint16'),
  exercise_name: field(1, 'uint16'),
  wkt_step_name: field(2, 'string'),
} as const;

export const SPO2_DATA = { reading_spo2: field(0, 'uint8') } as const;
export const SLEEP_LEVEL = { sleep_level: field(0, 'enum') } as const;
export const JUMP = { distance: field(0, 'float32'), height: field(1, 'float32') } as const;
export const RESPIRATION_RATE = { respiration_rate: field(0, 'sint16', 100) } as const;
export const SLEEP_ASSESSMENT = { overall_sleep_score: field(6, 'uint8') } as const;
export const HRV_STATUS_SUMMARY = { last_night_average: field(1, 'uint16', 128) } as const;
