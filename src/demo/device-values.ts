/** The figures a device writes into session and lap: simple sums over what it recorded, the way head units do them. */

import type { ChannelId } from '../core/channel.ts';
import type { DeviceValues, Pause } from '../core/recording.ts';
import type { Samples } from '../core/samples.ts';

/** Values of the rows in [from_s, to_s). Averages of power and cadence follow the makers: zeros count for power, not for cadence. */
export function deviceValues(samples: Samples, pauses: readonly Pause[], from_s: number, to_s: number): DeviceValues {
  const first = lowerBound(samples.time_s, from_s);
  const end = lowerBound(samples.time_s, to_s);
  const paused = pauses.reduce((sum, p) => sum + Math.max(0, Math.min(p.end_s, to_s) - Math.max(p.start_s, from_s)), 0);
  const elapsed_s = to_s - from_s;
  const timer_s = Math.max(0, elapsed_s - paused);
  const column = (id: ChannelId): Float64Array | null => samples.channels[id]?.subarray(first, end) ?? null;
  const values: { -readonly [K in keyof DeviceValues]: DeviceValues[K] } = { elapsed_s, timer_s };

  const distance = samples.channels.distance_m;
  if (distance && end > first) {
    const before = first > 0 ? distance[first - 1]! : 0;
    values.distance_m = round(distance[end - 1]! - before, 100);
    if (timer_s > 0) values.average_speed_mps = round(values.distance_m / timer_s, 1000);
  }
  const speed = column('speed_mps');
  if (speed && speed.length > 0) values.max_speed_mps = statistics(speed, false).max;
  const altitude = column('altitude_m');
  if (altitude && altitude.length > 0) {
    const { up, down } = climb(altitude);
    values.ascent_m = Math.round(up);
    values.descent_m = Math.round(down);
  }
  const power = column('power_w');
  if (power) {
    const s = statistics(power, false);
    if (s.count > 0) {
      values.average_power_w = Math.round(s.mean);
      values.max_power_w = s.max;
      values.work_kj = round(s.sum / 1000, 1000);
      const np = normalizedPower(power);
      if (np !== null) values.np_w = Math.round(np);
    }
  }
  const heart = column('heart_rate_bpm');
  if (heart) {
    const s = statistics(heart, false);
    if (s.count > 0) {
      values.average_hr_bpm = Math.round(s.mean);
      values.max_hr_bpm = s.max;
    }
  }
  const cadence = column('cadence_rpm');
  if (cadence) {
    const s = statistics(cadence, true);
    if (s.count > 0) {
      values.average_cadence_rpm = Math.round(s.mean);
      values.max_cadence_rpm = Math.round(s.max);
    }
  }
  const temperature = column('temperature_c');
  if (temperature) {
    const s = statistics(temperature, false);
    if (s.count > 0) values.average_temperature_c = Math.round(s.mean);
  }
  const balance = column('left_balance_pct');
  if (balance) {
    const s = statistics(balance, false);
    if (s.count > 0) values.left_balance_pct = round(s.mean, 100);
  }
  return values;
}

/** Index of the first time not before `t`; times ascend. */
function lowerBound(times: Float64Array, t: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle]! < t) low = middle + 1;
    else high = middle;
  }
  return low;
}

function statistics(
  values: Float64Array,
  skip_zero: boolean,
): { count: number; sum: number; mean: number; max: number } {
  let count = 0;
  let sum = 0;
  let max = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (Number.isNaN(value) || (skip_zero && value === 0)) continue;
    count++;
    sum += value;
    if (value > max) max = value;
  }
  return { count, sum, mean: count > 0 ? sum / count : 0, max };
}

/** Fourth-power mean of 30 s means over recorded seconds, first window at the 30th; null under half a minute. */
function normalizedPower(power: Float64Array): number | null {
  const WINDOW = 30;
  if (power.length < WINDOW) return null;
  let sum = 0;
  let total = 0;
  for (let i = 0; i < power.length; i++) {
    sum += power[i]!;
    if (i >= WINDOW) sum -= power[i - WINDOW]!;
    if (i >= WINDOW - 1) total += (sum / WINDOW) ** 4;
  }
  return (total / (power.length - WINDOW + 1)) ** 0.25;
}

/** Ascent and descent the way barometric devices count: a turn is one once it is more than a metre deep. */
function climb(altitude: Float64Array): { up: number; down: number } {
  let up = 0;
  let down = 0;
  let reference = altitude[0]!;
  for (const value of altitude) {
    const change = value - reference;
    if (change > 1) up += change;
    else if (change < -1) down -= change;
    else continue;
    reference = value;
  }
  return { up, down };
}

function round(value: number, per: number): number {
  return Math.round(value * per) / per;
}
