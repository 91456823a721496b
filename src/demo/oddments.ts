/** What lies about in a training folder without being a recording: a route, a workout, a damaged file and a packing list. */

import type { Step, Target, Workout } from '../core/workout.ts';
import { writeFitWorkout } from '../formats/fit/index.ts';
import { courseFit } from './course-file.ts';
import type { DemoFileKind } from './manifest.ts';
import { routeNear } from './terrain.ts';

export interface Oddment {
  readonly path: string;
  readonly kind: DemoFileKind;
  readonly bytes: Uint8Array;
}

export function oddments(): Oddment[] {
  return [
    { path: 'courses/plateau-granfondo.gpx', kind: 'course', bytes: Buffer.from(courseGpx()) },
    {
      path: 'courses/club-loop.fit',
      kind: 'course',
      bytes: courseFit('Club loop', routeNear('home', 'road', 62_000, 1)),
    },
    { path: 'workouts/vo2-5x4.zwo', kind: 'workout', bytes: Buffer.from(VO2_ZWO) },
    { path: 'workouts/sweet-spot-3x12.fit', kind: 'workout', bytes: writeFitWorkout(SWEET_SPOT) },
    // The header promises more than there is.
    {
      path: 'head-unit/unreadable.fit',
      kind: 'unreadable',
      bytes: Uint8Array.from([14, 32, 154, 8, 200, 1, 0, 0, 46, 70, 73, 84, 0, 0, 64, 0, 0]),
    },
    {
      path: 'packing-list.txt',
      kind: 'not_training_data',
      bytes: Buffer.from('Camp: 2 kits, rain jacket, spare tube, charger, sun cream\n'),
    },
  ];
}

/** The race course as a route without times, a point every 100 m. */
function courseGpx(): string {
  const route = routeNear('home', 'road', 118_000, 9);
  const points: string[] = [];
  for (let i = 0; i < route.latitude_deg.length; i += 10) {
    const at = `lat="${route.latitude_deg[i]!.toFixed(6)}" lon="${route.longitude_deg[i]!.toFixed(6)}"`;
    points.push(`<rtept ${at}><ele>${route.altitude_m[i]!.toFixed(1)}</ele></rtept>`);
  }
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<gpx version="1.1" creator="Paceline" xmlns="http://www.topografix.com/GPX/1/1">',
    '<rte><name>Plateau Granfondo</name>',
    ...points,
    '</rte>',
    '</gpx>',
    '',
  ].join('\n');
}

const VO2_ZWO = `<workout_file>
  <author>Wanda Wattson</author>
  <name>VO2 5x4</name>
  <description>Five times four minutes at 111 %.</description>
  <sportType>bike</sportType>
  <workout>
    <Warmup Duration="900" PowerLow="0.48" PowerHigh="0.68"/>
    <IntervalsT Repeat="5" OnDuration="240" OffDuration="200" OnPower="1.11" OffPower="0.48"/>
    <Cooldown Duration="480" PowerLow="0.58" PowerHigh="0.45"/>
  </workout>
</workout_file>
`;

const percent = (low: number, high: number): Target => ({ of: 'ftp_pct', low, high, ramp: false });
const step = (name: string, intensity: Step['intensity'], seconds: number, target: Target): Step => ({
  kind: 'step',
  name,
  note: null,
  intensity,
  end: { kind: 'time', seconds },
  target,
  cadence: null,
  cues: [],
});

const SWEET_SPOT: Workout = {
  name: 'Sweet spot 3x12',
  note: 'Hold the middle of the range, spin at about 90.',
  sport: 'ride',
  ftp_w: null,
  steps: [
    step('Warm up', 'warmup', 900, percent(50, 68)),
    {
      kind: 'repeat',
      times: 3,
      steps: [step('Sweet spot', 'active', 720, percent(88, 93)), step('Easy', 'recovery', 300, percent(50, 55))],
    },
    step('Cool down', 'cooldown', 480, percent(45, 55)),
  ],
};
