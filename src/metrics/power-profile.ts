/** Bests at 5 s, 1 min, 5 min and FTP in W/kg against the published power-profile table. */

import type { Sex } from '../core/athlete.ts';
import { absent, type Known, known } from '../core/known.ts';
import type { ModelDefinition } from './model-definition.ts';

export const definition: ModelDefinition = {
  id: 'power_profile',
  title: 'Power profile',
  unit: 'W/kg',
  definition:
    'Rows r = (top − w)/step with step = (row 0 − row 21)/21 for 5 s, 1 min, 5 min and FTP (W/kg), men and women apart. ' +
    'Category = clamp(floor((r − 1)/6), 0, 7) of world class, exceptional, excellent, very good, good, moderate, fair, ' +
    'untrained; level = clamp(1 − r/51, 0, 1). Printed labels stand on rows 4, 10, 16 and 22; the last four categories ' +
    'continue that spacing and are marked extrapolated.',
  source: 'Allen, Coggan & McGregor 2019 (3rd edition)',
  version: 1,
};

export type ProfileColumn = '5s' | '60s' | '300s' | 'ftp';

export const PROFILE_COLUMNS: readonly ProfileColumn[] = ['5s', '60s', '300s', 'ftp'];

export const PROFILE_CATEGORIES = [
  'World class',
  'Exceptional',
  'Excellent',
  'Very good',
  'Good',
  'Moderate',
  'Fair',
  'Untrained',
] as const;

export type ProfileCategory = (typeof PROFILE_CATEGORIES)[number];

/** Row 0 and row 21 of the table, W/kg. */
const TABLE: Record<Sex, Record<ProfileColumn, readonly [number, number]>> = {
  male: { '5s': [25.18, 18.96], '60s': [11.5, 9.09], '300s': [7.6, 5.43], ftp: [6.4, 4.53] },
  female: { '5s': [19.42, 14.89], '60s': [9.29, 7.39], '300s': [6.74, 4.74], ftp: [5.69, 3.97] },
};

export interface ProfileRank {
  /** Position in the table, 0 at the top; below 0 or above 51 off the printed range. */
  readonly row: number;
  /** 1 at the top row, 0 at row 51. */
  readonly level: number;
  readonly category: ProfileCategory;
  /** True for the four categories that the book does not print. */
  readonly extrapolated: boolean;
}

/** W/kg of one table row, continued linearly beyond the printed ones. */
export function profileRow(sex: Sex, column: ProfileColumn, row: number): number {
  const [top, row21] = TABLE[sex][column];
  return top - (row * (top - row21)) / 21;
}

/** Ranks one best. `weight_not_set` for a value that is no positive number, since W/kg then cannot be known. */
export function profileRank(sex: Sex, column: ProfileColumn, w_per_kg: number): Known<ProfileRank> {
  if (!(w_per_kg > 0) || !Number.isFinite(w_per_kg)) return absent('weight_not_set');
  const [top, row21] = TABLE[sex][column];
  const row = (21 * (top - w_per_kg)) / (top - row21);
  const index = Math.min(7, Math.max(0, Math.floor((row - 1) / 6)));
  return known({
    row,
    level: Math.min(1, Math.max(0, 1 - row / 51)),
    category: PROFILE_CATEGORIES[index]!,
    extrapolated: index > 3,
  });
}
