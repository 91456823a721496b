/** Laps: the lap button, structured steps or every so many metres, turned into laps with the device's own figures. */

import type { Lap, Pause } from '../core/recording.ts';
import type { Samples } from '../core/samples.ts';
import { deviceValues } from './device-values.ts';

/** A lap begins here. */
export interface LapMark {
  readonly time_s: number;
  readonly intensity: Lap['intensity'];
  readonly trigger: Lap['trigger'];
}

/** How a device labels a step of a session. */
export function intensityOf(kind: string): LapMark['intensity'] {
  if (kind === 'warmup' || kind === 'cooldown') return kind;
  return kind === 'rest' ? 'rest' : 'active';
}

/** A mark each time another `every_m` metres are full. */
export function distanceMarks(samples: Samples, every_m: number): LapMark[] {
  const distance = samples.channels.distance_m;
  const marks: LapMark[] = [];
  if (!distance) return marks;
  let next = every_m;
  for (let i = 0; i < distance.length; i++) {
    if (distance[i]! < next) continue;
    marks.push({ time_s: samples.time_s[i]!, intensity: null, trigger: 'distance' });
    next += every_m;
  }
  return marks;
}

/** Laps from the start to the end; the first mark may be at the start. A lap ends for the reason the next one begins. */
export function lapsBetween(
  marks: readonly LapMark[],
  samples: Samples,
  pauses: readonly Pause[],
  start_s: number,
  end_s: number,
): Lap[] {
  const cuts = marks.filter((m) => m.time_s > start_s && m.time_s < end_s - 3);
  const starts = [start_s, ...cuts.map((m) => m.time_s)];
  const first = marks.find((m) => m.time_s <= start_s);
  return starts.map((from, k) => {
    const to = starts[k + 1] ?? end_s;
    return {
      start_s: from,
      end_s: to,
      trigger: cuts[k]?.trigger ?? 'session_end',
      name: null,
      intensity: k === 0 ? (first?.intensity ?? null) : (cuts[k - 1]?.intensity ?? null),
      values: deviceValues(samples, pauses, from, to),
    };
  });
}
