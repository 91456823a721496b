/** What get_training_load can be asked: apart from the query, so that listing the tools loads no query. */

import * as z from 'zod';
import { periodFields } from './period-fields.ts';

export const getTrainingLoadInput = z.strictObject({
  ...periodFields,
  resolution: z.enum(['day', 'week', 'month']).optional(),
  sport: z.string().optional().describe('family or sport, such as ride'),
  kernel: z.enum(['exp', 'tp']).optional().describe('exp (default): 1−e^(−1/τ); tp: 1/τ, as TrainingPeaks'),
  project_days: z.int().min(0).max(365).optional().describe('default 7'),
  weekly_load: z.number().min(0).max(5000).optional().describe('load per week assumed ahead; default 0'),
  target_form: z.number().min(-150).max(100).optional().describe('one-day load for this form at its end'),
  target_ctl: z.number().min(1).max(300).optional().describe('daily load to reach this CTL by target_date'),
  target_date: z.string().optional(),
});

export type GetTrainingLoadInput = z.infer<typeof getTrainingLoadInput>;
