/** The honest inputs of the fuzz run: small files of a folder and files by our own writers, shrunk so that 100,000 can be read. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { writeFitActivity, writeFitWorkout } from '../src/formats/fit/index.ts';
import { writeGpx } from '../src/formats/gpx/index.ts';
import { writeTcx } from '../src/formats/tcx/index.ts';
import { rawZip } from '../src/formats/zip.test-data.ts';
import { shrinkFit, withFitFrame } from './fuzz-fit.ts';
import { inventRecording, inventWorkout } from './fuzz-recordings.ts';

export type SeedKind = 'fit' | 'xml' | 'text' | 'zip' | 'gzip';

export interface SeedEntry {
  readonly name: string;
  readonly bytes: Buffer;
}

export interface Seed {
  /** File name with extension. */
  readonly name: string;
  readonly kind: SeedKind;
  readonly bytes: Buffer;
  /** What a zip holds, so that it can be packed again; empty for everything else. */
  readonly entries: readonly SeedEntry[];
}

/** Larger files are shrunk or cut. */
const SMALL_BYTES = 40_000;
const KEPT_RECORDS = 300;

/** Seeds in a stable order. Folders that do not exist are left out. */
export function makeSeeds(folders: readonly string[]): Seed[] {
  const seeds = [...writtenSeeds(), ...archiveSeeds()];
  for (const folder of folders.filter((path) => existsSync(path))) {
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
      if (!/\.(?:fit|tcx|gpx|pwx|zwo|erg|mrc|hrm|csv|json|gz|zip)$/i.test(name)) continue;
      const bytes = readFileSync(join(folder, name));
      seeds.push(seedOf(basename(name), bytes));
    }
  }
  return seeds;
}

function seedOf(name: string, bytes: Buffer): Seed {
  const kind = kindOf(bytes);
  const seed = (content: Buffer): Seed => ({ name, kind, bytes: content, entries: [] });
  if (bytes.length <= SMALL_BYTES) return seed(bytes);
  if (kind === 'fit')
    return seed(shrinkFit(bytes, KEPT_RECORDS) ?? withFitFrame(Buffer.from(bytes.subarray(0, SMALL_BYTES))));
  if (kind === 'xml') return seed(shrinkXml(bytes));
  if (kind === 'gzip') return seed(gzipSync(seedOf(name, gunzipSync(bytes)).bytes));
  return seed(Buffer.from(bytes.subarray(0, SMALL_BYTES)));
}

export function kindOf(bytes: Buffer): SeedKind {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return 'gzip';
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return 'zip';
  if (bytes.toString('latin1', 8, 12) === '.FIT') return 'fit';
  return bytes.subarray(0, 300).includes('<') || bytes.subarray(0, 300).includes('<', 0, 'utf16le') ? 'xml' : 'text';
}

/** Keeps the first points of a long track and the last few, and all that stands around them. */
function shrinkXml(bytes: Buffer): Buffer {
  const text = bytes.toString('latin1');
  const point = /<(Trackpoint|trkpt|sample)\b[\s\S]*?<\/\1>\s*/g;
  const total = text.match(point)?.length ?? 0;
  let seen = 0;
  const shrunk = text.replace(point, (found) => {
    seen++;
    return seen <= 80 || seen > total - 10 ? found : '';
  });
  return Buffer.from(shrunk.slice(0, 2 * SMALL_BYTES), 'latin1');
}

const START_S = Date.UTC(2026, 2, 1, 8) / 1000;

function writtenSeeds(): Seed[] {
  const make = (sport: Parameters<typeof inventRecording>[0]['sport'], seconds: number, after_s = 0) =>
    inventRecording({ sport, seconds, start_s: START_S + after_s, key: `seed ${sport}`, name: `A ${sport}` });
  const ride = make('ride', 420);
  const run = make('run', 400, 10);
  const legs = [make('open_water_swim', 120), make('ride', 150, 130), make('run', 140, 290)];
  const files: [string, Uint8Array | string][] = [
    ['written-ride.fit', writeFitActivity([ride])],
    ['written-run.fit', writeFitActivity([run])],
    ['written-swim.fit', writeFitActivity([make('pool_swim', 400)])],
    ['written-strength.fit', writeFitActivity([make('strength', 400)])],
    ['written-triathlon.fit', writeFitActivity(legs)],
    ['written-workout.fit', writeFitWorkout(inventWorkout())],
    ['written-ride.tcx', writeTcx([{ ...ride, samples: firstSamples(ride.samples, 80) }])],
    ['written-run.tcx', writeTcx([{ ...run, samples: firstSamples(run.samples, 80) }])],
    ['written-ride.gpx', writeGpx([{ ...ride, samples: firstSamples(ride.samples, 80) }])],
    ['written.zwo', ZWO],
    ['written.erg', ERG],
    ['written.mrc', ERG.replace('WATTS', 'PERCENT')],
    ['written.pwx', PWX],
    ['written-route.gpx', ROUTE],
    ['written-course.tcx', COURSE],
  ];
  return files.map(([name, content]) => seedOf(name, Buffer.from(content as Uint8Array)));
}

