/** MCP tool: athlete. */

import { getAthleteInput } from '../queries/inputs/get-athlete.ts';
import { defineTool } from './tool.ts';

export const getAthleteTool = defineTool({
  name: 'get_athlete',
  title: 'Athlete',
  set: 'core',
  description:
    'Profile, thresholds valid on a date with their origin, zones with boundaries, weight history, gear. What the data suggests: estimate_thresholds.',
  input: getAthleteInput,
  search_hint: 'profile FTP zones weight settings gear',
  run: async (context, input) => (await import('../queries/get-athlete.ts')).getAthlete(context, input),
});
