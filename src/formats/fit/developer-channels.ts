/** Developer fields that mean what a channel of ours means: found by the native field they name, else by name and unit. */

import type { ChannelId } from '../../core/channel.ts';
import { NATIVE_CHANNEL } from './channel-fields.ts';
import type { FieldDescription } from './messages.ts';
import { MESSAGE } from './profile.ts';

const WATTS = { '': 1, w: 1, watt: 1, watts: 1 };
const CELSIUS = { '': 1, c: 1, '°c': 1, degc: 1, 'deg c': 1, celsius: 1 };
const PERCENT = { '': 1, '%': 1, percent: 1 };
const MILLIMETRES = { mm: 1, cm: 10, millimeters: 1, centimeters: 10, m: 1000 };
const MILLISECONDS = { '': 1, ms: 1, milliseconds: 1, s: 1000 };
const METRES = { '': 1, m: 1, meter: 1, meters: 1, metres: 1, km: 1000 };
const PER_MINUTE = {
  '': 1,
  brpm: 1,
  'br/min': 1,
  'breaths/min': 1,
  rpm: 1,
  spm: 1,
  'strokes/min': 1,
  bpm: 1,
  '1/min': 1,
};

/** Factors from the units that occur to ours. A unit that is not listed is not guessed: the field stays as it is. */
const UNITS: Partial<Record<ChannelId, Readonly<Record<string, number>>>> = {
  power_w: WATTS,
  form_power_w: WATTS,
  accumulated_power_w: WATTS,
  heart_rate_bpm: PER_MINUTE,
  cadence_rpm: PER_MINUTE,
  respiration_rate_brpm: PER_MINUTE,
  speed_mps: { 'm/s': 1, mps: 1, 'km/h': 1 / 3.6, kph: 1 / 3.6, kmh: 1 / 3.6, mph: 0.44704 },
  vertical_speed_mps: { 'm/s': 1, mps: 1 },
  distance_m: METRES,
  altitude_m: METRES,
  core_temperature_c: CELSIUS,
  skin_temperature_c: CELSIUS,
  temperature_c: CELSIUS,
  smo2_pct: PERCENT,
  grade_pct: PERCENT,
  vertical_ratio_pct: PERCENT,
  stance_time_balance_pct: PERCENT,
  stance_time_pct: PERCENT,
  total_hemoglobin_gdl: { '': 1, 'g/dl': 1 },
  vertical_oscillation_mm: MILLIMETRES,
  step_length_mm: MILLIMETRES,
  stance_time_ms: MILLISECONDS,
  leg_spring_stiffness_knpm: { '': 1, 'kn/m': 1 },
  calories_kcal: { '': 1, kcal: 1 },
};

/** Names as sensors and data fields write them, reduced to lower case and underscores. */
const NAMES: readonly (readonly [RegExp, ChannelId])[] = [
  [/^((stryd|running|run|rp|foot_?pod)_)?power$/, 'power_w'],
  [/^(heart_rate|hr)$/, 'heart_rate_bpm'],
  [/^(stroke_rate|cadence)$/, 'cadence_rpm'],
  [/^speed$/, 'speed_mps'],
  [/^distance$/, 'distance_m'],
  [/^(ciq_)?core_(body_)?temp(erature)?$/, 'core_temperature_c'],
  [/^skin_temp(erature)?$/, 'skin_temperature_c'],
  [/^(smo2|curr_?hemo_?perc|(current_)?saturated_hemoglobin_percent|muscle_oxygen(ation)?)(_|$)/, 'smo2_pct'],
  [/^(thb|curr_?hemo_?conc|total_hemoglobin(_conc(entration)?)?)(_|$)/, 'total_hemoglobin_gdl'],
  [/^((tyme_)?breath(ing)?_rate|respiration(_rate)?)$/, 'respiration_rate_brpm'],
  [/^form_power$/, 'form_power_w'],
  [/^(leg_spring_stiffness|lss)$/, 'leg_spring_stiffness_knpm'],
  [/^(ground_(contact_)?time|stance_time)$/, 'stance_time_ms'],
  [/^vertical_oscillation$/, 'vertical_oscillation_mm'],
  [/^stroke_count$/, 'stroke_count'],
];

/** A name reduced to lower-case letters, digits and single underscores. */
export function plainName(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_|_$/g, '');
}

/** The channel a developer field stands for and the factor to our unit; null when it is a channel of its own. */
export function channelOf(field: FieldDescription): { readonly id: ChannelId; readonly factor: number } | null {
  const unit = (field.unit ?? '').toLowerCase();
  const native =
    field.native_message === MESSAGE.record && field.native_field !== null
      ? NATIVE_CHANNEL.get(field.native_field)
      : undefined;
  const name = plainName(field.name ?? '');
  for (const id of [native, NAMES.find(([pattern]) => pattern.test(name))?.[1]]) {
    if (id === undefined) continue;
    const factors = UNITS[id] ?? { '': 1 };
    if (!Object.hasOwn(factors, unit)) continue;
    // Steps of both feet per minute; strokes and crank turns are counted once.
    const halved = id === 'cadence_rpm' && unit === 'spm' && name === 'cadence';
    return { id, factor: factors[unit]! / (halved ? 2 : 1) };
  }
  return null;
}
