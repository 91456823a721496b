/** What the daily loads rest on: how many activities by which method, which have none, why, and the cheapest remedy. */

import { sql } from 'kysely';
import { REASONS, type Reason } from '../core/known.ts';
import type { LoadMethod } from '../metrics/metric.ts';
import { absentReasons } from './absent-values.ts';
import { formatActivityId } from './activity-id.ts';
import { type Section, tableOf } from './answer.ts';
import type { QueryContext } from './context.ts';
import { type LiveFilter, liveActivities, metricColumn } from './live-activities.ts';

interface LoadCoverage {
  readonly section: Section;
  readonly notes: readonly string[];
  readonly without_load: number;
}

const LOAD_METHOD_WORDS: Record<LoadMethod, string> = {
  power: 'power (TSS)',
  pace: 'pace (rTSS)',
  swim_pace: 'swim pace (sTSS)',
  hrss: 'heart rate (HRSS)',
  hr_zones: 'heart-rate zones',
  hr_squared: 'average heart rate (crude)',
};

/** Metrics that are loads themselves; the reason one of them is absent names what is missing. */
const LOAD_METRICS = ['tss', 'rtss', 'stss', 'hrss', 'hr_tss_zones'] as const;

/** A setting the athlete can supply comes before a channel that was never recorded. */
const REMEDY_ORDER: readonly Reason[] = [
  'ftp_not_set',
  'threshold_pace_not_set',
  'swim_pace_not_set',
  'lthr_not_set',
  'inconsistent_heart_rate_settings',
  'max_hr_not_set',
  'resting_hr_not_set',
  'insufficient_coverage',
  'too_short',
  'no_samples_recorded',
];

export async function loadCoverage(context: QueryContext, filter: LiveFilter): Promise<LoadCoverage> {
  const load = metricColumn('load');
  const methods = await liveActivities(context, filter)
    .innerJoin('metric as m', 'm.activity_id', 'a.id')
    .select(['a.load_method', sql<number>`count(*)`.as('activities'), sql<number>`sum(${load})`.as('load')])
    .where(load, 'is not', null)
    .groupBy('a.load_method')
    .orderBy('activities', 'desc')
    .execute();
  const missing = await liveActivities(context, filter)
    .leftJoin('metric as m', 'm.activity_id', 'a.id')
    .select(['a.id', 'a.absent'])
    .where(load, 'is', null)
    .orderBy('a.local_date', 'desc')
    .limit(500)
    .execute();

  const by_reason = new Map<Reason, number[]>();
  for (const { id, absent } of missing) {
    const reason = remedyReason(absent);
    const ids = by_reason.get(reason) ?? [];
    ids.push(id);
    by_reason.set(reason, ids);
  }
  const counted = methods.reduce((sum, m) => sum + m.activities, 0);
  const by_method = methods.map((m) => ({
    method: LOAD_METHOD_WORDS[m.load_method as LoadMethod] ?? m.load_method ?? 'not named',
    activities: m.activities,
    load: Math.round(m.load),
  }));
  const without = [...by_reason]
    .sort((a, b) => b[1].length - a[1].length)
    .map(([reason, ids]) => ({
      activities: ids.length,
      reason: REASONS[reason],
      latest: ids.slice(0, 3).map(formatActivityId).join(' '),
    }));
  return {
    without_load: missing.length,
    section: {
      ...(filter.after ? { after: filter.after } : {}),
      activities_with_load: counted,
      activities_without_load: missing.length,
      ...(by_method.length > 0 ? { by_method: tableOf(['method', 'activities', 'load'], by_method) } : {}),
      ...(without.length > 0 ? { without_load: tableOf(['activities', 'reason', 'latest'], without) } : {}),
    },
    notes:
      missing.length > 0
        ? [
            `${missing.length} of ${counted + missing.length} activities count as 0 load, so CTL and ATL are too low by what they cost.`,
          ]
        : [],
  };
}

/** The reason that the athlete can do most about, among those of the single load methods. */
function remedyReason(absent_json: string): Reason {
  const absent = absentReasons(absent_json);
  const reasons = LOAD_METRICS.map((metric) => absent.get(metric)).filter((reason) => reason !== undefined);
  for (const reason of REMEDY_ORDER) if (reasons.includes(reason)) return reason;
  return absent.get('load') ?? 'no_load_computable';
}
