/** Riegel's power law between race distance and time, with the athlete's own exponent when two races give one. */

import { absent, type Known, known } from '../core/known.ts';
import type { ModelDefinition } from './model-definition.ts';

export const definition: ModelDefinition = {
  id: 'riegel',
  title: 'Race time after Riegel',
  unit: 's',
  definition:
    'T₂ = T₁(D₂/D₁)^1.06. Own exponent from two races: k = ln(T₂/T₁)/ln(D₂/D₁). Valid when both times lie within ' +
    '3.5–230 min (warning outside_3_5_to_230_min).',
  source: 'Riegel 1981',
  version: 1,
};

export const RIEGEL_EXPONENT = 1.06;

export interface Race {
  readonly distance_m: number;
  readonly duration_s: number;
}

/** Seconds predicted for `distance_m` from a race. */
export function riegelTime(race: Race, distance_m: number, exponent = RIEGEL_EXPONENT): Known<number> {
  const seconds = race.duration_s * (distance_m / race.distance_m) ** exponent;
  if (!isRace(race) || !(distance_m > 0) || !(seconds > 0) || !Number.isFinite(seconds)) {
    return absent('insufficient_data');
  }
  const outside = [race.duration_s, seconds].some((t) => t < 210 || t > 13_800);
  return known(seconds, outside ? ['outside_3_5_to_230_min'] : []);
}

/**
 * The athlete's own exponent from two races over different distances. `insufficient_data` when the longer one was not
 * run at a lower speed, because such a pair says nothing about fatigue.
 */
export function riegelExponent(a: Race, b: Race): Known<number> {
  if (!isRace(a) || !isRace(b) || a.distance_m === b.distance_m) return absent('insufficient_data');
  const exponent = Math.log(b.duration_s / a.duration_s) / Math.log(b.distance_m / a.distance_m);
  return exponent >= 1 && Number.isFinite(exponent) ? known(exponent) : absent('insufficient_data');
}

function isRace(race: Race): boolean {
  return race.distance_m > 0 && race.duration_s > 0 && Number.isFinite(race.distance_m + race.duration_s);
}
