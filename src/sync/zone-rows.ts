/** Zone times as rows: one per zone, with the bounds they were counted by. */

import type { ZoneTime } from '../metrics/zone-times.ts';

export interface ZoneRow {
  readonly basis: string;
  readonly zone: number;
  readonly name: string;
  readonly lower: number;
  readonly upper: number | null;
  readonly seconds: number;
}

export function zoneRows(zones: readonly ZoneTime[]): ZoneRow[] {
  return zones.flatMap(({ basis, names, lower, seconds }) =>
    seconds.map((s, i) => ({
      basis,
      zone: i + 1,
      name: names[i]!,
      lower: lower[i]!,
      upper: lower[i + 1] ?? null,
      seconds: s,
    })),
  );
}
