/** The fastest an athlete of a sport can move: what is beyond is an error of measurement. */

import type { Family } from '../core/sport.ts';

const FASTEST_MPS: Record<Family, number> = {
  ride: 35,
  run: 12,
  walk: 12,
  swim: 4,
  row: 12,
  ski: 45,
  strength: 35,
  other: 50,
};

/** Metres per second. */
export function fastest(family: Family): number {
  return FASTEST_MPS[family];
}

const METRES_PER_DEGREE = 111_194.9266;

/** Metres between two positions that are at most some kilometres apart; exact enough to tell a jump. */
export function metresBetween(lat1: number, lon1: number, lat2: number, lon2: number): number {
  const north = (lat2 - lat1) * METRES_PER_DEGREE;
  let degrees = lon2 - lon1;
  if (degrees > 180) degrees -= 360;
  else if (degrees < -180) degrees += 360;
  const east = degrees * METRES_PER_DEGREE * Math.cos(((lat1 + lat2) / 2) * (Math.PI / 180));
  return Math.sqrt(north * north + east * east);
}
