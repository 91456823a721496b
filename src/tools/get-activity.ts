/** MCP tool: one activity. */

import { getActivityInput } from '../queries/inputs/get-activity.ts';
import { defineTool } from './tool.ts';

export const getActivityTool = defineTool({
  name: 'get_activity',
  title: 'One activity',
  set: 'core',
  description:
    'One activity in the sections asked for: summary (all metrics), laps, intervals, zones, best efforts, climbs, lengths, sets, histogram, repairs, sources. Samples over time: get_activity_streams.',
  input: getActivityInput,
  always_load: true,
  search_hint: 'ride run details analysis laps zones',
  run: async (context, input) => (await import('../queries/get-activity.ts')).getActivity(context, input),
});
