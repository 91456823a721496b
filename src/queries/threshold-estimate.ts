/** Thresholds read off what an athlete has done: every method with its evidence, and the one to believe first. */

import type { Known } from '../core/known.ts';
import type { Family } from '../core/sport.ts';
import { type ThresholdKind, thresholdsInForce } from '../core/thresholds.ts';
import { dayNumber } from '../core/time.ts';
import { criticalSwimSpeed } from '../metrics/critical-speed.ts';
import {
  type Confidence,
  cpFromSingleEffort,
  FTP_METHODS,
  type FtpMethod,
  ftpConfidence,
  ftpEstimates,
} from '../metrics/ftp-estimates.ts';
import { LTHR_METHODS, lthrEstimates } from '../metrics/lthr-estimates.ts';
import { trainingSpeed, vdot } from '../metrics/vdot.ts';
import { formatActivityId } from './activity-id.ts';
import type { QueryContext } from './context.ts';
import { type CurveBest, curveBests } from './curve-bests.ts';
import { distanceName, distanceRecords } from './distance-records.ts';
import { clockText } from './pace.ts';
import { criticalPowerOf, criticalSpeedOf, fitQuality, powerDurationOf } from './power-models.ts';
import { type CurveKind, curveAt, seasonCurve, weightOn } from './season-curve.ts';

/** One way to arrive at a value. */
interface MethodResult {
  readonly method: string;
  readonly value: number;
  /** The efforts it rests on, in words, with activity and date. */
  readonly evidence: string;
  readonly remarks: readonly string[];
}

export interface ThresholdEstimate {
  readonly family: Family;
  readonly kind: ThresholdKind;
  readonly best: MethodResult;
  readonly confidence: Confidence;
  /** All methods that gave a value, the best one among them. */
  readonly methods: readonly MethodResult[];
}

export interface EstimateWindow {
  readonly after: string;
  readonly before: string;
}

/** What the flags of the methods mean. */
const REMARKS: { readonly [id: string]: string } = {
  no_hard_5min_before: 'not known whether a hard 5 min came before, as the test asks',
  low_confidence: 'convention',
  own_method: 'our own method',
  last_resort: 'last resort',
  w_prime_assumed_from_weight: 'W′ assumed from weight',
  p_max_taken_from_best_5s: 'maximal power taken from the best 5 s',
  outside_3_5_to_240_min: 'outside 3.5–240 min',
};

const FRESH_DAYS = 42;

