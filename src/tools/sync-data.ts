/** MCP tool: fetch from the connected accounts. */

import { syncDataInput } from '../actions/inputs/sync-data.ts';
import { defineTool, UNWATCHED } from './tool.ts';

export const syncDataTool = defineTool({
  name: 'sync_data',
  title: 'Sync data',
  set: 'connect',
  kind: 'write',
  description:
    'Fetches what is new from the connected accounts now. Safe to cancel and repeat. Data older than an hour is refreshed without it. To sign in: connect_account.',
  input: syncDataInput,
  search_hint: 'sync refresh fetch update download strava intervals trainingpeaks igpsport',
  run: async (context, input, call = UNWATCHED) =>
    (await import('../actions/sync-answer.ts')).syncAnswer(context, input, call),
});
