/** Golden cases of signals: resampling, curves, bests, terrain, intervals, filters, motion. */

import type { ChannelId } from '../src/core/channel.ts';
import { buildGrid } from '../src/core/grid.ts';
import type { Family } from '../src/core/sport.ts';
import { bestTime, trackOfSteps } from '../src/metrics/best-time-over-distance.ts';
import { climbCategory, climbScore, findClimbs, vam, wattsPerKgFromVam } from '../src/metrics/climbs.ts';
import { elevation, elevationSendOnDelta } from '../src/metrics/elevation.ts';
import { gradeStream } from '../src/metrics/grade.ts';
import { findIntervals } from '../src/metrics/intervals.ts';
import { meanMaximal } from '../src/metrics/mean-maximal.ts';
import { maxValue, meanValue } from '../src/metrics/mean-value.ts';
import { movingMask } from '../src/metrics/moving-time.ts';
import { powerFromSpeed } from '../src/metrics/power-from-speed.ts';
import { dutyFactor, flightTime, stepLength, verticalRatio } from '../src/metrics/running-dynamics.ts';
import { travelled } from '../src/metrics/steps.ts';
import { cleanHeartRate } from '../src/repair/heart-rate-dropouts.ts';
import { findPowerSpikes, removeRuns } from '../src/repair/power-spikes.ts';
import type { CaseAdapter } from './golden.ts';
import { list, numberOf, pick, record, samples } from './golden-inputs.ts';
import { gridOf, NONE, number, numbers, plain, series } from './golden-series.ts';

const CHANNEL: Record<string, ChannelId> = {
  power: 'power_w',
  heart_rate: 'heart_rate_bpm',
  cadence: 'cadence_rpm',
  speed: 'speed_mps',
  distance: 'distance_m',
  altitude: 'altitude_m',
  temperature: 'temperature_c',
  calories: 'calories_kcal',
  accumulated_power: 'accumulated_power_w',
};

const resample: CaseAdapter = (inputs, options) => {
  const records = list(inputs, 'records').map(record);
  const names = [...new Set(records.flatMap((r) => Object.keys(r)))].filter((name) => name in CHANNEL);
  const time_s = samples(records.map((r) => r.t));
  const max_gap_s = numberOf(inputs, options, 'max_gap_s');
  const channels = Object.fromEntries(names.map((name) => [CHANNEL[name]!, samples(records.map((r) => r[name]))]));
  const grid = buildGrid({ time_s, channels, extra: [] }, max_gap_s === undefined ? {} : { max_gap_s });
  // The files write a series over elapsed time, breaks as null; the grid holds recorded cells only.
  const elapsed = (values: Float64Array): (number | null)[] => {
    const out = new Array<number | null>(grid.elapsed_s).fill(null);
    for (const s of grid.stretches)
      plain(values.subarray(s.index, s.index + s.length)).forEach((v, i) => {
        out[s.at_s + i] = v;
      });
    return out;
  };
  return {
    elapsed_s: grid.elapsed_s,
    recorded_s: grid.recorded_s,
    max_gap_s: grid.max_gap_s,
    breaks: grid.breaks.map((b) => [b.from_s, b.to_s]),
    grid: Object.fromEntries(names.map((name) => [name, elapsed(grid.channels[CHANNEL[name]!]!)])),
  };
};

const meanMax: CaseAdapter = (inputs) => {
  const parts = Array.isArray(inputs.segments)
    ? inputs.segments.map((part) => samples(part as unknown[]))
    : [series(inputs, 'power')];
  const { grid, values } = gridOf(parts, numberOf(inputs, NONE, 'break_s') ?? 0);
  const curve = meanMaximal(grid, values, 'zero', numbers(inputs, 'durations_s'));
  return { watts: plain(curve.value), starts_s: plain(curve.start_s) };
};

const bestOverDistance: CaseAdapter = (inputs) => {
  const { grid, values } = gridOf([series(inputs, 'speed_mps')]);
  const track = trackOfSteps(grid, values);
  return { seconds: numbers(inputs, 'distances_m').map((metres) => bestTime(track, metres)?.seconds ?? null) };
};

const elevationGain: CaseAdapter = (inputs, options) => {
  const altitude = series(inputs, 'altitude_m');
  const threshold = numberOf(inputs, options, 'threshold_m') ?? 3;
  const turning = elevation(altitude, threshold);
  const delta = elevationSendOnDelta(altitude, threshold);
  return {
    gain: turning?.gain_m ?? null,
    loss: turning?.loss_m ?? null,
    gain_send_on_delta: delta?.gain_m ?? null,
    loss_send_on_delta: delta?.loss_m ?? null,
  };
};

