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
});

export type GetDataStatusInput = z.infer<typeof getDataStatusInput>;
