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
  const east = degreesBetween(lon1, lon2) * METRES_PER_DEGREE * Math.cos(((lat1 + lat2) / 2) * (Math.PI / 180));
  return Math.sqrt(north * north + east * east);
}

/** Whether they are at most so many metres apart. */
export function areWithin(metres: number, lat1: number, lon1: number, lat2: number, lon2: number): boolean {
  const north = (lat2 - lat1) * METRES_PER_DEGREE;
  // Nowhere is a degree of longitude longer than at the equator; that is enough for nearly all seconds.
  const most = degreesBetween(lon1, lon2) * METRES_PER_DEGREE;
  if (north * north + most * most < 0.99 * metres * metres) return true;
  return metresBetween(lat1, lon1, lat2, lon2) <= metres;
}

function degreesBetween(lon1: number, lon2: number): number {
  const degrees = lon2 - lon1;
  return degrees > 180 ? degrees - 360 : degrees < -180 ? degrees + 360 : degrees;
}
