/** estimate_thresholds: FTP, CP, W′, threshold and maximum heart rate, threshold pace from recent data, beside what is set. */

import { Failure } from '../core/failure.ts';
import { REASONS } from '../core/known.ts';
import type { Family } from '../core/sport.ts';
import { THRESHOLDS, type ThresholdKind, thresholdsInForce } from '../core/thresholds.ts';
import { addDays } from '../core/time.ts';
import { type Answer, roundCell, tableOf } from './answer.ts';
import type { QueryContext } from './context.ts';
import type { EstimateThresholdsInput } from './inputs/estimate-thresholds.ts';
import { recomputingNotes, whenEmpty } from './live-activities.ts';
import { paceText } from './pace.ts';
import { checkDate } from './period.ts';
import { sportFilter } from './sport-filter.ts';
import {
  type EstimateWindow,
  heartRateEstimates,
  highestHeartRate,
  paceEstimates,
  powerEstimates,
  type ThresholdEstimate,
} from './threshold-estimate.ts';
import { trainedFamilies } from './trained-families.ts';

const DEFAULT_DAYS = 90;
/** Maximum heart rate changes by less than a beat a year. */
const LONG_DAYS = 730;
/** A sport whose highest heart rate is far below that of another was never done hard: its thresholds would mislead. */
const PLAUSIBLE_SHARE = 0.9;
const ESTIMATED: readonly Family[] = ['ride', 'run', 'swim', 'row'];

export async function estimateThresholds(context: QueryContext, input: EstimateThresholdsInput): Promise<Answer> {
  if (input.before !== undefined) checkDate('before', input.before);
  const before = input.before ?? context.today;
  const days = input.days ?? DEFAULT_DAYS;
  const window: EstimateWindow = { after: addDays(before, 1 - days), before };
  const long_window: EstimateWindow = { after: addDays(before, 1 - Math.max(days, LONG_DAYS)), before };
  const wanted = sportFilter(input.sport)?.family;
  if (wanted !== undefined && !ESTIMATED.includes(wanted)) {
    throw new Failure(
      'no_threshold_for_sport',
      'This sport has no thresholds.',
      `Use one of: ${ESTIMATED.join(', ')}.`,
    );
  }
  const scope = { athlete: context.athlete.name, sport: wanted ?? 'all', after: window.after, before };
  const families = await familiesIn(context, wanted, long_window);
  const estimates: ThresholdEstimate[] = [];
  const highest = new Map<Family, number>();
  for (const family of families) highest.set(family, (await highestHeartRate(context, family, long_window)) ?? 0);
  const limit = PLAUSIBLE_SHARE * Math.max(0, ...highest.values());
  for (const family of families) {
    estimates.push(...(await powerEstimates(context, family, window)));
    if (family === 'run' || family === 'swim') estimates.push(...(await paceEstimates(context, family, window)));
    if (wanted || highest.get(family)! >= limit) {
      estimates.push(...(await heartRateEstimates(context, family, window, long_window)));
    }
  }
  if (estimates.length === 0) {
    return (
      (await whenEmpty(context, scope)) ?? {
        scope,
        absent: { estimates: REASONS.insufficient_data },
        notes: [
          `No power, pace or heart rate from ${window.after} to ${before} to estimate from.`,
          ...recomputingNotes(context, window),
        ],
        next: ['estimate_thresholds(days=365)'],
      }
    );
  }
  const rows = estimates.map((estimate) => estimateRow(context, estimate, before));
  const alternatives = estimates.flatMap(({ family, kind, methods }) =>
    methods.length < 2
      ? []
      : methods.map((m) => ({
          sport: family,
          threshold: kind,
          method: m.method,
          estimate: roundCell(kind, m.value),
          pace: paceOf(kind, m.value, family),
          evidence: m.evidence,
          remarks: m.remarks.join('; ') || null,
        })),
  );
  return {
    scope,
    estimates: tableOf(
      [
        'sport',
        'threshold',
        'estimate',
        'pace',
        'method',
        'confidence',
        'evidence',
        'in_force',
        'in_force_pace',
        'in_force_from',
        'in_force_origin',
        'difference_pct',
        'set_with',
      ],
      rows,
    ),
    ...(alternatives.length > 0
      ? { methods: tableOf(['sport', 'threshold', 'method', 'estimate', 'pace', 'evidence', 'remarks'], alternatives) }
      : {}),
    notes: [
      'Estimates are never averaged and never used by themselves: a value counts only once it is set, from the date given.',
      'They rest on the hardest efforts found; when none was maximal the true value is higher.',
      `Maximum heart rate looks back to ${long_window.after}.`,
      ...recomputingNotes(context, long_window),
    ],
    next: ['get_athlete()', `get_performance_curve(periods=["${window.after}..${before}"])`],
  };
}

async function familiesIn(
  context: QueryContext,
  wanted: Family | undefined,
  window: EstimateWindow,
): Promise<Family[]> {
  const trained = (await trainedFamilies(context, window)).map((f) => f.family);
  const found = trained.filter((family) => ESTIMATED.includes(family));
  return wanted ? found.filter((family) => family === wanted) : found;
}

function estimateRow(context: QueryContext, { family, kind, best, confidence }: ThresholdEstimate, date: string) {
  const now = thresholdsInForce(context.thresholds, family, date)[kind];
  // Off the bike a power threshold counts only when it is that sport's own.
  const set =
    now && (kind.endsWith('_bpm') || kind === 'threshold_speed_mps' || family === 'ride' || now.family === family)
      ? now
      : undefined;
  const value = best.value;
  return {
    sport: family,
    threshold: kind,
    estimate: roundCell(kind, value),
    pace: paceOf(kind, value, family),
    method: best.method,
    confidence: set && value < SUBMAXIMAL * set.value ? 'low' : confidence,
    evidence: best.evidence,
    in_force: set ? roundCell(kind, set.value) : 'not set',
    in_force_pace: set ? paceOf(kind, set.value, family) : null,
    in_force_from: set?.valid_from ?? null,
    in_force_origin: set?.origin ?? null,
    difference_pct: set ? (100 * (value - set.value)) / set.value : null,
    set_with: HIGHEST.has(kind) && set && value <= set.value ? null : command(family, kind, value, date),
  };
}

/** This far under the value in force, the window more likely held no hard effort than that fitness was lost. */
const SUBMAXIMAL = 0.92;

/** Highest values seen say nothing against a higher one that is set. */
const HIGHEST: ReadonlySet<ThresholdKind> = new Set(['max_hr_bpm', 'p_max_w']);

const FLAGS: { readonly [kind in ThresholdKind]?: string } = {
  ftp_w: '--ftp',
  cp_w: '--cp',
  w_prime_j: '--w-prime',
  p_max_w: '--p-max',
  lthr_bpm: '--lthr',
  max_hr_bpm: '--max-hr',
};

/** The command that sets the value; null outside the limits a setting can have. */
function command(family: Family, kind: ThresholdKind, value: number, date: string): string | null {
  const { min, max } = THRESHOLDS[kind];
  if (value < min || value > max) return null;
  if (kind === 'threshold_speed_mps') {
    return `paceline athlete set ${family === 'swim' ? '--swim-pace' : '--run-pace'} ${paceText(value, family)} --from ${date}`;
  }
  const sport = family === 'ride' && !kind.endsWith('_bpm') ? '' : ` --sport ${family}`;
  return `paceline athlete set ${FLAGS[kind]} ${Math.round(value)}${sport} --from ${date}`;
}

function paceOf(kind: ThresholdKind, value: number, family: Family): string | null {
  return kind === 'threshold_speed_mps' ? paceText(value, family) : null;
}
