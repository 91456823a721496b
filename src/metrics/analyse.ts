/** Everything that is computed for one activity, in one pass over its repaired grid. */

import type { Known } from '../core/known.ts';
import { computeMetric, createActivityInput } from './activity-input.ts';
import { bestEfforts } from './best-efforts.ts';
import { climbEfforts } from './climb-efforts.ts';
import { activityCurves, type NamedCurve } from './curves.ts';
import { type DurabilityRow, durability, durabilityThresholds } from './durability.ts';
import type { Effort } from './effort.ts';
import { METRICS } from './index.ts';
import { intervalEfforts } from './interval-efforts.ts';
import { type LapValues, lapValues } from './lap-values.ts';
import { type LoadCandidate, loadCandidates } from './load.ts';
import type { ActivityFacts, ActivityInput, LoadMethod } from './metric.ts';
import { type Quadrants, quadrantAnalysis } from './quadrants.ts';
import { type ZoneTime, zoneTimes } from './zone-times.ts';

export interface Analysis {
  /** By metric id, every metric of the registry. */
  readonly values: ReadonlyMap<string, Known<number>>;
  /** How `load` was computed; null when no method had what it needs. */
  readonly load_method: LoadMethod | null;
  readonly load_candidates: readonly LoadCandidate[];
  readonly zones: readonly ZoneTime[];
  readonly curves: readonly NamedCurve[];
  readonly efforts: readonly Effort[];
  readonly laps: readonly LapValues[];
  /** Computed when asked for, as is the next. */
  readonly durability: readonly DurabilityRow[];
  /** Rides with power, cadence and FTP; else null. */
  readonly quadrants: Quadrants | null;
}

export function analyseActivity(facts: ActivityFacts): Analysis {
  const values = new Map<string, Known<number>>();
  const input = createActivityInput(facts, values);
  for (const metric of METRICS) values.set(metric.id, computeMetric(metric, input));
  const candidates = loadCandidates(input);
  const curves = activityCurves(input);
  const power = input.channel('power_w').value;
  return {
    values,
    load_method: candidates.find((candidate) => candidate.load.value !== null)?.method ?? null,
    load_candidates: candidates,
    zones: zoneTimes(input),
    curves,
    efforts: [...intervalEfforts(input), ...climbEfforts(input), ...bestEfforts(input, curves)],
    laps: lapValues(input),
    get durability() {
      if (power === null || facts.family !== 'ride') return [];
      return durability(facts.grid, power, durabilityThresholds(input.threshold('weight_kg').value));
    },
    get quadrants() {
      return quadrants(input);
    },
  };
}

function quadrants(a: ActivityInput): Quadrants | null {
  const power = a.channel('power_w').value;
  const cadence = a.channel('cadence_rpm').value;
  const ftp = a.threshold('ftp_w').value;
  if (a.family !== 'ride' || power === null || cadence === null || ftp === null) return null;
  return quadrantAnalysis(power, cadence, ftp);
}
