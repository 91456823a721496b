/** MCP tool: data status. */

import { getDataStatusInput } from '../queries/inputs/get-data-status.ts';
import { defineTool } from './tool.ts';

export const getDataStatusTool = defineTool({
  name: 'get_data_status',
  title: 'Data status',
  set: 'core',
  description:
    'What is stored and connected, how fresh it is, what failed, what platforms changed, what is missing and the cheapest way to fill it. The activities themselves: list_activities.',
  input: getDataStatusInput,
  search_hint: 'status import missing data sources quality accounts platforms sync changes',
  run: async (context, input) => (await import('../queries/get-data-status.ts')).getDataStatus(context, input),
});
