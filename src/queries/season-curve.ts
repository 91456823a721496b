/**
 * The best of a period at every duration, merged from the curves of its activities. Whole months come from a cache that is
 * filled when first asked for, so that ten years cost a hundred small rows and not three thousand.
 */

import type { Family } from '../core/sport.ts';
import { type Threshold, thresholdsInForce } from '../core/thresholds.ts';
import { addDays } from '../core/time.ts';
import { storedDurations } from '../metrics/mean-maximal.ts';
import { fastest } from '../repair/fastest.ts';
import {
  type DecodedCurve,
  type DecodedMergedCurve,
  decodeCurve,
  decodeMergedCurve,
  encodeMergedCurve,
} from '../store/curve-codec.ts';
import type { Db } from '../store/store.ts';
import type { QueryContext } from './context.ts';
import { liveActivities } from './live-activities.ts';
import { FIRST_DATE, LAST_DATE, type Period } from './period.ts';
import { remember } from './remember.ts';
import type { SportFilter } from './sport-filter.ts';
import { isSuspect } from './suspect.ts';

/** Kinds stored per activity, and W/kg, which divides each power curve by the weight of its day. */
export type CurveKind = 'power_w' | 'power_wpkg' | 'heart_rate_bpm' | 'speed_mps' | 'gap_mps' | 'cadence_rpm';

interface CurveQuestion extends Period {
  readonly kind: CurveKind;
  readonly sport: SportFilter;
  /** null: both. */
  readonly indoor: boolean | null;
}

/** Null when no activity of the period has such a curve. */
export function seasonCurve(context: QueryContext, question: CurveQuestion): Promise<DecodedMergedCurve | null> {
  const { kind, sport, indoor, after, before } = question;
  return remember(context, ['season-curve', kind, sport, indoor, after, before], () => mergeSeason(context, question));
}

async function mergeSeason(context: QueryContext, question: CurveQuestion): Promise<DecodedMergedCurve | null> {
  const merger = new CurveMerger();
  const { whole, rest } = splitMonths(question, context.today);
  if (question.sport.sport !== null) {
    for (const one of await activityCurves(context, context.store.db, question, question)) merger.addActivity(one);
    return merger.result();
  }
  for (const part of rest) {
    for (const one of await activityCurves(context, context.store.db, question, part)) merger.addActivity(one);
  }
  if (whole) await mergeMonths(context, question, whole, merger);
  return merger.result();
}

/**
 * Value of a curve at any duration. Between stored durations the work (value × duration) is a straight line, because it
 * never falls and the mean itself may jump; the point then belongs to the longer window. Null outside the curve.
 */
export function curveAt(
  curve: DecodedMergedCurve,
  duration_s: number,
): { readonly value: number; readonly activity_id: number; readonly start_s: number } | null {
  const d = curve.durations_s;
  let low = 0;
  let high = d.length - 1;
  if (high < 0 || duration_s < d[0]! || duration_s > d[high]!) return null;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (d[middle]! < duration_s) low = middle + 1;
    else high = middle;
  }
  const at = { activity_id: curve.activity_ids[low]!, start_s: curve.start_s[low]! };
  if (d[low] === duration_s) return { value: curve.values[low]!, ...at };
  const share = (duration_s - d[low - 1]!) / (d[low]! - d[low - 1]!);
  const work = (i: number) => curve.values[i]! * d[i]!;
  return { value: (work(low - 1) + share * (work(low) - work(low - 1))) / duration_s, ...at };
}

interface MonthSpan {
  readonly first: string;
  readonly last: string;
}

/** Months that lie wholly in the period, and the days at its ends that do not. */
export function splitMonths(period: Period, today: string): { whole: MonthSpan | null; rest: Period[] } {
  const after = period.after ?? FIRST_DATE;
  // The current month is whole once it is asked for up to today.
  const before = period.before === null || period.before >= today ? LAST_DATE : period.before;
  const from = after.endsWith('-01') ? after.slice(0, 7) : addDays(`${after.slice(0, 7)}-28`, 4).slice(0, 7);
  const to = endsMonth(before) ? before.slice(0, 7) : addDays(`${before.slice(0, 7)}-01`, -1).slice(0, 7);
  if (from > to) return { whole: null, rest: [{ after, before }] };
  const rest: Period[] = [];
  if (after < `${from}-01`) rest.push({ after, before: addDays(`${from}-01`, -1) });
  if (before !== LAST_DATE && !endsMonth(before)) rest.push({ after: `${before.slice(0, 7)}-01`, before });
  return { whole: { first: from, last: to }, rest };
}

