/** What the legs can give: critical power and a reserve above it, sprints, and the shape of an all-out effort. */

import type { Body } from './athlete.ts';

export class Legs {
  readonly cp_w: number;
  readonly p_max_w: number;
  readonly #full_j: number;
  #left_j: number;

  constructor(body: Body) {
    this.cp_w = body.cp_w;
    this.p_max_w = body.p_max_w * (1 - 0.06 * body.fatigue);
    this.#full_j = body.w_prime_j;
    this.#left_j = body.w_prime_j;
  }

  /** Share of the reserve that is left. */
  get reserve(): number {
    return this.#left_j / this.#full_j;
  }

  /** Spends or refills the reserve for one second (differential form of Skiba's balance, Froncioni and Clarke). */
  spend(power_w: number): void {
    const above = power_w - this.cp_w;
    this.#left_j -= above > 0 ? above : (above * (this.#full_j - this.#left_j)) / this.#full_j;
    this.#left_j = Math.max(0, Math.min(this.#full_j, this.#left_j));
  }

  /** The most they give this second. */
  limit(): number {
    return this.cp_w * 0.96 + (this.p_max_w - this.cp_w * 0.96) * Math.min(1, this.reserve * 2.2);
  }

  /** Power of a sprint `into_s` seconds after it began. */
  sprint(into_s: number, will: number): number {
    const rise = into_s < 1 ? 0.72 : into_s < 2 ? 0.95 : 1;
    return this.p_max_w * will * rise * Math.exp(-Math.max(0, into_s - 4) / 34);
  }

  /** Power of an effort that should last `seconds`, three-parameter model (Morton 1996), a little harder at both ends. */
  allOut(seconds: number, into_s: number): number {
    const k = this.#full_j / (this.p_max_w - this.cp_w);
    const even = this.cp_w + (0.96 * this.#full_j) / (seconds + k);
    const share = into_s / seconds;
    const shape =
      seconds <= 90
        ? 1.16 - 0.32 * share
        : 1 + 0.05 * Math.exp(-into_s / 25) + 0.035 * Math.max(0, share - 0.9) * 10 - 0.006;
    return even * shape;
  }
}
