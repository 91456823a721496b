/** MCP tool: wellness. */

import { getWellnessInput } from '../queries/inputs/get-wellness.ts';
import { defineTool } from './tool.ts';

export const getWellnessTool = defineTool({
  name: 'get_wellness',
  title: 'Wellness',
  set: 'core',
  description:
    'HRV, resting heart rate, sleep, weight and how the athlete felt, by day, with personal baselines and a readiness reading that says why. Form from training alone: get_training_load.',
  input: getWellnessInput,
  search_hint: 'HRV sleep recovery resting heart rate readiness weight',
  run: async (context, input) => (await import('../queries/get-wellness.ts')).getWellness(context, input),
});
