/** The country the athlete moves through: invented hills over open land, and closed loops that wind through them. */

import { Random } from './random.ts';

/** Invented relief around a point of open country. Coordinates only place it on the globe, so that time zones follow. */
export interface Area {
  readonly id: string;
  readonly name: string;
  readonly latitude_deg: number;
  readonly longitude_deg: number;
  readonly time_zone: string;
  readonly altitude_m: number;
  /** Height of the big hills above and below their mean, and the distance from one to the next. */
  readonly hill_m: number;
  readonly hill_spacing_m: number;
}

export const AREAS = {
  home: {
    id: 'home',
    name: 'Oberfelden',
    latitude_deg: 48.364,
    longitude_deg: 9.512,
    time_zone: 'Europe/Berlin',
    altitude_m: 695,
    hill_m: 165,
    hill_spacing_m: 6500,
  },
  camp: {
    id: 'camp',
    name: 'Serra do Sol',
    latitude_deg: 37.482,
    longitude_deg: -8.246,
    time_zone: 'Europe/Lisbon',
    altitude_m: 240,
    hill_m: 190,
    hill_spacing_m: 8200,
  },
  mountains: {
    id: 'mountains',
    name: 'Hochalm',
    latitude_deg: 46.603,
    longitude_deg: 11.905,
    time_zone: 'Europe/Rome',
    altitude_m: 1710,
    hill_m: 680,
    hill_spacing_m: 5200,
  },
} as const satisfies Record<string, Area>;

export type AreaId = keyof typeof AREAS;

/** How a route is laid: what slope it accepts and how much it winds. */
export type Ground = 'road' | 'path' | 'trail';

const GROUND: Record<Ground, { max_grade: number; smooth_m: number; wind_m: number; corners_per_km: number }> = {
  road: { max_grade: 0.105, smooth_m: 150, wind_m: 1, corners_per_km: 0.75 },
  path: { max_grade: 0.085, smooth_m: 100, wind_m: 0.7, corners_per_km: 0.5 },
  trail: { max_grade: 0.26, smooth_m: 45, wind_m: 1.3, corners_per_km: 0 },
};

/** Points every `step_m` metres along a closed loop; index 0 and the last point are the same place. */
export interface Route {
  readonly id: string;
  readonly area: Area;
  readonly step_m: number;
  readonly length_m: number;
  readonly latitude_deg: Float64Array;
  readonly longitude_deg: Float64Array;
  readonly altitude_m: Float64Array;
  /** Rise over run from this point to the next. */
  readonly grade: Float64Array;
  /** Direction of travel in radians, 0 is north, clockwise. */
  readonly heading: Float64Array;
  /** Speed at which a rider takes the curve here. */
  readonly curve_mps: Float64Array;
  /** Point indices of junctions where one may have to wait, in order. */
  readonly junctions: readonly number[];
}

export const ROUTE_STEP_M = 10;
const EARTH_M_PER_DEG = 111_195;
const ROUTE_RATIO = 1.07;

/** Loops by id; an athlete rides the same roads again and again. */
const routes = new Map<string, Route>();

/** The loop whose length is nearest to the wish, out of a fixed set per area, ground and variant; `exact` for race courses. */
export function routeNear(area_id: AreaId, ground: Ground, wished_m: number, variant: number, exact = false): Route {
  const rung = Math.round(Math.log(Math.max(1500, wished_m) / 1500) / Math.log(ROUTE_RATIO));
  const length_m = exact ? wished_m : Math.round(1500 * ROUTE_RATIO ** rung);
  const id = `${area_id}-${ground}-${length_m}-${variant}`;
  let route = routes.get(id);
  if (!route) {
    route = layLoop(id, AREAS[area_id], ground, length_m);
    // Long histories use a few hundred loops; a bound keeps memory flat.
    if (routes.size > 160) routes.delete(routes.keys().next().value!);
    routes.set(id, route);
  }
  return route;
}

function layLoop(id: string, area: Area, ground: Ground, wished_m: number): Route {
  const rules = GROUND[ground];
  const random = new Random(`route/${id}`);
  const { east, north } = loopShape(random, wished_m, rules.wind_m);
  const points = resample(east, north, ROUTE_STEP_M);
  const n = points.east.length;

  const raw = new Float64Array(n);
  for (let i = 0; i < n; i++) raw[i] = heightAt(area, points.east[i]!, points.north[i]!);
  const altitude = smoothLoop(raw, Math.round(rules.smooth_m / ROUTE_STEP_M));
  const grade = tameGrades(altitude, rules.max_grade);

  const heading = new Float64Array(n);
  const latitude = new Float64Array(n);
  const longitude = new Float64Array(n);
  const shrink = Math.cos((area.latitude_deg * Math.PI) / 180);
  for (let i = 0; i < n; i++) {
    const j = i + 1 < n ? i + 1 : 1;
    heading[i] = Math.atan2(points.east[j]! - points.east[i]!, points.north[j]! - points.north[i]!);
    latitude[i] = area.latitude_deg + points.north[i]! / EARTH_M_PER_DEG;
    longitude[i] = area.longitude_deg + points.east[i]! / (EARTH_M_PER_DEG * shrink);
  }
  const { curve_mps, junctions } = curvesAndJunctions(random, heading, rules.corners_per_km);
  return {
    id,
    area,
    step_m: ROUTE_STEP_M,
    length_m: (n - 1) * ROUTE_STEP_M,
    latitude_deg: latitude,
    longitude_deg: longitude,
    altitude_m: altitude,
    grade,
    heading,
    curve_mps,
    junctions,
  };
}

