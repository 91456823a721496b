/** Every model's description in one list: docs/formulas.md and the metric resource are printed from it. */

import { definition as acwr } from './acwr.ts';
import { definition as critical_power } from './critical-power.ts';
import { definition as critical_speed } from './critical-speed.ts';
import { definition as eddington } from './eddington.ts';
import { definition as ftp_estimates } from './ftp-estimates.ts';
import { definition as hrv } from './hrv.ts';
import { definition as impulse_response } from './impulse-response.ts';
import { definition as lthr_estimates } from './lthr-estimates.ts';
import type { ModelDefinition } from './model-definition.ts';
import { definition as monotony } from './monotony.ts';
import { definition as power_duration } from './power-duration.ts';
import { definition as power_profile } from './power-profile.ts';
import { definition as readiness } from './readiness.ts';
import { definition as resting_heart_rate } from './resting-heart-rate.ts';
import { definition as riegel } from './riegel.ts';
import { definition as streaks } from './streaks.ts';
import { definition as training_load } from './training-load.ts';
import { definition as vdot } from './vdot.ts';
import { definition as vo2max } from './vo2max.ts';
import { definition as w_prime_balance } from './w-prime-balance.ts';
import { definition as workout_compliance } from './workout-compliance.ts';
import { definition as workout_estimate } from './workout-estimate.ts';

export const MODEL_DEFINITIONS: readonly ModelDefinition[] = [
  critical_power,
  power_duration,
  ftp_estimates,
  lthr_estimates,
  w_prime_balance,
  power_profile,
  vo2max,
  vdot,
  riegel,
  critical_speed,
  training_load,
  monotony,
  acwr,
  impulse_response,
  hrv,
  resting_heart_rate,
  readiness,
  workout_estimate,
  workout_compliance,
  eddington,
  streaks,
];
