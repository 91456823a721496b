/** What compare_periods can be asked: apart from the query, so that listing the tools loads no query. */

import * as z from 'zod';

export const SECTIONS = ['volume', 'load', 'zones', 'bests', 'consistency'] as const;

export const comparePeriodsInput = z.strictObject({
  periods: z
    .array(z.string())
    .min(2)
    .max(4)
    .optional()
    .describe(
      '2026, 2026-03, 2026-01-01..2026-02-15, last_28_days, previous, year_before; default last_28_days, previous',
    ),
  sport: z.string().optional().describe('family or sport'),
  include: z.array(z.enum(SECTIONS)).optional(),
});

export type ComparePeriodsInput = z.infer<typeof comparePeriodsInput>;
