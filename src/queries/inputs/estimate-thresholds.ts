/** What estimate_thresholds can be asked: apart from the query, so that listing the tools loads no query. */

import * as z from 'zod';

export const estimateThresholdsInput = z.strictObject({
  sport: z.string().optional().describe('ride, run, swim or row; default all'),
  days: z.int().min(7).max(3650).optional().describe('window in days; default 90'),
  before: z.string().optional().describe('last local date of the window; default today'),
});

export type EstimateThresholdsInput = z.infer<typeof estimateThresholdsInput>;
