/** Thresholds, weight and the like: every value is valid from a date, and has an origin. */

import type { Family } from './sport.ts';
import { addDays } from './time.ts';

export interface ThresholdDefinition {
  readonly title: string;
  readonly unit: string;
  readonly min: number;
  readonly max: number;
  /** Families the value is kept for separately; empty when it belongs to the person. */
  readonly families: readonly Family[];
}

export const THRESHOLDS = {
  ftp_w: { title: 'FTP', unit: 'W', min: 40, max: 700, families: ['ride', 'run', 'row'] },
  cp_w: { title: 'critical power', unit: 'W', min: 40, max: 700, families: ['ride', 'run', 'row'] },
  w_prime_j: { title: 'W′', unit: 'J', min: 1000, max: 80_000, families: ['ride', 'run', 'row'] },
  p_max_w: { title: 'maximal power', unit: 'W', min: 100, max: 3000, families: ['ride', 'run', 'row'] },
  lthr_bpm: { title: 'threshold heart rate', unit: 'bpm', min: 80, max: 220, families: ['ride', 'run', 'swim', 'row'] },
  max_hr_bpm: {
    title: 'maximum heart rate',
    unit: 'bpm',
    min: 100,
    max: 240,
    families: ['ride', 'run', 'swim', 'row'],
  },
  resting_hr_bpm: { title: 'resting heart rate', unit: 'bpm', min: 25, max: 120, families: [] },
  threshold_speed_mps: { title: 'threshold pace', unit: 'm/s', min: 0.3, max: 8, families: ['run', 'swim', 'walk'] },
  weight_kg: { title: 'weight', unit: 'kg', min: 20, max: 300, families: [] },
} as const satisfies Record<string, ThresholdDefinition>;

export type ThresholdKind = keyof typeof THRESHOLDS;

export const THRESHOLD_KINDS = Object.keys(THRESHOLDS) as ThresholdKind[];

/** Where a value came from. A value the athlete set wins over one a file carried, whatever the dates. */
export type ThresholdOrigin = 'athlete' | 'platform' | 'file';

export interface Threshold {
  readonly kind: ThresholdKind;
  /** null: for every family. A family's own value wins over it. */
  readonly family: Family | null;
  readonly value: number;
  /** Local date (YYYY-MM-DD) from which it holds. */
  readonly valid_from: string;
  readonly origin: ThresholdOrigin;
}

/** The values in force for one family on one date. */
export type ThresholdsInForce = Partial<Record<ThresholdKind, Threshold>>;

/** A device repeats its settings in every file; one that has not been seen for half a year says nothing any more. */
export const FILE_VALUE_HOLDS_DAYS = 182;

const ORIGIN_RANK: Record<ThresholdOrigin, number> = { athlete: 2, platform: 1, file: 0 };

/**
 * Picks what holds for `family` on `local_date`: by origin (athlete, platform, file), then own family before general, then
 * the latest `valid_from` that is not after the date. A value from a file holds for half a year. There is no default
 * and no looking ahead.
 */
export function thresholdsInForce(all: readonly Threshold[], family: Family, local_date: string): ThresholdsInForce {
  const found: ThresholdsInForce = {};
  const oldest_from_file = addDays(local_date, -FILE_VALUE_HOLDS_DAYS);
  for (const t of all) {
    if (t.valid_from > local_date || (t.family !== null && t.family !== family)) continue;
    if (t.origin === 'file' && t.valid_from < oldest_from_file) continue;
    const best = found[t.kind];
    if (!best || beats(t, best)) found[t.kind] = t;
  }
  return found;
}

function beats(a: Threshold, b: Threshold): boolean {
  if (a.origin !== b.origin) return ORIGIN_RANK[a.origin] > ORIGIN_RANK[b.origin];
  if ((a.family === null) !== (b.family === null)) return a.family !== null;
  return a.valid_from >= b.valid_from;
}
