/** What Intervals.icu allows: 2,500 calls in a sliding quarter of an hour, 5,000 per UTC day, about ten a second. */

import type { Limits } from '../../core/connector.ts';

const WINDOWS = ['quarter', 'day'] as const;

export const LIMITS: Limits = {
  windows: [
    { id: 'quarter', counts: ['read', 'write'], seconds: 900, aligned: false, limit: 2500 },
    { id: 'day', counts: ['read', 'write'], seconds: 86_400, aligned: true, limit: 5000 },
  ],
  read: readLimits,
  gap_ms: 100,
  concurrency: 4,
  timeout_s: 60,
};

/** `x-ratelimit-limit: 2500,5000` and `x-ratelimit-remaining: 2391,4702`, the quarter first. */
function readLimits(headers: Readonly<Record<string, string>>): ReturnType<Limits['read']> {
  const limits = figuresOf(headers['x-ratelimit-limit']);
  const remaining = figuresOf(headers['x-ratelimit-remaining']);
  const found = WINDOWS.flatMap((id, i) => {
    const limit = limits[i] ?? null;
    const left = remaining[i] ?? null;
    if (limit === null || limit === 0) return [];
    return [{ id, limit, used: left === null ? null : Math.max(0, limit - left) }];
  });
  return found.length > 0 ? found : null;
}

function figuresOf(header: string | undefined): (number | null)[] {
  return (header ?? '').split(',').map((part) => (/^\s*\d{1,9}\s*$/.test(part) ? Number(part) : null));
}
