/** Counts calls as Intervals.icu does: a sliding quarter of an hour and the UTC day. */

export interface RateLimits {
  readonly quarter: number;
  readonly day: number;
}

export const DEFAULT_LIMITS: RateLimits = { quarter: 2500, day: 5000 };

const QUARTER_S = 900;
const DAY_S = 86_400;

export class RateCounter {
  readonly limits: RateLimits;
  #recent: number[] = [];
  #day = 0;
  #today = 0;

  constructor(limits: RateLimits) {
    this.limits = limits;
  }

  /** Seconds to wait when the call is one too many, else null. */
  count(now_s: number): number | null {
    const day = Math.floor(now_s / DAY_S);
    if (day !== this.#day) {
      this.#day = day;
      this.#today = 0;
    }
    this.#recent = this.#recent.filter((at) => at > now_s - QUARTER_S);
    if (this.#today >= this.limits.day) return (day + 1) * DAY_S - now_s;
    if (this.#recent.length >= this.limits.quarter) return this.#recent[0]! + QUARTER_S - now_s;
    this.#recent.push(now_s);
    this.#today++;
    return null;
  }

  headers(): Record<string, string> {
    const { quarter, day } = this.limits;
    return {
      'x-ratelimit-limit': `${quarter},${day}`,
      'x-ratelimit-remaining': `${quarter - this.#recent.length},${day - this.#today}`,
    };
  }
}
