/** What find_efforts can be asked: apart from the query, so that listing the tools loads no query. */

import * as z from 'zod';
import { periodFields } from './period-fields.ts';

export const KINDS = [
  'interval',
  'set',
  'climb',
  'best_power',
  'best_heart_rate',
  'best_speed',
  'best_gap_speed',
  'best_distance',
] as const;

export const SORTS = [
  'newest',
  'oldest',
  'power',
  'heart_rate',
  'speed',
  'duration',
  'distance',
  'gain',
  'grade',
  'vam',
] as const;

export const findEffortsInput = z.strictObject({
  kind: z
    .enum(KINDS)
    .optional()
    .describe('default interval; set: like intervals in a row; best_distance: fastest over a distance'),
  ...periodFields,
  sport: z.string().optional().describe('family or sport'),
  min_s: z.number().optional().describe('duration'),
  max_s: z.number().optional(),
  min_w: z.number().optional().describe('average power'),
  max_w: z.number().optional(),
  min_bpm: z.number().optional().describe('average heart rate'),
  max_bpm: z.number().optional(),
  min_mps: z.number().optional().describe('average speed'),
  max_mps: z.number().optional(),
  min_m: z.number().optional().describe('distance'),
  max_m: z.number().optional(),
  min_gain_m: z.number().optional(),
  min_grade_pct: z.number().optional(),
  latitude_deg: z.number().min(-90).max(90).optional(),
  longitude_deg: z.number().min(-180).max(180).optional(),
  radius_km: z.number().positive().max(500).optional().describe('around where it began, default 1'),
  sort: z.enum(SORTS).optional().describe('highest first; default by kind'),
  limit: z.int().min(1).max(100).optional().describe('default 20'),
  cursor: z.string().optional(),
});

export type FindEffortsInput = z.infer<typeof findEffortsInput>;
