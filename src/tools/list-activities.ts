/** MCP tool: list activities. */

import { listActivitiesInput } from '../queries/inputs/list-activities.ts';
import { defineTool } from './tool.ts';

export const listActivitiesTool = defineTool({
  name: 'list_activities',
  title: 'List activities',
  set: 'core',
  description:
    'Activities by date, sport, text, size or load, newest first, with ids for the other tools. For totals use summarize_training; for intervals or climbs across activities use find_efforts.',
  input: listActivitiesInput,
  always_load: true,
  search_hint: 'rides runs swims workouts history search find',
  run: async (context, input) => (await import('../queries/list-activities.ts')).listActivities(context, input),
});
