/** MCP tool: compare periods. */

import { comparePeriodsInput } from '../queries/inputs/compare-periods.ts';
import { defineTool } from './tool.ts';

export const comparePeriodsTool = defineTool({
  name: 'compare_periods',
  title: 'Compare periods',
  set: 'core',
  description:
    'Two to four date ranges side by side: volume, load, zones, best efforts, consistency. Single activities: compare_activities; totals over time: summarize_training.',
  input: comparePeriodsInput,
  search_hint: 'compare weeks months years seasons blocks',
  run: async (context, input) => (await import('../queries/compare-periods.ts')).comparePeriods(context, input),
});