function firstSamples(samples: ReturnType<typeof inventRecording>['samples'], count: number): typeof samples {
  const channels = Object.entries(samples.channels).map(([id, values]) => [id, values.subarray(0, count)]);
  return { time_s: samples.time_s.subarray(0, count), channels: Object.fromEntries(channels), extra: [] };
}

function archiveSeeds(): Seed[] {
  const small = inventRecording({ sport: 'ride', seconds: 60, start_s: START_S, key: 'archived' });
  const fit = Buffer.from(writeFitActivity([small]));
  const tcx = Buffer.from(writeTcx([small]));
  const gpx = Buffer.from(writeGpx([small]));
  const entry = (name: string, content: string | Buffer): SeedEntry => ({ name, bytes: Buffer.from(content) });
  const zip = (name: string, entries: readonly SeedEntry[]): Seed => ({
    name,
    kind: 'zip',
    bytes: packEntries(entries),
    entries,
  });
  const inner = packEntries([entry('100_ACTIVITY.fit', fit)]);
  return [
    zip('strava.zip', [
      entry('activities.csv', STRAVA),
      entry('profile.csv', 'Athlete ID,First Name,Weight\n4711,Wanda,61.5\n'),
      entry('general_preferences.csv', 'Weight,Functional Threshold Power\n61.5 kg,240 W\n'),
      entry('bikes.csv', 'Bike Name,Bike Brand\nBlue,Fernweh\n'),
      entry('shoes.csv', 'Shoe Name,Shoe Brand\nGlider,Fernweh\n'),
      entry('activities/12.fit.gz', gzipSync(fit)),
      entry('activities/11.gpx', gpx),
    ]),
    zip('trainingpeaks.zip', [
      entry('workouts.csv', TP_WORKOUTS),
      entry('metrics.csv', TP_METRICS),
      entry('WorkoutFileExport-x/2026.fit.gz', gzipSync(fit)),
      entry('WorkoutFileExport-x/2026.tcx', tcx),
    ]),
    zip('garmin.zip', [
      entry('DI_CONNECT/DI-Connect-Fitness/me_0_summarizedActivities.json', GARMIN_ACTIVITIES),
      entry('DI_CONNECT/DI-Connect-Wellness/2026_sleepData.json', GARMIN_SLEEP),
      entry('DI_CONNECT/DI-Connect-Aggregator/UDSFile_2026.json', GARMIN_DAYS),
      entry('DI_CONNECT/DI-Connect-Uploaded-Files/UploadedFiles_0.zip', inner),
    ]),
    zip('plain.zip', [entry('a/ride.fit', fit), entry('ride.tcx', tcx), entry('deeper.zip', inner)]),
    { name: 'ride.fit.gz', kind: 'gzip', bytes: gzipSync(fit), entries: [] },
    { name: 'ride.tcx.gz', kind: 'gzip', bytes: gzipSync(tcx), entries: [] },
    seedOf('activities.csv', Buffer.from(STRAVA)),
    seedOf('workouts.csv', Buffer.from(TP_WORKOUTS)),
  ];
}

/** Packs entries into a zip. */
export function packEntries(entries: readonly SeedEntry[]): Buffer {
  return rawZip(entries.map(({ name, bytes }) => ({ name, content: bytes })));
}

const ZWO = `<workout_file><author>W</author><name>VO2</name><description>Five &amp; more.</description><sportType>bike</sportType>
<workout><Warmup Duration="900" PowerLow="0.48" PowerHigh="0.68"><textevent timeoffset="10" message="Go"/></Warmup>
<IntervalsT Repeat="5" OnDuration="240" OffDuration="200" OnPower="1.11" OffPower="0.48" Cadence="95"/>
<SteadyState Duration="300" Power="0.8"/><Ramp Duration="60" PowerLow="0.5" PowerHigh="1.2"/><FreeRide Duration="120" FlatRoad="1"/>
<Cooldown Duration="480" PowerLow="0.58" PowerHigh="0.45"/></workout></workout_file>`;

const ERG = `[COURSE HEADER]\nVERSION = 2\nUNITS = ENGLISH\nDESCRIPTION = ramp\nFILE NAME = ramp\nFTP = 250\nMINUTES WATTS\n[END COURSE HEADER]
[COURSE DATA]\n0.00\t100\n5.00\t100\n5.00\t150\n10.00\t150\n10.00\t90\n15.00\t90\n[END COURSE DATA]\n[COURSE TEXT]\n60\tEasy\t10\n[END COURSE TEXT]\n`;

