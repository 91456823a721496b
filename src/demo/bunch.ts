/** Riding with others: pulls at the front, shelter behind, climbs ridden too hard and sprints for town signs. */

import type { Random } from './random.ts';

export interface Turn {
  /** Share of FTP. */
  readonly effort: number;
  /** Share of the air resistance that is left in the shelter of others. */
  readonly draft: number;
  /** Seconds into a sprint, counted from 1; 0 when there is none. */
  readonly sprint: number;
}

export class Bunch {
  readonly #random: Random;
  readonly #racing: boolean;
  #state: 'shelter' | 'pull' | 'chase' | 'sprint' = 'shelter';
  #left = 60;
  #into = 0;
  #level = 0.65;
  #since_sprint = 0;

  constructor(random: Random, racing: boolean) {
    this.#random = random;
    this.#racing = racing;
  }

  second(grade: number, reserve: number): Turn {
    this.#into++;
    this.#since_sprint++;
    if (--this.#left <= 0) this.#next(reserve);
    const climb = grade > 0.03;
    if (this.#state === 'sprint') return { effort: 1, draft: 1, sprint: this.#into };
    if (climb && this.#state !== 'pull') {
      const will = (this.#racing ? 1 : 0.95) * (0.55 + 0.45 * Math.min(1, reserve * 2));
      return { effort: Math.max(this.#level, will), draft: 0.93, sprint: 0 };
    }
    return {
      effort: this.#level,
      draft: this.#state === 'shelter' ? 0.66 : this.#state === 'chase' ? 0.8 : 1,
      sprint: 0,
    };
  }

  #next(reserve: number): void {
    const r = this.#random;
    const up = this.#racing ? 0.04 : 0;
    this.#into = 0;
    if (this.#since_sprint > 900 && reserve > 0.55 && r.chance(this.#racing ? 0.12 : 0.22)) {
      this.#state = 'sprint';
      this.#left = r.whole(7, 15);
      this.#since_sprint = 0;
    } else if (this.#state === 'shelter' && r.chance(0.55)) {
      this.#state = r.chance(0.75) ? 'pull' : 'chase';
      this.#left = r.whole(20, 95);
      this.#level = r.between(0.88, 1.04);
    } else {
      this.#state = 'shelter';
      this.#left = r.whole(45, 190);
      this.#level = r.between(0.56, 0.72) + up;
    }
  }
}
