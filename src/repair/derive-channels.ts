/** Channels that were not recorded but follow from others: distance from positions, speed from distance, distance from speed. */

import type { ChannelId } from '../core/channel.ts';
import type { Grid } from '../core/grid.ts';
import type { Recording } from '../core/recording.ts';
import { familyOf } from '../core/sport.ts';
import { fastest, metresBetween } from './fastest.ts';

export interface DerivedChannel {
  readonly channel: ChannelId;
  readonly from: 'positions' | 'distance' | 'speed';
}

/** Half of the window in seconds over which speed is the change of distance: one second of GPS is mostly noise. */
const HALF_WINDOW = 2;

/** The grid with `distance_m` and `speed_mps` added where they are missing altogether and can be had, and what was added. */
export function deriveChannels(grid: Grid, { sport, lengths }: Recording): { grid: Grid; derived: DerivedChannel[] } {
  const channels = { ...grid.channels };
  const derived: DerivedChannel[] = [];
  const has = (id: ChannelId): boolean => channels[id]?.some((value) => !Number.isNaN(value)) ?? false;
  if (!has('distance_m') && !has('speed_mps') && has('latitude_deg') && has('longitude_deg')) {
    channels.distance_m = distanceFromPositions(
      grid,
      channels.latitude_deg!,
      channels.longitude_deg!,
      fastest(familyOf(sport)),
    );
    derived.push({ channel: 'distance_m', from: 'positions' });
  }
  // Distance in a pool grows by whole lengths: its change from second to second is no speed.
  const inPool = lengths.length > 0;
  if (!has('speed_mps') && has('distance_m') && !inPool) {
    channels.speed_mps = speedFromDistance(grid, channels.distance_m!);
    derived.push({ channel: 'speed_mps', from: 'distance' });
  } else if (!has('distance_m') && has('speed_mps')) {
    channels.distance_m = distanceFromSpeed(channels.speed_mps!);
    derived.push({ channel: 'distance_m', from: 'speed' });
  }
  return { grid: derived.length > 0 ? { ...grid, channels } : grid, derived };
}

/** Running sum of the way between positions. The way across a pause does not count, nor one that nobody could have made. */
function distanceFromPositions(
  grid: Grid,
  latitude: Float64Array,
  longitude: Float64Array,
  limit_mps: number,
): Float64Array {
  const out = new Float64Array(grid.recorded_s).fill(Number.NaN);
  let metres = 0;
  let last = -1;
  let lastAt = 0;
  grid.stretches.forEach(({ at_s, index, length }, s) => {
    if (s > 0 && grid.breaks[s - 1]?.kind === 'pause') last = -1;
    for (let i = index; i < index + length; i++) {
      if (Number.isNaN(latitude[i]) || Number.isNaN(longitude[i])) continue;
      const at = at_s + i - index;
      if (last >= 0) {
        const way = metresBetween(latitude[last]!, longitude[last]!, latitude[i]!, longitude[i]!);
        if (way <= limit_mps * (at - lastAt)) metres += way;
      }
      out[i] = metres;
      last = i;
      lastAt = at;
    }
  });
  return out;
}

function speedFromDistance(grid: Grid, distance: Float64Array): Float64Array {
  const out = new Float64Array(distance.length).fill(Number.NaN);
  for (const { index, length } of grid.stretches) {
    const end = index + length - 1;
    for (let i = index; i <= end; i++) {
      const from = Math.max(index, i - HALF_WINDOW);
      const to = Math.min(end, i + HALF_WINDOW);
      if (to > from) out[i] = Math.max(0, (distance[to]! - distance[from]!) / (to - from));
    }
  }
  return out;
}

function distanceFromSpeed(speed: Float64Array): Float64Array {
  const out = new Float64Array(speed.length);
  let metres = 0;
  for (let i = 0; i < speed.length; i++) {
    if (speed[i]! > 0) metres += speed[i]!;
    out[i] = metres;
  }
  return out;
}