/**
 * A closed way through the origin with long straights, bends and corners: waypoints around a lumpy ring, pieces between
 * them broken at displaced midpoints as roads are, corners rounded, all scaled to the wished length.
 */
function loopShape(random: Random, wished_m: number, wind: number): { east: Float64Array; north: Float64Array } {
  const count = Math.max(7, Math.round(wished_m / 1900));
  const lumps = [2, 3, 5].map((k) => ({
    k,
    size: random.between(0.3, 1) * (0.5 / k),
    phase: random.between(0, 2 * Math.PI),
  }));
  const turn = random.between(0, 2 * Math.PI);
  const clockwise = random.chance(0.5) ? 1 : -1;
  const stretch = random.between(0.6, 1);
  let points: [number, number][] = [];
  for (let i = 0; i < count; i++) {
    const a = (clockwise * 2 * Math.PI * (i + random.between(-0.32, 0.32))) / count;
    const lump = lumps.reduce((r, l) => r + l.size * Math.cos(l.k * a + l.phase), 1);
    const r = Math.max(0.25, lump + Math.min(0.3, 2.2 / count) * random.normal());
    const x = r * Math.cos(a);
    const y = r * Math.sin(a) * stretch;
    points.push([x * Math.cos(turn) - y * Math.sin(turn), x * Math.sin(turn) + y * Math.cos(turn)]);
  }
  for (const bend of [0.16, 0.13, 0.09, 0.06]) points = breakPieces(points, bend * wind, random);
  for (let round = 0; round < 3; round++) points = roundCorners(points);

  points.push(points[0]!);
  const east = Float64Array.from(points, (p) => p[0]);
  const north = Float64Array.from(points, (p) => p[1]);
  const scale = wished_m / lengthOf(east, north);
  const east0 = east[0]!;
  const north0 = north[0]!;
  return { east: east.map((e) => (e - east0) * scale), north: north.map((n) => (n - north0) * scale) };
}

/** Puts a point aside the middle of every piece of a closed line, by a share of its length. */
function breakPieces(points: readonly [number, number][], bend: number, random: Random): [number, number][] {
  return points.flatMap(([x, y], i) => {
    const [x2, y2] = points[(i + 1) % points.length]!;
    // Some stretches stay straight.
    const aside = random.chance(0.25) ? 0 : bend * random.normal();
    return [
      [x, y],
      [(x + x2) / 2 - (y2 - y) * aside, (y + y2) / 2 + (x2 - x) * aside],
    ];
  });
}

/** Chaikin's corner cutting on a closed line. */
function roundCorners(points: readonly [number, number][]): [number, number][] {
  return points.flatMap(([x, y], i) => {
    const [x2, y2] = points[(i + 1) % points.length]!;
    return [
      [x * 0.75 + x2 * 0.25, y * 0.75 + y2 * 0.25],
      [x * 0.25 + x2 * 0.75, y * 0.25 + y2 * 0.75],
    ];
  });
}

function lengthOf(east: Float64Array, north: Float64Array): number {
  let sum = 0;
  for (let i = 1; i < east.length; i++) sum += Math.hypot(east[i]! - east[i - 1]!, north[i]! - north[i - 1]!);
  return sum;
}

function resample(
  east: Float64Array,
  north: Float64Array,
  step_m: number,
): { east: Float64Array; north: Float64Array } {
  const total = lengthOf(east, north);
  const n = Math.max(20, Math.round(total / step_m));
  const out_e = new Float64Array(n + 1);
  const out_n = new Float64Array(n + 1);
  let walked = 0;
  let j = 1;
  let piece = Math.hypot(east[1]! - east[0]!, north[1]! - north[0]!);
  for (let i = 0; i <= n; i++) {
    const wanted = (total * i) / n;
    while (walked + piece < wanted && j + 1 < east.length) {
      walked += piece;
      j++;
      piece = Math.hypot(east[j]! - east[j - 1]!, north[j]! - north[j - 1]!);
    }
    const f = piece > 0 ? Math.min(1, (wanted - walked) / piece) : 0;
    out_e[i] = east[j - 1]! + (east[j]! - east[j - 1]!) * f;
    out_n[i] = north[j - 1]! + (north[j]! - north[j - 1]!) * f;
  }
  return { east: out_e, north: out_n };
}

