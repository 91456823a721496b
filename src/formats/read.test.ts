import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Document } from '../core/document.ts';
import { FormatError } from '../core/failure.ts';
import type { DeviceValues, Recording } from '../core/recording.ts';
import { readDocument } from './read.ts';

const SHARED = '../shared/data';

/** What a file comes to: the kind of document, or the code of the refusal. */
function outcome(bytes: Uint8Array, name: string): string {
  try {
    return readDocument(bytes, name).kind;
  } catch (error) {
    if (error instanceof FormatError) return error.code;
    throw error;
  }
}

describe('readDocument', () => {
  it.each([
    ['', 'a.fit', 'empty_file'],
    ['<!DOCTYPE html><html><title>504</title></html>', 'a.fit', 'web_page'],
    ['[Params]\nVersion=106\n', 'a.hrm', 'legacy_format'],
    ['PK\x03\x04', 'a.fit', 'packed_file'],
    ['{"name":"x"}', 'a.zwo', 'json'],
    ['a,b\n1,2\n', 'a.csv', 'table'],
    ['words', 'a.fit', 'unknown_format'],
    ['<gpx><trk><trkseg><trkpt lat="1" lon="2"/></trkseg></trk></gpx>', 'a.fit', 'course'],
  ])('%j named %s: %s', (content, name, expected) => {
    expect(outcome(Buffer.from(content, 'latin1'), name)).toBe(expected);
  });
});

interface LapTruth {
  readonly trackpoints: number;
  readonly [key: string]: number;
}
interface FileTruth {
  readonly activities?: number;
  readonly sports?: readonly string[];
  readonly trackpoints?: number;
  readonly laps?: readonly LapTruth[];
  readonly track_points?: number;
  readonly first_time?: string | null;
}

const LAP_VALUES: Readonly<Record<string, keyof DeviceValues>> = {
  total_time_s: 'timer_s',
  distance_m: 'distance_m',
  max_speed_mps: 'max_speed_mps',
  calories: 'calories_kcal',
  avg_hr: 'average_hr_bpm',
  max_hr: 'max_hr_bpm',
  avg_cadence: 'average_cadence_rpm',
  avg_speed_mps: 'average_speed_mps',
  avg_watts: 'average_power_w',
  max_watts: 'max_power_w',
};

const read = (path: string): Document => readDocument(readFileSync(`${SHARED}/${path}`), path);

function recordings(path: string): readonly Recording[] {
  const document = read(path);
  if (document.kind !== 'activity') throw new Error(`${path}: ${document.kind}`);
  return document.recordings;
}

