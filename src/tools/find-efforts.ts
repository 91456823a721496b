/** MCP tool: find efforts. */

import { findEffortsInput } from '../queries/inputs/find-efforts.ts';
import { defineTool } from './tool.ts';

export const findEffortsTool = defineTool({
  name: 'find_efforts',
  title: 'Find efforts',
  set: 'core',
  description:
    'Intervals, climbs and best efforts across all history by duration, power, heart rate, speed, grade or place. Records: get_records.',
  input: findEffortsInput,
  search_hint: 'intervals climbs best efforts search segments',
  run: async (context, input) => (await import('../queries/find-efforts.ts')).findEfforts(context, input),
});
