/** Climbs: where they are, their category by length × grade, their speed of ascent and the power that implies. */

const STEP_M = 10;
/** Half of the 11-point mean that smooths altitude. */
const HALF_SMOOTH = 5;
/** 10 000 km: a longer profile is a broken counter. */
const MOST_POINTS = 1_000_000;
const FLAT_M = 500;
const MIN_LENGTH_M = 500;
const MIN_GAIN_M = 20;
const MIN_GRADE_PCT = 3;
const EDGE_GRADE_PCT = 2;
const EDGE_STEPS = 10;

export type ClimbCategory = 'HC' | '1' | '2' | '3' | '4';

export interface Climb {
  /** Distances from the start of the recording. */
  readonly from_m: number;
  readonly to_m: number;
  readonly length_m: number;
  readonly gain_m: number;
  readonly grade_pct: number;
  readonly score: number;
  readonly category: ClimbCategory | null;
  readonly top_altitude_m: number;
}

/** Length in m × mean grade in % = 100 × gain. */
export function climbScore(gain_m: number): number {
  return 100 * gain_m;
}

/** Above 80 000 HC, 64 000 1, 32 000 2, 16 000 3, 8 000 4, else null (Strava support). */
export function climbCategory(score: number): ClimbCategory | null {
  if (score > 80_000) return 'HC';
  if (score > 64_000) return '1';
  if (score > 32_000) return '2';
  if (score > 16_000) return '3';
  return score > 8000 ? '4' : null;
}

/** FIETS index: H²/(10·D) + max(0, (T − 1000)/1000), all in m. */
export function fietsIndex(climb: Pick<Climb, 'gain_m' | 'length_m' | 'top_altitude_m'>): number {
  return climb.gain_m ** 2 / (10 * climb.length_m) + Math.max(0, (climb.top_altitude_m - 1000) / 1000);
}

/** Vertical metres per hour. */
export function vam(gain_m: number, duration_s: number): number {
  return (gain_m * 3600) / duration_s;
}

/** W/kg ≈ VAM / (200 + 10·grade %), for grades from 6 % (Ferrari); null on flatter climbs. */
export function wattsPerKgFromVam(vam_mph: number, grade_pct: number): number | null {
  return grade_pct >= 6 ? vam_mph / (200 + 10 * grade_pct) : null;
}

/**
 * Climbs of an altitude profile on a grid of 10 m: smoothed by a centred 100 m mean; a climb starts at a low point, ends when
 * the drop from its top exceeds max(10 m, 10 % of the gain) or 500 m pass since the top; its ends are trimmed while the outer
 * 100 m are flatter than 2 %; accepted from 500 m, 20 m and 3 %.
 *
 * @param distance_m cumulative, not decreasing; same length as `altitude_m`, whose NaN cells are skipped
 */
export function findClimbs(distance_m: Float64Array, altitude_m: Float64Array): Climb[] {
  const profile = profileOf(distance_m, altitude_m);
  if (profile === null) return [];
  const { from_m, z } = profile;
  const smooth = smoothed(z);
  const climbs: Climb[] = [];
  let start = 0;
  let top = 0;
  const close = (): void => {
    if (top > start) {
      const climb = accepted(z, start, top, from_m);
      if (climb) climbs.push(climb);
    }
  };
  for (let i = 1; i < smooth.length; i++) {
    const here = smooth[i]!;
    if (top === start) {
      if (here <= smooth[start]!) {
        start = i;
        top = i;
      } else top = i;
      continue;
    }
    if (here > smooth[top]!) {
      top = i;
      continue;
    }
    const drop = smooth[top]! - here;
    const gain = smooth[top]! - smooth[start]!;
    if (drop > Math.max(10, 0.1 * gain) || (i - top) * STEP_M > FLAT_M || here <= smooth[start]!) {
      close();
      start = i;
      top = i;
    }
  }
  close();
  return climbs;
}

/** Altitude every 10 m, linear between points of increasing distance; null when there are fewer than two. */
function profileOf(distance_m: Float64Array, altitude_m: Float64Array): { from_m: number; z: Float64Array } | null {
  const d = new Float64Array(distance_m.length);
  const a = new Float64Array(distance_m.length);
  let n = 0;
  for (let i = 0; i < distance_m.length; i++) {
    const at = distance_m[i]!;
    if (Number.isNaN(at) || Number.isNaN(altitude_m[i]) || (n > 0 && at <= d[n - 1]!)) continue;
    d[n] = at;
    a[n] = altitude_m[i]!;
    n++;
  }
  if (n < 2) return null;
  const from_m = d[0]!;
  const points = Math.floor((d[n - 1]! - from_m) / STEP_M) + 1;
  if (points > MOST_POINTS) return null;
  const z = new Float64Array(points);
  for (let p = 0, i = 0; p < points; p++) {
    const at = from_m + p * STEP_M;
    while (i < n - 2 && d[i + 1]! <= at) i++;
    z[p] = a[i]! + ((a[i + 1]! - a[i]!) * (at - d[i]!)) / (d[i + 1]! - d[i]!);
  }
  return { from_m, z };
}

function smoothed(z: Float64Array): Float64Array {
  const sums = new Float64Array(z.length + 1);
  for (let i = 0; i < z.length; i++) sums[i + 1] = sums[i]! + z[i]!;
  const out = new Float64Array(z.length);
  for (let i = 0; i < z.length; i++) {
    const from = Math.max(0, i - HALF_SMOOTH);
    const to = Math.min(z.length, i + HALF_SMOOTH + 1);
    out[i] = (sums[to]! - sums[from]!) / (to - from);
  }
  return out;
}

function accepted(z: Float64Array, start: number, top: number, from_m: number): Climb | null {
  let a = start;
  let b = top;
  const edge = (EDGE_GRADE_PCT / 100) * EDGE_STEPS * STEP_M;
  while (b - a > EDGE_STEPS && z[a + EDGE_STEPS]! - z[a]! < edge) a++;
  while (b - a > EDGE_STEPS && z[b]! - z[b - EDGE_STEPS]! < edge) b--;
  const length_m = (b - a) * STEP_M;
  const gain_m = z[b]! - z[a]!;
  const grade_pct = (gain_m / length_m) * 100;
  if (length_m < MIN_LENGTH_M || gain_m < MIN_GAIN_M || grade_pct < MIN_GRADE_PCT) return null;
  const score = climbScore(gain_m);
  return {
    from_m: from_m + a * STEP_M,
    to_m: from_m + b * STEP_M,
    length_m,
    gain_m,
    grade_pct,
    score,
    category: climbCategory(score),
    top_altitude_m: z[b]!,
  };
}
