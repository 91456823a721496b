/** The counters of one Strava app: natural quarters and UTC days, reads apart from all calls, told in headers of mixed case. */

export interface AppLimits {
  /** Per quarter of an hour and per day. */
  readonly read: readonly [number, number];
  readonly overall: readonly [number, number];
}

export const DEFAULT_LIMITS: AppLimits = { read: [100, 1000], overall: [200, 2000] };

interface Window {
  index: number;
  read: number;
  overall: number;
}

export class RateCounter {
  limits: AppLimits;
  readonly #windows: Record<'quarter' | 'day', Window> = {
    quarter: { index: -1, read: 0, overall: 0 },
    day: { index: -1, read: 0, overall: 0 },
  };

  constructor(limits: AppLimits = DEFAULT_LIMITS) {
    this.limits = limits;
  }

  /** Counts one call; false when it is refused. What the quarter refuses still counts towards the day. */
  count(now_s: number, is_read: boolean): boolean {
    const quarter = this.#window('quarter', now_s, 900);
    const day = this.#window('day', now_s, 86_400);
    for (const window of [quarter, day]) {
      window.overall++;
      if (is_read) window.read++;
    }
    const { read, overall } = this.limits;
    if (quarter.overall > overall[0] || day.overall > overall[1]) return false;
    return !is_read || (quarter.read <= read[0] && day.read <= read[1]);
  }

  headers(is_read: boolean): Record<string, string> {
    const { quarter, day } = this.#windows;
    const { read, overall } = this.limits;
    return {
      'X-Ratelimit-Limit': overall.join(','),
      'X-Ratelimit-Usage': `${quarter.overall},${day.overall}`,
      'X-ReadRateLimit-Limit': read.join(','),
      // Calls outside the read budget carry nothing but the comma.
      'X-Readratelimit-Usage': is_read ? `${quarter.read},${day.read}` : ',',
    };
  }

  get used(): { readonly read_quarter: number; readonly read_day: number } {
    return { read_quarter: this.#windows.quarter.read, read_day: this.#windows.day.read };
  }

  #window(name: 'quarter' | 'day', now_s: number, seconds: number): Window {
    const index = Math.floor(now_s / seconds);
    if (this.#windows[name].index !== index) this.#windows[name] = { index, read: 0, overall: 0 };
    return this.#windows[name];
  }
}
