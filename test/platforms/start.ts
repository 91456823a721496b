/** Starts a fake platform by its name. */

import type { PlatformName } from './athlete.ts';
import type { FakeOptions, FakePlatform } from './fake.ts';
import { startIgpsport } from './igpsport.ts';
import { startIntervals } from './intervals.ts';
import { startStrava } from './strava.ts';
import { startTrainingPeaks } from './trainingpeaks.ts';

const STARTS: Readonly<Record<PlatformName, (options: FakeOptions) => Promise<FakePlatform>>> = {
  intervals: startIntervals,
  igpsport: startIgpsport,
  // Enough for a test that fetches the same history again and again; the limits have a test of their own.
  strava: (options) => startStrava({ ...options, limits: { overall: [20_000, 200_000], read: [10_000, 100_000] } }),
  trainingpeaks: startTrainingPeaks,
};

export function startPlatform(name: PlatformName, options: FakeOptions): Promise<FakePlatform> {
  return STARTS[name](options);
}
