/** Builds what metrics read from the facts of one activity: channels under the coverage rule, derived series, thresholds. */

import type { ChannelId } from '../core/channel.ts';
import { absent, type Known, known, type Reason } from '../core/known.ts';
import type { Family } from '../core/sport.ts';
import type { ThresholdKind } from '../core/thresholds.ts';
import { gradeStream } from './grade.ts';
import { type GradeModel, gradeAdjustedSpeed } from './grade-adjusted-pace.ts';
import { validCount } from './mean-value.ts';
import type { ActivityFacts, ActivityInput, Metric, Series } from './metric.ts';
import { movingMask } from './moving-time.ts';
import { stepsOfLengths, stepsPerCell, travelled } from './steps.ts';

/** Below this share of valid seconds nothing is computed, below the second it carries a warning. */
const MIN_COVERAGE = 0.5;
const FULL_COVERAGE = 0.9;

const CHANNEL_REASON: Partial<Record<ChannelId, Reason>> = {
  power_w: 'no_power_recorded',
  heart_rate_bpm: 'no_heart_rate_recorded',
  cadence_rpm: 'no_cadence_recorded',
  speed_mps: 'no_speed_recorded',
  distance_m: 'no_speed_recorded',
  altitude_m: 'no_altitude_recorded',
  temperature_c: 'no_temperature_recorded',
  left_balance_pct: 'no_balance_recorded',
  vertical_oscillation_mm: 'no_running_dynamics_recorded',
  stance_time_ms: 'no_running_dynamics_recorded',
  stance_time_balance_pct: 'no_running_dynamics_recorded',
};

function thresholdReason(kind: ThresholdKind, family: Family): Reason {
  if (kind === 'threshold_speed_mps') return family === 'swim' ? 'swim_pace_not_set' : 'threshold_pace_not_set';
  const reasons: Record<Exclude<ThresholdKind, 'threshold_speed_mps'>, Reason> = {
    ftp_w: 'ftp_not_set',
    cp_w: 'cp_not_set',
    w_prime_j: 'cp_not_set',
    p_max_w: 'cp_not_set',
    lthr_bpm: 'lthr_not_set',
    max_hr_bpm: 'max_hr_not_set',
    resting_hr_bpm: 'resting_hr_not_set',
    weight_kg: 'weight_not_set',
  };
  return reasons[kind];
}

/** A series under the coverage rule of channels. */
function covered(values: Float64Array | undefined, reason: Reason): Known<Float64Array> {
  if (values === undefined || values.length === 0) return absent(reason);
  const valid = validCount(values);
  if (valid === 0) return absent(reason);
  const coverage = valid / values.length;
  if (coverage < MIN_COVERAGE) return absent('insufficient_coverage');
  return known(values, coverage < FULL_COVERAGE ? ['low_coverage'] : []);
}

/** Input for the metrics of one activity. `values` is filled by the caller as metrics are computed, in registry order. */
export function createActivityInput(facts: ActivityFacts, values: ReadonlyMap<string, Known<number>>): ActivityInput {
  const { grid, family } = facts;
  const channels = new Map<ChannelId, Known<Float64Array>>();
  const channel = (id: ChannelId): Known<Float64Array> => {
    let found = channels.get(id);
    if (!found) {
      found = covered(grid.channels[id], CHANNEL_REASON[id] ?? 'insufficient_data');
      channels.set(id, found);
    }
    return found;
  };

  const pool = family === 'swim' ? (facts.device_values.pool_length_m ?? 0) : 0;
  const inPool = pool > 0 && facts.lengths.some((length) => length.active);
  const step = inPool ? stepsOfLengths(grid, facts.lengths, pool) : stepsPerCell(grid);
  const series: { [K in keyof Series]: () => Known<Float64Array> } = {
    step_m: () => (step === null ? absent('no_speed_recorded') : known(step)),
    travelled_m: () => (step === null ? absent('no_speed_recorded') : known(travelled(step))),
    speed_mps: () => {
      const speed = channel('speed_mps');
      return (speed.value === null || inPool) && step !== null ? known(step) : speed;
    },
    grade_pct: () => {
      const distance = read('travelled_m');
      const altitude = channel('altitude_m');
      if (distance.value === null) return distance;
      if (altitude.value === null) return altitude;
      return known(gradeStream(distance.value, altitude.value));
    },
    gap_mps: () => {
      const speed = read('speed_mps');
      const grade = read('grade_pct');
      if (speed.value === null) return speed;
      if (grade.value === null || facts.indoor) return known(speed.value, ['no_altitude']);
      const model: GradeModel = family === 'walk' ? 'minetti_walk' : 'strava2017';
      return known(gradeAdjustedSpeed(speed.value, grade.value, model));
    },
  };
  const memo = new Map<keyof Series, Known<Float64Array>>();
  const read = (name: keyof Series): Known<Float64Array> => {
    let found = memo.get(name);
    if (!found) {
      found = series[name]();
      memo.set(name, found);
    }
    return found;
  };

  let moving: Uint8Array | undefined;
  return {
    ...facts,
    get moving() {
      moving ??= movingMask(
        read('speed_mps').value,
        channel('power_w').value,
        channel('cadence_rpm').value,
        grid.recorded_s,
        family,
        facts.indoor,
      );
      return moving;
    },
    channel,
    series: read,
    threshold(kind) {
      const found = facts.thresholds[kind];
      return found ? known(found.value) : absent(thresholdReason(kind, family));
    },
    metric(id) {
      const value = values.get(id);
      if (!value) throw new Error(`The metric ${id} is read before it is computed: move it up in the registry.`);
      return value;
    },
  };
}

/** Computes one metric, or says that it is not defined for the sport. */
export function computeMetric(metric: Metric, input: ActivityInput): Known<number> {
  const defined = metric.families === 'all' || metric.families.includes(input.family);
  return defined ? metric.compute(input) : absent('not_for_this_sport');
}