/** FTP, CP, W′ and maximal power of one family; nothing without a power curve. */
export async function powerEstimates(
  context: QueryContext,
  family: Family,
  window: EstimateWindow,
): Promise<ThresholdEstimate[]> {
  const curve = await curveIn(context, 'power_w', family, window);
  if (!curve) return [];
  const bests = await curveBests(context, curve, [1, 5, ...SINGLE_EFFORTS_S, 3600]);
  const told = (duration_s: number) =>
    tell(`best ${clockText(duration_s)} ${Math.round(bests.get(duration_s)?.value ?? 0)} W`, bests.get(duration_s));
  const two = criticalPowerOf(curve);
  const whole = powerDurationOf(curve, 'ompd');
  const usable =
    whole.value?.parameters.a_w !== undefined &&
    !('warnings' in whole && whole.warnings?.includes('parameter_at_bound'));
  const set = thresholdsInForce(context.thresholds, family, window.before);
  const body = {
    w_prime_j: set.w_prime_j?.value ?? null,
    p_max_w: set.p_max_w?.value ?? null,
    best_5s_w: bests.get(5)?.value ?? null,
    weight_kg: weightOn(context.thresholds, family, window.before),
  };
  // The hardest of the single efforts is the one that asks for the highest CP.
  const singles = SINGLE_EFFORTS_S.flatMap((duration_s) => {
    const best = bests.get(duration_s);
    if (!best) return [];
    const cp = cpFromSingleEffort({ duration_s, power_w: best.value, ...body }).value;
    return cp === null ? [] : [{ duration_s, power_w: best.value, cp }];
  }).sort((a, b) => b.cp - a.cp);
  const single = singles[0];
  const estimates = ftpEstimates({
    best_60min_w: bests.get(3600)?.value ?? null,
    best_20min_w: bests.get(1200)?.value ?? null,
    best_8min_w: bests.get(480)?.value ?? null,
    cp_w: two.value?.cp_w ?? null,
    ompd: usable ? whole.value!.parameters : null,
    single_effort: single ? { duration_s: single.duration_s, power_w: single.power_w, ...body } : null,
  });
  const ftp_evidence: Record<FtpMethod, string> = {
    from_60min: told(3600),
    from_20min: told(1200),
    from_8min: told(480),
    from_cp: usable
      ? `OmPD curve over ${whole.value!.efforts.length} bests`
      : `CP of ${two.value?.efforts.length ?? 0} bests`,
    from_ramp: '',
    from_single_effort: single ? told(single.duration_s) : '',
  };
  const methods = FTP_METHODS.flatMap((method) => methodResult(method, estimates[method], ftp_evidence[method]));
  const found: ThresholdEstimate[] = [];
  // An hour and 20 minutes are both rarely ridden to the limit, so the higher of the two is closer to the truth.
  const long = methods
    .filter((m) => m.method === 'from_60min' || m.method === 'from_20min')
    .sort((a, b) => b.value - a.value);
  const best = long[0] ?? methods[0];
  if (best) {
    const newest = Math.min(ageOf(bests.get(1200), window), ageOf(bests.get(3600), window));
    const age = Number.isFinite(newest) ? newest : null;
    found.push({ family, kind: 'ftp_w', best, confidence: ftpConfidence(estimates, age), methods });
  }
  if (two.value) {
    const { cp_w, w_prime_j, cp_se_w, rmse_w, efforts } = two.value;
    const spread = cp_se_w === null ? 'no error with two efforts' : `± ${Math.max(1, Math.round(cp_se_w))} W`;
    const ids = efforts.map((e) => bests.get(e.duration_s)?.activity_id).filter((id) => id !== undefined);
    const evidence = `bests from ${clockText(efforts[0]!.duration_s)} to ${clockText(efforts.at(-1)!.duration_s)} (${[...new Set(ids)].slice(0, 3).map(formatActivityId).join(', ')})`;
    const good = fitQuality(rmse_w, cp_w) === 'good' && cp_se_w !== null && cp_se_w < 0.03 * cp_w;
    const confidence: Confidence = good ? 'medium' : 'low';
    for (const [kind, value] of [
      ['cp_w', cp_w],
      ['w_prime_j', w_prime_j],
    ] as const) {
      const result = {
        method: 'critical_power',
        value,
        evidence,
        remarks: [spread, 'only as good as the efforts were maximal'],
      };
      found.push({ family, kind, best: result, confidence, methods: [result] });
    }
  }
  const sprint = bests.get(1);
  if (sprint) {
    const result = { method: 'best_1s', value: sprint.value, evidence: told(1), remarks: [] };
    found.push({ family, kind: 'p_max_w', best: result, confidence: 'medium', methods: [result] });
  }
  return found;
}

const SINGLE_EFFORTS_S = [180, 300, 480, 600, 720, 900, 1200, 1800] as const;

/** Threshold and maximum heart rate of one family; the maximum looks back further, for it changes slowly. */
export async function heartRateEstimates(
  context: QueryContext,
  family: Family,
  window: EstimateWindow,
  long_window: EstimateWindow,
): Promise<ThresholdEstimate[]> {
  const curve = await curveIn(context, 'heart_rate_bpm', family, window);
  const long = await curveIn(context, 'heart_rate_bpm', family, long_window);
  const recent = await curveBests(context, curve, [1200]);
  const ever = await curveBests(context, long, [5]);
  const found: ThresholdEstimate[] = [];
  const twenty = recent.get(1200);
  const highest = ever.get(5);
  const set = thresholdsInForce(context.thresholds, family, window.before).max_hr_bpm;
  const max = Math.max(highest?.value ?? 0, set?.value ?? 0);
  const estimates = lthrEstimates({ best_20min_bpm: twenty?.value ?? null, max_hr_bpm: max > 0 ? max : null });
  const evidence = {
    from_30min_test: '',
    from_20min: tell(`best 20:00 ${Math.round(twenty?.value ?? 0)} bpm`, twenty),
    from_max_hr:
      set && set.value === max ? `maximum ${max} bpm as set` : tell(`highest ${Math.round(max)} bpm`, highest),
  };
  const methods = LTHR_METHODS.flatMap((method) => methodResult(method, estimates[method], evidence[method]));
  // A best 20 min this far below the maximum was no effort at the limit, and says less than the maximum does.
  const limp = methods.find((m) => m.method === 'from_20min' && m.value < FAR_BELOW_MAXIMUM * max);
  const best = (limp && methods.find((m) => m.method === 'from_max_hr')) ?? methods[0];
  if (best) found.push({ family, kind: 'lthr_bpm', best, confidence: 'low', methods });
  if (highest) {
    const result = {
      method: 'highest_5s',
      value: highest.value,
      evidence: tell(`best 5 s ${Math.round(highest.value)} bpm`, highest),
      remarks: ['highest seen; the true maximum may be higher'],
    };
    found.push({ family, kind: 'max_hr_bpm', best: result, confidence: 'medium', methods: [result] });
  }
  return found;
}