describe.skipIf(!existsSync(SHARED))('real files', () => {
  const truth: Record<string, FileTruth> = existsSync(SHARED)
    ? JSON.parse(readFileSync(`${SHARED}/device-truth.json`, 'utf8')).xml_files
    : {};

  it.each(Object.keys(truth).filter((path) => (truth[path]?.activities ?? 0) > 0))('%s', (path) => {
    const expected = truth[path]!;
    const list = recordings(path);
    const laps = list.flatMap((r) => r.laps);
    expect(list.map((r) => r.sport_as_written)).toEqual(expected.sports);
    expect(list.reduce((sum, r) => sum + r.samples.time_s.length, 0)).toBe(expected.trackpoints);
    expect(laps).toHaveLength(expected.laps!.length);
    expected.laps!.forEach((lap, i) => {
      for (const [key, id] of Object.entries(LAP_VALUES)) expect(laps[i]!.values[id], `${i} ${key}`).toBe(lap[key]);
    });
  });

  it.each(Object.keys(truth).filter((path) => /\/gpx\//.test(path) && truth[path]?.first_time))('%s', (path) => {
    const [r, ...others] = recordings(path);
    expect(others).toEqual([]);
    // Two of the six points of this file are pause marks.
    const marks = path.includes('opentracks-pause') ? 2 : 0;
    expect(r!.samples.time_s).toHaveLength(truth[path]!.track_points! - marks);
    expect(r!.start_s).toBe(Date.parse(truth[path]!.first_time!) / 1000);
  });

  it.each([
    ['fit/garmin-edge1000-family-ride.fit', 'gpx/garmin-edge1000-family-ride-strava.gpx'],
    ['fit/garmin-edge1000-family-ride.fit', 'gpx/garmin-edge1000-family-ride-garmin.gpx'],
    ['fit/unknown-vendor-family-ride.fit', 'tcx/unknown-vendor-family-ride.tcx'],
    ['fit/garmin-edge1000-smart-family-ride.fit', 'gpx/garmin-edge1000-smart-family-ride.gpx'],
    ['fit/garmin-edge1000-smart-family-ride.fit', 'tcx/garmin-edge1000-smart-family-ride.tcx'],
  ])('%s and %s are the same ride', (fit, xml) => {
    const [a] = recordings(`activities/${fit}`);
    const [b] = recordings(`activities/${xml}`);
    expect([...b!.samples.time_s]).toEqual([...a!.samples.time_s]);
    for (const [id, values] of Object.entries(b!.samples.channels)) {
      const original = a!.samples.channels[id as 'power_w'];
      // Text exports round: positions to 1e-6 degrees, distances to centimetres.
      const tolerance = id === 'distance_m' ? 0.01 : id.endsWith('_deg') ? 1e-6 : 1e-3;
      values.forEach((value, i) => {
        if (!(Math.abs(value - original![i]!) <= tolerance || (Number.isNaN(value) && Number.isNaN(original![i]!)))) {
          throw new Error(`${id} at ${i}: ${value} instead of ${original![i]}`);
        }
      });
    }
  });

  it('every planned, legacy and damaged text file comes to what it should', () => {
    const seen: Record<string, string> = {};
    for (const folder of ['activities/courses', 'activities/workouts', 'activities/legacy', 'malformed']) {
      for (const name of readdirSync(`${SHARED}/${folder}`)) {
        if (!name.endsWith('.fit')) seen[name] = outcome(readFileSync(`${SHARED}/${folder}/${name}`), name);
      }
    }
    expect(seen).toEqual({
      'garmin-training-center-course.tcx': 'course',
      'gpx10-route.gpx': 'course',
      'ridewithgps-course.gpx': 'course',
      '20x15s-150-.erg': 'workout',
      'hourofpowerv1.erg': 'workout',
      'l345pyramid.erg': 'workout',
      'mrc-with-text-cues.mrc': 'workout',
      'ramptest.erg': 'workout',
      'tcx-simple-workout.tcx': 'workout',
      'zwift-ftp-test.zwo': 'workout',
      'zwo-easy-intervals.zwo': 'workout',
      'zwo-hiit-neuromuscular.zwo': 'workout',
      'zwo-tabata-sweet-spot.zwo': 'workout',
      'polar-hrm-power.hrm': 'legacy_format',
      'trainingpeaks-pwx-power.pwx': 'activity',
      'bad-values.gpx': 'activity',
      'billion-laughs.gpx': 'xml_doctype',
      'deep-nesting.tcx': 'xml_too_deep',
      'empty.gpx': 'empty_file',
      'empty.tcx': 'empty_file',
      'is-a-fit.gpx': 'activity',
      'truncated-mid-element.gpx': 'activity',
      'utf16-with-bom.gpx': 'course',
      'workout-not-xml.zwo': 'json',
      'xxe-file.tcx': 'xml_doctype',
    });
    expect(outcome(readFileSync(`${SHARED}/malformed/is-a-tcx.fit`), 'is-a-tcx.fit')).toBe('activity');
    expect(outcome(readFileSync(`${SHARED}/malformed/real-zip-named.fit`), 'real-zip-named.fit')).toBe('packed_file');
  });
});
