/** Cycling power estimated from speed, slope and acceleration. Shown only as an estimate: it feeds no load, curve or FTP. */

const GRAVITY = 9.80665;

export interface RideModel {
  /** Rider and bike. */
  readonly mass_kg: number;
  readonly cda_m2: number;
  readonly crr: number;
  /** Air density, kg/m³; without it that of a standard atmosphere at `altitude_m`, by default sea level. */
  readonly rho?: number;
  readonly altitude_m?: number;
  readonly headwind_mps?: number;
  /** Drivetrain efficiency. */
  readonly efficiency?: number;
  readonly wheel_inertia_kgm2?: number;
  readonly wheel_radius_m?: number;
}

/** Air density in kg/m³ at an altitude in a standard atmosphere at 15 °C. */
function airDensity(altitude_m: number): number {
  return 1.225 * Math.exp((-GRAVITY * 0.0289644 * altitude_m) / (8.3144598 * 288.15));
}

/**
 * P = v/η·[m·g·sin θ + m·g·cos θ·C_rr + ½ρC_dA(v+w)|v+w| + (m + I/r²)·a], θ = atan(grade); not below 0 (Martin et al. 1998).
 *
 * @param grade rise over run, as a fraction
 */
export function powerFromSpeed(speed_mps: number, grade: number, model: RideModel, acceleration_mps2 = 0): number {
  const { mass_kg, cda_m2, crr, headwind_mps = 0, efficiency = 0.976 } = model;
  const rho = model.rho ?? airDensity(model.altitude_m ?? 0);
  const { wheel_inertia_kgm2 = 0.14, wheel_radius_m = 0.334 } = model;
  const slope = Math.atan(grade);
  const air = speed_mps + headwind_mps;
  const force =
    mass_kg * GRAVITY * (Math.sin(slope) + Math.cos(slope) * crr) +
    0.5 * rho * cda_m2 * air * Math.abs(air) +
    (mass_kg + wheel_inertia_kgm2 / wheel_radius_m ** 2) * acceleration_mps2;
  return Math.max(0, (speed_mps / efficiency) * force);
}
