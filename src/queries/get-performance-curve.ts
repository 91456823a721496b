/** get_performance_curve: the best power, heart rate, speed or pace at every duration, of several periods side by side, with model fits. */

import { type Known, REASONS, type Reason } from '../core/known.ts';
import type { Family } from '../core/sport.ts';
import { thresholdsInForce } from '../core/thresholds.ts';
import { TABLE_DURATIONS_S } from '../metrics/mean-maximal.ts';
import { PROFILE_COLUMNS, type ProfileColumn, profileRank } from '../metrics/power-profile.ts';
import type { DecodedMergedCurve } from '../store/curve-codec.ts';
import { formatActivityId } from './activity-id.ts';
import { type Answer, roundRecord, type Section, tableOf } from './answer.ts';
import type { QueryContext } from './context.ts';
import { type CurveBest, curveBests } from './curve-bests.ts';
import type { GetPerformanceCurveInput, METRICS } from './inputs/get-performance-curve.ts';
import { recomputingNotes, whenEmpty } from './live-activities.ts';
import { paceText, paceUnit, toldAsPace } from './pace.ts';
import { type NamedPeriod, parsePeriods } from './period.ts';
import { criticalPowerOf, criticalSpeedOf, FIT_WARNINGS, fitQuality, powerDurationOf } from './power-models.ts';
import { type CurveKind, curveAt, seasonCurve } from './season-curve.ts';
import { type SportFilter, sportFilter } from './sport-filter.ts';
import { trainedFamilies } from './trained-families.ts';

type CurveMetric = (typeof METRICS)[number];

const KIND: Record<CurveMetric, CurveKind> = {
  power: 'power_w',
  power_per_kg: 'power_wpkg',
  heart_rate: 'heart_rate_bpm',
  speed: 'speed_mps',
  pace: 'speed_mps',
  grade_adjusted_pace: 'gap_mps',
  cadence: 'cadence_rpm',
};

interface PeriodCurve extends NamedPeriod {
  readonly curve: DecodedMergedCurve;
}

export async function getPerformanceCurve(context: QueryContext, input: GetPerformanceCurveInput): Promise<Answer> {
  const sport = sportFilter(input.sport) ?? { family: defaultFamily(input.metric), sport: null };
  const metric = input.metric ?? defaultMetric(sport.family);
  // Speed indoors is simulated: it counts only when asked for.
  const outdoors = KIND[metric].endsWith('_mps') && ['ride', 'run', 'walk'].includes(sport.family);
  const indoor = input.indoor === undefined ? (outdoors ? false : null) : input.indoor === 'only';
  const periods = parsePeriods(input.periods ?? ['last_90_days', 'all'], context.today);
  const scope: Record<string, string | null> = {
    athlete: context.athlete.name,
    metric,
    sport: sport.sport ?? sport.family,
    periods: periods.map((p) => p.label).join(', '),
    ...(input.indoor ? { indoor: input.indoor } : {}),
  };
  const found: PeriodCurve[] = [];
  const without: string[] = [];
  for (const period of periods) {
    const { after, before } = period;
    const curve = await seasonCurve(context, { kind: KIND[metric], sport, indoor, after, before });
    if (curve) found.push({ ...period, curve });
    else without.push(period.label);
  }
  if (found.length === 0)
    return (await whenEmpty(context, scope)) ?? nothingFound(context, scope, metric, sport, periods);

  const durations = input.durations_s ? [...new Set(input.durations_s)].sort((a, b) => a - b) : TABLE_DURATIONS_S;
  const bests = await Promise.all(found.map((p) => curveBests(context, p.curve, durations)));
  const notes = [RULES[metric]];
  if (outdoors && input.indoor === undefined) notes.push('Outdoors only: indoor speed is simulated.');
  if (without.length > 0) notes.push(`Nothing recorded in ${without.join(', ')}.`);
  const fits = fitsOf(metric, found, sport.family, input.model ?? 'ompd', notes);
  const profile =
    metric === 'power_per_kg' || metric === 'power' ? await profileOf(context, sport, indoor, found[0]!) : null;
  return {
    scope,
    ...(found.length > 1 ? { periods: periodTable(found) } : {}),
    curve: curveTable(metric, sport.family, bests, durations),
    ...(fits.length > 0 ? { models: fits } : {}),
    ...(profile ? { power_profile: profile } : {}),
    notes: [...notes, ...recomputingNotes(context, ...periods)],
    next: nextCalls(metric, sport, found),
  };
}

