/** Reads a session's steps second by second, as a head unit with a structured workout does. */

import type { Step } from './session.ts';

export class Script {
  readonly #steps: readonly Step[];
  #index = 0;
  #into = 0;

  constructor(steps: readonly Step[]) {
    this.#steps = steps;
  }

  get step(): Step | null {
    return this.#steps[this.#index] ?? null;
  }

  get index(): number {
    return this.#index;
  }

  /** Seconds since the step began. */
  get into_s(): number {
    return this.#into;
  }

  get done(): boolean {
    return this.#index >= this.#steps.length;
  }

  /** Share of threshold asked for now; `after` when the script is over. */
  effort(after: number): number {
    const step = this.step;
    if (!step) return after;
    return step.to === undefined ? step.effort : step.effort + (step.to - step.effort) * (this.#into / step.seconds);
  }

  /** One second of the timer; true when a new step begins (or the script ends). */
  tick(): boolean {
    const step = this.step;
    if (!step) return false;
    this.#into++;
    if (this.#into < step.seconds) return false;
    this.#index++;
    this.#into = 0;
    return true;
  }
}
