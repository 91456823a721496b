/** Readiness: one reading from the components that are present, always listed with them. Ours, and not validated. */

import { absent, type Known, known } from '../core/known.ts';
import type { ModelDefinition } from './model-definition.ts';

export const definition: ModelDefinition = {
  id: 'readiness',
  title: 'Readiness',
  unit: '',
  definition:
    'score = 50 + 15 × mean of the components present, each clipped to ±2; at least two are needed. hrv = (week mean of ' +
    'ln rMSSD − baseline)/SD; resting_hr = −z of the 7-day resting heart rate; sleep = z of last night against 60 days; ' +
    'form = 2 × end-of-day form/CTL (absent under CTL 1); subjective = mean of soreness, fatigue, stress and mood scaled to ' +
    '−2 (worst) … 2 (best). Our own arrangement, not validated; it never changes a load.',
  source: 'own; components after Plews 2013 and Buchheit 2014',
  version: 1,
};

export const READINESS_COMPONENTS = ['hrv', 'resting_hr', 'sleep', 'form', 'subjective'] as const;

export type ReadinessComponent = (typeof READINESS_COMPONENTS)[number];

/** What each component rests on; null where there is nothing. */
export interface ReadinessInputs {
  /** z of the rolling week of ln rMSSD. */
  readonly hrv_z?: number | null;
  /** z of the 7-day resting heart rate; higher is worse. */
  readonly resting_hr_z?: number | null;
  readonly sleep_z?: number | null;
  readonly form_end_of_day?: number | null;
  readonly ctl?: number | null;
  /** Each already on −2 (worst) … 2 (best). */
  readonly subjective?: readonly number[];
}

export interface Readiness {
  /** 20 to 80. */
  readonly score: number;
  /** The clipped components that went in. */
  readonly components: Partial<Record<ReadinessComponent, number>>;
}

export function readiness(inputs: ReadinessInputs): Known<Readiness> {
  const { hrv_z, resting_hr_z, sleep_z, form_end_of_day, ctl } = inputs;
  const felt = (inputs.subjective ?? []).filter(Number.isFinite);
  const raw: Record<ReadinessComponent, number | null> = {
    hrv: hrv_z ?? null,
    resting_hr: typeof resting_hr_z === 'number' ? -resting_hr_z : null,
    sleep: sleep_z ?? null,
    form:
      typeof form_end_of_day === 'number' && typeof ctl === 'number' && ctl >= 1 ? (2 * form_end_of_day) / ctl : null,
    subjective: felt.length > 0 ? felt.reduce((sum, v) => sum + v, 0) / felt.length : null,
  };
  const components: Partial<Record<ReadinessComponent, number>> = {};
  for (const id of READINESS_COMPONENTS) {
    const value = raw[id];
    if (value !== null && Number.isFinite(value)) components[id] = Math.min(2, Math.max(-2, value)) + 0;
  }
  const present = Object.values(components);
  if (present.length < 2) return absent('insufficient_data');
  return known({ score: 50 + (15 * present.reduce((sum, v) => sum + v, 0)) / present.length, components });
}

/** A rating on any scale, such as 1–4 or 10–0, to −2 (worst) … 2 (best). Null for a scale of no width. */
export function subjectiveScale(rating: number, worst: number, best: number): number | null {
  const scaled = (4 * (rating - worst)) / (best - worst) - 2;
  return Number.isFinite(scaled) ? Math.min(2, Math.max(-2, scaled)) : null;
}
