/** MCP tool: summarize training. */

import { summarizeTrainingInput } from '../queries/inputs/summarize-training.ts';
import { defineTool } from './tool.ts';

export const summarizeTrainingTool = defineTool({
  name: 'summarize_training',
  title: 'Summarize training',
  set: 'core',
  description:
    'Totals and averages by day, week, month, year and sport: time, distance, ascent, load, zone distribution, consistency. Periods side by side: compare_periods; fitness and form: get_training_load.',
  input: summarizeTrainingInput,
  always_load: true,
  search_hint: 'volume totals weekly monthly zones consistency statistics',
  run: async (context, input) => (await import('../queries/summarize-training.ts')).summarizeTraining(context, input),
});