const RULES: Record<CurveMetric, string> = {
  power: 'Breaks count as 0 W, so no effort is glued together across a stop; repaired samples do not count.',
  power_per_kg: 'Each activity is divided by the weight in force on its day; days without a weight are left out.',
  heart_rate: 'Only windows without a gap in heart rate count.',
  speed: 'Breaks take time and bring no distance.',
  pace: 'Best mean speed over the time, told as pace; breaks take time and bring no distance.',
  grade_adjusted_pace: 'Speed on the flat that would cost the same; breaks take time and bring no distance.',
  cadence: 'Only windows without a gap in cadence count; on foot per leg.',
};

function defaultFamily(metric: CurveMetric | undefined): Family {
  return metric === 'pace' || metric === 'grade_adjusted_pace' ? 'run' : 'ride';
}

function defaultMetric(family: Family): CurveMetric {
  if (family === 'ride') return 'power';
  return toldAsPace(family) ? 'pace' : 'heart_rate';
}

/** One row per duration; with several periods their columns start with p1_, p2_ … and the last is compared with the first. */
function curveTable(
  metric: CurveMetric,
  family: Family,
  bests: readonly ReadonlyMap<number, CurveBest>[],
  durations: readonly number[],
): Section {
  const several = bests.length > 1;
  const value_column = valueColumn(metric, family);
  const prefixes = bests.map((_, p) => (several ? `p${p + 1}_` : ''));
  const columns = ['duration_s', ...prefixes.flatMap((p) => [`${p}${value_column}`, `${p}activity`, `${p}date`])];
  const share = `p1_of_p${bests.length}_pct`;
  if (several) columns.push(share);
  const rows: Record<string, unknown>[] = [];
  for (const duration_s of durations) {
    const points = bests.map((found) => found.get(duration_s));
    if (points.every((point) => point === undefined)) continue;
    const row: Record<string, unknown> = { duration_s };
    for (const [p, point] of points.entries()) {
      if (!point) continue;
      row[`${prefixes[p]}${value_column}`] = shown(metric, family, point.value);
      row[`${prefixes[p]}activity`] = formatActivityId(point.activity_id);
      row[`${prefixes[p]}date`] = point.local_date;
    }
    const first = points[0]?.value;
    const last = points.at(-1)?.value;
    if (several && first && last) row[share] = (100 * first) / last;
    rows.push(row);
  }
  return tableOf(columns, rows);
}

function valueColumn(metric: CurveMetric, family: Family): string {
  if (metric === 'power') return 'power_w';
  if (metric === 'power_per_kg') return 'power_wpkg';
  if (metric === 'heart_rate') return 'heart_rate_bpm';
  if (metric === 'cadence') return 'cadence_rpm';
  return metric === 'speed' ? 'speed_mps' : paceUnit(family).key;
}

function shown(metric: CurveMetric, family: Family, value: number): number | string | null {
  return metric === 'pace' || metric === 'grade_adjusted_pace' ? paceText(value, family) : value;
}

function periodTable(found: readonly PeriodCurve[]): Section {
  return tableOf(
    ['column', 'period', 'after', 'before'],
    found.map((p, i) => ({ column: `p${i + 1}`, period: p.label, after: p.after, before: p.before })),
  );
}

/** Model fits of each period; what could not be fitted is said in the notes. */
function fitsOf(
  metric: CurveMetric,
  found: readonly PeriodCurve[],
  family: Family,
  model: 'ompd' | 'morton_3p' | 'ward_smith',
  notes: string[],
): Section[] {
  const fits: Section[] = [];
  const warnings = new Set<string>();
  const note = (fit: Known<unknown>) => {
    if (fit.value !== null && 'warnings' in fit) for (const w of fit.warnings ?? []) warnings.add(FIT_WARNINGS[w] ?? w);
    return fit;
  };
  for (const { curve, label } of found) {
    if (metric === 'power') {
      const two = criticalPowerOf(curve);
      note(two);
      if (two.value) {
        const { cp_w, w_prime_j, cp_se_w, w_prime_se_j, rmse_w, efforts, method } = two.value;
        fits.push({
          period: label,
          model: 'critical_power',
          method,
          ...roundRecord({ cp_w, cp_se_w, w_prime_j, w_prime_se_j, rmse_w }),
          efforts: efforts.length,
          quality: fitQuality(rmse_w, cp_w),
        });
      }
      const three = powerDurationOf(curve, model);
      note(three);
      if (three.value) {
        const { parameters, standard_errors, rmse_w, efforts, dropped } = three.value;
        fits.push({
          period: label,
          model,
          method: 'least squares on the envelope',
          ...roundRecord({
            cp_w: parameters.cp_w,
            cp_se_w: standard_errors[0],
            w_prime_j: parameters.w_prime_j,
            w_prime_se_j: standard_errors[1],
            p_max_w: parameters.p_max_w,
            rmse_w,
          }),
          efforts: efforts.length,
          efforts_dropped: dropped.length,
          quality: fitQuality(rmse_w, parameters.cp_w),
        });
      }
    } else if (metric === 'pace' || metric === 'speed' || metric === 'grade_adjusted_pace') {
      const fit = criticalSpeedOf(curve);
      note(fit);
      if (!fit.value || family === 'ride') continue;
      const { critical_speed_mps, d_prime_m, critical_speed_se_mps, efforts, method } = fit.value;
      fits.push({
        period: label,
        model: 'critical_speed',
        method,
        ...roundRecord({ critical_speed_mps, critical_speed_se_mps, d_prime_m }),
        [paceUnit(family).key]: paceText(critical_speed_mps, family),
        efforts: efforts.length,
      });
    }
  }
  if (metric === 'power' && fits.length === 0) {
    notes.push(
      'No critical power: it needs two efforts from 2 to 20 minutes, one at least twice as long as the other.',
    );
  }
  if (fits.length > 0) {
    notes.push('Models rest on bests, which were not all maximal efforts: read CP as a lower bound.');
    if (warnings.size > 0) notes.push(`Fits: ${[...warnings].join('; ')}.`);
  }
  return fits;
}

