/** The heart: how its rate follows effort with a delay, drifts over hours and with heat, and answers less when tired. */

import type { Body } from './athlete.ts';
import { type Random, Wander } from './random.ts';

/** Rate while standing about, before the first effort. */
const IDLE_BPM = 80;
const RISE_S = 27;
const FALL_S = 40;

export class Heart {
  readonly #lthr: number;
  readonly #max: number;
  readonly #offset: number;
  readonly #noise: Wander;
  readonly #heat: number;
  #demand = 0.2;
  #drift = 0;
  #slow = 0;
  #rate: number;

  /** `shift_bpm` moves the threshold rate for the sport: running sits higher than cycling, swimming lower. */
  constructor(body: Body, random: Random, shift_bpm: number, temperature_c: number) {
    this.#lthr = body.lthr_bpm + shift_bpm;
    this.#max = body.max_hr_bpm + Math.min(0, shift_bpm);
    this.#offset = 2 * random.normal() - 4 * body.fatigue + 9 * body.illness;
    this.#noise = new Wander(random, 1.1, 14);
    this.#heat = Math.max(0, temperature_c - 18) / 12;
    this.#rate = IDLE_BPM + 6 * random.unit() + this.#offset / 2;
  }

  /** One second at `effort` (1 is threshold); returns beats per minute, not rounded. */
  beat(effort: number): number {
    this.#demand += (effort - this.#demand) / 11;
    // Hard efforts never level off: the slow component adds to their cost over minutes.
    this.#slow += (Math.max(0, this.#demand - 0.86) * 0.55 - this.#slow) / 330;
    const x = Math.max(0, this.#demand - 0.03 * Math.min(1, this.#demand) + this.#slow);
    const steady =
      x <= 1
        ? IDLE_BPM + (this.#lthr - IDLE_BPM) * x ** 1.1
        : this.#lthr + (this.#max - this.#lthr) * (1 - Math.exp(-3.2 * (x - 1)));
    // Cardiac drift: a few per cent an hour, more in the heat, fading at rest.
    this.#drift += (x > 0.35 ? (0.016 + 0.018 * this.#heat) * x : -0.05) / 3600;
    this.#drift = Math.max(0, Math.min(0.09, this.#drift));
    const target = Math.min(this.#max + 1, steady * (1 + this.#drift) + this.#offset * Math.min(1, x * 2));
    this.#rate += (target - this.#rate) / (target > this.#rate ? RISE_S : FALL_S);
    return Math.min(this.#max + 1.5, this.#rate + this.#noise.next());
  }

  /** A stop of some length: the rate falls towards idling. */
  rest(seconds: number): void {
    this.#demand *= Math.exp(-seconds / 11);
    this.#rate += (IDLE_BPM + 8 - this.#rate) * (1 - Math.exp(-seconds / 60));
    this.#drift *= Math.exp(-seconds / 5400);
  }
}
