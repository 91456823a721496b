/** TrainingPeaks' own fitness, fatigue and form, kept beside ours to be compared; never used in its place. */

import type { Item, Json, Session, Stream } from '../../core/connector.ts';
import { at, numberOf } from '../../core/json.ts';
import { isTrouble } from '../../core/platform-failure.ts';
import { addDays } from '../../core/time.ts';
import { athletePath } from './activities.ts';
import { readByPost, rowsOf } from './calls.ts';
import { dayOf } from './dates.ts';
import { withoutPrivateParts } from './private-parts.ts';
import { walk } from './windows.ts';

/** A year may be asked for at once. */
const ASKED_DAYS = 365;
/**
 * Whether the curve begins at the first day asked for or with the athlete's first workout is not known. So each window is
 * asked for with half a year before it, after which a start from zero is off by at most 1.3 % of the fitness there was.
 */
const WARM_UP_DAYS = 182;
const CONSTANTS = { atlConstant: 7, atlStart: 0, ctlConstant: 42, ctlStart: 0, workoutTypes: [] };

export const FITNESS: Stream = {
  id: 'fitness',
  title: 'fitness curve of the platform',
  look_back_days: 14,
  fresh_s: 12 * 3600,
  calls: 1,
  // One workout entered late moves every day after it.
  noise: ['ctl', 'atl', 'tsb'],
  pages: (ask) =>
    walk(ask, {
      // Today's row is not finished, and later rows are a projection of the plan.
      ahead_days: -1,
      look_further_ahead: false,
      window_days: ASKED_DAYS - WARM_UP_DAYS,
      whole_life: true,
      blind_windows: 8,
      list: listFitness,
    }),
};

async function listFitness(session: Session, from: string, to: string): Promise<Item[] | null> {
  const rows = await rowsBetween(session, addDays(to, 1 - ASKED_DAYS), to);
  if (rows === null) return null;
  const items = new Map<string, Item>();
  for (const row of rows) {
    const day = fitnessDayOf(row);
    if (day === null || day.local_date < from || day.local_date > to || isEmpty(day, row)) continue;
    const core = { kind: 'other', name: null, local_date: day.local_date } as const;
    items.set(day.local_date, { external_id: day.local_date, raw: withoutPrivateParts(row), core });
  }
  return [...items.values()].sort((a, b) => (a.external_id < b.external_id ? 1 : -1));
}

/** null when the curve cannot be had; it is only there to be compared, so that is no trouble. */
async function rowsBetween(session: Session, from: string, to: string): Promise<readonly Json[] | null> {
  const path = `${athletePath(session, 1)}/reporting/performancedata/${from}/${to}`;
  try {
    return rowsOf((await session.call(readByPost(path, CONSTANTS))).json, 'workoutDay');
  } catch (error) {
    if (isTrouble(error, 'not_found', 'bad_request')) return null;
    throw error;
  }
}

/** Fitness of one day. A value the platform gives as "NaN" is null, never 0. */
export interface FitnessDay {
  readonly local_date: string;
  readonly ctl: number | null;
  readonly atl: number | null;
  /** Form in the morning: fitness minus fatigue of the day before. */
  readonly tsb: number | null;
}

/** The day of a stored row; null when it has no date. */
export function fitnessDayOf(row: Json): FitnessDay | null {
  const local_date = dayOf(at(row, 'workoutDay'));
  if (local_date === null) return null;
  return { local_date, ctl: numberOf(at(row, 'ctl')), atl: numberOf(at(row, 'atl')), tsb: numberOf(at(row, 'tsb')) };
}

/** Years before the first workout come as rows of zeros. */
function isEmpty({ ctl, atl }: FitnessDay, row: Json): boolean {
  return (ctl ?? 0) < 0.05 && (atl ?? 0) < 0.05 && (numberOf(at(row, 'tssActual')) ?? 0) === 0;
}

export interface FitnessDifference {
  readonly days: number;
  readonly mean_abs: number;
  readonly max_abs: number;
  readonly max_on: string;
  /** On the last day both know. */
  readonly last: { readonly local_date: string; readonly platform: number; readonly ours: number };
}

export interface FitnessComparison {
  /** Days the platform listed without a number, such as "NaN". */
  readonly without_value: number;
  /** null where no day can be compared. */
  readonly ctl: FitnessDifference | null;
  readonly atl: FitnessDifference | null;
  readonly tsb: FitnessDifference | null;
}

/** How far the platform's curve and ours are apart, on the days both know. Points of load per day. */
export function compareFitness(rows: readonly FitnessDay[], ours: readonly FitnessDay[]): FitnessComparison {
  const own = new Map(ours.map((day) => [day.local_date, day]));
  return {
    without_value: rows.filter(({ ctl }) => ctl === null).length,
    ctl: differenceOf(rows, own, 'ctl'),
    atl: differenceOf(rows, own, 'atl'),
    tsb: differenceOf(rows, own, 'tsb'),
  };
}

function differenceOf(
  rows: readonly FitnessDay[],
  own: ReadonlyMap<string, FitnessDay>,
  key: 'ctl' | 'atl' | 'tsb',
): FitnessDifference | null {
  const pairs = rows
    .flatMap((row) => {
      const platform = row[key];
      const mine = own.get(row.local_date)?.[key] ?? null;
      if (platform === null || mine === null) return [];
      return [{ local_date: row.local_date, platform, ours: mine, gap: Math.abs(platform - mine) }];
    })
    .sort((a, b) => (a.local_date < b.local_date ? -1 : 1));
  const last = pairs.at(-1);
  if (!last) return null;
  const widest = pairs.reduce((most, pair) => (pair.gap > most.gap ? pair : most));
  return {
    days: pairs.length,
    mean_abs: pairs.reduce((sum, pair) => sum + pair.gap, 0) / pairs.length,
    max_abs: widest.gap,
    max_on: widest.local_date,
    last: { local_date: last.local_date, platform: last.platform, ours: last.ours },
  };
}
