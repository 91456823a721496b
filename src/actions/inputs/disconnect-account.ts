/** What disconnect_account can be asked: apart from the action, so that listing the tools loads no connector. */

import * as z from 'zod';
import { NO_SECRETS, noSecrets } from './no-secrets.ts';

/** `strava`, `intervals:i123`, `igpsport:cn:7`; nothing that could be a key or a cookie. */
const ACCOUNT_NAME = /^[a-z]{3,20}(:[\w-]{1,40}){0,2}$/i;

export const disconnectAccountInput = z.strictObject(
  {
    account: z
      .string()
      .refine((name) => ACCOUNT_NAME.test(name), `that is no account such as strava or intervals:i123; ${NO_SECRETS}`)
      .optional()
      .describe('such as strava or intervals:i123; without it: the list'),
    purge: z.boolean().optional().describe('also remove all data that came from it'),
    confirm: z.boolean().optional().describe('true only after the person agreed to what was shown'),
  },
  { error: noSecrets },
);