function endsMonth(date: string): boolean {
  return date === LAST_DATE || addDays(date, 1).endsWith('-01');
}

interface ActivityCurve {
  readonly id: number;
  readonly local_date: string;
  readonly indoor: number;
  readonly curve: DecodedCurve;
  /** What its values are multiplied by: 1, or one over the weight of the day. */
  readonly factor: number;
}

/** The curves of a period's activities that may set records. */
async function activityCurves(
  context: QueryContext,
  db: Db,
  question: CurveQuestion,
  period: Period,
): Promise<ActivityCurve[]> {
  const per_kg = question.kind === 'power_wpkg';
  const stored = per_kg ? 'power_w' : question.kind;
  const filter = { ...period, sport: question.sport, indoor: question.indoor ?? undefined };
  const rows = await liveActivities({ ...context, store: { ...context.store, db } }, filter)
    .innerJoin('curve as c', 'c.activity_id', 'a.id')
    .where('c.kind', '=', stored)
    .select(['a.id', 'a.local_date', 'a.indoor', 'a.warnings', 'c.data'])
    .execute();
  // Devices repeat their settings in every file, so the list is long and only its weights are walked for each activity.
  const weights = per_kg ? context.thresholds.filter((t) => t.kind === 'weight_kg') : [];
  const found: ActivityCurve[] = [];
  for (const { id, local_date, indoor, warnings, data } of rows) {
    const weight = per_kg ? weightOn(weights, question.sport.family, local_date) : 1;
    if (weight === null || isSuspect(stored, warnings)) continue;
    const curve = decodeCurve(data);
    if (stored.endsWith('_mps')) dropImpossible(curve, fastest(question.sport.family));
    found.push({ id, local_date, indoor, curve, factor: 1 / weight });
  }
  return found;
}

/** Speeds nobody reaches are jumps of position that no repair recognised. */
function dropImpossible(curve: DecodedCurve, limit_mps: number): void {
  for (let i = 0; i < curve.values.length && curve.values[i]! > limit_mps; i++) curve.values[i] = Number.NaN;
}

export function weightOn(thresholds: readonly Threshold[], family: Family, local_date: string): number | null {
  return thresholdsInForce(thresholds, family, local_date).weight_kg?.value ?? null;
}

async function mergeMonths(
  context: QueryContext,
  question: CurveQuestion,
  span: MonthSpan,
  merger: CurveMerger,
): Promise<void> {
  const { db } = context.store;
  const sides = question.indoor === null ? [0, 1] : [question.indoor ? 1 : 0];
  const cached = await db
    .selectFrom('curve_month')
    .select(['indoor', 'month', 'data'])
    .where('athlete_id', '=', context.athlete.id)
    .where('family', '=', question.sport.family)
    .where('indoor', 'in', sides)
    .where('kind', '=', question.kind)
    .where('month', '>=', span.first)
    .where('month', '<=', span.last)
    .execute();
  const have = new Set<string>();
  for (const { indoor, month, data } of cached) {
    have.add(`${indoor}/${month}`);
    merger.addMerged(decodeMergedCurve(data));
  }
  const months = await monthsWithActivities(context, question, span, sides);
  const missing = months.filter((m) => !have.has(`${m.indoor}/${m.month}`));
  if (missing.length > 0) await mergeMissingMonths(context, question, missing, merger);
}

interface Month {
  readonly indoor: number;
  readonly month: string;
}

async function monthsWithActivities(
  context: QueryContext,
  question: CurveQuestion,
  span: MonthSpan,
  sides: readonly number[],
): Promise<Month[]> {
  return liveActivities(context, { after: `${span.first}-01`, before: `${span.last}-31`, sport: question.sport })
    .where('a.indoor', 'in', sides)
    .select((e) => ['a.indoor', e.fn<string>('substr', ['a.local_date', e.val(1), e.val(7)]).as('month')])
    .distinct()
    .orderBy('month')
    .execute();
}

