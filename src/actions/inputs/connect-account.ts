/** What connect_account can be asked: apart from the action, so that listing the tools loads no connector. */

import * as z from 'zod';
import { noSecrets } from './no-secrets.ts';

const PLATFORM_IDS = ['intervals', 'igpsport', 'trainingpeaks', 'strava'] as const;

export const connectAccountInput = z.strictObject(
  { platform: z.enum(PLATFORM_IDS).optional().describe('without it: all platforms and how they are connected') },
  { error: noSecrets },
);
