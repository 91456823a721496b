/** W′ balance: what is left of the work above critical power, second by second, and the matches burnt. */

import { absent, type Known, known } from '../core/known.ts';
import type { ModelDefinition } from './model-definition.ts';
import { isPositive } from './positive.ts';

export const definition: ModelDefinition = {
  id: 'w_prime_balance',
  title: 'W′ balance',
  unit: 'J',
  definition:
    'One step per second of elapsed time from a full W′; breaks and missing power count as 0 W. P ≥ CP: W −= P − CP. ' +
    'P < CP, differential (default): W = W′ − (W′ − W)·e^(−(CP−P)/W′); bartram: the same with τ = 2287.2·(CP−P)^−0.688; ' +
    'euler: W += (CP−P)(1 − W/W′), for comparison. integral: W′ − Σ max(0, P−CP)·e^(−(t−u)/τ), τ = 546·e^(−0.01·D) + 316, ' +
    'D = CP − mean of all power below CP (CP if none). Negative values are kept; a minimum under −10 % of W′ warns ' +
    'model_violation: CP or W′ is set too low. A match is a fall and rise of work above CP: net expenditure of at least ' +
    '2 kJ, ended when 2 kJ have been given back.',
  source: 'Skiba et al. 2012, 2014, 2015; Froncioni & Clarke; Bartram et al. 2018',
  version: 1,
};

export type WPrimeModel = 'differential' | 'integral' | 'bartram' | 'euler';

/** Consecutive cells of the power array placed on the elapsed axis, as `Grid.stretches` has them. */
export interface PowerStretch {
  readonly at_s: number;
  readonly index: number;
  readonly length: number;
}

export interface WPrimeBalance {
  readonly model: WPrimeModel;
  /** Joules left at the end of each recorded second; the same length as the power array. */
  readonly balance_j: Float64Array;
  readonly min_j: number;
  /** Elapsed second of the minimum. */
  readonly min_at_s: number;
  /** W′ − minimum. */
  readonly max_depletion_j: number;
  readonly end_j: number;
  /** Seconds of elapsed time with less than a quarter of W′ left. */
  readonly below_quarter_s: number;
  /** Time constant of the integral model; null for the others, where it varies. */
  readonly tau_s: number | null;
  readonly matches: readonly Match[];
}

/** One effort above CP, elapsed seconds [start_s, end_s). */
export interface Match {
  readonly start_s: number;
  readonly end_s: number;
  /** Work above CP minus work below CP over the effort, at least 2000. */
  readonly net_j: number;
  readonly average_w: number;
}

export const MATCH_J = 2000;

/**
 * @param power_w one value per recorded second, NaN where missing.
 * @param stretches where those seconds lie on the elapsed axis; without it they follow each other.
 */
export function wPrimeBalance(
  power_w: ArrayLike<number>,
  cp_w: number,
  w_prime_j: number,
  model: WPrimeModel = 'differential',
  stretches: readonly PowerStretch[] = [{ at_s: 0, index: 0, length: power_w.length }],
): Known<WPrimeBalance> {
  if (!isPositive(cp_w) || !isPositive(w_prime_j)) return absent('cp_not_set');
  if (!hasValue(power_w)) return absent('no_power_recorded');

  const tau_s = model === 'integral' ? integralTau(power_w, cp_w, stretches) : null;
  const balance_j = new Float64Array(power_w.length);
  let balance = w_prime_j;
  let min_j = w_prime_j;
  let min_at_s = 0;
  let below_quarter_s = 0;
  let elapsed = 0;
  for (const { at_s, index, length } of stretches) {
    if (at_s > elapsed) {
      const gap_s = at_s - elapsed;
      const rate = recoveryRate(model, cp_w, w_prime_j, tau_s);
      below_quarter_s += secondsBelow(0.75 * w_prime_j, w_prime_j - balance, rate, gap_s);
      balance = w_prime_j - (w_prime_j - balance) * Math.exp(-rate * gap_s);
    }
    for (let i = index; i < index + length; i++) {
      const power = wattsAt(power_w, i);
      balance = step(model, balance, power, cp_w, w_prime_j, tau_s);
      balance_j[i] = balance;
      if (balance < 0.25 * w_prime_j) below_quarter_s++;
      if (balance < min_j) {
        min_j = balance;
        min_at_s = at_s + i - index;
      }
    }
    elapsed = at_s + length;
  }
  return known(
    {
      model,
      balance_j,
      min_j,
      min_at_s,
      max_depletion_j: w_prime_j - min_j,
      end_j: balance,
      below_quarter_s,
      tau_s,
      matches: findMatches(power_w, cp_w, stretches),
    },
    min_j < -0.1 * w_prime_j ? ['model_violation'] : [],
  );
}