const PWX_SAMPLES = Array.from(
  { length: 40 },
  (_, i) =>
    `<sample><timeoffset>${i}</timeoffset><hr>${120 + i}</hr><spd>8.1</spd><pwr>${200 + i}</pwr><cad>90</cad><dist>${8 * i}</dist><lat>48.1</lat><lon>11.5</lon><alt>500</alt></sample>`,
).join('\n');
const PWX = `<?xml version="1.0"?><pwx xmlns="http://www.peaksware.com/PWX/1/0" version="1.0"><workout><athlete><name>W</name></athlete>
<sportType>Bike</sportType><title>Test</title><device id="x"><make>M</make><model>Y</model></device><time>2026-03-01T08:00:00</time>
<summarydata><beginning>0</beginning><duration>40</duration><work>9</work></summarydata><segment><summarydata><beginning>0</beginning>
<duration>20</duration></summarydata></segment>${PWX_SAMPLES}</workout></pwx>`;

const ROUTE = `<?xml version="1.0"?><gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1"><wpt lat="48" lon="11"><name>Top</name></wpt>
<rte><name>Route</name>${Array.from({ length: 20 }, (_, i) => `<rtept lat="48.${i}" lon="11.${i}"><ele>${i}</ele></rtept>`).join('')}</rte></gpx>`;

const COURSE = `<?xml version="1.0"?><TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"><Courses><Course><Name>C</Name>
<Lap><TotalTimeSeconds>100</TotalTimeSeconds></Lap><Track>${Array.from({ length: 20 }, (_, i) => `<Trackpoint><Time>2026-03-01T08:00:${10 + i}Z</Time><Position><LatitudeDegrees>48.${i}</LatitudeDegrees><LongitudeDegrees>11.${i}</LongitudeDegrees></Position></Trackpoint>`).join('')}</Track>
<CoursePoint><Name>P</Name><PointType>Summit</PointType><Position><LatitudeDegrees>48.1</LatitudeDegrees><LongitudeDegrees>11.1</LongitudeDegrees></Position></CoursePoint></Course></Courses></TrainingCenterDatabase>`;

const STRAVA = `Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,Elapsed Time,Distance,Max Heart Rate,Relative Effort,Commute,Activity Private Note,Activity Gear,Filename,Athlete Weight,Bike Weight,Elapsed Time,Moving Time,Distance,Max Speed,Average Speed,Elevation Gain,Elevation Loss
12,"Mar 1, 2026, 8:00:00 AM",Morning Ride,Ride,"line one
line two",60,0.54,150,3,false,tired,Blue,activities/12.fit.gz,61.5,,60.0,60.0,540.5,11.2,9.0,12.5,12.0
11,"Mar 2, 2026, 8:00:00 AM",Run,Run,,1800,5.00,160,30,false,,,activities/11.gpx,61.5,,1800.0,1790.0,5000.0,4.2,2.8,5.5,5.0
10,"Mar 3, 2026, 8:00:00 AM",Yoga,Yoga,,1800,0.00,,,false,,,,61.5,,1800.0,1800.0,0.0,,,,
`;

const TP_WORKOUTS = `Title,WorkoutType,WorkoutDescription,PlannedDuration,PlannedDistanceInMeters,WorkoutDay,CoachComments,DistanceInMeters,PowerAverage,PowerMax,Energy,AthleteComments,TimeTotalInHours,VelocityAverage,VelocityMax,CadenceAverage,CadenceMax,HeartRateAverage,HeartRateMax,TorqueAverage,TorqueMax,IF,TSS,Rpe,Feeling
4x5 over hill,Bike,steady,0.8,,2026-03-03,,24810.4,196,611,582,legs ok,0.8247,8.3,15,88,110,140,171,,,0.845,58.9,7,4
Rest,Day Off,,,,2026-03-04,,,,,,,,,,,,,,,,,,,
`;

const TP_METRICS =
  'Timestamp,Type,Value\n2026-03-03 06:40:00,HRV,71\n2026-03-03 06:40:00,Sleep Hours,7.4\n2026-03-03 06:40:00,Pulse,48\n2026-03-03 23:59:00,Stress Level,Min : 18 / Max : 71 / Avg : 34\n2026-03-03 07:00:00,Notes,sore calf\n';

const GARMIN_ACTIVITIES = JSON.stringify([
  {
    summarizedActivitiesExport: [
      {
        activityId: 123456789,
        name: 'Test Run',
        activityType: 'running',
        beginTimestamp: START_S * 1000,
        startTimeLocal: START_S * 1000 + 3_600_000,
        duration: 3_600_500,
        elapsedDuration: 3_650_000,
        movingDuration: 3_590_000,
        distance: 1_000_000,
        elevationGain: 12_500,
        avgHr: 150,
        maxHr: 175,
        calories: 2092,
        splits: [{ measurements: [{ fieldEnum: 'SUM_DISTANCE', value: 1 }] }],
      },
    ],
  },
]);
const GARMIN_SLEEP = JSON.stringify([
  {
    calendarDate: '2026-03-01',
    deepSleepSeconds: 5000,
    lightSleepSeconds: 14000,
    remSleepSeconds: 4000,
    awakeSleepSeconds: 600,
    sleepScores: { overallScore: 81 },
  },
]);
const GARMIN_DAYS = JSON.stringify([
  {
    calendarDate: '2026-03-01',
    totalSteps: 9000,
    restingHeartRate: 48,
    totalKilocalories: 2500,
    averageStressLevel: 30,
  },
]);
