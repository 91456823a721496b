/** What get_athlete can be asked: apart from the query, so that listing the tools loads no query. */

import * as z from 'zod';

export const SECTIONS = ['profile', 'thresholds', 'history', 'zones', 'weight', 'gear', 'athletes'] as const;

export const getAthleteInput = z.strictObject({
  date: z.string().optional().describe('local date; default today'),
  include: z.array(z.enum(SECTIONS)).optional(),
});

export type GetAthleteInput = z.infer<typeof getAthleteInput>;
