/** What compare_activities can be asked: apart from the query, so that listing the tools loads no query. */

import * as z from 'zod';
import { activityIdField } from './activity-id-field.ts';

export const compareActivitiesInput = z.strictObject({
  ids: z.array(activityIdField).min(2).max(10).describe('the first is what the others are compared to'),
  metrics: z.array(z.string()).max(100).optional().describe('metric ids, or all; default the usual ones of the sport'),
  curve: z.enum(['power', 'heart_rate', 'speed', 'gap']).optional().describe('add best values by duration'),
});

export type CompareActivitiesInput = z.infer<typeof compareActivitiesInput>;
