/** MCP tool: end a login, with or without its data. */

import { disconnectAccountInput } from '../actions/inputs/disconnect-account.ts';
import { defineTool, UNWATCHED } from './tool.ts';

export const disconnectAccountTool = defineTool({
  name: 'disconnect_account',
  title: 'Disconnect account',
  set: 'connect',
  kind: 'connect',
  destructive: true,
  description:
    'Ends the login of an account and, with purge, removes its data. Without confirm it only says what would happen. Renewing a login: connect_account.',
  input: disconnectAccountInput,
  search_hint: 'logout disconnect revoke remove delete account data',
  run: async (context, input, call = UNWATCHED) =>
    (await import('../actions/disconnect-answer.ts')).disconnectAnswer(context, input, call),
});
