/** Quadrant analysis: seconds by pedal force and pedal speed against those at threshold. */

/** Crank length in m when the athlete's is not known. */
const CRANK_M = 0.1725;

export interface Quadrants {
  /** Average effective pedal force at threshold, N. */
  readonly threshold_force_n: number;
  /** Circumferential pedal velocity at threshold, m/s. */
  readonly threshold_speed_mps: number;
  /** Q1 both high; Q2 high force, low speed; Q3 both low; Q4 low force, high speed. */
  readonly seconds: readonly [number, number, number, number];
}

/** CPV = cadence·2π·L/60, AEPF = P/CPV; cells with power or cadence not above 0 are left out (Coggan). */
export function quadrantAnalysis(
  power_w: Float64Array,
  cadence_rpm: Float64Array,
  ftp_w: number,
  threshold_cadence_rpm = 90,
  crank_m = CRANK_M,
): Quadrants {
  const perRpm = (2 * Math.PI * crank_m) / 60;
  const threshold_speed_mps = threshold_cadence_rpm * perRpm;
  const threshold_force_n = ftp_w / threshold_speed_mps;
  const seconds: [number, number, number, number] = [0, 0, 0, 0];
  for (let i = 0; i < power_w.length; i++) {
    const power = power_w[i]!;
    const cadence = cadence_rpm[i]!;
    if (!(power > 0) || !(cadence > 0)) continue;
    const speed = cadence * perRpm;
    const fast = speed >= threshold_speed_mps;
    const strong = power / speed >= threshold_force_n;
    seconds[strong ? (fast ? 0 : 1) : fast ? 3 : 2]++;
  }
  return { threshold_force_n, threshold_speed_mps, seconds };
}
