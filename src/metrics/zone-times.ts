/** Time in zones of one activity on every basis whose channel and threshold are known. */

import type { ActivityInput } from './metric.ts';
import { seilerZones } from './polarization.ts';
import {
  cogganBounds,
  frielHeartRateBounds,
  frielPaceBounds,
  maxHeartRateBounds,
  secondsBetween,
  zoneSeconds,
} from './zones.ts';

type ZoneBasis = 'power' | 'sweet_spot' | 'heart_rate' | 'pace' | 'seiler_power' | 'seiler_heart_rate' | 'seiler_pace';

export interface ZoneTime {
  readonly basis: ZoneBasis;
  /** `coggan7`, `friel7`, `max_hr5`, `sweet_spot` or `seiler3`. */
  readonly scheme: string;
  readonly unit: 'W' | 'bpm' | 'm/s';
  readonly names: readonly string[];
  /** Ascending, inclusive, in `unit`. */
  readonly lower: readonly number[];
  readonly seconds: readonly number[];
}

const FRIEL_NAMES = ['1', '2', '3', '4', '5a', '5b', '5c'];
const SWEET_SPOT_PCT = [88, 94] as const;

export function zoneTimes(a: ActivityInput): ZoneTime[] {
  const found: ZoneTime[] = [];
  const power = a.channel('power_w').value;
  const ftp = a.threshold('ftp_w').value;
  // Zones follow the load: where watts cannot be set against an FTP of this sport there are no power zones.
  if (power !== null && ftp !== null && a.metric('intensity_factor').value !== null) {
    const lower = cogganBounds(ftp);
    found.push({
      basis: 'power',
      scheme: 'coggan7',
      unit: 'W',
      names: lower.map((_, i) => String(i + 1)),
      lower,
      seconds: zoneSeconds(power, lower),
    });
    const [low, high] = SWEET_SPOT_PCT.map((pct) => (pct * ftp) / 100) as [number, number];
    found.push({
      basis: 'sweet_spot',
      scheme: 'sweet_spot',
      unit: 'W',
      names: ['sweet spot'],
      lower: [low],
      seconds: [secondsBetween(power, low, high)],
    });
  }
  const hr = a.channel('heart_rate_bpm').value;
  const lthr = a.threshold('lthr_bpm').value;
  const max = a.threshold('max_hr_bpm').value;
  if (hr !== null && lthr !== null) {
    const lower = frielHeartRateBounds(a.family, lthr);
    found.push({
      basis: 'heart_rate',
      scheme: 'friel7',
      unit: 'bpm',
      names: FRIEL_NAMES,
      lower,
      seconds: zoneSeconds(hr, lower),
    });
  } else if (hr !== null && max !== null) {
    const lower = maxHeartRateBounds(max);
    const names = ['below 1', '1', '2', '3', '4', '5'];
    found.push({ basis: 'heart_rate', scheme: 'max_hr5', unit: 'bpm', names, lower, seconds: zoneSeconds(hr, lower) });
  }
  const speed = a.series('speed_mps').value;
  const pace = a.threshold('threshold_speed_mps').value;
  if (speed !== null && pace !== null && (a.family === 'run' || a.family === 'walk')) {
    const lower = frielPaceBounds(pace);
    found.push({
      basis: 'pace',
      scheme: 'friel7',
      unit: 'm/s',
      names: FRIEL_NAMES,
      lower,
      seconds: zoneSeconds(speed, lower),
    });
  }
  for (const { basis, lt1, lt2, seconds } of seilerZones(a)) {
    found.push({
      basis: `seiler_${basis}`,
      scheme: 'seiler3',
      unit: basis === 'power' ? 'W' : basis === 'pace' ? 'm/s' : 'bpm',
      names: ['1', '2', '3'],
      lower: [0, lt1, lt2],
      seconds,
    });
  }
  return found;
}
