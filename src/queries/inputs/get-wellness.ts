/** What get_wellness can be asked: apart from the query, so that listing the tools loads no query. */

import * as z from 'zod';
import { periodFields } from './period-fields.ts';

export const getWellnessInput = z.strictObject({
  ...periodFields,
  keys: z
    .array(z.string())
    .max(40)
    .optional()
    .describe('readings to show, such as resting_hr_bpm; default the main ones'),
  resolution: z.enum(['day', 'month']).optional(),
});

export type GetWellnessInput = z.infer<typeof getWellnessInput>;
