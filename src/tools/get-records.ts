/** MCP tool: personal records. */

import { getRecordsInput } from '../queries/inputs/get-records.ts';
import { defineTool } from './tool.ts';

export const getRecordsTool = defineTool({
  name: 'get_records',
  title: 'Personal records',
  set: 'core',
  description:
    'Personal bests by sport, duration and distance, biggest activities, streaks, Eddington number; or the records set in one activity. Efforts of any other shape: find_efforts.',
  input: getRecordsInput,
  search_hint: 'PR PB best records eddington streak',
  run: async (context, input) => (await import('../queries/get-records.ts')).getRecords(context, input),
});
