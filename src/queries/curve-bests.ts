/** Points of a merged curve with the local date of the activity that holds each. */

import type { DecodedMergedCurve } from '../store/curve-codec.ts';
import type { QueryContext } from './context.ts';
import { curveAt } from './season-curve.ts';

/** Durations of power records. */
export const RECORD_DURATIONS_S: readonly number[] = [5, 15, 30, 60, 300, 600, 1200, 1800, 3600, 7200];
export const HEART_RATE_DURATIONS_S: readonly number[] = [5, 300, 1200, 3600];

export interface CurveBest {
  readonly value: number;
  readonly activity_id: number;
  readonly local_date: string;
}

/** By duration, in the order given; durations outside the curve are left out. */
export async function curveBests(
  context: QueryContext,
  curve: DecodedMergedCurve | null,
  durations_s: readonly number[],
): Promise<Map<number, CurveBest>> {
  const found = new Map<number, CurveBest>();
  if (!curve) return found;
  const points = durations_s.map((d) => curveAt(curve, d));
  const ids = [...new Set(points.flatMap((point) => (point ? [point.activity_id] : [])))];
  if (ids.length === 0) return found;
  const rows = await context.store.db
    .selectFrom('activity')
    .select(['id', 'local_date'])
    .where('id', 'in', ids)
    .execute();
  const dates = new Map(rows.map((row) => [row.id, row.local_date]));
  for (const [i, point] of points.entries()) {
    if (!point) continue;
    const { value, activity_id } = point;
    found.set(durations_s[i]!, { value, activity_id, local_date: dates.get(activity_id) ?? '' });
  }
  return found;
}
