/** MCP tool: data status. */

import { getDataStatusInput } from '../queries/inputs/get-data-status.ts';
import { defineTool } from './tool.ts';

export const getDataStatusTool = defineTool({
  name: 'get_data_status',
  title: 'Data status',
  set: 'core',
  description:
    'What is stored, what failed to import, what is missing (power, heart rate, thresholds) and the cheapest way to fill it. The activities themselves: list_activities.',
  input: getDataStatusInput,
  search_hint: 'status import missing data sources quality',
  run: async (context, input) => (await import('../queries/get-data-status.ts')).getDataStatus(context, input),
});
