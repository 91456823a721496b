/** Grade per cell from altitude over distance, smoothed by a centred window of distance. */

const MAX_GRADE_PCT = 45;
const MIN_WINDOW_M = 5;

/**
 * Grade in percent: (z(d + w/2) − z(d − w/2)) / actual window, linear interpolation on the points of increasing distance,
 * window truncated at the ends, limited to ±45 %. Repeats the last grade while the athlete stands still or when the window
 * is shorter than 5 m; 0 before the first.
 *
 * @param distance_m cumulative, not decreasing
 * @param altitude_m same length; NaN cells are skipped
 */
export function gradeStream(distance_m: Float64Array, altitude_m: Float64Array, window_m = 50): Float64Array {
  const n = distance_m.length;
  const grade = new Float64Array(n);
  // Points of strictly increasing distance that have an altitude.
  const d = new Float64Array(n);
  const z = new Float64Array(n);
  let points = 0;
  for (let i = 0; i < n; i++) {
    const at = distance_m[i]!;
    const altitude = altitude_m[i]!;
    if (Number.isNaN(at) || Number.isNaN(altitude) || (points > 0 && at <= d[points - 1]!)) continue;
    d[points] = at;
    z[points] = altitude;
    points++;
  }
  if (points < 2) return grade;
  const first = d[0]!;
  const end = d[points - 1]!;
  let low = 0;
  let high = 0;
  let last = 0;
  let previous = Number.NaN;
  for (let i = 0; i < n; i++) {
    const at = distance_m[i]!;
    if (!Number.isNaN(at) && at !== previous) {
      const from = Math.max(first, at - window_m / 2);
      const to = Math.min(end, at + window_m / 2);
      if (to - from >= MIN_WINDOW_M) {
        while (low < points - 2 && d[low + 1]! <= from) low++;
        while (high < points - 2 && d[high + 1]! <= to) high++;
        const zFrom = z[low]! + ((z[low + 1]! - z[low]!) * (from - d[low]!)) / (d[low + 1]! - d[low]!);
        const zTo = z[high]! + ((z[high + 1]! - z[high]!) * (to - d[high]!)) / (d[high + 1]! - d[high]!);
        last = Math.max(-MAX_GRADE_PCT, Math.min(MAX_GRADE_PCT, ((zTo - zFrom) / (to - from)) * 100));
      }
      previous = at;
    }
    grade[i] = last;
  }
  return grade;
}
