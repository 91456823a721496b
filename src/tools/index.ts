/** The tools in the order clients list them; adding one is one line here. */

import { Failure } from '../core/failure.ts';
import { compareActivitiesTool } from './compare-activities.ts';
import { comparePeriodsTool } from './compare-periods.ts';
import { connectAccountTool } from './connect-account.ts';
import { disconnectAccountTool } from './disconnect-account.ts';
import { estimateThresholdsTool } from './estimate-thresholds.ts';
import { findEffortsTool } from './find-efforts.ts';
import { getActivityTool } from './get-activity.ts';
import { getActivityStreamsTool } from './get-activity-streams.ts';
import { getAthleteTool } from './get-athlete.ts';
import { getDataStatusTool } from './get-data-status.ts';
import { getPerformanceCurveTool } from './get-performance-curve.ts';
import { getRecordsTool } from './get-records.ts';
import { getTrainingLoadTool } from './get-training-load.ts';
import { getWellnessTool } from './get-wellness.ts';
import { listActivitiesTool } from './list-activities.ts';
import { queryDataTool } from './query-data.ts';
import { summarizeTrainingTool } from './summarize-training.ts';
import { syncDataTool } from './sync-data.ts';
import type { Tool } from './tool.ts';

export const TOOLS: readonly Tool[] = [
  listActivitiesTool,
  getActivityTool,
  getActivityStreamsTool,
  findEffortsTool,
  compareActivitiesTool,
  comparePeriodsTool,
  getTrainingLoadTool,
  summarizeTrainingTool,
  getPerformanceCurveTool,
  getRecordsTool,
  estimateThresholdsTool,
  getAthleteTool,
  getWellnessTool,
  getDataStatusTool,
  queryDataTool,
  syncDataTool,
  connectAccountTool,
  disconnectAccountTool,
];

/** Throws Failure with the known names. */
export function toolNamed(name: string): Tool {
  const tool = TOOLS.find((t) => t.name === name);
  if (!tool)
    throw new Failure('unknown_tool', `There is no tool "${name}".`, `Known: ${TOOLS.map((t) => t.name).join(', ')}.`);
  return tool;
}
