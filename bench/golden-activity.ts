/** Golden cases of single activities: turns the inputs of a case into calls of the product's functions, nothing else. */

import type { Sex } from '../src/core/athlete.ts';
import type { Family } from '../src/core/sport.ts';
import { leftShare, leftShare100 } from '../src/formats/fit/left-share.ts';
import { decouplingPct } from '../src/metrics/decoupling.ts';
import { durability } from '../src/metrics/durability.ts';
import { runningPower } from '../src/metrics/govss.ts';
import {
  type GradeModel,
  gradeAdjustedSpeed,
  gradeFactor,
  runningCost,
  walkingCost,
} from '../src/metrics/grade-adjusted-pace.ts';
import { reservePct } from '../src/metrics/heart-rate-average.ts';
import { hrssFromTrimp, squaredLoad, zonePoints } from '../src/metrics/heart-rate-load.ts';
import { leftBalance } from '../src/metrics/left-right.ts';
import { maxValue, meanPositive, meanValue } from '../src/metrics/mean-value.ts';
import { type NormalizedPowerOptions, normalizedPower } from '../src/metrics/normalized-power.ts';
import { polarizationIndex, seilerSeconds } from '../src/metrics/polarization.ts';
import { workAboveKj, workKj } from '../src/metrics/power-average.ts';
import { quadrantAnalysis } from '../src/metrics/quadrants.ts';
import { normalizedGradedSpeed } from '../src/metrics/run-load.ts';
import { sessionRpe } from '../src/metrics/session-rpe.ts';
import { swolf, swolf25 } from '../src/metrics/swim-lengths.ts';
import { swimStress } from '../src/metrics/swim-load.ts';
import { intensityFactor, trainingStress } from '../src/metrics/training-stress.ts';
import {
  banisterTrimp,
  edwardsTrimp,
  type HeartRateSettings,
  luciaTrimp,
  trimpOfAverage,
  trimpPerMinute,
} from '../src/metrics/trimp.ts';
import { xPower } from '../src/metrics/x-power.ts';
import {
  cogganBounds,
  frielHeartRateBounds,
  frielPaceBounds,
  importedZoneSeconds,
  maxHeartRateBounds,
  zoneSeconds,
} from '../src/metrics/zones.ts';
import { cleanHeartRate } from '../src/repair/heart-rate-dropouts.ts';
import type { CaseAdapter } from './golden.ts';
import { type Inputs, list, numberOf, pick, record, samples } from './golden-inputs.ts';
import { gridOf, NONE, number, numbers, plain, series } from './golden-series.ts';
import { SIGNAL_CASES } from './golden-signals.ts';

const sexOf = (inputs: Inputs): Sex => (inputs.sex === 'female' || inputs.sex === 'f' ? 'female' : 'male');
const heartSettings = (inputs: Inputs): HeartRateSettings => ({
  resting_bpm: number(inputs, 'resting_hr'),
  max_bpm: number(inputs, 'max_hr'),
  sex: sexOf(inputs),
});

function powerSummary(power: Float64Array, inputs: Inputs, options: Inputs, np_options: NormalizedPowerOptions = {}) {
  const ftp = numberOf(inputs, options, 'ftp');
  const cp = numberOf(inputs, options, 'cp');
  const startup = pick(inputs, options, 'startup');
  const chosen =
    startup === 'zero_pad' || startup === 'zero-pad' ? 'zero_pad' : startup === 'expand' ? 'expand' : 'skip';
  const average = meanValue(power);
  const np = normalizedPower(power, { ...np_options, startup: chosen });
  const xpower = xPower(power);
  const seconds = power.length;
  const vi = np === null || average === 0 ? null : np / average;
  return {
    recorded_s: seconds,
    average_power: Number.isNaN(average) ? null : average,
    average_power_nonzero: plain([meanPositive(power)])[0],
    max_power: plain([maxValue(power)])[0],
    work_kj: workKj(power),
    work_above_cp_kj: cp === undefined ? null : workAboveKj(power, cp),
    np,
    np_zero_padded: normalizedPower(power, { ...np_options, startup: 'zero_pad' }),
    np_expanding: normalizedPower(power, { ...np_options, startup: 'expand' }),
    xpower,
    variability_index: vi,
    intensity_factor: np === null || ftp === undefined ? null : intensityFactor(np, ftp),
    tss: np === null || ftp === undefined ? null : trainingStress(seconds, np, ftp),
    relative_intensity: xpower === null || cp === undefined ? null : intensityFactor(xpower, cp),
    bike_score: xpower === null || cp === undefined ? null : trainingStress(seconds, xpower, cp),
  };
}

