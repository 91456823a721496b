/** What get_performance_curve can be asked: apart from the query, so that listing the tools loads no query. */

import * as z from 'zod';

export const METRICS = [
  'power',
  'power_per_kg',
  'heart_rate',
  'speed',
  'pace',
  'grade_adjusted_pace',
  'cadence',
] as const;

export const getPerformanceCurveInput = z.strictObject({
  metric: z.enum(METRICS).optional().describe('default power for rides, pace for runs'),
  sport: z.string().optional().describe('family or sport; default ride'),
  periods: z
    .array(z.string())
    .min(1)
    .max(4)
    .optional()
    .describe('such as all, last_90_days, 2026, 2026-03, 2026-01-01..2026-02-15; default last_90_days and all'),
  indoor: z.enum(['only', 'exclude']).optional(),
  durations_s: z.array(z.int().min(1).max(2_764_800)).min(1).max(60).optional(),
  model: z.enum(['ompd', 'morton_3p', 'ward_smith']).optional().describe('three-parameter fit; default ompd'),
});

export type GetPerformanceCurveInput = z.infer<typeof getPerformanceCurveInput>;
