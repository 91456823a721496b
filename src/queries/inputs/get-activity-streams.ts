/** What get_activity_streams can be asked: apart from the query, so that listing the tools loads no query. */

import * as z from 'zod';
import { activityIdField } from './activity-id-field.ts';

export const getActivityStreamsInput = z.strictObject({
  id: activityIdField,
  channels: z
    .array(z.string())
    .min(1)
    .max(12)
    .optional()
    .describe('e.g. power_w, heart_rate_bpm, altitude_m, grade_pct, gap_mps, w_prime_balance_j; default: by sport'),
  start_s: z.number().min(0).optional().describe('window, seconds after the start'),
  end_s: z.number().min(0).optional(),
  lap: z.int().min(1).max(9999).optional().describe('window: this lap'),
  interval: z.int().min(1).max(9999).optional().describe('window: this interval'),
  points: z.int().min(1).max(200).optional().describe('default 60'),
  range: z.boolean().optional().describe('add lowest and highest per point'),
  raw: z.boolean().optional().describe('as recorded, without repairs'),
});

export type GetActivityStreamsInput = z.infer<typeof getActivityStreamsInput>;
