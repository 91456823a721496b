/** What summarize_training can be asked: apart from the query, so that listing the tools loads no query. */

import * as z from 'zod';
import { periodFields } from './period-fields.ts';

export const SECTIONS = ['totals', 'series', 'zones', 'intensity', 'consistency', 'year_before', 'milestones'] as const;

export const summarizeTrainingInput = z.strictObject({
  ...periodFields,
  by: z.enum(['day', 'week', 'month', 'year', 'total']).optional().describe('rows of the series; default week'),
  split: z.enum(['none', 'family', 'sport']).optional().describe('split the series too'),
  sport: z.string().optional().describe('family or sport, such as run or trail_run'),
  include: z.array(z.enum(SECTIONS)).optional().describe('default: all but milestones and intensity'),
});

export type SummarizeTrainingInput = z.infer<typeof summarizeTrainingInput>;
