/** The weather of a day: what the thermometer says and where the wind comes from. */

import { dayNumber } from '../core/time.ts';
import type { Random } from './random.ts';
import type { AreaId } from './terrain.ts';

export interface Weather {
  readonly temperature_c: number;
  /** Wind at the height of a rider. */
  readonly wind_mps: number;
  /** Direction it blows from, radians from north. */
  readonly wind_from_rad: number;
}

const WARMER_C: Record<AreaId, number> = { home: 0, camp: 8, mountains: -3 };

export function weatherOn(local_date: string, hour: number, area: AreaId, random: Random): Weather {
  const day = dayNumber(local_date) - dayNumber(`${local_date.slice(0, 4)}-01-01`);
  const season = -10.2 * Math.cos((2 * Math.PI * (day - 22)) / 365.25);
  const daytime = 3.6 * Math.sin((2 * Math.PI * (hour - 9)) / 24);
  return {
    temperature_c: 9.6 + season + daytime + WARMER_C[area] + 3.2 * random.normal(),
    wind_mps: Math.min(6, Math.hypot(random.normal(), random.normal()) * 1.5),
    wind_from_rad: random.between(0, 2 * Math.PI),
  };
}