const climbDetection: CaseAdapter = (inputs) => {
  const speed = inputs.speed_kmh
    ? series(inputs, 'speed_kmh').map((v) => v / 3.6)
    : Array.isArray(inputs.speed_mps)
      ? series(inputs, 'speed_mps')
      : null;
  const distance = speed === null ? series(inputs, 'distance_m') : travelled(speed);
  const climbs = findClimbs(distance, series(inputs, 'altitude_m'));
  const first = climbs[0];
  return {
    count: climbs.length,
    length_m: first?.length_m ?? null,
    gain_m: first?.gain_m ?? null,
    grade_pct: first?.grade_pct ?? null,
    category: first?.category ?? null,
    climbs,
  };
};

const intervalDetection: CaseAdapter = (inputs) => {
  const onFoot = !Array.isArray(inputs.power);
  const values = onFoot ? series(inputs, 'gap_speed', 'speed_mps') : series(inputs, 'power');
  const difference = onFoot ? 0.1 * number(inputs, 'threshold_speed_mps') : 0.2 * number(inputs, 'ftp');
  const found = findIntervals(values, onFoot ? 0.05 : 5, difference);
  return {
    count: found.length,
    starts: found.map((s) => s.from),
    durations_s: found.map((s) => s.to - s.from),
    average_w: found.map((s) => meanValue(values.subarray(s.from, s.to))),
  };
};

const spikeFilter: CaseAdapter = (inputs, options) => {
  const power = series(inputs, 'power');
  const stretches = [{ at_s: 0, index: 0, length: power.length }];
  const limit = numberOf(inputs, options, 'power_spike_threshold', 'hard_limit_w');
  const runs = findPowerSpikes(power, stretches, limit);
  removeRuns(power, stretches, runs);
  return {
    runs: runs.map((run) => [run.from, run.to]),
    max_after: maxValue(power),
    mean_after: meanValue(power),
    clean: plain(power),
  };
};

export const SIGNAL_CASES: Record<string, CaseAdapter> = {
  resample_1hz: resample,
  mean_max_power: meanMax,
  mean_max_power_gap: meanMax,
  best_time_over_distance: bestOverDistance,
  elevation_gain: elevationGain,
  grade_stream: (inputs, options) => ({
    at: plain(
      gradeStream(
        series(inputs, 'distance_m'),
        series(inputs, 'altitude_m'),
        numberOf(inputs, options, 'window_m') ?? 50,
      ),
    ),
  }),
  climb_category: (inputs) => {
    const climbs = list(inputs, 'climbs').map(record);
    const score = climbs.map((climb) => climbScore(number(climb, 'gain_m')));
    return {
      score,
      grade_pct: climbs.map((climb) => (number(climb, 'gain_m') / number(climb, 'length_m')) * 100),
      category: score.map(climbCategory),
    };
  },
  climb_detection: climbDetection,
  vam: (inputs) => {
    const value = vam(number(inputs, 'gain_m'), number(inputs, 'duration_s'));
    return { vam: value, w_per_kg: wattsPerKgFromVam(value, number(inputs, 'grade_pct')) };
  },
  interval_detection: intervalDetection,
  power_spike_filter: spikeFilter,
  hr_dropout_filter: (inputs) => {
    const hr = series(inputs, 'heart_rate');
    return { clean: plain(cleanHeartRate(hr, [{ at_s: 0, index: 0, length: hr.length }]).values) };
  },
  running_dynamics: (inputs) => {
    const cadence = number(inputs, 'cadence_spm');
    const contact = number(inputs, 'ground_contact_ms');
    const step = stepLength(number(inputs, 'speed_mps'), cadence);
    return {
      step_length_m: step,
      vertical_ratio_pct: verticalRatio(number(inputs, 'vertical_oscillation_mm'), step),
      flight_time_ms: flightTime(cadence, contact),
      duty_factor: dutyFactor(cadence, contact),
    };
  },
  power_from_speed: (inputs, options) => {
    const efficiency = numberOf(inputs, options, 'eta', 'efficiency');
    const rho = numberOf(inputs, options, 'rho');
    return {
      power_w: powerFromSpeed(
        number(inputs, 'speed_mps'),
        number(inputs, 'grade'),
        {
          mass_kg: number(inputs, 'mass_kg'),
          cda_m2: number(inputs, 'cda'),
          crr: number(inputs, 'crr'),
          headwind_mps: numberOf(inputs, options, 'wind', 'headwind_mps') ?? 0,
          ...(rho === undefined ? {} : { rho }),
          ...(efficiency === undefined ? {} : { efficiency }),
        },
        numberOf(inputs, options, 'acceleration') ?? 0,
      ),
    };
  },
  moving_time: (inputs, options) => {
    const speed = series(inputs, 'speed_mps');
    const sport = pick(inputs, options, 'sport');
    const family: Family =
      sport === 'run' || sport === 'swim' ? sport : sport === 'walk' || sport === 'hike' ? 'walk' : 'ride';
    const mask = movingMask(speed, null, null, speed.length, family, false);
    return { moving_s: mask.reduce((sum, moved) => sum + moved, 0) };
  },
};
