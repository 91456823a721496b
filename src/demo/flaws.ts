/** What goes wrong with sensors: heart-rate dropouts, power spikes and position jumps, so that repair has work to do. */

import type { ChannelId } from '../core/channel.ts';
import type { Samples } from '../core/samples.ts';
import type { Random } from './random.ts';

export const FLAWS = ['heart_rate_gap', 'heart_rate_zero', 'power_spike', 'position_jump'] as const;
export type Flaw = (typeof FLAWS)[number];

const PROBABILITY: Record<Flaw, number> = {
  heart_rate_gap: 0.035,
  heart_rate_zero: 0.025,
  power_spike: 0.045,
  position_jump: 0.03,
};
const NEEDS: Record<Flaw, ChannelId> = {
  heart_rate_gap: 'heart_rate_bpm',
  heart_rate_zero: 'heart_rate_bpm',
  power_spike: 'power_w',
  position_jump: 'latitude_deg',
};

/** Changes the samples in place and names what was done. */
export function addFlaws(samples: Samples, random: Random): Flaw[] {
  const rows = samples.time_s.length;
  if (rows < 1200) return [];
  return FLAWS.filter((flaw) => {
    const happens = random.chance(PROBABILITY[flaw]);
    const values = samples.channels[NEEDS[flaw]];
    if (!happens || !values) return false;
    if (flaw === 'heart_rate_gap') dropHeartRate(values, Number.NaN, random);
    else if (flaw === 'heart_rate_zero') dropHeartRate(values, 0, random);
    else if (flaw === 'power_spike') spikePower(values, random);
    else jump(values, samples.channels.longitude_deg!, random);
    return true;
  });
}

/** A strap that loses contact leaves the field empty or writes 0, as the device sees fit. */
function dropHeartRate(heart_rate: Float64Array, written: number, random: Random): void {
  for (let n = random.whole(1, 4); n > 0; n--) {
    const from = random.whole(300, heart_rate.length - 200);
    const to = from + random.whole(6, 80);
    heart_rate.fill(written, from, to);
  }
}

function spikePower(power: Float64Array, random: Random): void {
  for (let n = random.whole(1, 2); n > 0; n--) {
    const from = random.whole(300, power.length - 300);
    for (let i = 0; i < random.whole(1, 2); i++) power[from + i] = random.whole(1900, 3600);
  }
}

function jump(latitude: Float64Array, longitude: Float64Array, random: Random): void {
  const from = random.whole(300, latitude.length - 300);
  const north = random.between(0.004, 0.02) * random.pick([-1, 1]);
  const east = random.between(0.004, 0.02) * random.pick([-1, 1]);
  for (let i = from; i < from + random.whole(1, 4); i++) {
    latitude[i]! += north;
    longitude[i]! += east;
  }
}
