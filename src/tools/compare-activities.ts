/** MCP tool: compare activities. */

import { compareActivitiesInput } from '../queries/inputs/compare-activities.ts';
import { defineTool } from './tool.ts';

export const compareActivitiesTool = defineTool({
  name: 'compare_activities',
  title: 'Compare activities',
  set: 'core',
  description:
    'Two to ten activities side by side, metric by metric, with differences to the first. Date ranges: compare_periods.',
  input: compareActivitiesInput,
  search_hint: 'compare rides runs difference',
  run: async (context, input) => (await import('../queries/compare-activities.ts')).compareActivities(context, input),
});
