/** What get_activity can be asked: apart from the query, so that listing the tools loads no query. */

import * as z from 'zod';
import { activityIdField } from './activity-id-field.ts';

export const SECTIONS = [
  'summary',
  'laps',
  'intervals',
  'zones',
  'best_efforts',
  'climbs',
  'lengths',
  'sets',
  'histogram',
  'repairs',
  'sources',
  'notes',
] as const;

export const getActivityInput = z.strictObject({
  id: activityIdField.describe('such as a17'),
  sections: z
    .array(z.enum(SECTIONS))
    .optional()
    .describe(
      'default summary, zones, intervals, climbs; notes: texts by the athlete; sources: files and what each provides',
    ),
  device_values: z.boolean().optional().describe('all figures the devices computed; default only where they differ'),
});

export type GetActivityInput = z.infer<typeof getActivityInput>;
