/** The climbs of an activity with their time, speed of ascent and effort. */

import { fietsIndex, findClimbs, vam, wattsPerKgFromVam } from './climbs.ts';
import type { Effort } from './effort.ts';
import type { ActivityInput } from './metric.ts';
import { elapsedSpan, spanValues } from './span.ts';

export function climbEfforts(a: ActivityInput): Effort[] {
  const travelled = a.series('travelled_m').value;
  const altitude = a.channel('altitude_m').value;
  // Lifts and chairlifts are not climbs.
  if (travelled === null || altitude === null || a.indoor || a.sport === 'alpine_ski' || a.sport === 'snowboard')
    return [];
  return findClimbs(travelled, altitude).map((climb): Effort => {
    const from = firstAtOrAfter(travelled, climb.from_m);
    const to = Math.max(from + 1, firstAtOrAfter(travelled, climb.to_m));
    const at = elapsedSpan(a, from, to);
    const duration_s = at.end_s - at.start_s;
    const vam_mph = vam(climb.gain_m, duration_s);
    const perKg = wattsPerKgFromVam(vam_mph, climb.grade_pct);
    return {
      kind: 'climb',
      ...at,
      duration_s,
      origin: null,
      label: climb.category,
      values: {
        ...spanValues(a, from, to),
        length_m: climb.length_m,
        gain_m: climb.gain_m,
        grade_pct: climb.grade_pct,
        climb_score: climb.score,
        fiets_index: fietsIndex(climb),
        vam_mph,
        ...(perKg === null ? {} : { estimated_power_wpkg: perKg }),
      },
    };
  });
}

/** Index of the first cell that starts at or beyond a distance. */
function firstAtOrAfter(travelled: Float64Array, metres: number): number {
  let low = 0;
  let high = travelled.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (travelled[middle]! < metres) low = middle + 1;
    else high = middle;
  }
  return Math.min(low, travelled.length - 1);
}
