/** What query_data can be asked: apart from the query, so that listing the tools loads no query. */

import * as z from 'zod';

export const queryDataInput = z.strictObject({
  sql: z
    .string()
    .max(20_000)
    .optional()
    .describe('one SELECT over activities, laps, efforts, zone_times, daily, wellness_days, thresholds, recordings'),
  schema: z.boolean().optional().describe('list views and columns instead'),
  limit: z.int().min(1).max(1000).optional().describe('rows, default 100'),
});

export type QueryDataInput = z.infer<typeof queryDataInput>;
