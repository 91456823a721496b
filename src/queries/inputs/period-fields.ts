/** The dates a question can be limited to: the same three fields everywhere. */

import * as z from 'zod';

export const PERIOD_WORDS = [
  'last_7_days',
  'last_28_days',
  'last_90_days',
  'this_week',
  'last_week',
  'this_month',
  'last_month',
  'this_year',
  'last_year',
  'all',
] as const;

export type PeriodWord = (typeof PERIOD_WORDS)[number];

/** The three input fields, to be spread into a query's input. */
export const periodFields = {
  period: z.enum(PERIOD_WORDS).optional(),
  after: z.string().optional().describe('first local date, YYYY-MM-DD'),
  before: z.string().optional().describe('last local date'),
};
