/** What sync_data can be asked: apart from the action, so that listing the tools loads no engine. */

import * as z from 'zod';

export const syncDataInput = z.strictObject({
  source: z.string().max(80).optional().describe('only this account, such as strava or intervals:i123'),
  since: z.iso.date().optional().describe('only from this day on'),
  full: z.boolean().optional().describe('list everything again to find old edits and deletions'),
});