/** Builds months from their activities and keeps them, in one transaction: a change of an activity comes before or after. */
async function mergeMissingMonths(
  context: QueryContext,
  question: CurveQuestion,
  missing: readonly Month[],
  merger: CurveMerger,
): Promise<void> {
  await context.store.db.transaction().execute(async (db) => {
    const months = new Map(missing.map((m) => [`${m.indoor}/${m.month}`, { ...m, own: new CurveMerger() }]));
    const period = { after: `${missing[0]!.month}-01`, before: `${missing.at(-1)!.month}-31` };
    for (const one of await activityCurves(context, db, question, period)) {
      months.get(`${one.indoor}/${one.local_date.slice(0, 7)}`)?.own.addActivity(one);
    }
    for (const { indoor, month, own } of months.values()) {
      const curve = own.result() ?? EMPTY;
      merger.addMerged(curve);
      await db
        .insertInto('curve_month')
        .values({
          athlete_id: context.athlete.id,
          family: question.sport.family,
          indoor,
          kind: question.kind,
          month,
          data: encodeMergedCurve(curve),
        })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    }
  });
}

const EMPTY: DecodedMergedCurve = {
  durations_s: new Float64Array(0),
  values: new Float64Array(0),
  start_s: new Float64Array(0),
  activity_ids: new Float64Array(0),
};

/** Every duration a curve can be kept at, 32 days at most. */
const GRID = storedDurations(32 * 86_400);

/** Pointwise maximum of curves on the stored durations. */
class CurveMerger {
  #count = 0;
  #values = new Float64Array(512);
  #starts = new Float64Array(512);
  #ids = new Float64Array(512);
  /** The last point of a curve is its full length, which is seldom a stored duration: only the longest one is kept. */
  #tail: { duration_s: number; value: number; start_s: number; id: number } | null = null;

  addActivity({ id, curve, factor }: ActivityCurve): void {
    this.#add(curve, () => id, factor);
  }

  addMerged(curve: DecodedMergedCurve): void {
    this.#add(curve, (i) => curve.activity_ids[i]!, 1);
  }

  #add(curve: DecodedCurve, idOf: (i: number) => number, factor: number): void {
    const { durations_s, values, start_s } = curve;
    let g = 0;
    for (let i = 0; i < durations_s.length; i++) {
      const d = durations_s[i]!;
      while (g < GRID.length && GRID[g]! < d) g++;
      const value = values[i]! * factor;
      if (GRID[g] !== d) {
        if (!this.#tail || d > this.#tail.duration_s || (d === this.#tail.duration_s && value > this.#tail.value)) {
          this.#tail = { duration_s: d, value, start_s: start_s[i]!, id: idOf(i) };
        }
        continue;
      }
      if (g >= this.#count) this.#reach(g + 1);
      if (value > this.#values[g]!) {
        this.#values[g] = value;
        this.#starts[g] = start_s[i]!;
        this.#ids[g] = idOf(i);
      }
    }
  }

  result(): DecodedMergedCurve | null {
    const kept: number[] = [];
    for (let g = 0; g < this.#count; g++) if (this.#values[g]! > Number.NEGATIVE_INFINITY) kept.push(g);
    const tail = this.#tail && this.#tail.duration_s > (GRID[kept.at(-1) ?? -1] ?? 0) ? this.#tail : null;
    const n = kept.length + (tail ? 1 : 0);
    if (n === 0) return null;
    const curve: DecodedMergedCurve = {
      durations_s: new Float64Array(n),
      values: new Float64Array(n),
      start_s: new Float64Array(n),
      activity_ids: new Float64Array(n),
    };
    for (const [i, g] of kept.entries()) {
      curve.durations_s[i] = GRID[g]!;
      curve.values[i] = this.#values[g]!;
      curve.start_s[i] = this.#starts[g]!;
      curve.activity_ids[i] = this.#ids[g]!;
    }
    if (tail) {
      curve.durations_s[n - 1] = tail.duration_s;
      curve.values[n - 1] = tail.value;
      curve.start_s[n - 1] = tail.start_s;
      curve.activity_ids[n - 1] = tail.id;
    }
    return curve;
  }

  #reach(count: number): void {
    if (count > this.#values.length) {
      const size = Math.max(count, 2 * this.#values.length);
      const grow = (old: Float64Array) => {
        const larger = new Float64Array(size);
        larger.set(old);
        return larger;
      };
      this.#values = grow(this.#values);
      this.#starts = grow(this.#starts);
      this.#ids = grow(this.#ids);
    }
    this.#values.fill(Number.NEGATIVE_INFINITY, this.#count, count);
    this.#count = count;
  }
}