/** Height of the invented land: hills, ridges, dells and bumps, each from its own lattice of random values. */
function heightAt(area: Area, east_m: number, north_m: number): number {
  const s = area.hill_spacing_m;
  return (
    area.altitude_m +
    area.hill_m * lattice(area.id, 1, east_m / s, north_m / s) +
    area.hill_m * 0.3 * lattice(area.id, 2, east_m / (s * 0.38), north_m / (s * 0.38)) +
    area.hill_m * 0.09 * lattice(area.id, 3, east_m / (s * 0.13), north_m / (s * 0.13)) +
    1.2 * lattice(area.id, 4, east_m / 260, north_m / 260)
  );
}

function lattice(area_id: string, level: number, x: number, y: number): number {
  const ix = Math.floor(x);
  const iy = Math.floor(y);
  const fx = x - ix;
  const fy = y - iy;
  const wx = fx * fx * fx * (fx * (fx * 6 - 15) + 10);
  const wy = fy * fy * fy * (fy * (fy * 6 - 15) + 10);
  const salt = area_id.charCodeAt(0) * 31 + level;
  const low = knot(ix, iy, salt) * (1 - wx) + knot(ix + 1, iy, salt) * wx;
  const high = knot(ix, iy + 1, salt) * (1 - wx) + knot(ix + 1, iy + 1, salt) * wx;
  return low * (1 - wy) + high * wy;
}

/** −1 … 1 for a lattice point. */
function knot(x: number, y: number, salt: number): number {
  let h = Math.imul(x, 374761393) ^ Math.imul(y, 668265263) ^ Math.imul(salt, 2246822519);
  h = Math.imul(h ^ (h >>> 13), 1274126177);
  h ^= h >>> 16;
  return ((h >>> 0) / 4294967295) * 2 - 1;
}

function smoothLoop(values: Float64Array, half: number): Float64Array {
  const n = values.length - 1;
  const out = new Float64Array(n + 1);
  let sum = 0;
  for (let k = -half; k <= half; k++) sum += values[(k + n * 4) % n]!;
  for (let i = 0; i <= n; i++) {
    out[i] = sum / (2 * half + 1);
    sum += values[(i + half + 1 + n * 4) % n]! - values[(i - half + n * 4) % n]!;
  }
  return out;
}

/** Cuts and fills as road builders do: slopes approach the limit but do not pass it; the loop stays closed. Changes `altitude`. */
function tameGrades(altitude: Float64Array, max_grade: number): Float64Array {
  const n = altitude.length;
  const grade = new Float64Array(n);
  let z = altitude[0]!;
  const start = z;
  for (let i = 0; i + 1 < n; i++) {
    const steep = (altitude[i + 1]! - altitude[i]!) / ROUTE_STEP_M;
    grade[i] = max_grade * Math.tanh(steep / max_grade);
  }
  for (let i = 0; i + 1 < n; i++) z += grade[i]! * ROUTE_STEP_M;
  const closing = (z - start) / ((n - 1) * ROUTE_STEP_M);
  z = start;
  for (let i = 0; i + 1 < n; i++) {
    grade[i] = grade[i]! - closing;
    altitude[i] = z;
    z += grade[i]! * ROUTE_STEP_M;
  }
  altitude[n - 1] = start;
  grade[n - 1] = grade[0]!;
  return grade;
}

function curvesAndJunctions(
  random: Random,
  heading: Float64Array,
  corners_per_km: number,
): { curve_mps: Float64Array; junctions: number[] } {
  const n = heading.length;
  const curve_mps = new Float64Array(n);
  const junctions: number[] = [];
  const corner = (corners_per_km * ROUTE_STEP_M) / 1000;
  const wait = (0.16 * ROUTE_STEP_M) / 1000;
  for (let i = 0; i < n; i++) {
    const a = heading[Math.max(0, i - 2)]!;
    const b = heading[Math.min(n - 1, i + 2)]!;
    const bend = Math.abs(Math.atan2(Math.sin(b - a), Math.cos(b - a))) / (4 * ROUTE_STEP_M);
    // 3.2 m/s² sideways is what a calm rider accepts on dry asphalt.
    curve_mps[i] = Math.min(19.5, Math.max(4.5, Math.sqrt(3.2 / Math.max(bend, 1e-4))));
    if (random.chance(corner)) curve_mps[i] = Math.min(curve_mps[i]!, random.between(4.2, 8));
    if (corners_per_km > 0 && i > 30 && i < n - 30 && random.chance(wait)) junctions.push(i);
  }
  return { curve_mps, junctions };
}
