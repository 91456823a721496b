/** Fits the power–duration models to an athlete's bests, with the envelope option for bests that were not maximal. */

import { absent, type Known, known } from '../core/known.ts';
import type { PowerEffort } from './critical-power.ts';
import { type LeastSquaresSolution, leastSquares } from './levenberg-marquardt.ts';
import {
  modelPower,
  OMPD_T_CP_MAX_S,
  type PowerDurationModel,
  type PowerDurationParameters,
} from './power-duration.ts';

export interface PowerDurationFit {
  readonly model: PowerDurationModel;
  readonly parameters: PowerDurationParameters;
  /** Standard errors in the order CP, W′, Pmax(, A); null when there are no degrees of freedom or they cannot be told apart. */
  readonly standard_errors: readonly (number | null)[];
  readonly rmse_w: number;
  /** Efforts the final curve rests on, and those the envelope dropped. */
  readonly efforts: readonly PowerEffort[];
  readonly dropped: readonly PowerEffort[];
}

export interface PowerDurationFitOptions {
  /** Drop points more than 5 % below the curve, again and again. Default false. */
  readonly envelope?: boolean;
  /** Longest duration used; default 1200 s for morton_3p and ward_smith, everything for ompd. */
  readonly longest_s?: number;
}

const SHORTFALL = 0.95;
const LOWEST_CP_W = 50;
const HIGHEST_W = 5000;
const W_PRIME_RANGE_J = [2000, 60_000] as const;
const P_MAX_ABOVE_CP_W = 100;

/** Efforts of a long curve at about `per_decade` log-spaced durations, so that its many long points do not outvote the sprint. */
export function logSpaced(efforts: readonly PowerEffort[], per_decade = 10): PowerEffort[] {
  const picked: PowerEffort[] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (const effort of [...efforts].sort((a, b) => a.duration_s - b.duration_s)) {
    const bin = Math.floor(Math.log10(effort.duration_s) * per_decade + 1e-9);
    if (bin > last) picked.push(effort);
    last = Math.max(last, bin);
  }
  return picked;
}

/**
 * Least squares in power. `insufficient_data` with fewer efforts than parameters. Warnings: `parameter_at_bound`,
 * `no_long_efforts` (ompd without efforts beyond 30 min: A is 0), `no_sprint` (nothing up to 30 s: Pmax is a guess).
 */
export function fitPowerDuration(
  efforts: readonly PowerEffort[],
  model: PowerDurationModel,
  options: PowerDurationFitOptions = {},
): Known<PowerDurationFit> {
  const longest_s = options.longest_s ?? (model === 'ompd' ? Number.POSITIVE_INFINITY : 1200);
  const valid = efforts
    .filter((e) => e.duration_s >= 1 && e.duration_s <= longest_s && e.power_w > 0 && e.power_w <= HIGHEST_W)
    .sort((a, b) => a.duration_s - b.duration_s);
  const with_decay = model === 'ompd' && valid.some((e) => e.duration_s > OMPD_T_CP_MAX_S);
  const parameter_count = with_decay ? 4 : 3;
  if (valid.length < parameter_count) return absent('insufficient_data');

  let kept: readonly PowerEffort[] = valid;
  let solution = fitOnce(kept, model, with_decay);
  // Each round drops at least one point, so this ends.
  while (options.envelope && solution) {
    const parameters = toParameters(solution.parameters, with_decay);
    const next = kept.filter((e) => e.power_w >= SHORTFALL * modelPower(model, e.duration_s, parameters));
    if (next.length === kept.length || next.length < parameter_count) break;
    kept = next;
    solution = fitOnce(kept, model, with_decay);
  }
  if (!solution) return absent('insufficient_data');

  const warnings: string[] = [];
  if (solution.at_bound.some(Boolean)) warnings.push('parameter_at_bound');
  if (model === 'ompd' && !with_decay) warnings.push('no_long_efforts');
  if (kept[0]!.duration_s > 30) warnings.push('no_sprint');
  return known(
    {
      model,
      parameters: toParameters(solution.parameters, with_decay),
      standard_errors: standardErrors(solution, kept.length - parameter_count),
      rmse_w: Math.sqrt(solution.sum_of_squares / kept.length),
      efforts: kept,
      dropped: valid.filter((e) => !kept.includes(e)),
    },
    warnings,
  );
}

/** The search runs over CP, W′, Pmax − CP and A, so that Pmax > CP + 100 is a plain bound. */
function toParameters(found: readonly number[], with_decay: boolean): PowerDurationParameters {
  const [cp_w, w_prime_j, above_cp_w, a_w] = found as [number, number, number, number | undefined];
  return { cp_w, w_prime_j, p_max_w: cp_w + above_cp_w, ...(with_decay ? { a_w: a_w ?? 0 } : {}) };
}

/** In the order CP, W′, Pmax(, A): the third parameter searched is Pmax − CP, so its variance joins CP's. */
function standardErrors(solution: LeastSquaresSolution, freedom: number): (number | null)[] {
  const inverse = solution.inverse_normal;
  return solution.parameters.map((_, i) => {
    if (!inverse || freedom < 1) return null;
    const own = inverse[i]![i]!;
    const unscaled = i === 2 ? own + inverse[0]![0]! + 2 * inverse[0]![2]! : own;
    return unscaled >= 0 ? Math.sqrt((solution.sum_of_squares / freedom) * unscaled) : null;
  });
}

function fitOnce(
  efforts: readonly PowerEffort[],
  model: PowerDurationModel,
  with_decay: boolean,
): LeastSquaresSolution | null {
  const residuals = (found: readonly number[]): number[] => {
    const parameters = toParameters(found, with_decay);
    return efforts.map((e) => modelPower(model, e.duration_s, parameters) - e.power_w);
  };
  const highest = Math.max(...efforts.map((e) => e.power_w));
  const lowest = Math.min(...efforts.map((e) => e.power_w));
  let best: LeastSquaresSolution | null = null;
  // Several starts, because the valley between W′ and Pmax is long and curved; the best end wins.
  for (const cp of [250, 0.9 * lowest, 0.6 * lowest]) {
    for (const w_prime of [18_000, 8000, 35_000]) {
      for (const p_max of [highest, 1.4 * highest]) {
        const found = leastSquares({
          start: [cp, w_prime, Math.max(p_max - cp, 150), ...(with_decay ? [20] : [])],
          lower: [LOWEST_CP_W, W_PRIME_RANGE_J[0], P_MAX_ABOVE_CP_W, ...(with_decay ? [0] : [])],
          upper: [HIGHEST_W, W_PRIME_RANGE_J[1], HIGHEST_W, ...(with_decay ? [1000] : [])],
          residuals,
        });
        if (found && (!best || found.sum_of_squares < best.sum_of_squares)) best = found;
      }
    }
  }
  return best;
}