const powerSummaryWithBreak: CaseAdapter = (inputs, options) => {
  const parts = list(inputs, 'segments').map((part) => samples(part as unknown[]));
  const { grid, values } = gridOf(parts, number(inputs, 'break_s'));
  return {
    ...powerSummary(values, inputs, options, { stretches: grid.stretches }),
    np_segment_reset: normalizedPower(values, { stretches: grid.stretches, breaks: 'restart' }),
    np_wall_clock: normalizedPower(values, { stretches: grid.stretches, breaks: 'wall_clock' }),
  };
};

const hrLoad: CaseAdapter = (inputs, options) => {
  const raw = series(inputs, 'heart_rate');
  const hr = cleanHeartRate(raw, [{ at_s: 0, index: 0, length: raw.length }]).values;
  const settings = heartSettings(inputs);
  const lthr = number(inputs, 'lthr');
  const scale_to_duration = pick(inputs, options, 'scale_to_duration') === true;
  const trimp = banisterTrimp(hr, settings, { scale_to_duration });
  const average = meanValue(hr);
  return {
    average_hr: plain([average])[0],
    trimp_banister: trimp,
    trimp_banister_average_hr: trimpOfAverage(average, hr.length, settings),
    edwards_trimp: edwardsTrimp(hr, settings.max_bpm),
    hrss: hrssFromTrimp(trimp, lthr, settings),
    hr_tss_squared: squaredLoad(hr.length, average, lthr),
    hr_tss_zones: zonePoints(zoneSeconds(hr, frielHeartRateBounds('ride', lthr))),
  };
};

const gradeModel = (options: Inputs): GradeModel =>
  options.model === 'minetti' || options.model === 'minetti_walk' ? options.model : 'strava2017';

const runLoad: CaseAdapter = (inputs, options) => {
  const speed = series(inputs, 'speed_mps');
  const grade = series(inputs, 'gradient_pct');
  const threshold = number(inputs, 'threshold_speed_mps');
  const gap = gradeAdjustedSpeed(speed, grade, gradeModel(options));
  const average = meanValue(gap);
  const ngp = normalizedGradedSpeed(gap);
  return {
    average_speed: meanValue(speed),
    average_gap_speed: average,
    ngp_speed: ngp,
    ngp_speed_minetti: normalizedGradedSpeed(gradeAdjustedSpeed(speed, grade, 'minetti')),
    rtss: ngp === null ? null : trainingStress(speed.length, ngp, threshold),
    rtss_average_gap: trainingStress(speed.length, average, threshold),
    intensity_factor: ngp === null ? null : intensityFactor(ngp, threshold),
  };
};

const decoupling: CaseAdapter = (inputs) => {
  const output = series(inputs, 'power', 'gap_speed', 'speed_mps');
  const hr = series(inputs, 'heart_rate');
  const np = normalizedPower(output);
  return {
    decoupling_pct: decouplingPct(output, hr, 'average'),
    decoupling_np_pct: decouplingPct(output, hr, 'normalized'),
    efficiency_factor: np === null ? null : np / meanValue(hr),
    power_hr: meanValue(output) / meanValue(hr),
  };
};

const heartRateScheme = (inputs: Inputs, options: Inputs): number[] => {
  const scheme = pick(inputs, options, 'scheme');
  if (scheme === 'max_hr') return maxHeartRateBounds(number(inputs, 'max_hr'));
  const family: Family = scheme === 'friel_run' ? 'run' : 'ride';
  return frielHeartRateBounds(family, number(inputs, 'lthr'));
};

