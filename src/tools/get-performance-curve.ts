/** MCP tool: performance curve. */

import { getPerformanceCurveInput } from '../queries/inputs/get-performance-curve.ts';
import { defineTool } from './tool.ts';

export const getPerformanceCurveTool = defineTool({
  name: 'get_performance_curve',
  title: 'Performance curve',
  set: 'core',
  description:
    'Best power, heart rate, pace or grade-adjusted pace for every duration over a period, W/kg, critical power and W′; several periods side by side. Bests over distances: get_records; FTP: estimate_thresholds.',
  input: getPerformanceCurveInput,
  always_load: true,
  search_hint: 'power curve mean maximal CP critical power pace curve',
  run: async (context, input) =>
    (await import('../queries/get-performance-curve.ts')).getPerformanceCurve(context, input),
});
