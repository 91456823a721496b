/** Times and paces as people write them, beside the plain numbers that answers carry. */

import type { Family } from '../core/sport.ts';

/** 4205 -> "1:10:05", 65 -> "1:05", 7 -> "0:07". Rounded to whole seconds. */
export function clockText(seconds: number): string {
  const whole = Math.round(seconds);
  const h = Math.floor(whole / 3600);
  const m = Math.floor((whole % 3600) / 60);
  const two = (n: number) => String(n).padStart(2, '0');
  return h > 0 ? `${h}:${two(m)}:${two(whole % 60)}` : `${m}:${two(whole % 60)}`;
}

/** The distance a family's pace is told over, metres: 100 m in water, 500 m in a boat, else a kilometre. */
export function paceUnit(family: Family): { readonly meters: number; readonly key: string } {
  if (family === 'swim') return { meters: 100, key: 'pace_per_100m' };
  if (family === 'row') return { meters: 500, key: 'pace_per_500m' };
  return { meters: 1000, key: 'pace_per_km' };
}

/** "4:35" over the family's pace distance; null when nothing moved. */
export function paceText(speed_mps: number, family: Family): string | null {
  if (!(speed_mps > 0) || !Number.isFinite(speed_mps)) return null;
  return clockText(paceUnit(family).meters / speed_mps);
}

/** True for families whose speed is told as a pace. */
export function toldAsPace(family: Family): boolean {
  return family === 'run' || family === 'walk' || family === 'swim' || family === 'row';
}
