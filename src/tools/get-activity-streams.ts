/** MCP tool: samples of an activity. */

import { getActivityStreamsInput } from '../queries/inputs/get-activity-streams.ts';
import { defineTool } from './tool.ts';

export const getActivityStreamsTool = defineTool({
  name: 'get_activity_streams',
  title: 'Samples of an activity',
  set: 'core',
  description:
    'Channels of one activity over time (power, heart rate, speed, altitude ...), averaged down to a number of points, whole or a window. For peaks use get_activity best_efforts.',
  input: getActivityStreamsInput,
  search_hint: 'streams samples time series graph',
  run: async (context, input) =>
    (await import('../queries/get-activity-streams.ts')).getActivityStreams(context, input),
});
