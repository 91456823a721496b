/** Power against duration over the whole curve: the models, without fitting. Fitting is in power-duration-fit.ts. */

import type { ModelDefinition } from './model-definition.ts';

export const definition: ModelDefinition = {
  id: 'power_duration',
  title: 'Power–duration models',
  unit: 'W',
  definition:
    'morton_3p: P(t) = CP + W′/(t + W′/(Pmax − CP)). ward_smith: P(t) = (W′/t)(1 − e^(−t(Pmax−CP)/W′)) + CP. ' +
    'ompd: ward_smith minus A·ln(t/T) for t > T = 1800 s. peronnet_thibault: P(T) = S/T·(1 − e^(−T/20)) + BMR + ' +
    'B·(1 − 30/T·(1 − e^(−T/30))), S = A(1 + f·ln(T/420)) and B = MAP − BMR + E·ln(T/420) beyond 420 s, f = −0.233. ' +
    'Fitted by non-linear least squares on bests (morton_3p and ward_smith up to 20 min, ompd all), bounds CP > 50 W, ' +
    'W′ 2–60 kJ, Pmax > CP + 100 W. The envelope option drops, again and again, points more than 5 % below the curve.',
  source: 'Morton 1996; Ward-Smith 1985; Puchowicz, Baker & Clarke 2020; Péronnet & Thibault 1989',
  version: 1,
};

export type PowerDurationModel = 'morton_3p' | 'ward_smith' | 'ompd';

export interface PowerDurationParameters {
  readonly cp_w: number;
  readonly w_prime_j: number;
  readonly p_max_w: number;
  /** OmPD only: loss per natural log of time beyond `t_cp_max_s`. */
  readonly a_w?: number;
  /** OmPD only, default 1800 s. */
  readonly t_cp_max_s?: number;
}

export const OMPD_T_CP_MAX_S = 1800;

/** Power (W) for a duration (s > 0) under a model. At t → 0 all three approach Pmax. */
export function modelPower(model: PowerDurationModel, t_s: number, parameters: PowerDurationParameters): number {
  if (model === 'morton_3p') return morton3p(t_s, parameters);
  return model === 'ompd' ? ompd(t_s, parameters) : wardSmith(t_s, parameters);
}

/** Morton 1996. */
export function morton3p(t_s: number, p: PowerDurationParameters): number {
  return p.cp_w + p.w_prime_j / (t_s + mortonAlpha(p));
}

/** Seconds by which Morton's hyperbola is shifted so that P(0) = Pmax: W′/(Pmax − CP). GoldenCheetah's t₀. */
export function mortonAlpha(p: PowerDurationParameters): number {
  return p.w_prime_j / (p.p_max_w - p.cp_w);
}

/** OmPD without its log term. */
export function wardSmith(t_s: number, p: PowerDurationParameters): number {
  const exponent = (-t_s * (p.p_max_w - p.cp_w)) / p.w_prime_j;
  const reserve = t_s > 0 ? (-p.w_prime_j * Math.expm1(exponent)) / t_s : p.p_max_w - p.cp_w;
  return reserve + p.cp_w;
}

/** Puchowicz, Baker & Clarke 2020, "omni-domain" power–duration. */
export function ompd(t_s: number, p: PowerDurationParameters): number {
  const limit = p.t_cp_max_s ?? OMPD_T_CP_MAX_S;
  return wardSmith(t_s, p) - (t_s > limit ? (p.a_w ?? 0) * Math.log(t_s / limit) : 0);
}

/** Parameters of Péronnet & Thibault, all per kilogram or all absolute: power in W(/kg), capacity in J(/kg). */
export interface PeronnetThibault {
  /** Maximal aerobic power. */
  readonly map: number;
  /** Basal metabolic rate as power. */
  readonly bmr: number;
  /** Anaerobic capacity in joules. */
  readonly a: number;
  /** Endurance: change of sustained aerobic power per natural log of time, negative. */
  readonly e: number;
}

const T_MAP_S = 420;
const ANAEROBIC_DECLINE = -0.233;

/** Mean metabolic power over a race of T seconds (Péronnet & Thibault 1989), in the unit of the parameters. */
export function peronnetThibault(t_s: number, p: PeronnetThibault): number {
  const beyond = t_s > T_MAP_S ? Math.log(t_s / T_MAP_S) : 0;
  const anaerobic = p.a * (1 + ANAEROBIC_DECLINE * beyond);
  const aerobic = p.map - p.bmr + p.e * beyond;
  const share = (tau: number) => (-tau * Math.expm1(-t_s / tau)) / t_s;
  return (anaerobic * share(20)) / 20 + p.bmr + aerobic * (1 - share(30));
}