export const ACTIVITY_CASES: Record<string, CaseAdapter> = {
  power_summary: (inputs, options) => powerSummary(series(inputs, 'power'), inputs, options),
  power_summary_with_break: powerSummaryWithBreak,
  tss: (inputs) => {
    const [np, ftp] = [number(inputs, 'np'), number(inputs, 'ftp')];
    return { tss: trainingStress(number(inputs, 'duration_s'), np, ftp), intensity_factor: intensityFactor(np, ftp) };
  },
  hr_load: hrLoad,
  trimp_constant: (inputs) => ({
    trimp: (trimpPerMinute(number(inputs, 'heart_rate'), heartSettings(inputs)) * number(inputs, 'duration_s')) / 60,
  }),
  hrss_from_trimp: (inputs) => ({
    hrss: hrssFromTrimp(number(inputs, 'trimp'), number(inputs, 'lthr'), heartSettings(inputs)),
  }),
  hr_tss_zones: (inputs) => ({
    hr_tss: zonePoints(
      numbers(inputs, 'minutes_in_friel_zones').map((m) => m * 60),
      Array.isArray(inputs.points_per_hour) ? numbers(inputs, 'points_per_hour') : undefined,
    ),
  }),
  lucia_trimp: (inputs) => ({ trimp: luciaTrimp(numbers(inputs, 'seconds')) }),
  session_rpe: (inputs) => ({ session_rpe: sessionRpe(number(inputs, 'rpe'), number(inputs, 'duration_s')) }),
  minetti_cost: (inputs, options) => {
    const walk = options.gait === 'walk' || options.model === 'minetti_walk';
    const gradient = numbers(inputs, 'gradient');
    return {
      cost_j_per_kg_m: gradient.map(walk ? walkingCost : runningCost),
      factor: gradient.map((g) => gradeFactor(g * 100, walk ? 'minetti_walk' : 'minetti')),
    };
  },
  gap_factor_table: (inputs, options) => ({
    factor: numbers(inputs, 'gradient_pct').map((g) => gradeFactor(g, gradeModel(options))),
  }),
  run_load: runLoad,
  govss_running_power: (inputs) => ({
    power_w: runningPower(
      number(inputs, 'weight_kg'),
      number(inputs, 'height_m'),
      number(inputs, 'speed_mps'),
      number(inputs, 'gradient'),
    ),
  }),
  swim_tss: (inputs) => {
    const speed = number(inputs, 'distance_m') / number(inputs, 'moving_s');
    const factor = intensityFactor(speed, number(inputs, 'threshold_speed_mps'));
    return {
      normalized_swim_speed: speed,
      intensity_factor: factor,
      stss: swimStress(factor, number(inputs, 'elapsed_s')),
    };
  },
  swolf: (inputs) => {
    const lengths = list(inputs, 'lengths')
      .map(record)
      .map((length) => ({
        duration_s: number(length, 'duration_s'),
        strokes: numberOf(length, NONE, 'strokes') ?? null,
      }));
    const value = swolf(lengths);
    return { swolf: value, swolf_25m: value === null ? null : swolf25(value, number(inputs, 'pool_length_m')) };
  },
  aerobic_decoupling: decoupling,
  durability: (inputs) => {
    const { grid, values } = gridOf([series(inputs, 'power')]);
    return durability(grid, values, [number(inputs, 'after_kj')], [number(inputs, 'duration_s')])[0] ?? null;
  },
  quadrant_analysis: (inputs, options) => {
    const found = quadrantAnalysis(
      series(inputs, 'power'),
      series(inputs, 'cadence'),
      number(inputs, 'ftp'),
      numberOf(inputs, options, 'threshold_cadence'),
      (numberOf(inputs, options, 'crank_mm') ?? 172.5) / 1000,
    );
    return {
      aepf_threshold: found.threshold_force_n,
      cpv_threshold: found.threshold_speed_mps,
      seconds: found.seconds,
    };
  },
  left_right_balance: (inputs) => ({ left_pct: leftBalance(series(inputs, 'power'), series(inputs, 'left_pct')) }),
  left_right_fit_decode: (inputs) => ({
    left_pct: Array.isArray(inputs.left_right_balance)
      ? numbers(inputs, 'left_right_balance').map((raw) => orNull(leftShare(raw)))
      : [],
    left_pct_100: Array.isArray(inputs.left_right_balance_100)
      ? numbers(inputs, 'left_right_balance_100').map((raw) => orNull(leftShare100(raw)))
      : [],
  }),
  power_zones: (inputs) => ({ seconds: zoneSeconds(series(inputs, 'power'), cogganBounds(number(inputs, 'ftp'))) }),
  hr_zones: (inputs, options) => ({
    seconds: zoneSeconds(series(inputs, 'heart_rate'), heartRateScheme(inputs, options)),
  }),
  seiler_zones: (inputs) => ({
    seconds: seilerSeconds(
      series(inputs, 'heart_rate', 'power', 'values'),
      number(inputs, 'lt1'),
      number(inputs, 'lt2'),
    ),
  }),
  imported_zones: (inputs) => ({
    seconds: importedZoneSeconds(series(inputs, 'values'), numbers(inputs, 'upper_bounds')),
  }),
  hr_reserve: (inputs) => {
    const [resting, max] = [number(inputs, 'resting_hr'), number(inputs, 'max_hr')];
    const hr = numbers(inputs, 'heart_rate');
    return { pct_hrr: hr.map((v) => reservePct(v, resting, max)), pct_hrmax: hr.map((v) => reservePct(v, 0, max)) };
  },
  friel_pace_zones: (inputs) => ({ lower_speed_mps: frielPaceBounds(number(inputs, 'threshold_speed_mps')) }),
  polarization_index: (inputs) => ({ pi: list(inputs, 'zones').map((zones) => polarizationIndex(zones as number[])) }),
  ...SIGNAL_CASES,
};

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
