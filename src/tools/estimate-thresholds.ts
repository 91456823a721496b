/** MCP tool: estimate thresholds. */

import { estimateThresholdsInput } from '../queries/inputs/estimate-thresholds.ts';
import { defineTool } from './tool.ts';

export const estimateThresholdsTool = defineTool({
  name: 'estimate_thresholds',
  title: 'Estimate thresholds',
  set: 'core',
  description:
    'FTP, threshold heart rate and pace, critical power, maximum heart rate from the data, with method, evidence and confidence. Values in force: get_athlete.',
  input: estimateThresholdsInput,
  search_hint: 'FTP LTHR threshold estimate test',
  run: async (context, input) => (await import('../queries/estimate-thresholds.ts')).estimateThresholds(context, input),
});
