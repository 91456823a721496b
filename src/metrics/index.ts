/** Every metric of an activity, in the order they are computed: a metric may read those before it. Add yours as one line. */

import { CALORIES_KCAL } from './calories.ts';
import { CHANNEL_AVERAGES } from './channel-averages.ts';
import { DECOUPLING_NP_PCT, DECOUPLING_PCT, DECOUPLING_PCT_PER_H } from './decoupling.ts';
import { AVERAGE_SPEED_MPS, DISTANCE_M, MAX_SPEED_MPS } from './distance.ts';
import { ELAPSED_S, RECORDED_S } from './durations.ts';
import { EFFICIENCY_FACTOR, POWER_HR, RUN_EFFICIENCY_FACTOR } from './efficiency.ts';
import { ASCENT_M, DESCENT_M, MAX_ALTITUDE_M, MIN_ALTITUDE_M } from './elevation.ts';
import { GOVSS, LNP_W, XPACE_MPS } from './govss.ts';
import { AVERAGE_GAP_MPS } from './grade-adjusted-pace.ts';
import {
  AVERAGE_HR_BPM,
  AVERAGE_HR_MAX_PCT,
  AVERAGE_HR_RESERVE_PCT,
  HIGHEST_HR_BPM,
  LOWEST_HR_BPM,
} from './heart-rate-average.ts';
import { HR_TSS_SQUARED, HR_TSS_ZONES, HRSS } from './heart-rate-load.ts';
import { LEFT_BALANCE_PCT, PEDALLING } from './left-right.ts';
import { LOAD } from './load.ts';
import type { Metric } from './metric.ts';
import { COASTING_S, MOVING_S } from './moving-time.ts';
import { NP_W, NP_WPKG, VARIABILITY_INDEX } from './normalized-power.ts';
import { POLARIZATION_INDEX } from './polarization.ts';
import {
  AVERAGE_POWER_NONZERO_W,
  AVERAGE_POWER_W,
  AVERAGE_POWER_WPKG,
  MAX_POWER_W,
  WORK_ABOVE_CP_KJ,
  WORK_KJ,
} from './power-average.ts';
import { NGP_MPS, RTSS, RTSS_AVERAGE_GAP, RUN_INTENSITY_FACTOR } from './run-load.ts';
import { RUNNING_DYNAMICS } from './running-dynamics.ts';
import { SESSION_RPE } from './session-rpe.ts';
import { DISTANCE_PER_STROKE_M, POOL_LENGTHS, STROKE_RATE_SPM, SWOLF, SWOLF_25M } from './swim-lengths.ts';
import { STSS, SWIM_INTENSITY_FACTOR, SWIM_SPEED_MPS } from './swim-load.ts';
import { INTENSITY_FACTOR, TSS } from './training-stress.ts';
import { TRIMP_BANISTER, TRIMP_EDWARDS, TRIMP_LUCIA } from './trimp.ts';
import { W_PRIME_USE } from './w-prime-use.ts';
import { BIKE_SCORE, RELATIVE_INTENSITY, XPOWER_W } from './x-power.ts';

export const METRICS: readonly Metric[] = [
  ELAPSED_S,
  RECORDED_S,
  MOVING_S,
  COASTING_S,
  DISTANCE_M,
  AVERAGE_SPEED_MPS,
  MAX_SPEED_MPS,
  ASCENT_M,
  DESCENT_M,
  MAX_ALTITUDE_M,
  MIN_ALTITUDE_M,
  AVERAGE_POWER_W,
  AVERAGE_POWER_NONZERO_W,
  AVERAGE_POWER_WPKG,
  MAX_POWER_W,
  WORK_KJ,
  WORK_ABOVE_CP_KJ,
  NP_W,
  NP_WPKG,
  VARIABILITY_INDEX,
  INTENSITY_FACTOR,
  TSS,
  XPOWER_W,
  RELATIVE_INTENSITY,
  BIKE_SCORE,
  ...W_PRIME_USE,
  AVERAGE_HR_BPM,
  HIGHEST_HR_BPM,
  LOWEST_HR_BPM,
  AVERAGE_HR_MAX_PCT,
  AVERAGE_HR_RESERVE_PCT,
  TRIMP_BANISTER,
  TRIMP_EDWARDS,
  TRIMP_LUCIA,
  HRSS,
  HR_TSS_ZONES,
  HR_TSS_SQUARED,
  SESSION_RPE,
  AVERAGE_GAP_MPS,
  NGP_MPS,
  RUN_INTENSITY_FACTOR,
  RTSS,
  RTSS_AVERAGE_GAP,
  LNP_W,
  XPACE_MPS,
  GOVSS,
  POOL_LENGTHS,
  SWIM_SPEED_MPS,
  SWIM_INTENSITY_FACTOR,
  STSS,
  SWOLF,
  SWOLF_25M,
  STROKE_RATE_SPM,
  DISTANCE_PER_STROKE_M,
  EFFICIENCY_FACTOR,
  RUN_EFFICIENCY_FACTOR,
  POWER_HR,
  DECOUPLING_PCT,
  DECOUPLING_NP_PCT,
  DECOUPLING_PCT_PER_H,
  POLARIZATION_INDEX,
  LEFT_BALANCE_PCT,
  ...PEDALLING,
  ...CHANNEL_AVERAGES,
  ...RUNNING_DYNAMICS,
  CALORIES_KCAL,
  LOAD,
];
