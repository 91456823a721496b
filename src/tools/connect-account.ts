/** MCP tool: sign in to a platform. */

import { connectAccountInput } from '../actions/inputs/connect-account.ts';
import { defineTool } from './tool.ts';

export const connectAccountTool = defineTool({
  name: 'connect_account',
  title: 'Connect account',
  set: 'connect',
  kind: 'connect',
  description:
    'Starts signing in to a platform: gives a link or a command for the person, never takes a secret. Without platform: what is connected. Then sync_data.',
  input: connectAccountInput,
  search_hint: 'login sign in connect link strava intervals igpsport trainingpeaks account',
  run: async (context, input) => (await import('../actions/connect-answer.ts')).connectAnswer(context, input),
});
