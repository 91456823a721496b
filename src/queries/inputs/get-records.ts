/** What get_records can be asked: apart from the query, so that listing the tools loads no query. */

import * as z from 'zod';

export const SECTIONS = ['power', 'heart_rate', 'distances', 'biggest', 'streaks', 'eddington'] as const;

export const getRecordsInput = z.strictObject({
  sport: z.string().optional().describe('family or sport; default the most frequent ones'),
  activity: z.string().optional().describe('activity id: records it set'),
  year: z.int().min(1970).max(2100).optional().describe('records of one year'),
  include: z.array(z.enum(SECTIONS)).optional(),
  limit: z.int().min(1).max(10).optional().describe('biggest activities per kind; default 1'),
});

export type GetRecordsInput = z.infer<typeof getRecordsInput>;
