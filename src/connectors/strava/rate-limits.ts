/** Strava's four budgets of one app: reads and all calls, per natural quarter of an hour and per UTC day. */

import type { Limits, LimitWindow } from '../../core/connector.ts';

const QUARTER_S = 900;
const DAY_S = 86_400;

const window = (id: string, counts: LimitWindow['counts'], seconds: number, limit: number): LimitWindow => ({
  id,
  counts,
  seconds,
  aligned: true,
  limit,
});

const BUDGETS = [
  { header: 'x-readratelimit', quarter: 'read_quarter', day: 'read_day' },
  { header: 'x-ratelimit', quarter: 'overall_quarter', day: 'overall_day' },
] as const;

export const LIMITS: Limits = {
  windows: [
    window('read_quarter', ['read'], QUARTER_S, 100),
    window('read_day', ['read'], DAY_S, 1000),
    window('overall_quarter', ['read', 'write'], QUARTER_S, 200),
    window('overall_day', ['read', 'write'], DAY_S, 2000),
  ],
  read: readLimits,
  per_app: true,
  gap_ms: 0,
  concurrency: 3,
  timeout_s: 60,
};

function readLimits(headers: Readonly<Record<string, string>>): ReturnType<Limits['read']> {
  const by_name = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  const found = BUDGETS.flatMap(({ header, quarter, day }) => {
    const limits = figuresOf(by_name.get(`${header}-limit`));
    const used = figuresOf(by_name.get(`${header}-usage`));
    return [quarter, day].map((id, i) => ({ id, limit: limits[i] ?? null, used: used[i] ?? null }));
  })
    // Some answers say 0,0 for both, which means that they are not counted.
    .filter(({ limit, used }) => !(limit === null && used === null) && limit !== 0);
  return found.length > 0 ? found : null;
}

/** `"100,1000"`; answers to writes carry a lone comma, whose empty parts are no zeros. */
function figuresOf(header: string | undefined): (number | null)[] {
  return (header ?? '').split(',').map((part) => (/^\s*\d{1,9}\s*$/.test(part) ? Number(part) : null));
}
