/** Decides once, at import, in which zone and on which local day a recording took place. */

import type { Recording } from '../core/recording.ts';
import { familyOf, sportOf } from '../core/sport.ts';
import { isTimeZone, utcOffset } from '../core/time.ts';

export interface PlaceInTime {
  readonly utc_offset_s: number;
  readonly time_zone: string | null;
  readonly origin: 'file' | 'coordinates' | 'athlete';
}

let lookup: ((latitude: number, longitude: number) => string) | undefined;

/**
 * Time zone from the file, else from the first position, else the athlete's. Positions of indoor and virtual
 * activities are ignored: a virtual island is not where the athlete was.
 */
export async function placeInTime(recording: Recording, athlete_zone: string): Promise<PlaceInTime> {
  const zone = sportOf(recording.sport).indoor ? null : await zoneOfFirstPosition(recording);
  const zone_offset = zone === null ? null : utcOffset(zone, recording.start_s);
  if (recording.utc_offset_s !== null) {
    const same = zone_offset === recording.utc_offset_s;
    return { utc_offset_s: recording.utc_offset_s, time_zone: same ? zone : null, origin: 'file' };
  }
  if (zone !== null && zone_offset !== null)
    return { utc_offset_s: zone_offset, time_zone: zone, origin: 'coordinates' };
  return { utc_offset_s: utcOffset(athlete_zone, recording.start_s), time_zone: athlete_zone, origin: 'athlete' };
}

async function zoneOfFirstPosition(recording: Recording): Promise<string | null> {
  const { latitude_deg, longitude_deg } = recording.samples.channels;
  if (!latitude_deg || !longitude_deg || familyOf(recording.sport) === 'strength') return null;
  for (let i = 0; i < latitude_deg.length; i++) {
    const latitude = latitude_deg[i]!;
    const longitude = longitude_deg[i]!;
    if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) continue;
    // "Null island" is what some devices write before the first fix.
    if (Math.abs(latitude) < 0.001 && Math.abs(longitude) < 0.001) continue;
    lookup ??= (await import('@photostructure/tz-lookup')).default;
    const zone = lookup(latitude, longitude);
    return isTimeZone(zone) ? zone : null;
  }
  return null;
}
