/**
 * `npm run platforms -- [--workouts 120] [--ports 8701]`: the four fake platforms with one invented athlete, for trying connect, sync,
 * merge and doctor by hand. Runs until it is stopped.
 */

import { parseArgs } from 'node:util';
import { today } from '../../src/core/time.ts';
import { inventAthlete, type PlatformName } from './athlete.ts';
import { startPlatform } from './start.ts';

const { values } = parseArgs({
  options: {
    workouts: { type: 'string', default: '120' },
    ports: { type: 'string', default: '8701' },
    delay: { type: 'string', default: '20' },
  },
});
const NAMES: readonly PlatformName[] = ['intervals', 'igpsport', 'trainingpeaks', 'strava'];
const athlete = inventAthlete({ workouts: Number(values.workouts), today: today('Europe/Vienna') });
const fakes = await Promise.all(
  NAMES.map((name, place) => startPlatform(name, { athlete, port: Number(values.ports) + place })),
);
const several = athlete.workouts.filter((workout) => workout.on.size > 1).length;
const lines = [
  `${athlete.workouts.length} workouts of ${athlete.name}; ${several} of them are on more than one platform.`,
  '',
  'In another terminal:',
  '',
  '  export PACELINE_HOME=/tmp/paceline-platforms PACELINE_KEYCHAIN=off',
];
for (const fake of fakes) {
  fake.server.delay_ms = Number(values.delay);
  lines.push(`  export ${fake.base_url_env}=${fake.url}`);
  for (const [name, value] of Object.entries(fake.env)) lines.push(`  export ${name}='${value}'`);
}
lines.push(
  '',
  '  npm run paceline -- connect strava --accept-terms --show-models',
  '  npm run paceline -- sync        # the other three are connected by their variables',
  '  npm run paceline -- status',
  '  npm run paceline -- doctor',
  '',
  `Expected: ${athlete.workouts.length} activities. Stop with Ctrl-C.`,
);
process.stdout.write(`${lines.join('\n')}\n`);
