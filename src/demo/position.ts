/** Walking a route: where one is after so many metres, and what a satellite receiver and a barometer make of it. */

import { type Random, Wander } from './random.ts';
import { ROUTE_STEP_M, type Route } from './terrain.ts';

const M_PER_DEG = 111_195;

export class Walker {
  readonly route: Route;
  /** Metres along the route since the start; passes `route.length_m` when the loop is walked again. */
  at_m = 0;
  /** Height above the sea, without error. */
  altitude_m = 0;
  grade = 0;
  heading = 0;
  latitude_deg = 0;
  longitude_deg = 0;

  constructor(route: Route) {
    this.route = route;
    this.advance(0);
  }

  advance(meters: number): void {
    this.at_m += meters;
    const r = this.route;
    const n = r.grade.length - 1;
    const x = this.at_m / ROUTE_STEP_M;
    const i = Math.floor(x) % n;
    const f = x - Math.floor(x);
    this.altitude_m = r.altitude_m[i]! + r.grade[i]! * f * ROUTE_STEP_M;
    this.grade = r.grade[i]!;
    this.heading = r.heading[i]!;
    this.latitude_deg = r.latitude_deg[i]! + (r.latitude_deg[i + 1]! - r.latitude_deg[i]!) * f;
    this.longitude_deg = r.longitude_deg[i]! + (r.longitude_deg[i + 1]! - r.longitude_deg[i]!) * f;
  }

  /** Lowest of the curve speeds in the next `meters`, each raised by what braking at 1.8 m/s² on the way there allows. */
  curveLimit(meters: number): number {
    const r = this.route;
    const n = r.grade.length - 1;
    const first = Math.floor(this.at_m / ROUTE_STEP_M);
    let limit = 30;
    for (let k = 0; k * ROUTE_STEP_M <= meters; k++) {
      const v = r.curve_mps[(first + k) % n]!;
      const here = Math.sqrt(v * v + 2 * 1.8 * k * ROUTE_STEP_M);
      if (here < limit) limit = here;
    }
    return limit;
  }
}

/** A receiver's error: slow drift of metres, small jitter, and the offset of the side of the road. */
export class Receiver {
  readonly #east_slow: Wander;
  readonly #north_slow: Wander;
  readonly #east_fast: Wander;
  readonly #north_fast: Wander;
  readonly #per_m_lat: number;
  readonly #per_m_lon: number;

  constructor(random: Random, latitude_deg: number, error_m: number) {
    this.#east_slow = new Wander(random, error_m, 70);
    this.#north_slow = new Wander(random, error_m, 70);
    this.#east_fast = new Wander(random, Math.min(0.5, error_m * 0.22), 2.5);
    this.#north_fast = new Wander(random, Math.min(0.5, error_m * 0.22), 2.5);
    this.#per_m_lat = 1 / M_PER_DEG;
    this.#per_m_lon = 1 / (M_PER_DEG * Math.cos((latitude_deg * Math.PI) / 180));
  }

  latitude(deg: number): number {
    return deg + (this.#north_slow.next() + this.#north_fast.next()) * this.#per_m_lat;
  }

  longitude(deg: number): number {
    return deg + (this.#east_slow.next() + this.#east_fast.next()) * this.#per_m_lon;
  }
}

/** A barometer: set a little wrong at the start, drifting with the weather. */
export class Barometer {
  readonly #offset: number;
  readonly #drift: Wander;
  readonly #jitter: Random;
  readonly #jitter_m: number;

  /** `error_m` about 1.5 for a barometer, 4 for heights from satellites, which also jitter. */
  constructor(random: Random, error_m: number, jitter_m: number) {
    this.#offset = error_m * random.normal();
    this.#drift = new Wander(random, error_m, error_m > 3 ? 90 : 2400);
    this.#jitter = random;
    this.#jitter_m = jitter_m;
  }

  altitude(true_m: number): number {
    return true_m + this.#offset + this.#drift.next() + this.#jitter_m * this.#jitter.normal();
  }
}
