/** MCP tool: query with sql. */

import { queryDataInput } from '../queries/inputs/query-data.ts';
import { defineTool } from './tool.ts';

export const queryDataTool = defineTool({
  name: 'query_data',
  title: 'Query with SQL',
  set: 'query',
  description:
    'Read-only SQL (SQLite) over documented views, for questions no other tool answers; call with schema true first to see views and columns. Lists and totals: list_activities, summarize_training.',
  input: queryDataInput,
  search_hint: 'sql query custom statistics',
  run: async (context, input) => (await import('../queries/query-data.ts')).queryData(context, input),
});
