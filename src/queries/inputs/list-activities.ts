/** What list_activities can be asked: apart from the query, so that listing the tools loads no query. */

import * as z from 'zod';
import { activityIdField } from './activity-id-field.ts';
import { periodFields } from './period-fields.ts';

export const listActivitiesInput = z.strictObject({
  ...periodFields,
  sport: z.string().optional().describe('family (ride, run, swim, walk, row, ski, strength, other) or sport'),
  text: z.string().max(200).optional().describe('words in name or note'),
  source: z
    .enum([
      'file',
      'folder',
      'strava_archive',
      'trainingpeaks_archive',
      'garmin_archive',
      'intervals',
      'igpsport',
      'trainingpeaks',
      'strava',
    ])
    .optional(),
  gear: z.string().max(200).optional(),
  indoor: z.boolean().optional(),
  has_power: z.boolean().optional(),
  has_heart_rate: z.boolean().optional(),
  has_load: z.boolean().optional(),
  min_km: z.number().optional(),
  max_km: z.number().optional(),
  min_minutes: z.number().optional().describe('moving time'),
  max_minutes: z.number().optional(),
  min_load: z.number().optional(),
  max_load: z.number().optional(),
  around: activityIdField.optional().describe('activity id: others near it'),
  around_by: z.enum(['time', 'place']).optional().describe('place: same family, start within 1 km'),
  sort: z
    .string()
    .max(60)
    .optional()
    .describe('newest (default), oldest, or a metric id, highest first; -id lowest first'),
  fields: z
    .array(z.string())
    .max(40)
    .optional()
    .describe('instead of the defaults: metric ids, note, gear, rpe, sources'),
  limit: z.int().min(1).max(100).optional().describe('default 25'),
  cursor: z.string().optional(),
});

export type ListActivitiesInput = z.infer<typeof listActivitiesInput>;
