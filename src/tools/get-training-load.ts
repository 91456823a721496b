/** MCP tool: training load. */

import { getTrainingLoadInput } from '../queries/inputs/get-training-load.ts';
import { defineTool } from './tool.ts';

export const getTrainingLoadTool = defineTool({
  name: 'get_training_load',
  title: 'Training load',
  set: 'core',
  description:
    'Fitness, fatigue and form (CTL, ATL, TSB) with ramp, monotony and strain, status in words, and projection to a date or target. Volume and zones: summarize_training.',
  input: getTrainingLoadInput,
  always_load: true,
  search_hint: 'fitness fatigue form CTL ATL TSB PMC freshness',
  run: async (context, input) => (await import('../queries/get-training-load.ts')).getTrainingLoad(context, input),
});
