/** The folder that the kill and concurrency runs import: everything that takes a way of its own through an import, but short. */

import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Recording } from '../src/core/recording.ts';
import type { SportId } from '../src/core/sport.ts';
import { writeFitActivity, writeFitWorkout } from '../src/formats/fit/index.ts';
import { writeGpx } from '../src/formats/gpx/index.ts';
import { writeTcx } from '../src/formats/tcx/index.ts';
import { writeZip } from '../src/formats/zip.ts';
import { inventRecording, inventWorkout } from './fuzz-recordings.ts';

const FIRST_S = Date.UTC(2026, 2, 1, 6) / 1000;
const DAY_S = 86_400;
const SPORTS: readonly SportId[] = ['ride', 'run', 'pool_swim', 'ride', 'strength', 'run', 'indoor_ride', 'hike'];

export interface TestFolder {
  readonly path: string;
  /** Files at the top and below, archives counted once. */
  readonly files: number;
}

/** Writes `days` days of training into `folder`: device files, copies, second devices and formats, a triathlon, an account export. */
export async function writeTestFolder(folder: string, days = 16): Promise<TestFolder> {
  const sessions = Array.from({ length: days }, (_, day) => sessionOf(day));
  const files = new Map<string, Uint8Array | string>();
  const archived: [day: number, bytes: Uint8Array][] = [];
  for (const [day, session] of sessions.entries()) {
    const fit = writeFitActivity([session]);
    if (day % 5 === 1) archived.push([day, fit]);
    if (day % 5 !== 1 || day % 2 === 0) files.set(`watch/${day}.fit`, fit);
    if (day % 6 === 2) files.set(`copies/${day} (1).fit`, fit);
    if (session.sport === 'ride') files.set(`head-unit/${day}.fit`, writeFitActivity([secondDevice(session)]));
    if (day % 4 === 1) files.set(`exports/${day}.tcx`, writeTcx([session]));
    if (session.sport === 'hike') files.set(`phone/${day}.gpx`, writeGpx([session]));
  }
  files.set('watch/triathlon.fit', writeFitActivity(triathlon(FIRST_S + days * DAY_S)));
  files.set('workouts/three-by-ten.fit', writeFitWorkout(inventWorkout()));
  files.set('broken/cut.fit', writeFitActivity([sessionOf(days + 1)]).subarray(0, 9000));
  files.set('broken/empty.fit', '');
  files.set('broken/page.gpx', '<!doctype html><html><body>Log in</body></html>');
  files.set('notes.txt', 'not training data');
  for (const [name, content] of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  await writeZip(join(folder, 'export_1.zip'), exportEntries(sessions, archived));
  return { path: folder, files: files.size + 1 };
}

/** Folders of recordings beside the repository that are imported too when they are there. */
export function otherPaths(): string[] {
  const shared = join(import.meta.dirname, '../../shared/data');
  return ['malformed', 'activities/workouts', 'activities/health'].map((name) => join(shared, name)).filter(existsSync);
}

function sessionOf(day: number): Recording {
  const sport = SPORTS[day % SPORTS.length]!;
  return inventRecording({ sport, start_s: FIRST_S + day * DAY_S, seconds: 900 + 60 * (day % 7), key: `day ${day}` });
}

/** The same ride by another device: clock 7 s off, no power, later start. */
function secondDevice(recording: Recording): Recording {
  const { samples } = recording;
  const { power_w: _power, left_balance_pct: _balance, ...rest } = samples.channels;
  const kept = Object.fromEntries(Object.entries(rest).map(([id, values]) => [id, values.slice(20)]));
  const time_s = samples.time_s.slice(20).map((t) => t + 7);
  return {
    ...recording,
    start_s: time_s[0]!,
    end_s: time_s.at(-1)!,
    device: { ...recording.device, serial: '815' },
    samples: { time_s, channels: kept, extra: [] },
    laps: [],
    pauses: [],
    beats: null,
  };
}

function triathlon(start_s: number): Recording[] {
  const legs: [SportId, number][] = [
    ['open_water_swim', 400],
    ['transition', 90],
    ['ride', 700],
    ['transition', 60],
    ['run', 500],
  ];
  let at = start_s;
  return legs.map(([sport, seconds], i) => {
    const leg = inventRecording({ sport, start_s: at, seconds, key: `leg ${i}` });
    at += seconds + 1;
    return leg;
  });
}

function exportEntries(sessions: readonly Recording[], archived: readonly (readonly [number, Uint8Array])[]) {
  const columns =
    'Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,Elapsed Time,Distance,Max Heart Rate,Relative Effort,Commute,Activity Private Note,Activity Gear,Filename,Athlete Weight,Bike Weight,Elapsed Time,Moving Time,Distance';
  const types: Partial<Record<SportId, string>> = {
    run: 'Run',
    pool_swim: 'Swim',
    hike: 'Hike',
    strength: 'Weight Training',
  };
  const row = (id: number, session: Recording, name: string, file: string) =>
    `${id},"${shownDate(session.start_s)}",${name},${types[session.sport] ?? 'Ride'},Said on the platform,${session.end_s - session.start_s},1.00,150,1,false,,Blue,${file},70,,${session.end_s - session.start_s}.0,800.0,1000.0`;
  const rows = archived.map(([day]) =>
    row(1000 + day, sessions[day]!, `Named ${day}`, `activities/${2000 + day}.fit.gz`),
  );
  // Typed in by hand: nothing was recorded.
  rows.push(
    row(
      1999,
      { ...sessions[0]!, start_s: sessions[0]!.start_s + 9 * 3600, end_s: sessions[0]!.end_s + 9 * 3600 },
      'Yoga',
      '',
    ),
  );
  // The file is among the loose ones.
  rows.push(row(1998, sessions[0]!, 'Only a row', ''));
  return [
    { name: 'activities.csv', bytes: Buffer.from(`${columns}\n${rows.join('\n')}\n`) },
    { name: 'profile.csv', bytes: Buffer.from('Athlete ID,First Name,Weight\n4711,Wanda,61.5\n') },
    { name: 'general_preferences.csv', bytes: Buffer.from('Weight,Functional Threshold Power\n61.5 kg,240 W\n') },
    { name: 'bikes.csv', bytes: Buffer.from('Bike Name,Bike Brand\nBlue,Fernweh\n') },
    ...archived.map(([day, bytes]) => ({ name: `activities/${2000 + day}.fit.gz`, bytes: gzipSync(bytes) })),
  ];
}

/** `Mar 14, 2026, 4:25:41 PM`, in UTC. */
function shownDate(unix_s: number): string {
  const date = new Date(unix_s * 1000);
  const options = { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'UTC' } as const;
  return new Intl.DateTimeFormat('en-US', options).format(date).replaceAll('\u202f', ' ');
}