/** Threshold lies above 85 % of the maximum in nearly everyone who trains. */
const FAR_BELOW_MAXIMUM = 0.84;

/** Highest 5 s of a family in a window; null without heart rate. */
export async function highestHeartRate(
  context: QueryContext,
  family: Family,
  window: EstimateWindow,
): Promise<number | null> {
  const curve = await curveIn(context, 'heart_rate_bpm', family, window);
  return curve ? (curveAt(curve, 5)?.value ?? null) : null;
}

/** Threshold pace of running, or of swimming from two distances. */
export async function paceEstimates(
  context: QueryContext,
  family: 'run' | 'swim',
  window: EstimateWindow,
): Promise<ThresholdEstimate[]> {
  const records = await distanceRecords(context, { ...window, sport: { family, sport: null } });
  const methods: MethodResult[] = [];
  let newest = Number.POSITIVE_INFINITY;
  const told = (r: (typeof records)[number]) => {
    newest = Math.min(newest, ageOf(r, window));
    return tell(`${distanceName(r.distance_m)} in ${clockText(r.duration_s)}`, r);
  };
  if (family === 'swim') {
    const at = (meters: number) => records.find((r) => r.distance_m === meters);
    for (const [short, long] of [
      [200, 400],
      [400, 800],
      [400, 1500],
      [200, 1000],
    ] as const) {
      const a = at(short);
      const b = at(long);
      if (!a || !b || methods.length > 0) continue;
      const css = criticalSwimSpeed(a, b);
      methods.push(...methodResult(`css_${short}_${long}`, css, `${told(a)}; ${told(b)}`));
    }
  } else {
    const races = records.flatMap((record) => {
      if (record.duration_s < 600 || record.duration_s > 14_400) return [];
      const value = vdot(record.distance_m, record.duration_s).value;
      return value === null ? [] : [{ record, vdot: value }];
    });
    const race = races.sort((a, b) => b.vdot - a.vdot)[0];
    if (race) {
      const evidence = told(race.record);
      methods.push(
        ...methodResult('daniels', trainingSpeed(race.vdot, 0.88), `${evidence}, VDOT ${race.vdot.toFixed(1)}`),
      );
    }
    const curve = await seasonCurve(context, {
      kind: 'speed_mps',
      sport: { family, sport: null },
      indoor: false,
      ...window,
    });
    const bests = await curveBests(context, curve, [1800, 3600]);
    for (const [method, duration_s] of [
      ['from_60min', 3600],
      ['from_30min', 1800],
    ] as const) {
      const best = bests.get(duration_s);
      if (!best) continue;
      newest = Math.min(newest, ageOf(best, window));
      methods.push({ method, value: best.value, evidence: tell(`best ${clockText(duration_s)}`, best), remarks: [] });
    }
    const fit = curve ? criticalSpeedOf(curve) : null;
    if (fit?.value) {
      const evidence = `bests over 2–20 min, D′ ${Math.round(fit.value.d_prime_m)} m`;
      methods.push({
        method: 'critical_speed',
        value: fit.value.critical_speed_mps,
        evidence,
        remarks: ['often a little faster than threshold'],
      });
    }
  }
  const best = methods[0];
  if (!best) return [];
  return [{ family, kind: 'threshold_speed_mps', best, confidence: paceConfidence(methods, newest), methods }];
}

/** As for FTP: two methods within 5 % and fresh evidence, within 10 %, or neither. */
function paceConfidence(methods: readonly MethodResult[], newest_days: number): Confidence {
  const first = methods[0]!.value;
  const closest = Math.min(...methods.slice(1).map((m) => Math.abs(m.value - first) / first));
  if (closest <= 0.05 && newest_days < FRESH_DAYS) return 'high';
  return closest <= 0.1 || methods.length === 1 ? 'medium' : 'low';
}

function curveIn(context: QueryContext, kind: CurveKind, family: Family, window: EstimateWindow) {
  return seasonCurve(context, { kind, sport: { family, sport: null }, indoor: null, ...window });
}

function methodResult(method: string, known: Known<number>, evidence: string): MethodResult[] {
  if (known.value === null) return [];
  const warnings = 'warnings' in known ? (known.warnings ?? []) : [];
  return [{ method, value: known.value, evidence, remarks: warnings.map((w) => REMARKS[w] ?? w) }];
}

function tell(what: string, best: Pick<CurveBest, 'activity_id' | 'local_date'> | undefined): string {
  return best ? `${what} (${formatActivityId(best.activity_id)}, ${best.local_date})` : what;
}

function ageOf(best: { readonly local_date: string } | undefined, window: EstimateWindow): number {
  return best ? dayNumber(window.before) - dayNumber(best.local_date) : Number.POSITIVE_INFINITY;
}
