/** Settings and gear from the small tables of a Strava archive, in any language: told by position and by their units. */

import type { SettingOffer, SourceContents } from '../../core/source.ts';
import { cleanLine } from '../../core/text.ts';
import { THRESHOLDS, type ThresholdKind } from '../../core/thresholds.ts';
import { numberOf } from './cell-values.ts';

type Rows = readonly (readonly string[])[];

const KG_PER_LB = 0.45359237;

/** Order of general_preferences.csv in every language; the names are only known in English. */
const PREFERENCE_COLUMNS = { weight: 1, ftp: 2, max_hr: 3 };

/** FTP, maximum heart rate and weight from general_preferences.csv. */
export function offersFromPreferences(rows: Rows): SettingOffer[] {
  const [header = [], values] = rows;
  if (!values) return [];
  const named = (name: string, otherwise: number) => {
    const index = header.findIndex((cell) => cell.trim().toLowerCase() === name);
    return values[index < 0 ? otherwise : index] ?? '';
  };
  return [
    ...offer('ftp_w', numberIn(named('functional threshold power', PREFERENCE_COLUMNS.ftp))),
    ...offer('max_hr_bpm', numberIn(named('maximum heartrate', PREFERENCE_COLUMNS.max_hr))),
    ...offer('weight_kg', weightIn(named('weight', PREFERENCE_COLUMNS.weight))),
  ];
}

/** Weight from profile.csv. Without a unit it is not offered: it may be pounds. */
export function offersFromProfile(rows: Rows): SettingOffer[] {
  const cell = rows[1]?.find((value) => value.length <= 20 && /\d\s*(?:kg|lbs?)\b/i.test(value));
  return cell === undefined ? [] : offer('weight_kg', weightIn(cell));
}

function offer(kind: ThresholdKind, value: number | null): SettingOffer[] {
  const { min, max } = THRESHOLDS[kind];
  return value !== null && value >= min && value <= max ? [{ kind, value }] : [];
}

/** The number of a cell such as `250 W` or `61,5 kg`. */
function numberIn(cell: string): number | null {
  const written = /\d+(?:[.,]\d+)?/.exec(cell.slice(0, 40))?.[0];
  return written === undefined ? null : numberOf(written, true);
}

function weightIn(cell: string): number | null {
  const value = numberIn(cell);
  if (value === null) return null;
  return /lb/i.test(cell) ? Math.round(value * KG_PER_LB * 100) / 100 : value;
}

/**
 * Gear from bikes.csv (nickname, brand, model) and shoes.csv, named as the activities name it: bikes by their nickname,
 * shoes by brand and model.
 */
export function gearFrom(rows: Rows, kind: 'bike' | 'shoes'): SourceContents['gear'] {
  return rows.slice(1).flatMap((row) => {
    const nickname = cleanLine(row[0]);
    const model = cleanLine([row[1], row[2]].filter(Boolean).join(' '));
    const name = kind === 'bike' ? (nickname ?? model) : (model ?? nickname);
    return name === null ? [] : [{ name, kind }];
  });
}