/** Time constant of the integral model (s): 546·e^(−0.01·D) + 316, D = CP − mean power below CP, CP when there is none. */
export function integralTau(
  power_w: ArrayLike<number>,
  cp_w: number,
  stretches: readonly PowerStretch[] = [{ at_s: 0, index: 0, length: power_w.length }],
): number {
  let sum = 0;
  let seconds = 0;
  let elapsed = 0;
  for (const { at_s, index, length } of stretches) {
    seconds += Math.max(0, at_s - elapsed);
    for (let i = index; i < index + length; i++) {
      const power = wattsAt(power_w, i);
      if (power < cp_w) {
        sum += power;
        seconds++;
      }
    }
    elapsed = at_s + length;
  }
  return skiba2012Tau(seconds > 0 ? cp_w - sum / seconds : cp_w);
}

/** Ways to recover at a constant power below CP. */
export type RecoveryModel = 'skiba2012' | 'skiba2015' | 'bartram';

/**
 * Share (0–1) of the W′ spent that comes back in `recovery_s` at a constant power: 1 − e^(−t/τ) with
 * skiba2012 τ = 546·e^(−0.01·D) + 316, skiba2015 τ = W′/D, bartram τ = 2287.2·D^−0.688, D = CP − P.
 */
export function recoveredShare(
  model: RecoveryModel,
  recovery_power_w: number,
  recovery_s: number,
  cp_w: number,
  w_prime_j: number,
): Known<number> {
  if (!isPositive(cp_w) || !isPositive(w_prime_j)) return absent('cp_not_set');
  const below = cp_w - recovery_power_w;
  if (!Number.isFinite(below) || !(recovery_s >= 0)) return absent('insufficient_data');
  if (below <= 0) return known(0);
  const tau = model === 'skiba2012' ? skiba2012Tau(below) : model === 'bartram' ? bartramTau(below) : w_prime_j / below;
  return known(-Math.expm1(-recovery_s / tau));
}

/** A missing value counts as 0 W, as a break does. */
function wattsAt(power_w: ArrayLike<number>, i: number): number {
  const power = power_w[i]!;
  return Number.isNaN(power) ? 0 : Math.max(0, power);
}

function skiba2012Tau(below_cp_w: number): number {
  return 546 * Math.exp(-0.01 * below_cp_w) + 316;
}

function bartramTau(below_cp_w: number): number {
  return 2287.2 * below_cp_w ** -0.688;
}

function step(
  model: WPrimeModel,
  balance: number,
  power: number,
  cp_w: number,
  w_prime_j: number,
  tau_s: number | null,
): number {
  const below = cp_w - power;
  if (tau_s !== null) return w_prime_j - (w_prime_j - balance) * Math.exp(-1 / tau_s) + Math.min(0, below);
  if (below <= 0) return balance + below;
  if (model === 'euler') return balance + below * (1 - balance / w_prime_j);
  const rate = model === 'bartram' ? 1 / bartramTau(below) : below / w_prime_j;
  return w_prime_j - (w_prime_j - balance) * Math.exp(-rate);
}

/** Exponential rate (1/s) at 0 W, so that a break of any length is one step. */
function recoveryRate(model: WPrimeModel, cp_w: number, w_prime_j: number, tau_s: number | null): number {
  if (tau_s !== null) return 1 / tau_s;
  if (model === 'bartram') return 1 / bartramTau(cp_w);
  // Euler's step multiplies the deficit by 1 − CP/W′ each second.
  if (model === 'euler') return cp_w < w_prime_j ? -Math.log1p(-cp_w / w_prime_j) : Number.MAX_VALUE;
  return cp_w / w_prime_j;
}

/** Whole seconds of an exponential recovery during which the deficit stays above `limit`. */
function secondsBelow(limit: number, deficit: number, rate: number, length_s: number): number {
  if (deficit <= limit) return 0;
  return Math.min(length_s, Math.max(0, Math.ceil(Math.log(deficit / limit) / rate) - 1));
}

/** Turning points of the running sum of P − CP: each rise of at least 2 kJ between falls of at least 2 kJ. */
function findMatches(power_w: ArrayLike<number>, cp_w: number, stretches: readonly PowerStretch[]): Match[] {
  const matches: Match[] = [];
  let sum = 0;
  let valley = { at: 0, sum: 0 };
  let peak = { at: 0, sum: 0 };
  const close = () => {
    const net_j = peak.sum - valley.sum;
    const seconds = peak.at - valley.at;
    if (net_j >= MATCH_J) {
      matches.push({ start_s: valley.at, end_s: peak.at, net_j, average_w: cp_w + net_j / seconds });
    }
  };
  const move = (to_s: number) => {
    if (sum > peak.sum) peak = { at: to_s, sum };
    else if (sum <= valley.sum || peak.sum - sum >= MATCH_J) {
      close();
      valley = { at: to_s, sum };
      peak = valley;
    }
  };
  let elapsed = 0;
  for (const { at_s, index, length } of stretches) {
    if (at_s > elapsed) {
      sum -= cp_w * (at_s - elapsed);
      move(at_s);
    }
    for (let i = index; i < index + length; i++) {
      sum += wattsAt(power_w, i) - cp_w;
      move(at_s + i - index + 1);
    }
    elapsed = at_s + length;
  }
  close();
  return matches;
}

function hasValue(power_w: ArrayLike<number>): boolean {
  for (let i = 0; i < power_w.length; i++) if (!Number.isNaN(power_w[i]!)) return true;
  return false;
}
