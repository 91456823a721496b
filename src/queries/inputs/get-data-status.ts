/** What get_data_status can be asked: apart from the query, so that listing the tools loads no query. */

import * as z from 'zod';

export const getDataStatusInput = z.strictObject({
  failures: z.int().min(0).max(200).optional().describe('failed files to list, default 10'),
  joined: z
    .int()
    .min(0)
    .max(200)
    .optional()
    .describe('latest activities joined from several recordings to list, default 5'),
  changes: z.int().min(0).max(100).optional().describe('latest changes at platforms to list, default 5'),
  months: z.int().min(1).max(60).optional().describe('months of holes to list singly, default 12'),
});

export type GetDataStatusInput = z.infer<typeof getDataStatusInput>;
