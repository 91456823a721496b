/** Cadence in text files comes under two names and two units; this decides which numbers are turns of one leg per minute. */

import type { Warning } from '../core/recording.ts';
import { familyOf, type SportId } from '../core/sport.ts';
import { countsSteps } from './sport-words.ts';

/**
 * A tenth of the time above this is more than one leg can turn in the sport, so the writer counts both feet: 220 steps a
 * minute running, 190 walking. Those who count both feet are above it in every brisk part.
 */
const ONE_LEG_MAX_RUN = 110;
const ONE_LEG_MAX_WALK = 95;

/**
 * The cadence channel of a recording. Runs and walks prefer `steps` (a foot pod), everything else `pedal`; each fills the
 * other's holes. Values that count both feet are halved, as the channel is defined per leg.
 */
export function recordedCadence(
  sport: SportId,
  pedal: Float64Array | null,
  steps: Float64Array | null,
  warnings: Warning[],
): Float64Array | null {
  const on_foot = countsSteps(sport);
  const first = on_foot ? oneLeg(sport, steps, warnings) : pedal;
  const second = on_foot ? oneLeg(sport, pedal, warnings) : steps;
  if (!first || !second) return first ?? second;
  return first.map((value, i) => (Number.isNaN(value) ? second[i]! : value));
}

function oneLeg(sport: SportId, values: Float64Array | null, warnings: Warning[]): Float64Array | null {
  if (!values) return null;
  const moving = values.filter((value) => value > 0).sort();
  const high = moving[Math.floor(moving.length * 0.9)];
  const max = familyOf(sport) === 'run' ? ONE_LEG_MAX_RUN : ONE_LEG_MAX_WALK;
  if (high === undefined || high <= max) return values;
  if (!warnings.some((warning) => warning.code === 'cadence_both_feet')) {
    warnings.push({
      code: 'cadence_both_feet',
      message: 'The file counts steps of both feet; cadence was halved to one leg, as running devices write it.',
    });
  }
  return values.map((value) => value / 2);
}