/** Where the bests of the first period stand in the published table; FTP as set, not as estimated. */
async function profileOf(
  context: QueryContext,
  sport: SportFilter,
  indoor: boolean | null,
  period: PeriodCurve,
): Promise<Section | null> {
  const { sex } = context.athlete;
  if (sex === null || sport.family !== 'ride') return null;
  const { after, before } = period;
  const curve = await seasonCurve(context, { kind: 'power_wpkg', sport, indoor, after, before });
  if (!curve) return null;
  const { ftp_w, weight_kg } = thresholdsInForce(context.thresholds, 'ride', context.today);
  const seconds: Record<ProfileColumn, number | null> = { '5s': 5, '60s': 60, '300s': 300, ftp: null };
  const rows: Record<string, unknown>[] = [];
  for (const column of PROFILE_COLUMNS) {
    const at = seconds[column];
    const w_per_kg =
      at === null ? (ftp_w && weight_kg ? ftp_w.value / weight_kg.value : null) : curveAt(curve, at)?.value;
    if (!w_per_kg) continue;
    const rank = profileRank(sex, column, w_per_kg).value;
    if (!rank) continue;
    rows.push({
      effort: column,
      power_wpkg: w_per_kg,
      category: rank.category,
      level_pct: 100 * rank.level,
      extrapolated: rank.extrapolated ? true : null,
    });
  }
  return rows.length === 0
    ? null
    : {
        period: period.label,
        efforts: tableOf(['effort', 'power_wpkg', 'category', 'level_pct', 'extrapolated'], rows),
      };
}

const NEEDS: Record<CurveMetric, Reason> = {
  power: 'no_power_recorded',
  power_per_kg: 'weight_not_set',
  heart_rate: 'no_heart_rate_recorded',
  speed: 'no_speed_recorded',
  pace: 'no_speed_recorded',
  grade_adjusted_pace: 'no_altitude_recorded',
  cadence: 'no_cadence_recorded',
};

async function nothingFound(
  context: QueryContext,
  scope: Answer['scope'],
  metric: CurveMetric,
  sport: SportFilter,
  periods: readonly NamedPeriod[],
): Promise<Answer> {
  const others = await trainedFamilies(context);
  const known = others.map((o) => `${o.family} (${o.activities})`).join(', ');
  const no_weight =
    metric === 'power_per_kg' && !thresholdsInForce(context.thresholds, sport.family, context.today).weight_kg;
  const reason = metric === 'power_per_kg' && !no_weight ? 'no_power_recorded' : NEEDS[metric];
  return {
    scope,
    absent: { curve: REASONS[reason] },
    notes: [
      known === '' ? 'No activity can be shown yet.' : `Activities by sport: ${known}.`,
      ...recomputingNotes(context, ...periods),
    ],
    next: others
      .filter((o) => o.family !== sport.family)
      .slice(0, 2)
      .map((o) => `get_performance_curve(sport="${o.family}", metric="heart_rate")`),
  };
}

function nextCalls(metric: CurveMetric, sport: SportFilter, found: readonly PeriodCurve[]): string[] {
  const name = sport.sport ?? sport.family;
  const best = found[0]!.curve;
  const id = curveAt(best, 1200)?.activity_id ?? best.activity_ids[0]!;
  const next = [`get_activity(id="${formatActivityId(id)}")`];
  if (metric === 'power') next.push('get_performance_curve(metric="power_per_kg")', 'estimate_thresholds()');
  else next.push(`get_records(sport="${name}")`);
  return next;
}
